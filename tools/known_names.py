"""Fails where a file imports a name of this project that is no longer there.

Imports inside functions too, which nothing else sees before they run. Run as
``python tools/known_names.py FOLDER ...``.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

OURS = ("gridmap", "gridmap_api")


def imported(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, module and name of everything that a file takes from the project."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), path)):
        if isinstance(node, ast.ImportFrom) and not node.level and is_ours(node.module):
            for one in node.names:
                yield node.lineno, str(node.module), one.name
        elif isinstance(node, ast.Import):
            for one in node.names:
                if is_ours(one.name):
                    yield node.lineno, one.name, ""


def is_ours(module: str | None) -> bool:
    """Return whether a module is of this project."""
    return module is not None and module.split(".")[0] in OURS


def is_known(module: str, name: str) -> bool:
    """Return whether a module has a name, or is there if none is asked for."""
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError:
        return False
    is_module = hasattr(found, "__path__") and importlib.util.find_spec(f"{module}.{name}")
    return not name or hasattr(found, name) or bool(is_module)


def main(folders: list[str]) -> int:
    """Print what is not known, and return whether there is any."""
    files = sorted(file for folder in folders for file in Path(folder).rglob("*.py"))
    wrong = [
        f"{file}:{line}: {module} has no {name or 'such module'}"
        for file in files
        for line, module, name in imported(file)
        if not is_known(module, name)
    ]
    print("\n".join([*wrong, f"{len(files)} files, {len(wrong)} unknown names"]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
