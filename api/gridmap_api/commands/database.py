"""The commands that keep a store: gridmap db upgrade, load, backup, restore, verify, move."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridmap.cli.build import LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import SettingsError, Text

if TYPE_CHECKING:
    from gridmap_api.store.engine import Store

ACTOR = "gridmap db"
LISTED = (
    Text("图层", "Layer"),
    Text("版本", "Version"),
    Text("要素", "Features"),
    Text("来源", "Source"),
    Text("时间", "Time"),
)
PLANNED = (
    Text("方案", "Plan"),
    Text("状态", "State"),
    Text("版本", "Version"),
    Text("编号", "Id"),
)
COPIED = (Text("表", "Table"), Text("行数", "Rows"))
STATES = {
    "draft": Text("草案", "draft"),
    "in_review": Text("会审", "in review"),
    "published": Text("发布", "published"),
    "retired": Text("作废", "retired"),
}

StoreOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="仓库：GeoPackage 路径或 postgresql:// 地址；也可设 GRIDMAP_DATABASE_URL。"
        "|The store: a GeoPackage or postgresql://...; or set GRIDMAP_DATABASE_URL.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
    db = typer.Typer(no_args_is_help=True)
    for name, command in (
        ("upgrade", upgrade),
        ("status", status),
        ("load", load),
        ("backup", backup),
        ("restore", restore),
        ("verify", verify),
        ("move", move),
    ):
        db.command(name)(command)
    app.add_typer(
        db,
        name="db",
        help="仓库：建表升级、载入、备份、恢复、校验、搬迁。"
        "|The store: upgrade, load, back up, restore, verify, move.",
    )
    for name, command in (("backup", backup), ("restore", restore), ("verify", verify)):
        app.command(name, hidden=True)(command)


def upgrade(store: StoreOption = None, lang: LangOption = "zh") -> None:
    """建立仓库的表，或升级到本程序的版本；文件不存在时新建。

    示例：gridmap db upgrade --store 区县.gpkg

    | Make the tables of a store or bring them up to date; a missing file is made.

    Example: gridmap db upgrade --store district.gpkg
    """
    from gridmap_api.store.setup import newest

    with _opened(store) as opened:
        Speaker(lang).say(
            Text(
                f"仓库 {opened.engine.url} 已是最新（{newest()}）。",
                f"The store {opened.engine.url} is up to date ({newest()}).",
            )
        )


def status(store: StoreOption = None, lang: LangOption = "zh") -> None:
    """显示仓库的版本、图层和方案。

    示例：gridmap db status --store 区县.gpkg

    | Show the revision, the layers and the plans of a store.

    Example: gridmap db status --store district.gpkg
    """
    from gridmap_api.store.setup import applied, newest

    speaker = Speaker(lang)
    with closing(_named(store)) as opened:
        here, latest = applied(opened), newest()
        speaker.say(Text(f"仓库：{opened.engine.url}", f"Store: {opened.engine.url}"))
        speaker.say(
            Text(
                f"表的版本：{here or '无'}（本程序：{latest}）",
                f"Revision: {here or 'none'} (this program: {latest})",
            )
        )
        if here == latest:
            _show_content(opened, speaker)


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    store: StoreOption = None,
    lang: LangOption = "zh",
) -> None:
    """把项目文件、方案文件载入仓库：图层成为新版本，方案成为草案。

    示例：gridmap db load 项目.gpkg 方案.gpkg --store 区县.gpkg

    | Load project and plan files: layers become versions, a plan becomes a draft.

    Example: gridmap db load project.gpkg plan.gpkg --store district.gpkg
    """
    from gridmap_api.store.loading import load_file

    speaker = Speaker(lang)
    with _opened(store) as opened:
        for path in files:
            loaded = load_file(opened, path, actor=ACTOR)
            layers = ", ".join(f"{name} {version}" for name, version in loaded.layers.items())
            speaker.say(Text(f"{path.name}：图层版本 {layers}", f"{path.name}: layers {layers}"))
            if loaded.plan_id is not None:
                speaker.say(Text(f"方案 {loaded.plan_id}", f"Plan {loaded.plan_id}"))


def backup(
    out: Annotated[Path, typer.Argument(metavar="OUT.gpkg")],
    store: StoreOption = None,
    lang: LangOption = "zh",
) -> None:
    """把仓库备份成一个文件；服务可以照常运行。

    示例：gridmap db backup 备份.gpkg --store postgresql://gridmap@localhost/gridmap

    | Back up a store to one file, while it is in use.

    Example: gridmap db backup backup.gpkg --store postgresql://gridmap@localhost/gridmap
    """
    from gridmap_api.store.backup import back_up

    speaker = Speaker(lang)
    with _opened(store) as opened, speaker.progress() as progress:
        back_up(opened, out, progress=progress)
    size = out.stat().st_size / 1e6
    speaker.say(Text(f"备份已写入 {out}（{size:.1f} MB）", f"Backup in {out} ({size:.1f} MB)"))


def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP.gpkg")],
    store: StoreOption = None,
    lang: LangOption = "zh",
) -> None:
    """把备份恢复到一个空仓库（文件或 PostgreSQL 均可）；不覆盖已有数据。

    示例：gridmap db restore 备份.gpkg --store 新仓库.gpkg

    | Restore a backup into an empty store of either kind; nothing is overwritten.

    Example: gridmap db restore backup.gpkg --store new.gpkg
    """
    from gridmap_api.store.backup import restore as restore_backup

    speaker = Speaker(lang)
    with closing(_named(store)) as opened, speaker.progress() as progress:
        copied = restore_backup(backup, opened, progress=progress)
    _show_copied(speaker, copied)


def verify(store: StoreOption = None, lang: LangOption = "zh") -> None:
    """校验仓库：文件、图层摘要、方案的事件链、审计日志；有问题时退出码为 1。

    示例：gridmap db verify --store 区县.gpkg

    | Check a store: file, digests of layers, chains of plans, audit log; exit code 1 if broken.

    Example: gridmap db verify --store district.gpkg
    """
    from gridmap_api.store.verify import verify_store

    speaker = Speaker(lang)
    with closing(_named(store)) as opened:
        problems = verify_store(opened)
    for problem in problems:
        speaker.say(problem)
    if problems:
        raise typer.Exit(1)
    speaker.say(Text("仓库完好。", "The store is whole."))


def move(
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="新仓库。|The new store.")],
    store: StoreOption = None,
    lang: LangOption = "zh",
) -> None:
    """把仓库整个复制到另一个空仓库（文件与 PostgreSQL 之间均可），并逐行核对。

    请先停止服务：复制开始之后的修改不会带走。

    示例：gridmap db move --store 区县.gpkg --to postgresql://gridmap@localhost/gridmap

    | Copy a whole store into an empty one of either kind, and compare every row.

    Stop the service first: what is changed after it has begun stays behind.

    Example: gridmap db move --store district.gpkg --to postgresql://gridmap@localhost/gridmap
    """
    from gridmap_api.store.transfer import copy_store

    speaker = Speaker(lang)
    with _opened(store) as source, _opened(to) as target, speaker.progress() as progress:
        copied = copy_store(source, target, progress=progress)
    _show_copied(speaker, copied)


@contextmanager
def _opened(address: str | None) -> Iterator[Store]:
    """Give a store with all its tables, which is made if it is a file that is not there yet."""
    from gridmap_api.store.setup import upgrade as bring_up_to_date

    with closing(_named(address)) as store:
        bring_up_to_date(store)
        yield store


def _named(address: str | None) -> Store:
    from gridmap_api.store.engine import open_store

    named = address or os.environ.get("GRIDMAP_DATABASE_URL")
    if not named:
        raise SettingsError(
            Text("没有指定仓库。", "No store is named."),
            Text(
                "请加 --store，或设置 GRIDMAP_DATABASE_URL。",
                "Give --store, or set GRIDMAP_DATABASE_URL.",
            ),
        )
    return open_store(named)


def _show_content(store: Store, speaker: Speaker) -> None:
    from gridmap_api.store.layer_reads import current_rows
    from gridmap_api.store.plans import list_plans
    from gridmap_api.store.scope import EVERYTHING

    with store.read() as connection:
        layers, plans = current_rows(connection), list_plans(connection, EVERYTHING)
    names = ("layer", "version", "features", "source", "time")
    speaker.table(Text("图层", "Layers"), LISTED, [[row[name] for name in names] for row in layers])
    rows = [
        (plan["name"], STATES[plan["state"]].say(speaker.lang), plan["head"], plan["id"])
        for plan in plans
    ]
    speaker.table(Text("方案", "Plans"), PLANNED, rows)


def _show_copied(speaker: Speaker, copied: Mapping[str, int]) -> None:
    rows = [(name, count) for name, count in copied.items() if count]
    speaker.table(Text("已复制并核对", "Copied and compared"), COPIED, rows)
