"""The commands that start the service: gridmap serve and gridmap demo."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Annotated

import typer

from gridmap import __version__
from gridmap.cli.build import LangOption
from gridmap.cli.console import Speaker
from gridmap.cli.report import print_plan
from gridmap.errors import InputError, Lang, Text

HostOption = Annotated[str, typer.Option(help="监听地址。|Address to listen on.")]
PortOption = Annotated[
    int,
    typer.Option(min=0, max=65535, help="端口；被占用时换下一个。|Port; the next one if taken."),
]
AnyoneOption = Annotated[
    bool,
    typer.Option(
        "--anyone",
        help="允许无账号只读访问（监听非本机地址时必需）。"
        "|Let anyone read without an account (needed to listen beyond this machine).",
    ),
]


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
    host: HostOption = "127.0.0.1",
    port: PortOption = 8765,
    anyone: AnyoneOption = False,
    lang: LangOption = "zh",
) -> None:
    """在浏览器中查看项目或方案；不指定文件时用示范数据。

    示例：gridmap serve 方案.gpkg --port 8765

    | Serve a project or a plan to browsers; the sample if none is named.

    Example: gridmap serve plan.gpkg --port 8765
    """
    path = file or _demo_plan(Speaker(lang), None)
    _serve(path, host=host, port=port, anyone=anyone, lang=lang)


def demo(
    sample: Annotated[
        Path | None, typer.Option(help="示范数据文件夹；缺省时现场生成。|Folder of the sample.")
    ] = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8765,
    anyone: AnyoneOption = False,
    lang: LangOption = "zh",
) -> None:
    """一键演示：导入示范数据、划分网格、在浏览器中查看。

    示例：gridmap demo

    | The whole flow on the sample: import, plan, serve.

    Example: gridmap demo --lang en
    """
    path = _demo_plan(Speaker(lang), sample)
    _serve(path, host=host, port=port, anyone=anyone, lang=lang)


def _serve(path: Path, *, host: str, port: int, anyone: bool, lang: Lang) -> None:
    from gridmap_api.server import serve as run

    speaker = Speaker(lang)

    def ready(address: str) -> None:
        speaker.say(
            Text(f"请在浏览器打开 {address}（Ctrl+C 停止）", f"Open {address} (Ctrl+C stops)")
        )

    run(path, host=host, port=port, anyone=anyone, lang=lang, on_ready=ready)


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
