"""What goes over the wire, as documented in the OpenAPI."""
