"""What people look at: the web map."""
