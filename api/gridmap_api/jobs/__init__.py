"""Work that takes long: kinds of it, and the workers that do it."""
