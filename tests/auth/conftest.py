"""Both kinds of store."""

from stores import store, store_address

__all__ = ["store", "store_address"]
