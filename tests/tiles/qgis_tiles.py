"""Draws vector tiles with QGIS, run by the Python that has it.

Arguments: address of the tiles, name of the layer in them, filter of its features, and west,
south, east and north in Web Mercator. Prints one JSON: whether QGIS takes the layer, and which
share of the picture is covered by the features.
"""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorTileBasicRenderer,
    QgsVectorTileBasicRendererStyle,
    QgsVectorTileLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

address, name, wanted, *box = sys.argv[1:]
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorTileLayer(f"type=xyz&url={address}&zmin=0&zmax=16", "tiles")
style = QgsVectorTileBasicRendererStyle("features", name, QgsWkbTypes.PolygonGeometry)
style.setFilterExpression(wanted)
style.setSymbol(QgsFillSymbol.createSimple({"color": "red", "outline_style": "no"}))
renderer = QgsVectorTileBasicRenderer()
renderer.setStyles([style])
layer.setRenderer(renderer)

settings = QgsMapSettings()
settings.setLayers([layer])
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
settings.setExtent(QgsRectangle(*(float(side) for side in box)))
settings.setOutputSize(QSize(600, 400))
settings.setBackgroundColor(QColor("white"))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
spots = [(x, y) for x in range(5, 600, 10) for y in range(5, 400, 10)]
painted = sum(image.pixelColor(x, y) != QColor("white") for x, y in spots)
print(json.dumps({"valid": layer.isValid(), "share": painted / len(spots)}))
application.exitQgis()
