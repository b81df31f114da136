"""The service: parses, calls one core function, shapes the reply."""
