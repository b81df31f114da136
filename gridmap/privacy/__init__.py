"""What may be told to everybody: small counts suppressed so that no subtraction reveals them."""
