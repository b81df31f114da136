"""The dossier (档案) of a grid: its figures, its boundary in words, its history."""
