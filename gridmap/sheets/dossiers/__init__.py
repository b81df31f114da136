"""Dossiers as people get them: on paper and as a page."""

from gridmap.sheets.dossiers.page import dossier_page
from gridmap.sheets.dossiers.sheet import dossier_sheet

__all__ = ["dossier_page", "dossier_sheet"]
