"""A kit: map, search, dossiers and files of some communities in one page that works offline."""

from gridmap.sheets.kit.page import KitFile, kit_page

__all__ = ["KitFile", "kit_page"]
