"""The commands that start the service: gridmap serve and gridmap demo."""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from gridmap import __version__
from gridmap.cli.build import LangOption
from gridmap.cli.console import Speaker
from gridmap.cli.report import print_plan
from gridmap.errors import InputError, SettingsError, Text
from gridmap.io.plans import table_names
from gridmap_api.settings import Settings

HostOption = Annotated[str, typer.Option(help="监听地址。|Address to listen on.")]
PortOption = Annotated[
    int,
    typer.Option(min=0, max=65535, help="端口；被占用时换下一个。|Port; the next one if taken."),
]
AnyoneOption = Annotated[
    bool,
    typer.Option(
        "--anyone",
        help="允许任何人只读查看文件（文件服务监听非本机地址时必需）。"
        "|Let anyone read the file (needed to listen beyond this machine with a file).",
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="仓库：GeoPackage 路径或 postgresql:// 地址；也可设 GRIDMAP_DATABASE_URL。"
        "|The store: a GeoPackage or postgresql://...; or set GRIDMAP_DATABASE_URL.",
    ),
]
AccountsOption = Annotated[
    bool,
    typer.Option(
        "--accounts",
        help="启用账号登录（监听非本机地址时必需）。"
        "|People log in (needed to listen beyond this machine).",
    ),
]
WorkersOption = Annotated[
    int,
    typer.Option(
        min=0,
        max=64,
        help="服务内的任务线程；另行运行 gridmap worker 时设 0。"
        "|Threads for jobs; 0 where gridmap worker runs.",
    ),
]

DEMO_PLAN = Text("示例街道方案", "Plan of the sample district")
DEMO_OWNER = Text("示例", "sample")


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
    app.command("serve")(serve)
    app.command("demo")(demo)


def serve(
    file: Annotated[Path | None, typer.Argument(metavar="P.gpkg")] = None,
    store: StoreOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8765,
    accounts: AccountsOption = False,
    workers: WorkersOption = 1,
    anyone: AnyoneOption = False,
    lang: LangOption = "zh",
) -> None:
    """启动服务：多人编辑的仓库（--store），或只读查看一个项目、方案文件。

    示例：gridmap serve --store 区县.gpkg

    | Start the service: a store that many edit (--store), or one file to look at.

    Example: gridmap serve --store district.gpkg
    """
    speaker = Speaker(lang)
    if file is not None and store is not None:
        raise SettingsError(
            Text("文件与 --store 只能给一个。", "A file and --store do not go together."),
            Text("请只保留其中之一。", "Give one of them."),
        )
    address = store or (None if file else os.environ.get("GRIDMAP_DATABASE_URL"))
    if file is not None and "store_fact" in table_names(file):
        address, file = str(file), None
    if address is None and file is None:
        address = str(_demo_store(speaker, None))
    settings = Settings.from_environment(
        {**os.environ, "GRIDMAP_DATABASE_URL": address or "", "GRIDMAP_FILE": str(file or "")}
    )
    settings = replace(
        settings,
        lang=lang,
        accounts=accounts or settings.accounts,
        workers=workers,
        hosts=_hosts(settings, host, anyone=anyone),
    )
    _run(settings, speaker, host=host, port=port, anyone=anyone)


def demo(
    sample: Annotated[
        Path | None, typer.Option(help="示范数据文件夹；缺省时现场生成。|Folder of the sample.")
    ] = None,
    port: PortOption = 8765,
    lang: LangOption = "zh",
) -> None:
    """一键演示：导入示范数据、划分网格、在浏览器中查看和编辑；只在本机、无需登录。

    示例：gridmap demo

    | The whole flow on the sample: import, plan, serve; on this machine alone, without login.

    Example: gridmap demo --lang en
    """
    speaker = Speaker(lang)
    settings = Settings(database=str(_demo_store(speaker, sample)), lang=lang)
    _run(settings, speaker, host="127.0.0.1", port=port)


def _hosts(settings: Settings, host: str, *, anyone: bool) -> tuple[str, ...]:
    """Return the names that the service goes by; everybody's service goes by any."""
    if anyone or not settings.hosts:
        return ()
    return (*settings.hosts, host)


def _run(
    settings: Settings, speaker: Speaker, *, host: str, port: int, anyone: bool = False
) -> None:
    from gridmap_api.server import serve as run

    def ready(address: str) -> None:
        speaker.say(
            Text(f"请在浏览器打开 {address}（Ctrl+C 停止）", f"Open {address} (Ctrl+C stops)")
        )

    run(settings, host=host, port=port, anyone=anyone, on_ready=ready, on_notice=speaker.say)


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "gridmap" / f"demo-{__version__}"


def _sample_file(sample: Path | None) -> Path:
    from gridmap.sample import make_sample, write_sample

    source = (sample or _cache() / "sample") / "sample.gpkg"
    if sample is None and not source.exists():
        write_sample(make_sample(), source.parent)
    if not source.is_file():
        raise InputError(
            Text(f"找不到 {source}。", f"There is no {source}."),
            Text(
                f"请先生成：gridmap sample {source.parent}。",
                f"Make it first: gridmap sample {source.parent}.",
            ),
        )
    return source


def _demo_plan(speaker: Speaker, sample: Path | None) -> Path:
    """Import and plan the sample, unless that was done with the very same file."""
    from gridmap.io.imports import import_files
    from gridmap.io.plans import write_plan
    from gridmap.io.project import read_project
    from gridmap.pipeline import make_plan

    source = _sample_file(sample)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    plan, project = _cache() / f"plan-{digest}.gpkg", _cache() / f"project-{digest}.gpkg"
    if plan.exists():
        return plan
    with speaker.progress() as progress:
        report = import_files([source], project=project, progress=progress)
    speaker.out.print(report.say(speaker.lang), markup=False, soft_wrap=True)
    with speaker.progress() as progress:
        made = make_plan(read_project(project), progress=progress)
        write_plan(made, plan)
    print_plan(speaker, made, plan)
    return plan


def _demo_store(speaker: Speaker, sample: Path | None) -> Path:
    """Keep the plan of the sample in a store, unless that was done with the very same file."""
    from gridmap.io.files import replacing
    from gridmap_api.store.engine import open_store
    from gridmap_api.store.loading import load_file
    from gridmap_api.store.setup import upgrade

    plan = _demo_plan(speaker, sample)
    path = plan.with_name(plan.name.replace("plan-", "store-"))
    if path.exists():
        return path
    speaker.say(Text("正在装入仓库…", "Loading the store ..."))
    with replacing(path) as draft, closing(open_store(draft)) as store:
        upgrade(store)
        load_file(store, plan, actor=DEMO_OWNER.say(speaker.lang), name=DEMO_PLAN.say(speaker.lang))
    return path
