int v6;
