"""OGC API: Features: what an address asks for, and the shape of the answers."""
