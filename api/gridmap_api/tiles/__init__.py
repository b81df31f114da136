"""Vector tiles: their matrices, a cache of them, and the endpoints of OGC API Tiles."""
