"""The pages of a register: which columns each has, and what may be done with its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType

from gridmap.errors import Text
from gridmap.layers import Column
from gridmap.layers.words import PURPOSES
from gridmap.register.fields import (
    FORMATS,
    Field,
    Value,
    count_field,
    layer_fields,
    place_fields,
    text_field,
)
from gridmap.teams.records import ROLE_WORDS, TEAM_WORDS, GridList
from gridmap.teams.rules import WORKER_KINDS

Row = dict[str, Value]

LIST = "list:"
"""What the names of pages of lists begin with."""


@dataclass(frozen=True, slots=True)
class PageKind:
    """One page of a register, without its rows.

    Attributes
    ----------
    name : str
        Name in code; that of the layer whose features its rows are, where it has one.
    title : Text
        The name that people see.
    fields : tuple of Field
        Its columns; the first is the code of a row.
    layer : str
        The layer that a change of a row changes; empty for none.
    grows : bool
        Whether rows may be added and removed.
    numbered : bool
        Whether the code of a new row is made by the program, so that it is left empty.
    """

    name: str
    title: Text
    fields: tuple[Field, ...]
    layer: str = ""
    grows: bool = False
    numbered: bool = False

    @property
    def key(self) -> Field:
        """The column that tells rows apart."""
        return self.fields[0]

    def field_of(self, name: str) -> Field:
        """Return the column of a name.

        Parameters
        ----------
        name : str
            Its name in code.

        Returns
        -------
        Field
            The column.
        """
        return next(one for one in self.fields if one.name == name)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a register with its rows.

    Attributes
    ----------
    kind : PageKind
        What it is.
    rows : Mapping of str to dict
        Values of each row by its code, in the order of the page.
    """

    kind: PageKind
    rows: MappingProxyType[str, Row] | dict[str, Row] = field(default_factory=dict)


COUNTS = (
    count_field("buildings", "楼栋数", "Buildings"),
    count_field("households", "户数", "Households"),
    count_field("persons", "人数", "Persons"),
)
COMMUNITY = Field(
    Column(
        "community_code",
        Text("社区代码", "Community code"),
        references="communities.community_code",
    )
)
COMMUNITY_NAME = text_field("community", "社区名称", "Community")
GRID = Field(Column("grid_code", Text("网格编码", "Grid code"), references="grids.grid_code"))
NO = text_field("row_id", "编号", "Row id", "key")

GRID_KINDS = (("ordinary", "基础网格"), ("special", "专属网格"))
PURPOSE_WORDS = {
    **{code: Text(zh, code) for code, zh in PURPOSES},
    "vacant": Text("空闲地", "vacant"),
}

STREETS = PageKind(
    "streets",
    Text("街道", "Streets"),
    (
        text_field("street", "街道", "Street", "key"),
        count_field("communities", "社区数", "Communities"),
        count_field("grids", "网格数", "Grids"),
        *COUNTS,
    ),
)

COMMUNITIES = PageKind(
    "communities",
    Text("社区", "Communities"),
    (
        *layer_fields("communities"),
        count_field("grids", "网格数", "Grids"),
        count_field("in_band", "户数达标网格", "Grids in band"),
        *COUNTS,
    ),
    layer="communities",
)

GRIDS = PageKind(
    "grids",
    Text("网格", "Grids"),
    (
        text_field("grid_code", "网格编码", "Grid code", "key"),
        text_field("name", "网格名称", "Name", "edit"),
        COMMUNITY,
        COMMUNITY_NAME,
        text_field("street", "街道", "Street"),
        Field(Column("kind", Text("类别", "Kind"), choices=GRID_KINDS), "edit"),
        Field(Column("purpose", Text("专属用途", "Purpose")), "edit", words=PURPOSE_WORDS),
        *COUNTS,
        Field(
            Column("area_m2", Text("面积(平方米)", "Area (m²)"), "int"),
            number_format=FORMATS["int"],
        ),
        Field(Column("in_band", Text("户数达标", "In band"), "bool")),
    ),
)

MICRO_GRIDS = PageKind(
    "micro_grids",
    Text("微网格", "Micro-grids"),
    (text_field("micro_code", "微网格编码", "Micro-grid code", "key"), GRID, COMMUNITY, *COUNTS),
)

COMPOUNDS = PageKind(
    "compounds",
    Text("小区", "Compounds"),
    (*layer_fields("compounds", fixed=["community_code"]), *COUNTS),
    layer="compounds",
)


def _buildings() -> tuple[Field, ...]:
    own = {one.name: one for one in layer_fields("buildings")}
    first = [own.pop(name) for name in ("building_id", "name")]
    place = (
        COMMUNITY,
        replace(GRID, access="move"),
        text_field("micro_code", "微网格编码", "Micro-grid code"),
        own.pop("compound_id"),
        text_field("compound", "小区名称", "Compound"),
    )
    return (*first, *place, *own.values())


BUILDINGS = PageKind("buildings", Text("楼栋", "Buildings"), _buildings(), layer="buildings")

STATIONS = PageKind(
    "stations",
    Text("驿站", "Stations"),
    (
        *layer_fields("stations"),
        text_field("lies_in", "所在网格", "Lies in"),
        COMMUNITY,
        *place_fields(),
    ),
    layer="stations",
    grows=True,
)

HAZARDS = PageKind(
    "hazards",
    Text("隐患点", "Hazards"),
    (
        *layer_fields("hazards"),
        text_field("lies_in", "所在网格", "Lies in"),
        COMMUNITY,
        *place_fields(),
    ),
    layer="hazards",
    grows=True,
)


def _team(name: str, column: Column, **others: object) -> Field:
    made = replace(column, name=name, title=TEAM_WORDS[name])
    return Field(made, "edit", **others)  # type: ignore[arg-type]


_EMPTY = Column("", Text("", ""))
TEAMS = PageKind(
    "teams",
    Text("队伍", "Team"),
    (
        NO,
        _team("grid_code", replace(_EMPTY, required=True, references="grids.grid_code")),
        _team(
            "role",
            replace(
                _EMPTY,
                required=True,
                choices=tuple((code, word.zh) for code, word in ROLE_WORDS.items()),
            ),
        ),
        _team("name", replace(_EMPTY, required=True)),
        _team(
            "worker_kind",
            _EMPTY,
            words={code: Text(zh, code) for code, zh in WORKER_KINDS.items()},
        ),
        _team("organisation", _EMPTY),
        _team("duty_phone", _EMPTY),
        _team("since", replace(_EMPTY, kind="date")),
    ),
    grows=True,
    numbered=True,
)

PAGES = (
    STREETS,
    COMMUNITIES,
    GRIDS,
    MICRO_GRIDS,
    COMPOUNDS,
    BUILDINGS,
    STATIONS,
    HAZARDS,
    TEAMS,
)
"""Every page but those of the lists, in the order of a file."""


def list_page(one: GridList) -> PageKind:
    """Return the page of a list that an office keeps of every grid.

    Parameters
    ----------
    one : GridList
        The list.

    Returns
    -------
    PageKind
        Its columns are named ``v0``, ``v1`` ... in code.
    """
    own = [Field(Column(f"v{n}", Text(head, head)), "edit") for n, head in enumerate(one.columns)]
    grid = _team("grid_code", replace(_EMPTY, required=True, references="grids.grid_code"))
    return PageKind(
        f"{LIST}{one.list_id}",
        Text(one.name, one.name),
        (NO, grid, *own),
        grows=True,
        numbered=True,
    )


LAYERS = tuple(one.layer for one in PAGES if one.layer)
"""Layers that a register shows."""
