"""One layer of a vector file as a table, with whole numbers kept whole.

A column of whole numbers with an empty cell would become floating point and lose the last digits
of long codes; here it is ``Int64``.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely

_EXACT = {
    pa.int8(): pd.Int64Dtype(),
    pa.int16(): pd.Int64Dtype(),
    pa.int32(): pd.Int64Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def read_vector(
    path: Path, *, layer: str | None = None, encoding: str | None = None
) -> gpd.GeoDataFrame:
    """Return one layer of a vector file.

    Parameters
    ----------
    path : Path
        The file.
    layer : str, optional
        Name of the layer; by default the only one.
    encoding : str, optional
        Encoding of texts, for formats that do not state it.

    Returns
    -------
    GeoDataFrame
        The layer in the CRS of the file; the geometry column is ``geometry``, geometry
        that cannot be read is None.

    Raises
    ------
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError
        If the file cannot be read.
    """
    return pyogrio.read_dataframe(
        path,
        layer=layer,
        encoding=encoding,
        use_arrow=True,
        on_invalid="ignore",
        arrow_to_pandas_kwargs={"types_mapper": _EXACT.get},
    )


def single(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the layer with every multi geometry of one part replaced by that part.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer.

    Returns
    -------
    GeoDataFrame
        The same rows. Files that hold one kind of geometry store singles as multis.
    """
    geometry = np.asarray(frame.geometry.array)
    lone = np.isin(shapely.get_type_id(geometry), (4, 5, 6))
    lone &= shapely.get_num_geometries(geometry) == 1
    geometry = np.where(lone, shapely.get_geometry(geometry, 0), geometry)
    return frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs))
