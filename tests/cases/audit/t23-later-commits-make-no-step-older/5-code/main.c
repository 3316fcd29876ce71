int v5;
