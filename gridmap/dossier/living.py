"""Where people of a grid live: its compounds, its micro-grids, its buildings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from gridmap.columns import texts
from gridmap.dossier.records import Header, Section, count, same
from gridmap.errors import Text
from gridmap.layers.words import BUILDING_USES, COMPOUND_KINDS, GOVERNANCE

_USES, _KINDS, _GOVERNANCE = dict(BUILDING_USES), dict(COMPOUND_KINDS), dict(GOVERNANCE)


@dataclass(frozen=True, eq=False, slots=True)
class Living:
    """Units of a plan with the buildings and compounds in them.

    Attributes
    ----------
    units : DataFrame
        By grid: ``grid_code``, ``buildings``, ``households``, ``persons``, ``compound_id`` and
        ``micro_code`` where the plan has it.
    buildings : Mapping of str to Mapping
        Rows of the layer by id.
    compounds : Mapping of str to Mapping
        Rows of the layer by id.
    totals : Mapping of str to int
        Households of each compound, by id.
    """

    units: Mapping[str, pd.DataFrame]
    buildings: Mapping[str, Mapping[str, Any]]
    compounds: Mapping[str, Mapping[str, Any]]
    totals: Mapping[str, int]

    def units_of(self, code: str) -> pd.DataFrame:
        """Return the units of a grid.

        Parameters
        ----------
        code : str
            Of the grid.

        Returns
        -------
        DataFrame
            Its units; none for a grid that has none.
        """
        return self.units.get(code, next(iter(self.units.values())).iloc[:0])


def living_of(units: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]) -> Living:
    """Return who lives where.

    Parameters
    ----------
    units : GeoDataFrame
        Of a plan.
    layers : Mapping of str to GeoDataFrame
        ``buildings`` and ``compounds`` are read; either may be missing.

    Returns
    -------
    Living
        Of the plan.
    """
    plain = pd.DataFrame(units.drop(columns=units.geometry.name))
    return Living(
        units={str(code): part for code, part in plain.groupby("grid_code", sort=False)},
        buildings=rows_by(layers.get("buildings"), "building_id"),
        compounds=rows_by(layers.get("compounds"), "compound_id"),
        totals={
            str(compound): int(households)
            for compound, households in plain.groupby("compound_id")["households"].sum().items()
        },
    )


def compounds_section(living: Living, code: str) -> Section:
    """Return the compounds of a grid, whole or in part.

    Parameters
    ----------
    living : Living
        Of the plan.
    code : str
        Of the grid.

    Returns
    -------
    Section
        A row a compound, the largest first.
    """
    units = living.units_of(code)
    sums = units.dropna(subset=["compound_id"]).groupby("compound_id")["households"].sum()
    rows = []
    for compound_id, households in sums.sort_values(ascending=False, kind="stable").items():
        known = living.compounds.get(str(compound_id), {})
        total = living.totals[str(compound_id)]
        share = Text("全部", "whole") if households == total else same(f"{households}/{total}")
        rows.append(
            (
                same(known.get("name") or compound_id),
                _word(_KINDS, known.get("kind")),
                _word(_GOVERNANCE, known.get("governance")),
                count(households),
                share,
            )
        )
    return Section(
        "compounds",
        Text("小区", "Compounds"),
        headers=(
            Header(Text("小区", "Compound"), 0.34),
            Header(Text("类别", "Kind"), 0.18),
            Header(Text("管理方式", "Management"), 0.18),
            Header(Text("本格户数", "Households here"), 0.14, is_number=True),
            Header(Text("占小区", "Of the compound"), 0.16),
        ),
        rows=tuple(rows),
        nothing=Text("没有小区。", "No compound."),
    )


def micro_section(living: Living, code: str) -> Section | None:
    """Return the micro-grids of a grid.

    Parameters
    ----------
    living : Living
        Of the plan.
    code : str
        Of the grid.

    Returns
    -------
    Section or None
        A row a micro-grid; None where the plan has none.
    """
    units = living.units_of(code)
    if "micro_code" not in units.columns or units["micro_code"].isna().all():
        return None
    rows = []
    for micro, part in units.groupby("micro_code", sort=True):
        names = [name for _, name in _parts(part)]
        told = dict.fromkeys(str(_name(living, name.partition("#")[0])) for name in names)
        rows.append(
            (
                same(micro),
                count(part["households"].sum()),
                Text("、".join(told), ", ".join(told)),
            )
        )
    return Section(
        "micro_grids",
        Text("微网格", "Micro-grids"),
        headers=(
            Header(Text("微网格编码", "Code"), 0.3),
            Header(Text("户数", "Households"), 0.15, is_number=True),
            Header(Text("楼栋", "Buildings"), 0.55),
        ),
        rows=tuple(rows),
    )


def buildings_section(living: Living, code: str) -> Section:
    """Return the buildings of a grid.

    Parameters
    ----------
    living : Living
        Of the plan.
    code : str
        Of the grid.

    Returns
    -------
    Section
        A row a building, by compound and name; of one that is divided, the entrances here.
    """
    found: dict[str, list[tuple[str, int, int]]] = {}
    for unit, name in _parts(living.units_of(code)):
        building, _, entrance = name.partition("#")
        known = living.buildings.get(building, {})
        alone = ";" not in str(unit["buildings"])
        source = unit if alone else known
        figures = int(source.get("households") or 0), _whole(source.get("persons"))
        found.setdefault(building, []).append((entrance, *figures))
    rows = [_building_row(living, building, parts) for building, parts in found.items()]
    rows.sort(key=lambda row: (row[1].zh, _natural(row[0].zh)))
    return Section(
        "buildings",
        Text("楼栋", "Buildings"),
        headers=(
            Header(Text("楼栋", "Building"), 0.3),
            Header(Text("小区", "Compound"), 0.22),
            Header(Text("用途", "Use"), 0.13),
            Header(Text("层数", "Floors"), 0.08, is_number=True),
            Header(Text("单元", "Entrances"), 0.09, is_number=True),
            Header(Text("户数", "Households"), 0.09, is_number=True),
            Header(Text("人数", "Persons"), 0.09, is_number=True),
        ),
        rows=tuple(rows),
        nothing=Text("没有楼栋。", "No building."),
    )


def _building_row(
    living: Living, building: str, parts: list[tuple[str, int, int]]
) -> tuple[Text, ...]:
    known = living.buildings.get(building, {})
    entrances = sorted({entrance for entrance, _, _ in parts if entrance}, key=_natural)
    compound = known.get("compound_id")
    persons = sum(part[2] for part in parts)
    name = str(_name(living, building))
    return (
        Text(f"{name} {'、'.join(entrances)}单元", f"{name}, entrance {', '.join(entrances)}")
        if entrances
        else same(name),
        same(living.compounds.get(str(compound), {}).get("name") or compound),
        _word(_USES, known.get("use")),
        same(known.get("floors")),
        same(len(entrances)) if entrances else same(known.get("entrances")),
        count(sum(part[1] for part in parts)),
        count(persons) if persons else same(None),
    )


def _parts(units: pd.DataFrame) -> Iterator[tuple[Mapping[str, Any], str]]:
    for unit in units.to_dict("records"):
        for name in str(unit["buildings"] or "").split(";"):
            if name and name != "nan":
                yield {str(key): value for key, value in unit.items()}, name


def _name(living: Living, building: str) -> object:
    return living.buildings.get(building, {}).get("name") or building


def rows_by(layer: gpd.GeoDataFrame | None, key: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a layer by id.

    Parameters
    ----------
    layer : GeoDataFrame or None
        Any; None for none.
    key : str
        Its column of ids.

    Returns
    -------
    dict of str to dict
        Values by column, without the geometry; None for missing ones.
    """
    if layer is None or layer.empty:
        return {}
    plain = layer.drop(columns=layer.geometry.name)
    rows = plain.astype(object).where(plain.notna(), None).to_dict("records")
    return {
        name: {str(column): value for column, value in row.items()}
        for name, row in zip(texts(layer, key).tolist(), rows, strict=True)
    }


def _word(words: Mapping[str, str], value: object) -> Text:
    code = "" if value is None else str(value)
    return Text(words.get(code, code), code.replace("_", "-"))


def _whole(value: object) -> int:
    return 0 if value is None or value != value else int(float(str(value)))  # noqa: PLR0124


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts 2号楼 before 10号楼."""
    digits = ""
    key: list[tuple[int, str]] = []
    for letter in f"{text}\0":
        if letter.isdecimal():
            digits += letter
            continue
        if digits:
            key.append((int(digits), ""))
            digits = ""
        key.append((-1, letter))
    return tuple(key)
