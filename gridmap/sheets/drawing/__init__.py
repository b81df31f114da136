"""One drawing in millimetres, given as PDF, SVG or PNG: the same picture in each."""

from gridmap.sheets.drawing.canvas import Canvas, Hatch, Points, measure
from gridmap.sheets.drawing.pdf_canvas import PdfCanvas
from gridmap.sheets.drawing.png_canvas import PngCanvas
from gridmap.sheets.drawing.svg_canvas import SvgCanvas

__all__ = ["Canvas", "Hatch", "PdfCanvas", "PngCanvas", "Points", "SvgCanvas", "measure"]
