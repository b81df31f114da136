"""PDF: paper with a Chinese font of its own, text that fits, QR codes as vectors."""

from gridmap.sheets.pdf.paper import Box, Paper
from gridmap.sheets.pdf.qr import draw_qr
from gridmap.sheets.pdf.table import Column, draw_table

__all__ = ["Box", "Column", "Paper", "draw_qr", "draw_table"]
