"""Stations: whom they serve, who can walk there, where the next one goes."""
