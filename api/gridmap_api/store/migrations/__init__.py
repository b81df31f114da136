"""Migrations of the store: each is the step from one revision of its tables to the next."""
