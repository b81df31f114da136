"""Every file of a folder through the import: a table of file and answer.

Run ``python tests/bench/bad_input.py FOLDER [--lang en]``. A file whose layer nothing tells is
imported once more with ``--layer hazards``, the layer that takes every kind of geometry, so that
its features are really read and checked. The exit code is 1 if a file made the program raise, took
longer than 10 s, or lost a feature without a word.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from gridmap.errors import GridmapError, Lang
from gridmap.io.imports import import_files
from gridmap.io.project import read_project
from gridmap.io.reader import Reader
from gridmap.io.report import ImportReport

LIMIT_S = 10.0
ANY_GEOMETRY = "hazards"


@dataclass(frozen=True)
class Answer:
    """What the import said of one file."""

    file: str
    verdict: str
    words: str
    duration_s: float


def answer(path: Path, name: str, *, reader: Reader, lang: Lang) -> Answer:
    """Return what the import says of one file, in a project of its own."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project.gpkg"
        try:
            report = import_files([path], project=project, reader=reader)
            if any(fault.rule == "layer.unknown" for fault in report.faults):
                report = import_files([path], project=project, reader=reader, layer=ANY_GEOMETRY)
            verdict, words = judge(report, project, lang)
        except GridmapError as error:
            verdict, words = "refused", error.say(lang)
        except Exception as error:  # noqa: BLE001 - what must never happen is what is counted
            verdict, words = "RAISED", f"{type(error).__name__}: {error}"
    return Answer(name, verdict, words, time.perf_counter() - start)


def judge(report: ImportReport, project: Path, lang: Lang) -> tuple[str, str]:
    """Return the verdict and the sentences; a feature that is unaccounted for is a loss."""
    stored = sum(map(len, read_project(project).values())) if project.exists() else 0
    written = sum(table.new + table.replaced for table in report.tables)
    read = sum(table.read for table in report.tables)
    left_out = sum(table.left_out for table in report.tables)
    if stored != sum(table.new for table in report.tables) or read != written + left_out:
        return "LOST", f"read {read}, written {written}, left out {left_out}, stored {stored}"
    if not report.ok and not any(fault.what.zh and fault.remedy.zh for fault in report.faults):
        return "MUTE", "refused without a sentence"
    told = [fault for fault in report.faults if fault.severity != "notice"]
    sentences = " | ".join(
        f"{fault.feature_id} {fault.what.say(lang)}".strip() for fault in told[:3]
    )
    if len(told) > 3:
        sentences += f" (+{len(told) - 3})"
    counts = ", ".join(f"{table.layer or '?'} {table.new}/{table.read}" for table in report.tables)
    return ("accepted" if report.ok else "refused"), f"{counts} {sentences}".strip()


def main() -> int:
    """Print the table and a line of sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    options = parser.parse_args()
    files = sorted(path for path in options.folder.rglob("*") if path.is_file())
    answers = []
    with Reader() as reader:
        for path in files:
            name = str(path.relative_to(options.folder))
            answers.append(answer(path, name, reader=reader, lang=options.lang))
            last = answers[-1]
            print(
                f"{last.duration_s:6.2f} s  {last.verdict:8}  {last.file}\n            {last.words}"
            )
    return summary(answers)


def summary(answers: list[Answer]) -> int:
    """Print the sums and return the exit code."""
    counts = dict.fromkeys(("accepted", "refused", "RAISED", "LOST", "MUTE"), 0)
    for item in answers:
        counts[item.verdict] += 1
    slowest = max(answers, key=lambda item: item.duration_s)
    total_s = sum(item.duration_s for item in answers)
    print(
        f"\n{len(answers)} files in {total_s:.0f} s: {counts['accepted']} accepted, "
        f"{counts['refused']} refused, {counts['RAISED']} tracebacks, {counts['LOST']} silent "
        f"losses, {counts['MUTE']} without a sentence; slowest {slowest.duration_s:.2f} s "
        f"({slowest.file})"
    )
    wrong = counts["RAISED"] + counts["LOST"] + counts["MUTE"]
    return 1 if wrong or slowest.duration_s > LIMIT_S else 0


if __name__ == "__main__":
    raise SystemExit(main())
