"""A whole street on paper through the public command: 200 sheets and more, a file each and as one.

Run as ``./dev bench sheets [FORMATS]``; ``pdf`` by default. The goal is 200 sheets in 2 minutes.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import BIN, print_table, run

HEADERS = ("files", "format", "sheets", "s", "s / 200", "MB memory", "kB a sheet", "not named")
COMMUNITIES, HOUSEHOLDS = 28, 78_000


def call(where: Path, *words: object) -> tuple[float, float, str]:
    """Return seconds, memory in MB and output of a command."""
    done = run([BIN / "gridmap", *words], cwd=where)
    if done.code not in {0, 1}:
        sys.exit(done.out)
    return done.seconds, done.peak_mb, done.out


def row(plan: Path, where: Path, form: str, *, is_one: bool) -> list[object]:
    """Return what is told of one way to print the street."""
    folder = where / f"{form}-{is_one}"
    words = ["sheets", plan, "--of", "grid", "--format", form, "--out", folder, "--json"]
    seconds, memory, out = call(where, *words, *(["--one-file"] if is_one else []))
    told, _ = json.JSONDecoder().raw_decode(out, out.index("{"))
    size = sum(Path(path).stat().st_size for path in told["files"]) / 1000
    count = told["sheets"]
    return [
        "one" if is_one else "a file each",
        form,
        count,
        f"{seconds:.0f}",
        f"{seconds * 200 / count:.0f}",
        f"{memory:.0f}",
        f"{size / count:.0f}",
        len(told["not_named"]),
    ]


def main() -> None:
    """Print the table."""
    forms = sys.argv[1:] or ["pdf"]
    with TemporaryDirectory() as place:
        where = Path(place)
        call(where, "sample", where, "--communities", COMMUNITIES, "--households", HOUSEHOLDS)
        call(where, "import", where / "sample.gpkg", "--project", where / "project.gpkg")
        plan = where / "plan.gpkg"
        call(where, "plan", where / "project.gpkg", "--out", plan, "--proof", "off")
        rows = [row(plan, where, form, is_one=False) for form in forms]
        if "pdf" in forms:
            rows.append(row(plan, where, "pdf", is_one=True))
        print_table(HEADERS, rows)


if __name__ == "__main__":
    main()
