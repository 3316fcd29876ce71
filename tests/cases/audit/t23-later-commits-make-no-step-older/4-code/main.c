int v4;
