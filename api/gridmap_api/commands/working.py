"""The command that works off jobs: gridmap worker."""

from __future__ import annotations

import os
import signal
from functools import partial
from threading import Event
from typing import Annotated

import typer

from gridmap.cli.build import LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import SettingsError, Text


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
    app.command("worker")(worker)


def worker(
    store: Annotated[
        str | None,
        typer.Option(
            envvar="GRIDMAP_DATABASE_URL",
            help="数据库地址或 .gpkg 文件。|Address of the store, or a .gpkg file.",
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, max=64, help="同时处理的任务数。|Jobs at the same time.")
    ] = 1,
    lease_s: Annotated[
        float,
        typer.Option(
            "--lease",
            min=2,
            max=3600,
            help="任务租期（秒）：进程失联超过此时，任务由其他进程接手。"
            "|Seconds after which the jobs of a worker that is not heard of go to others.",
        ),
    ] = 15.0,
    dask_address: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="在 Dask 集群上计算，如 tcp://主机:8786。|Work on a Dask cluster.",
        ),
    ] = None,
    lang: LangOption = "zh",
) -> None:
    """处理任务：划分、修复、优化、剖分、导入、导出，直到被终止。

    终止时未完成的任务交还，由其他进程接着做。

    示例：gridmap worker --store postgresql://用户@主机/数据库 --jobs 2

    | Work off jobs until stopped: plan, repair, improve, tessellate, import, export.

    What is not finished then is handed back, for other workers to go on with.

    Example: gridmap worker --store postgresql://user@host/database --jobs 2
    """
    from gridmap.partition.executors import dask
    from gridmap_api.jobs.kinds import KINDS
    from gridmap_api.jobs.worker import Worker, own_process

    if not store:
        raise SettingsError(
            Text("没有指定数据库。", "No store is named."),
            Text("请加 --store，或设置 GRIDMAP_DATABASE_URL。", "Name it by --store."),
        )
    _require_ready(store)
    crew = own_process if dask_address is None else partial(dask, dask_address)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    speaker = Speaker(lang)
    with Worker(store, KINDS, jobs=jobs, lease_s=lease_s, crew=crew):
        speaker.say(Text(f"任务进程 {os.getpid()} 已启动。", f"Worker {os.getpid()} is at work."))
        stop.wait()
    speaker.say(Text("已停止，未完成的任务已交还。", "Stopped; what was not done is handed back."))


def _require_ready(address: str) -> None:
    """Bring the tables of a store up to date, or say why that cannot be."""
    from contextlib import closing

    from gridmap_api.store.engine import open_store
    from gridmap_api.store.setup import upgrade

    with closing(open_store(address)) as store:
        upgrade(store)
