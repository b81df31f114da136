"""Commands that make files: sample, import, plan."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gridmap.cli.console import Speaker
from gridmap.cli.report import plan_report, print_plan
from gridmap.errors import SettingsError, Text

if TYPE_CHECKING:
    from gridmap.partition.solve import Weights

LangOption = Annotated[
    Literal["zh", "en"], typer.Option("--lang", help="界面语言。|Language.", envvar="GRIDMAP_LANG")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON。|Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application.
    """
    app.command("sample")(sample)
    app.command("import")(import_)
    app.command("plan")(plan)


def sample(
    directory: Annotated[Path, typer.Argument(metavar="DIR")],
    communities: Annotated[
        int, typer.Option(min=1, max=200, help="社区数。|Number of communities.")
    ] = 8,
    households: Annotated[
        int | None, typer.Option(min=1, help="总户数。|Households in all.")
    ] = None,
    seed: Annotated[int, typer.Option(help="随机种子。|Seed.")] = 20261120,
    lang: LangOption = "zh",
) -> None:
    """生成虚构的示范街道数据。

    示例：gridmap sample data

    | Write an invented sub-district.

    Example: gridmap sample data --communities 42 --households 217187
    """
    from gridmap.sample import make_sample, write_sample

    speaker = Speaker(lang)
    made = make_sample(communities=communities, households=households, seed=seed)
    for path in write_sample(made, directory):
        speaker.say(Text(f"已写入 {path}", f"Wrote {path}"))


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    project: Annotated[
        Path, typer.Option("--project", "-p", help="项目文件（.gpkg）。|Project file (.gpkg).")
    ],
    layer: Annotated[
        str | None, typer.Option(help="图层名，如 buildings。|Layer, such as buildings.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="文字编码，如 GBK。|Text encoding, such as GBK.")
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(help="文件未注明时的坐标系，如 EPSG:4490。|CRS where a file names none."),
    ] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="户数缺失时估算。|Estimate missing households.")
    ] = False,
    skip_faulty: Annotated[
        bool,
        typer.Option("--skip-faulty", help="略过并列出有错的要素。|Leave out faulty features."),
    ] = False,
    faults: Annotated[
        Path | None, typer.Option(help="把问题清单写成 CSV。|Write the faults as CSV.")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """把图层导入项目文件。

    支持 GeoPackage、Shapefile（含 zip）、GeoJSON、FlatGeobuf、GeoParquet、CSV、xlsx、OSM。

    示例：gridmap import 社区.shp 楼栋.xlsx --project 项目.gpkg

    | Import layers into a project file.

    GeoPackage, Shapefile (zipped too), GeoJSON, FlatGeobuf, GeoParquet, CSV, xlsx, OSM.

    Example: gridmap import data/sample.gpkg --project district.gpkg
    """
    from gridmap.io.imports import import_files
    from gridmap.layers import write_faults

    speaker = Speaker(lang)
    with speaker.progress() as progress:
        report = import_files(
            files,
            project=project,
            layer=layer,
            encoding=encoding,
            crs=crs,
            estimate=estimate,
            skip_faulty=skip_faulty,
            progress=progress,
        )
    if faults is not None:
        write_faults(report.faults, faults, lang=lang)
    if as_json:
        speaker.json(report.to_dict())
    else:
        speaker.out.print(report.say(lang), markup=False, soft_wrap=True)
        speaker.faults(report.faults)
    raise typer.Exit(0 if report.ok else 1)


def plan(
    project: Annotated[Path, typer.Argument(metavar="P.gpkg")],
    out: Annotated[Path, typer.Option("--out", "-o", help="方案文件（.gpkg）。|Plan file.")],
    band: Annotated[
        tuple[int, int],
        typer.Option(metavar="LOWER UPPER", help="户数区间。|Households of a grid."),
    ] = (300, 500),
    persons: Annotated[
        tuple[int, int] | None,
        typer.Option(
            metavar="LOWER UPPER",
            help="每格人数区间，默认不限。|Persons of a grid; any by default.",
        ),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="目标函数的权重，如 mixing=0.5；名称见 README。"
            "|Weight of the objective, such as mixing=0.5; the README lists the names.",
        ),
    ] = None,
    balance: Annotated[
        Literal["persons", "workload"],
        typer.Option(
            help="户数之外再均衡什么：persons 人数，workload 工作量（权重 loads 默认取 1）。"
            "|What the weight loads balances: persons, or workload (then it is 1 by default)."
        ),
    ] = "persons",
    workload: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="工作量权重（TOML 或 JSON），见 gridmap teams --help。"
            "|Weights of the workload, TOML or JSON: see gridmap teams --help.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="随机种子。|Seed.")] = 0,
    time_s: Annotated[
        float | None,
        typer.Option("--time", min=0, help="搜索限时（秒）。|Limit of the search in seconds."),
    ] = None,
    barriers: Annotated[
        Literal["closed", "eased", "priced", "ignored"],
        typer.Option(
            help="阻隔：closed 不得跨越，eased 仅在不足成格时跨越，priced 计代价，ignored 不计。"
            "|Barriers: never crossed, only where a piece is no grid, at a price, ignored."
        ),
    ] = "eased",
    grids: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE=N", help="指定社区的网格数。|Grids of a community."),
    ] = None,
    micro: Annotated[
        Literal["households", "buildings"] | None,
        typer.Option(
            help="在网格内再分微网格：households 按户数，buildings 每楼一个。"
            "|Micro-grids inside grids: by households, or one for each building."
        ),
    ] = None,
    micro_band: Annotated[
        tuple[int, int],
        typer.Option(metavar="LOWER UPPER", help="微网格户数区间。|Households of a micro-grid."),
    ] = (30, 100),
    entrances_above: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="超过 N 户的楼栋按单元划分，默认为户数区间上限。"
            "|Divide buildings of more households into entrances; by default, above the band.",
        ),
    ] = None,
    large: Annotated[
        tuple[int, int] | None,
        typer.Option(
            metavar="LOWER UPPER",
            help="把网格合为大网格，给出其户数区间。|Large grids of so many households.",
        ),
    ] = None,
    simplify: Annotated[
        float, typer.Option(min=0, help="网格边界化简（米）。|Simplify outlines, in metres.")
    ] = 0.0,
    proof: Annotated[
        Literal["off", "quick", "long"],
        typer.Option(
            help="最优性证明：off 不做，quick 每片约半秒，long 每片可达数分钟。"
            "|Proof of quality: none, about half a second a piece, up to minutes a piece."
        ),
    ] = "quick",
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="并行的进程数；不给则用本进程的线程。|Processes; by default threads of this one.",
        ),
    ] = None,
    dask_address: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="在 Dask 集群上计算，如 tcp://主机:8786。|Work on a Dask cluster.",
        ),
    ] = None,
    limit_s: Annotated[
        float | None,
        typer.Option(
            "--limit",
            min=0.1,
            help="单个社区的限时（秒），超时的社区暂不划分。"
            "|Seconds that one community may take; one that takes longer is left whole.",
        ),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """划分网格，写出方案文件。

    有硬性问题项时退出码为 1。结果与进程数、集群无关。

    示例：gridmap plan 项目.gpkg --out 方案.gpkg --band 300 500 --micro households

    | Cut grids and write the plan file.

    The exit code is 1 if a hard rule is broken. The plan does not depend on where it is made.

    Example: gridmap plan district.gpkg --out plan.gpkg --band 300 500 --micro households
    """
    from gridmap.io.plans import write_plan
    from gridmap.io.project import read_project
    from gridmap.io.team_tables import read_team_rules
    from gridmap.partition.bound import LONG, QUICK
    from gridmap.partition.executors import dask
    from gridmap.partition.levels import Nesting
    from gridmap.partition.solve import Effort
    from gridmap.pipeline import PlanSettings, make_plan
    from gridmap.plan import Band
    from gridmap.tessellation import TessellationParams

    speaker = Speaker(lang)
    settings = PlanSettings(
        band=Band(*band),
        persons=None if persons is None else Band(*persons),
        weights=_weights([*(["loads=1"] if balance == "workload" else []), *(weight or [])]),
        balance=balance,
        workload=read_team_rules(workload).weights,
        seed=seed,
        barriers=barriers,
        effort=Effort(time_s=time_s),
        grids=dict(_grids(text) for text in grids or []),
        simplify_m=simplify,
        proof={"off": None, "quick": QUICK, "long": LONG}[proof],
        nesting=Nesting(
            micro=Band(*micro_band) if micro == "households" else micro,
            large=None if large is None else Band(*large),
        ),
        limit_s=limit_s,
        tessellation=TessellationParams(split_above=entrances_above),
    )
    started = time.monotonic()
    with (
        speaker.progress() as progress,
        nullcontext() if dask_address is None else dask(dask_address) as executor,
    ):
        made = make_plan(
            read_project(project),
            settings=settings,
            progress=progress,
            workers=workers,
            executor=executor,
        )
        write_plan(made, out)
    seconds = round(time.monotonic() - started, 2)
    if as_json:
        speaker.json(plan_report(made, out, seconds))
    else:
        print_plan(speaker, made, out)
        speaker.say(Text(f"用时 {seconds:.1f} 秒。", f"{seconds:.1f} s."))
    raise typer.Exit(1 if any(violation.hard for violation in made.violations) else 0)


UNSET = {"walking", "stability", "nets"}
"""Terms that need what a new plan does not have: stations, a present plan, existing nets."""


def _weights(texts: list[str]) -> Weights:
    from gridmap.partition.solve import Weights

    names = [item.name for item in fields(Weights) if item.name not in UNSET]
    given: dict[str, float] = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            given[name] = float(value)
        except ValueError:
            given[name] = -1.0
        if name not in names or not 0 <= given[name] < float("inf"):
            raise SettingsError(
                Text(f"--weight {text} 无法识别。", f"--weight {text} is not understood."),
                Text(
                    f"写作 名称=不小于 0 的数；名称有：{'、'.join(names)}。",
                    f"Write NAME=NUMBER, 0 or more; the names are {', '.join(names)}.",
                ),
            )
    return Weights(**given)


def _grids(text: str) -> tuple[str, int]:
    code, equals, number = text.partition("=")
    if not (equals and number.isdigit() and int(number) > 0):
        raise SettingsError(
            Text(f"--grids {text} 无法识别。", f"--grids {text} is not understood."),
            Text("写作 社区代码=网格数。", "Write COMMUNITY_CODE=NUMBER."),
        )
    return code, int(number)
