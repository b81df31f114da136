"""The commands about codes of outside systems: outside add, outside write, outside translate."""
# ruff: noqa: D400, PLC0415, PLR0917

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridmap.cli.build import LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import InputError, SettingsError, Text

if TYPE_CHECKING:
    import pandas as pd

    from gridmap.errors import Fault, Lang
    from gridmap.plan import Plan

SHOWN = 20
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN.gpkg")]
OutOption = Annotated[Path, typer.Option("--out", "-o", help="写出的文件。|File to write.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    group = typer.Typer(
        help="外部系统编码：城管平台等对本方案对象的编码。|Codes of outside systems.",
        no_args_is_help=True,
    )
    group.command("add")(add)
    group.command("write")(write)
    group.command("translate")(translate)
    app.add_typer(group, name="outside")


def add(  # numpydoc ignore=PR01,RT01,SS03
    plan: PlanArgument,
    out: OutOption,
    table: Annotated[
        Path | None, typer.Option(help="对照表：系统、图层、编号、外部编码。|xlsx or CSV.")
    ] = None,
    scheme: Annotated[
        str,
        typer.Option(
            help="按编码方案写出网格编码：15、beijing15、cjt349:六位对象代码。"
            "|Codes of grids by a scheme: 15, beijing15, cjt349:OBJECT."
        ),
    ] = "",
    system: Annotated[
        str, typer.Option(help="对照表没有“系统”列时的系统名。|System, if there is no column.")
    ] = "",
    layer: Annotated[
        str, typer.Option(help="对照表没有“图层”列时的图层。|Layer, if there is no column.")
    ] = "",
    lang: LangOption = "zh",
) -> None:
    """把外部系统的编码对照表，或某一编码方案的网格编码，加入方案文件。

    示例：gridmap outside add 方案.gpkg --table 对照.xlsx --out 新方案.gpkg

    | Add a table of outside codes, or codes of grids by a scheme, to a plan file.

    Example: gridmap outside add plan.gpkg --scheme cjt349:010100 --out new.gpkg
    """
    from gridmap.io.outside_codes import with_outside
    from gridmap.io.plans import read_plan, write_plan

    speaker = Speaker(lang)
    if (table is None) == (not scheme):
        raise SettingsError(
            Text("请给出 --table 或 --scheme 之一。", "Give either --table or --scheme."),
            Text("示例见 --help。", "See --help."),
        )
    held = read_plan(plan)
    if table is not None:
        codes, faults = _read(table, held, system, layer)
    else:
        codes, faults = _by_scheme(held, scheme), ()
    _tell(speaker, faults)
    write_plan(with_outside(held, codes), out)
    count = len(codes)
    speaker.say(Text(f"加入 {count} 个外部编码，已写出 {out}", f"{count} codes added: {out}"))
    raise typer.Exit(1 if faults else 0)


def write(  # numpydoc ignore=PR01,RT01,SS03
    plan: PlanArgument, out: OutOption, lang: LangOption = "zh"
) -> None:
    """把方案中各外部系统的编码写成一张表，每个系统一列。

    示例：gridmap outside write 方案.gpkg --out 对照.xlsx

    | Write the codes of outside systems as a table, a column for each system.

    Example: gridmap outside write plan.gpkg --out codes.xlsx
    """
    from gridmap.io.outside_codes import HEADERS, LAYERS, code_table
    from gridmap.io.plans import read_plan

    speaker = Speaker(lang)
    held = read_plan(plan)
    table = code_table(held.tables.get("outside_codes"))
    if table.empty:
        raise SettingsError(
            Text("方案中没有外部编码。", "The plan has no outside codes."),
            Text("请先用 gridmap outside add 加入。", "Add them with gridmap outside add."),
        )
    table["layer"] = table["layer"].map({name: text.say(lang) for name, text in LAYERS.items()})
    heads = {name: text.say(lang) for name, text in HEADERS.items()}
    _save(table.rename(columns=heads), out, lang=lang)
    speaker.say(Text(f"{len(table)} 个对象，已写出 {out}", f"{len(table)} objects: {out}"))


def translate(  # numpydoc ignore=PR01,RT01,SS03
    plan: PlanArgument,
    table: Annotated[Path, typer.Argument(metavar="TABLE")],
    system: Annotated[str, typer.Option(help="外部系统。|The outside system.")],
    column: Annotated[
        list[str],
        typer.Option(
            metavar="HEADER=LAYER",
            help="哪一列是哪个图层的外部编码，如 楼栋=buildings；可多次给出。"
            "|Which column holds codes of which layer, such as Building=buildings; repeatable.",
        ),
    ],
    out: OutOption,
    lang: LangOption = "zh",
) -> None:
    """把一张用外部编码写成的表（如楼栋与网格的对应表）换成本系统的编号，以便导入。

    示例：gridmap outside translate 方案.gpkg 表.xlsx --system 城管平台
    --column 楼栋=buildings --column 网格=grids --out 新表.xlsx

    | Turn a table that is written by outside codes into one by ours, to be imported.

    Example: gridmap outside translate plan.gpkg t.csv --system CITY --column Grid=grids --out o.csv
    """
    import pandas as pd

    from gridmap.io.outside_codes import KEYS, own_codes, translated
    from gridmap.io.plans import read_plan
    from gridmap.io.team_sheets import read_sheets

    speaker = Speaker(lang)
    known = read_plan(plan).tables.get("outside_codes")
    sheet = next(iter(read_sheets(table)), None)
    if sheet is None:
        raise InputError(
            Text(f"{table.name} 中没有表格。", f"{table.name} holds no table."),
            Text("第一行须为表头，至少两列。", "Its first row has to hold two headers or more."),
        )
    found = pd.DataFrame([cells for _, cells in sheet.rows], columns=list(sheet.headers))
    faults: list[Fault] = []
    for pair in column:
        head, _, layer = pair.rpartition("=")
        if head not in found.columns or layer not in KEYS:
            raise SettingsError(
                Text(f"--column {pair} 不成立。", f"--column {pair} is none."),
                Text(
                    f"表头：{'、'.join(sheet.headers)}；图层：{'、'.join(KEYS)}。",
                    f"Headers: {', '.join(sheet.headers)}; layers: {', '.join(KEYS)}.",
                ),
            )
        ours = {} if known is None else own_codes(known, system, layer)
        texts = found[head].map(lambda cell: "" if cell is None else str(cell))
        codes, amiss = translated(texts, ours, layer=layer)
        found[head] = codes
        faults += amiss
    _tell(speaker, faults)
    _save(found, out, lang=lang)
    speaker.say(Text(f"{len(found)} 行，已写出 {out}", f"{len(found)} rows: {out}"))
    raise typer.Exit(1 if faults else 0)


def _read(
    path: Path, plan: Plan, system: str, layer: str
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    from gridmap.io.outside_codes import objects_of, read_outside
    from gridmap.io.team_sheets import read_sheets

    found = read_outside(read_sheets(path), objects_of(plan), system=system, layer=layer)
    return found.table, found.faults


def _by_scheme(plan: Plan, name: str) -> pd.DataFrame:
    import pandas as pd

    from gridmap.codes.schemes import rewritten, scheme_named
    from gridmap.io.outside_codes import COLUMNS

    scheme = scheme_named(name)
    rows = [
        (scheme.name, "grids", str(code), rewritten(str(code), scheme))
        for code in plan.grids["grid_code"]
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _save(table: pd.DataFrame, out: Path, *, lang: Lang) -> None:
    from openpyxl import Workbook

    from gridmap.io.exporting_tables import write_page
    from gridmap.io.files import replacing
    from gridmap.layers.tables import neutral

    title = Text("外部编码", "Outside codes").say(lang)
    with replacing(out) as draft:
        if out.suffix.lower() == ".csv":
            plain = table.map(lambda cell: neutral(cell) if isinstance(cell, str) else cell)
            plain.to_csv(draft, index=False, encoding="utf-8-sig", lineterminator="\r\n")
            return
        book = Workbook(write_only=True)
        write_page(book.create_sheet(title), table, title)
        book.save(draft)


def _tell(speaker: Speaker, faults: tuple[Fault, ...] | list[Fault]) -> None:
    for fault in faults[:SHOWN]:
        speaker.say(Text(f"{fault.what.zh}{fault.remedy.zh}", f"{fault.what.en} {fault.remedy.en}"))
    if len(faults) > SHOWN:
        rest = len(faults) - SHOWN
        speaker.say(Text(f"……另有 {rest} 行。", f"... and {rest} rows more."))
