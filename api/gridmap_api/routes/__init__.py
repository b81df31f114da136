"""Addresses: parse, call one function, shape the reply."""
