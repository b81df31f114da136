"""Real places through the public commands, import to plan, each judged from its plan file.

Run as ``./dev bench real [a b c d e f]``. The cases:

a. Liechtenstein of OpenStreetMap by its municipalities, with barriers
b. Redon of OpenStreetMap, a town between canals
c. the public housing of Singapore, 922,914 dwellings by town
d. Bubeneč, a quarter of Prague with footprints and no counts
e. the sample of this project
f. the sample of the size of a district

Cases a to d need the shared folder: ``GRIDMAP_SHARED``, or ``../shared/data`` beside the checkout.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio
from _plan_check import Judgement, judge
from bench import BIN, CHECKOUT, Run, print_table, run

sys.path.insert(0, str(CHECKOUT / "tests"))
from shared_data import folder

GRIDMAP = BIN / "gridmap"


@dataclass(frozen=True, slots=True)
class Case:
    """A place to plan.

    Attributes
    ----------
    title : str
        What it is.
    file : str
        File in the shared folder, or else in the checkout.
    options : tuple of str
        Further options of the import.
    make : tuple of str
        Options of ``gridmap sample`` where the file is made first.
    limit_s, limit_mb : float or None
        The goal for making the plan: seconds and memory in 10^6 bytes.
    """

    title: str
    file: str
    options: tuple[str, ...] = ()
    make: tuple[str, ...] = ()
    limit_s: float | None = None
    limit_mb: float | None = None


CASES = {
    "a": Case("a Liechtenstein", "osm/liechtenstein-latest.osm.pbf"),
    "b": Case("b Redon", "osm/redon.osm.gz"),
    "c": Case(
        "c Singapore",
        "singapore_hdb/hdb_blocks_points.parquet",
        ("--layer", "buildings"),
        limit_s=60,
    ),
    "d": Case("d Bubenec", "bubenec/bubenec.gpkg", ("--estimate",)),
    "e": Case("e sample", "data/sample.gpkg", limit_s=5),
    "f": Case(
        "f district",
        "sample.gpkg",
        make=("--communities", "42", "--households", "217187"),
        limit_s=90,
        limit_mb=2_000,
    ),
}
HEADERS = (
    *("case", "units", "communities", "households", "import s", "plan s", "peak MB", "grids"),
    *("in band", "infeasible", "in band of feasible", "gaps m²", "overlaps m²", "one piece"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case."""

    imported: Run
    planned: Run
    judged: Judgement
    given: int


def source(case: Case, home: Path) -> Path | None:
    """Return the file of a case, made first where it has to be; None where it is absent."""
    if case.make:
        made = run([GRIDMAP, "sample", home, *case.make], cwd=CHECKOUT)
        if made.code:
            raise SystemExit(f"gridmap sample {' '.join(case.make)}: exit {made.code}\n{made.out}")
        return home / case.file
    places = (CHECKOUT / case.file, folder(case.file))
    return next((file for file in places if file.is_file()), None)


def outcome(file: Path, case: Case, home: Path) -> Outcome:
    """Return what came of a case; end with what was printed where a command fails."""
    project, plan = home / "project.gpkg", home / "plan.gpkg"
    imported = run([GRIDMAP, "import", file, "--project", project, *case.options], cwd=CHECKOUT)
    if not project.exists():
        raise SystemExit(f"{case.title}: import ended with {imported.code}\n{imported.out}")
    planned = run([GRIDMAP, "plan", project, "--out", plan, "--lang", "en"], cwd=CHECKOUT)
    if not plan.exists():
        raise SystemExit(f"{case.title}: plan ended with {planned.code}\n{planned.out}")
    buildings = pyogrio.read_dataframe(project, layer="buildings", read_geometry=False)
    return Outcome(imported, planned, judge(plan), int(buildings["households"].sum()))


def row(case: Case, found: Outcome) -> list[str]:
    """Return a line of the table."""
    judged = found.judged
    return [
        case.title,
        f"{judged.units:,}",
        f"{judged.communities}",
        f"{judged.households:,}",
        f"{found.imported.seconds:.1f}",
        f"{found.planned.seconds:.1f}",
        f"{max(found.imported.peak_mb, found.planned.peak_mb):,.0f}",
        f"{judged.grids:,}",
        share(judged.in_band, judged.ordinary),
        f"{judged.infeasible}",
        share(judged.feasible_in_band, judged.feasible_grids),
        f"{judged.gaps_m2:.3f}",
        f"{judged.overlaps_m2:.3f}",
        f"{judged.whole}/{judged.grids}",
    ]


def share(part: int, whole: int) -> str:
    """Return a share as per cent, never rounded up to all."""
    return "-" if whole == 0 else f"{int(1000 * part / whole) / 10:.1f} %"


def misses(case: Case, found: Outcome) -> list[str]:
    """Return every goal and promise that was missed, with the figures."""
    judged, missed = found.judged, list(found.judged.wrong)
    if case.limit_s is not None and found.planned.seconds > case.limit_s:
        missed.append(f"plan took {found.planned.seconds:.1f} s, goal {case.limit_s:.0f} s")
    if case.limit_mb is not None and found.planned.peak_mb > case.limit_mb:
        missed.append(f"plan took {found.planned.peak_mb:.0f} MB, goal {case.limit_mb:.0f} MB")
    outside = judged.feasible_grids - judged.feasible_in_band
    if outside:
        missed.append(f"{outside} grids of feasible communities are outside the band")
    return [f"{case.title}: {what}" for what in missed]


def notes_on(case: Case, found: Outcome) -> list[str]:
    """Return what no plan could mend: why parts are infeasible, and households in no unit."""
    notes = [f"{case.title}: infeasible, {reason}" for reason in found.judged.reasons]
    count = found.given - found.judged.households
    if count:
        notes.append(f"{case.title}: {count:,} households lie in no community")
    return notes


def warm_up(home: Path) -> None:
    """Plan one small community, so that no case bears the first compilation."""
    run([GRIDMAP, "sample", home, "--communities", "1"], cwd=CHECKOUT)
    project = home / "project.gpkg"
    run([GRIDMAP, "import", home / "sample.gpkg", "--project", project], cwd=CHECKOUT)
    ran = run([GRIDMAP, "plan", project, "--out", home / "plan.gpkg"], cwd=CHECKOUT)
    print(f"warm-up: {ran.seconds:.1f} s", flush=True)


def main(letters: list[str]) -> int:
    """Run the cases and print the table; return 1 if a promise or a goal was missed."""
    rows, missed, notes = [], [], []
    with TemporaryDirectory() as scratch:
        warm_up(Path(scratch))
    for letter in letters or CASES:
        case = CASES[letter]
        with TemporaryDirectory() as scratch:
            file = source(case, Path(scratch))
            if file is None:
                print(f"{case.title}: left out, {case.file} is not there")
                continue
            found = outcome(file, case, Path(scratch))
        rows.append(row(case, found))
        missed += misses(case, found)
        notes += notes_on(case, found)
        print(f"{case.title}: done", flush=True)
    print_table(HEADERS, rows)
    print(*notes, *(missed or ["Every promise and every goal was kept."]), sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
