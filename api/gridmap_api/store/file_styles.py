"""How QGIS draws a store file that it opens: the table ``layer_styles``, as in plan files."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from gridmap.io.qml import Kind
from gridmap.io.styles import layer_styles
from gridmap.plan import Band
from gridmap_api.store.geopackage_tables import register_attributes

KINDS: dict[str, Kind] = {
    "communities": "polygon",
    "compounds": "polygon",
    "buildings": "polygon",
    "roads": "line",
    "water": "polygon",
    "railways": "line",
    "nets": "polygon",
    "stations": "point",
    "hazards": "point",
    "units": "polygon",
    "grids": "polygon",
}
"""What each layer is drawn as."""

TABLES = {"units": "unit", "grids": "plan_grid"}
"""Tables whose name is not that of the layer in a plan file."""

STYLES = sa.Table(
    "layer_styles",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    *(
        sa.Column(name, sa.Text)
        for name in (
            "f_table_catalog",
            "f_table_schema",
            "f_table_name",
            "f_geometry_column",
            "styleName",
            "styleQML",
            "styleSLD",
        )
    ),
    sa.Column("useAsDefault", sa.Boolean),
    *(sa.Column(name, sa.Text) for name in ("description", "owner", "ui")),
    sa.Column("update_time", sa.Text),
    sqlite_autoincrement=True,
)
"""The table as QGIS makes it."""


def write_styles(connection: Connection) -> None:
    """Give a new store file the styles of its layers; grids are coloured by the usual band.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes to a file.
    """
    STYLES.create(connection)
    styles = layer_styles(Band(), KINDS)
    styles["f_table_name"] = [TABLES.get(name, name) for name in styles["f_table_name"]]
    styles["update_time"] = styles["update_time"].dt.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    rows = [{str(name): value for name, value in row.items()} for row in styles.to_dict("records")]
    connection.execute(STYLES.insert(), rows)
    register_attributes(connection, STYLES.name, STYLES.name)
