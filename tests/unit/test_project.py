"""The checkout itself: what is committed, pinned, promised in the README and held by tools."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import asdict
from pathlib import Path

import pathspec
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from gridmap import __version__
from gridmap.cli.app import run
from gridmap.layers.contracts import CONTRACTS
from gridmap.partition.solve import Weights

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
COMMANDS = (
    "audit",
    "datum",
    "db backup",
    "db load",
    "db move",
    "db restore",
    "db status",
    "db upgrade",
    "db verify",
    "demo",
    "dossier",
    "export",
    "hazards due",
    "hazards from-elevation",
    "hazards from-flood",
    "import",
    "kit",
    "map",
    "outside add",
    "outside translate",
    "outside write",
    "plan",
    "reach",
    "reconcile",
    "register read",
    "register write",
    "repair",
    "route",
    "sample",
    "seams",
    "serve",
    "sheets",
    "site",
    "teams",
    "succession",
    "unify",
    "user add",
    "user audit",
    "user disable",
    "user enable",
    "user link",
    "user list",
    "user role",
    "user token",
    "worker",
)
GROUPS = ("db", "hazards", "outside", "register", "user")
MACHINE_PATH = re.compile(rb"(?<![\w./])/(?:home|root|work|Users|tmp)/\w")
REGISTRY = re.compile(rb"pypi\.org|pythonhosted\.org|registry\.npmjs|index-url[ =]+http")
PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s@:/;]+)")
METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def committed_files() -> list[Path]:
    ignored = pathspec.GitIgnoreSpec.from_lines(
        [*(ROOT / ".gitignore").read_text().splitlines(), ".git/"]
    )
    return sorted(ROOT / name for name in ignored.match_tree_files(ROOT, negate=True))


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [PIN.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(found), "a line is no plain pin"
    return {canonicalize_name(pin[1]): pin[2] for pin in found if pin}


def requirements() -> list[Requirement]:
    project = METADATA["project"]
    extras = project["optional-dependencies"].values()
    built = METADATA["build-system"]["requires"]
    return [
        Requirement(text) for texts in (project["dependencies"], built, *extras) for text in texts
    ]


def readme_commands(name: str) -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.split("#")[0].split() for block in blocks for line in block.splitlines()]
    return [words for words in lines if words]


def help_of(command: str, lang: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run([*command.split(), "--help", "--lang", lang]) == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_committed_file_names_a_machine_path_or_a_registry(pattern: re.Pattern[bytes]) -> None:
    texts = [path for path in committed_files() if path.suffix not in {".whl", ".gpkg", ".tif"}]
    assert len(texts) > 50
    assert {
        str(path.relative_to(ROOT)) for path in texts if pattern.search(path.read_bytes())
    } == set()


def test_every_requirement_is_pinned_within_its_bounds() -> None:
    pinned = pins()
    for requirement in requirements():
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} against {version}"


def test_the_changelog_opens_with_this_version() -> None:
    headings = re.findall(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert next(heading for heading in headings if heading != "Unreleased") == __version__


@pytest.mark.parametrize("name", READMES)
def test_the_readme_promises_only_commands_and_options_that_exist(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dev = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, check=True).stdout
    helps = {command: help_of(command, "en", capsys) for command in COMMANDS}
    shown = set()
    for program, *words in readme_commands(name):
        if program == "gridmap":
            command = " ".join(words[: 2 if words[0] in GROUPS else 1])
            shown.add(words[0])
            options = [word for word in words if word.startswith("--")]
            assert [option for option in options if option not in helps[command]] == []
        elif program == "./dev":
            assert f"./dev {words[0]}" in dev
    text = (ROOT / name).read_text(encoding="utf-8")
    assert shown == {command.split()[0] for command in COMMANDS} - {"demo", "worker"}
    assert [one for one in COMMANDS if f"gridmap {one.split()[0]}" not in text] == []
    named = set(re.findall(r"`(--[a-z-]+)", text))
    assert {option for option in named if option not in " ".join(helps.values())} == set()


@pytest.mark.parametrize("name", READMES)
def test_every_link_of_the_readme_leads_to_a_file(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_every_layer_and_its_required_columns(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for contract in CONTRACTS.values():
        (row,) = [line for line in text.splitlines() if f"| `{contract.name}` |" in line]
        required = [column.title.zh for column in contract.columns if column.required]
        assert [title for title in (contract.title.zh, *required) if title not in row] == []


@pytest.mark.parametrize("name", READMES)
def test_the_readme_states_the_weights_as_they_are(name: str) -> None:
    rows = re.findall(r"^\| .+? \| (\d\.\d+) \|", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    assert [float(weight) for weight in rows] == list(asdict(Weights()).values())


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("lang", "word"), [("zh", "示例："), ("en", "Example: ")])
def test_every_command_explains_itself_with_an_example(
    command: str, lang: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"{word}gridmap {command}" in help_of(command, lang, capsys)


def test_dev_says_in_both_languages_that_no_python_is_new_enough(tmp_path: Path) -> None:
    shutil.copy(ROOT / "dev", tmp_path)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = subprocess.run(
        [tmp_path / "dev", "demo"],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "找不到 Python 3.11" in answer.stderr
    assert "no Python 3.11 or newer" in answer.stderr
    assert not (tmp_path / ".venv").exists()


def lint_imports_of_a_copy(
    folder: Path, *, added: str, to: str
) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "gridmap", folder / "gridmap")
    shutil.copytree(ROOT / "api/gridmap_api", folder / "gridmap_api")
    with (folder / to).open("a", encoding="utf-8") as module:
        module.write(f"\n{added}\n")
    linter = "from importlinter.cli import lint_imports_command as lint; lint()"
    return subprocess.run(
        [sys.executable, "-c", linter], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("to", "added", "broken"),
    [
        ("gridmap/errors.py", "", None),
        ("gridmap/errors.py", "import gridmap.crs", "gridmap.errors -> gridmap.crs"),
        ("gridmap/plan.py", "import gridmap.rules", "gridmap.plan -> gridmap.rules"),
        ("gridmap/partition/__init__.py", "import gridmap.io", "gridmap.partition -> gridmap.io"),
        ("gridmap/cli/__init__.py", "import gridmap_api", "gridmap.cli -> gridmap_api"),
        ("gridmap/stray.py", "", "gridmap.stray"),
    ],
)
def test_imports_go_one_way(tmp_path: Path, to: str, added: str, broken: str | None) -> None:
    answer = lint_imports_of_a_copy(tmp_path, added=added, to=to)
    assert answer.returncode == (0 if broken is None else 1), answer.stdout
    assert broken is None or broken in answer.stdout


def test_the_wheel_holds_both_packages_whole_and_nothing_else(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    committed = {path.relative_to(ROOT).as_posix() for path in committed_files()}
    packaged = {name for name in committed if name.startswith(("gridmap/", "api/gridmap_api/"))}
    assert {name.removeprefix("api/") for name in packaged} <= names
    assert {name.split("/")[0] for name in names} == {
        "gridmap",
        "gridmap_api",
        f"gridmap-{__version__}.dist-info",
    }
