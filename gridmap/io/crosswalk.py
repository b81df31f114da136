"""Crosswalks as files: a workbook with a sheet for each net, or a CSV for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from gridmap.errors import Lang, Text
from gridmap.io.exporting_tables import write_facts, write_page
from gridmap.io.files import replacing
from gridmap.layers.tables import neutral
from gridmap.nets.crosswalk import Crosswalk

NONE = Text("（不在该网任何网格内）", "(in no grid of this net)")
HEADERS: Mapping[str, Text] = {
    "net_grid_id": Text("原网格编号", "Old grid"),
    "grid_code": Text("新网格编码", "New grid code"),
    "households": Text("户数", "Households"),
    "persons": Text("人口", "Persons"),
    "buildings": Text("楼栋数", "Buildings"),
    "area_m2": Text("面积(平方米)", "Area (m²)"),
    "share": Text("占原网格(%)", "Share of the old grid (%)"),
    "main": Text("主要承接", "Main successor"),
}
YES = Text("是", "yes")


def crosswalk_frame(walk: Crosswalk, *, lang: Lang = "zh") -> pd.DataFrame:
    """Return a crosswalk with the headers and words that people read.

    Parameters
    ----------
    walk : Crosswalk
        The crosswalk.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    DataFrame
        One row a pair; areas in whole square metres.
    """
    table = walk.table.assign(
        net_grid_id=walk.table["net_grid_id"].replace("", NONE.say(lang)),
        area_m2=walk.table["area_m2"].round().astype("int64"),
        share=(100 * walk.table["share"]).round(1),
        main=walk.table["main"].map({True: YES.say(lang), False: ""}),
    )
    return table.rename(columns={name: head.say(lang) for name, head in HEADERS.items()})


def write_crosswalks(
    walks: Sequence[Crosswalk],
    path: Path,
    *,
    about: Mapping[str, str] | None = None,
    lang: Lang = "zh",
) -> tuple[Path, ...]:
    """Write crosswalks as a workbook, or as a CSV for each net.

    Parameters
    ----------
    walks : sequence of Crosswalk
        One a net.
    path : Path
        An xlsx file; of a ``.csv`` the name of the net is put before the suffix where there are
        several.
    about : Mapping of str to str, optional
        What the workbook says of itself, such as the id of the plan.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    tuple of Path
        The files, replaced whole.
    """
    if path.suffix.lower() == ".csv":
        return tuple(_write_csv(walk, path, alone=len(walks) == 1, lang=lang) for walk in walks)
    book = Workbook(write_only=True)
    titles = _titles([walk.net for walk in walks])
    for walk, title in zip(walks, titles, strict=True):
        write_page(book.create_sheet(title), crosswalk_frame(walk, lang=lang), walk.net)
    write_facts(book, about or {}, lang=lang)
    with replacing(path) as draft:
        book.save(draft)
    return (path,)


def _write_csv(walk: Crosswalk, path: Path, *, alone: bool, lang: Lang) -> Path:
    name = "".join(letter for letter in walk.net if letter not in '\\/:*?"<>|')
    target = path if alone else path.with_name(f"{path.stem}-{name}{path.suffix}")
    frame = crosswalk_frame(walk, lang=lang)
    frame = frame.map(lambda cell: neutral(cell) if isinstance(cell, str) else cell)
    with replacing(target) as draft:
        frame.to_csv(draft, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return target


def _titles(names: Sequence[str]) -> list[str]:
    """Return titles that a workbook takes: short, without its special signs, each once."""
    found: list[str] = []
    for name in names:
        plain = "".join(letter for letter in name if letter not in "[]:*?/\\'")[:31] or "net"
        title, number = plain, 1
        while title.lower() in (one.lower() for one in found) or title in {"说明", "About"}:
            number += 1
            title = f"{plain[:28]}-{number}"
        found.append(title)
    return found
