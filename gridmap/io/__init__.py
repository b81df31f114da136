"""Files in and out: import of foreign files, the project file, plans, OpenStreetMap."""
