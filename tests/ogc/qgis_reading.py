"""Run by the Python of QGIS: print what QGIS reads of a collection as one JSON object.

Arguments: address of the geo API, id of the collection, features on a page, and a filter of QGIS
or an empty text.
"""

import json
import sys

from qgis.core import QgsApplication, QgsFeatureRequest, QgsVectorLayer


def read(address, name, page, expression):
    """Return what QGIS makes of a collection; no object of QGIS outlives the call."""
    # A service that is not described so makes QGIS 3.22 end by itself.
    uri = f"url='{address}' typename='{name}' version='OGC_API_FEATURES' pagingEnabled='true'"
    layer = QgsVectorLayer(f"{uri} pageSize='{page}'", name, "OAPIF")
    request = QgsFeatureRequest()
    if expression:
        request.setFilterExpression(expression)
    found = sorted(layer.getFeatures(request), key=lambda one: one["id"])
    boxes = [one.geometry().boundingBox() for one in found]
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "keys": [one["id"] for one in found],
        "boxes": [[b.xMinimum(), b.yMinimum(), b.xMaximum(), b.yMaximum()] for b in boxes],
    }


application = QgsApplication([], False)
application.initQgis()
print(json.dumps(read(*sys.argv[1:5])))
application.exitQgis()
