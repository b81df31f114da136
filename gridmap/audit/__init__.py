"""Audit of existing nets: what is wrong in each, and between them."""
