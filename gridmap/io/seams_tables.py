"""The checklist of a walk along changed boundaries, as a workbook."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from gridmap.errors import Text
from gridmap.io.exporting_tables import write_facts, write_page
from gridmap.io.patrols_placed import Placed
from gridmap.routing.seams_tracing import SEEN_M
from gridmap.routing.seams_walk import KINDS, SeamWalk, Walked
from gridmap.routing.telling import clock, duration, label, plain

CHECKLIST = Text("核对清单", "Checklist")
NUMBER = Text("序号", "No.")
KIND = Text("变化", "Change")
FIRST, SECOND = Text("网格编码", "Grid code"), Text("相邻网格编码", "Grid code beside it")
LENGTH = Text("长度(米)", "Length (m)")
STREET = Text("沿线或附近道路", "Road along or near it")
ON_ROAD = Text("其中沿路(米)", "Along roads (m)")
REACHED = Text("到达", "Arrive")
FROM_LON, FROM_LAT = Text("起点经度", "Begin longitude"), Text("起点纬度", "Begin latitude")
TO_LON, TO_LAT = Text("终点经度", "End longitude"), Text("终点纬度", "End latitude")
CHECKED, NOTE = Text("核对", "Checked"), Text("备注", "Note")


def write_checklist(job: Placed, walk: SeamWalk, path: Path) -> None:
    """Write the pieces of a walk in order, with room to tick them off.

    Parameters
    ----------
    job : Placed
        The walk as a patrol, in the language and the coordinates to write.
    walk : SeamWalk
        The walk.
    path : Path
        The file.
    """
    book = Workbook(write_only=True)
    rows = [_row(job, walk, place, piece) for place, piece in enumerate(walk.pieces)]
    write_page(book.create_sheet(CHECKLIST.say(job.lang)), pd.DataFrame(rows), "")
    write_facts(book, _facts(job, walk), lang=job.lang)
    book.save(path)


def _row(job: Placed, walk: SeamWalk, place: int, piece: Walked) -> dict[str, object]:
    ends = [
        job.place((at[0], at[1])) for at in (piece.seam.line.coords[0], piece.seam.line.coords[-1])
    ]
    grids = (*piece.seam.grids, "")
    told = {
        NUMBER: label(place + 1),
        KIND: KINDS[piece.seam.kind].say(job.lang),
        FIRST: plain(grids[0]),
        SECOND: plain(grids[1]),
        LENGTH: round(piece.seam.length_m, 1),
        STREET: plain(piece.street),
        ON_ROAD: round(piece.on_road_m, 1),
        REACHED: clock(walk.route.stops[place].arrives_s),
        CHECKED: "",
        NOTE: "",
    }
    row: dict[str, object] = {name.say(job.lang): value for name, value in told.items()}
    names = (FROM_LON, FROM_LAT, TO_LON, TO_LAT)
    values = (round(number, 8) for end in ends for number in end)
    places = {
        f"{name.say(job.lang)}{job.suffix}": number
        for name, number in zip(names, values, strict=True)
    }
    return row | places


def _facts(job: Placed, walk: SeamWalk) -> dict[str, str]:
    count = {kind: [p.seam.length_m for p in walk.pieces if p.seam.kind == kind] for kind in KINDS}
    facts = job.facts()
    date, datum = next(iter(facts.items())), list(facts.items())[-1]
    seen_m = walk.changed_m - walk.unseen_m
    took = walk.route.ends_s - walk.route.team.begins_s
    told = {
        **{
            KINDS[kind]: Text(
                f"{len(lengths)} 段，{sum(lengths):.0f} 米",
                f"{len(lengths)} pieces, {sum(lengths):.0f} m",
            )
            for kind, lengths in count.items()
        },
        Text("全程", "Walk"): Text(
            f"{walk.route.length_m} 米，{duration(took).zh}",
            f"{walk.route.length_m} m, {duration(took).en}",
        ),
        Text("覆盖", "Covered"): Text(
            f"变化边界 {walk.changed_m:.0f} 米，其中 {seen_m:.0f} 米在路线 {SEEN_M:.0f} 米以内",
            f"{seen_m:.0f} of {walk.changed_m:.0f} m changed are within {SEEN_M:.0f} m of the walk",
        ),
    }
    words = {name.say(job.lang): value.say(job.lang) for name, value in told.items()}
    return dict([date]) | words | dict([datum])
