"""The commands together, in one language, and what their errors become."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points

import typer
from typer import rich_utils
from typer.core import TyperGroup
from typer.main import get_group

from gridmap.cli import (
    audit,
    build,
    codes,
    datum,
    dossier,
    hazards,
    kit,
    nets,
    outside,
    register,
    repair,
    route,
    seams,
    sheets,
    show,
    stations,
    teams,
)
from gridmap.cli.console import Speaker, chosen_lang
from gridmap.errors import GridmapError, Lang, Text

HELP = (
    "网格划分与制图：导入图层，划分均衡连片的网格，在地图上查看。"
    "|Grid planning and mapping: layers in, balanced contiguous grids out, on a map."
)

CANCELLED = 130
"""The exit code of a command that Ctrl-C ended."""


def make_app() -> typer.Typer:
    """Return the command line with help texts in both languages, divided by ``|``.

    Returns
    -------
    typer.Typer
        The application.
    """
    app = typer.Typer(
        help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
    for module in (
        audit,
        build,
        codes,
        datum,
        dossier,
        hazards,
        kit,
        nets,
        outside,
        register,
        repair,
        route,
        seams,
        sheets,
        show,
        stations,
        teams,
    ):
        module.register(app)
    for plugged in entry_points(group="gridmap.commands"):
        plugged.load()(app)
    return app


def in_language(command: TyperGroup, lang: Lang) -> TyperGroup:
    """Return the command with every help text cut down to one language.

    Parameters
    ----------
    command : TyperGroup
        A group of commands, groups in it included, whose help texts hold Chinese and English,
        divided by ``|``.
    lang : {"zh", "en"}
        The language to keep.

    Returns
    -------
    TyperGroup
        The same group, changed.
    """
    for part in (command, *command.commands.values()):
        part.help = _half(part.help, lang)
        for parameter in part.params:
            vars(parameter)["help"] = _half(vars(parameter).get("help"), lang)
        if isinstance(part, TyperGroup) and part is not command:
            in_language(part, lang)
    rich_utils.COMMANDS_PANEL_TITLE = Text("命令", "Commands").say(lang)
    rich_utils.OPTIONS_PANEL_TITLE = Text("选项", "Options").say(lang)
    rich_utils.ARGUMENTS_PANEL_TITLE = Text("参数", "Arguments").say(lang)
    return command


def _half(text: str | None, lang: Lang) -> str | None:
    if text is None or "|" not in text:
        return text
    zh, en = text.split("|", 1)
    return (zh if lang == "zh" else en).strip()


def run(arguments: Sequence[str]) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str
        Without the program's name.

    Returns
    -------
    int
        The exit code.
    """
    speaker = Speaker(chosen_lang(arguments))
    command = in_language(get_group(make_app()), speaker.lang)
    try:
        returned = command.main(args=list(arguments), prog_name="gridmap", standalone_mode=False)
    except GridmapError as error:
        speaker.error(error)
        return 2
    except typer.TyperException as error:
        wrong = Text(
            f"用法有误：{error.format_message()} 请看 gridmap --help。",
            f"Wrong usage: {error.format_message()} See gridmap --help.",
        )
        speaker.err.print(wrong.say(speaker.lang), markup=False)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        returned = CANCELLED
    code = int(returned or 0)
    if code == CANCELLED:
        told = Text("已取消；没有留下不完整的文件。", "Cancelled; no unfinished file is left.")
        speaker.err.print(told.say(speaker.lang))
    return code
