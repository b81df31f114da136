"""What the command line prints: tables, progress, errors; in the language that was asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from gridmap.errors import Fault, GridmapError, Lang, LayerFaultsError, Text

SHOWN = 5
"""Faults or violations of one sort that are listed before the rest is only counted."""

PIPED_WIDTH = 120
"""Columns of a table that is not printed to a terminal."""

MARK = {"error": "[red]✗[/]", "warning": "[yellow]![/]", "notice": "[cyan]·[/]"}


def chosen_lang(arguments: Sequence[str]) -> Lang:
    """Return the language of this run: ``--lang``, else ``GRIDMAP_LANG``, else Chinese.

    Parameters
    ----------
    arguments : sequence of str
        The command line.

    Returns
    -------
    {"zh", "en"}
        The language.

    Examples
    --------
    >>> chosen_lang(["plan", "P.gpkg", "--lang", "en"])
    'en'
    """
    found = os.environ.get("GRIDMAP_LANG", "zh")
    for here, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if here == "--lang":
            found = following
        elif here.startswith("--lang="):
            found = here.removeprefix("--lang=")
    return cast("Lang", found) if found in {"zh", "en"} else "zh"


class Speaker:
    """Prints to people on standard error and output, or JSON to programs.

    Parameters
    ----------
    lang : {"zh", "en"}
        The language.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
        self.err = Console(stderr=True, highlight=False)

    def say(self, text: Text) -> None:
        """Print a sentence to standard output.

        Parameters
        ----------
        text : Text
            The sentence.
        """
        self.out.print(escape(text.say(self.lang)), soft_wrap=True)

    def json(self, value: Any) -> None:  # noqa: ANN401
        """Print a value as JSON to standard output.

        Parameters
        ----------
        value : object
            JSON values, NumPy numbers included.
        """
        sys.stdout.write(
            orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY).decode()
        )
        sys.stdout.write("\n")

    def table(self, title: Text, headers: Iterable[Text], rows: Iterable[Sequence[object]]) -> None:
        """Print a table to standard output; numbers stand to the right.

        Parameters
        ----------
        title : Text
            What it shows.
        headers : iterable of Text
            Columns.
        rows : iterable of sequence
            Values.
        """
        content = [list(row) for row in rows]
        table = Table(
            title=title.say(self.lang), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
        )
        for number, header in enumerate(headers):
            numeric = bool(content) and all(isinstance(row[number], int | float) for row in content)
            table.add_column(
                header.say(self.lang), justify="right" if numeric else "left", no_wrap=True
            )
        for row in content:
            table.add_row(*(escape(str(value)) for value in row))
        self.out.print(table)

    def faults(self, faults: Sequence[Fault]) -> None:
        """Print faults to standard error, the grave ones first.

        Parameters
        ----------
        faults : sequence of Fault
            What was found.
        """
        order = ("error", "warning", "notice")
        alike: dict[tuple[int, str, str], list[Fault]] = {}
        for fault in faults:
            key = (order.index(fault.severity), fault.layer, fault.rule)
            alike.setdefault(key, []).append(fault)
        for _, group in sorted(alike.items()):
            self.some([f"{MARK[fault.severity]} {escape(fault.say(self.lang))}" for fault in group])

    def some(self, lines: Sequence[str]) -> None:
        """Print the first of some lines of one sort to standard error, and count the others.

        Parameters
        ----------
        lines : sequence of str
            Lines in the markup of rich.
        """
        for line in lines[:SHOWN]:
            self.err.print(line, soft_wrap=True)
        rest = len(lines) - SHOWN
        if rest > 0:
            more = Text(f"  ……同类另有 {rest} 条。", f"  ... and {rest} more of this sort.")
            self.err.print(more.say(self.lang))

    def error(self, error: GridmapError) -> None:
        """Print an error, with every fault it carries.

        Parameters
        ----------
        error : GridmapError
            What went wrong.
        """
        if isinstance(error, LayerFaultsError):
            self.faults(error.faults)
        head = Text("错误：", "Error: ").say(self.lang)
        self.err.print(f"[red]{head}[/]{escape(error.say(self.lang))}", soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[Any]:
        """Show what is being done on standard error; a bar where that is a terminal.

        Yields
        ------
        callable
            Called with a `Text` and the fraction that is done.
        """
        if not self.err.is_terminal:
            last = [""]

            def line(step: Text, _fraction: float) -> None:
                if step.say(self.lang) != last[0]:
                    last[0] = step.say(self.lang)
                    self.err.print(f"… {escape(last[0])}", soft_wrap=True)

            yield line
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task("", total=1.0)
            yield lambda step, done: bar.update(
                task, description=step.say(self.lang), completed=done
            )
