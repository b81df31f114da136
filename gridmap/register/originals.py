"""What a register said when it was written: kept in the file, so that every change is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gridmap.errors import Lang
from gridmap.register.content import Register
from gridmap.register.pages import Row

FORMAT = 1
MARK = "gridmap.register"
"""The first word of the sheet that keeps the originals."""


class Kept(NamedTuple):
    """One row as it was written.

    Attributes
    ----------
    page, key : str
        Name of the page, and the code of the row.
    values : str
        A list in JSON: a value for each column.
    digest : str
        By which a change of the three is known; it is no signature.
    """

    page: str
    key: str
    values: str
    digest: str


@dataclass(frozen=True, slots=True)
class About:
    """Of which plan a register is.

    Attributes
    ----------
    name : str
        Name of the plan; empty for none.
    plan : str
        Id of the plan in its store; empty for one of a file.
    version : int or None
        Its version in the store.
    version_id : str
        `gridmap.plan.Plan.plan_id`.
    date : str
        Day on which it was written, ``YYYY-MM-DD``.
    facts : Mapping of str to str
        What else the cover tells.
    """

    name: str = ""
    plan: str = ""
    version: int | None = None
    version_id: str = ""
    date: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any] | None, *, version_id: str, date: str) -> About:
        """Return what is known of a plan.

        Parameters
        ----------
        given : Mapping or None
            ``name``, ``plan``, ``version`` and ``date``; the rest are facts for the cover.
        version_id : str
            Of the plan.
        date : str
            Used where none is given.

        Returns
        -------
        About
            All of it.
        """
        rest = dict(given or {})
        version = rest.pop("version", None)
        return cls(
            name=str(rest.pop("name", "") or ""),
            plan=str(rest.pop("plan", "") or ""),
            version=None if version is None else int(version),
            version_id=version_id,
            date=str(rest.pop("date", "") or date),
            facts={str(name): str(value) for name, value in rest.items()},
        )


def head_of(register: Register, about: About, lang: Lang) -> str:
    """Return what the originals are of, as JSON.

    Parameters
    ----------
    register : Register
        The register.
    about : About
        Of which plan.
    lang : {"zh", "en"}
        The language of the file.

    Returns
    -------
    str
        The plan, its version, and the columns of each page.
    """
    content = {
        "format": FORMAT,
        "name": about.name,
        "plan": about.plan,
        "version": about.version,
        "version_id": about.version_id,
        "date": about.date,
        "lang": lang,
        "pages": {
            page.kind.name: [one.name for one in page.kind.fields] for page in register.pages
        },
        "rows": sum(len(page.rows) for page in register.pages),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def kept_rows(register: Register, about: About) -> Iterator[Kept]:
    """Return every row as it is written.

    Parameters
    ----------
    register : Register
        The register.
    about : About
        Of which plan.

    Yields
    ------
    Kept
        In the order of the pages.
    """
    for page in register.pages:
        for key, row in page.rows.items():
            values = json.dumps(list(row.values()))
            seal = digest(about.version_id, page.kind.name, key, values)
            yield Kept(page.kind.name, key, values, seal)


def digest(version_id: str, page: str, key: str, values: str) -> str:
    """Return by what a change of an original is known.

    Parameters
    ----------
    version_id : str
        Of the plan.
    page, key, values : str
        Of the row.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    said = f"{version_id}\x1f{page}\x1f{key}\x1f{values}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Originals:
    """What a file that comes back keeps of its first state.

    Attributes
    ----------
    about : About
        Of which plan it is.
    rows : Mapping of (str, str) to dict
        Values by page and code.
    pages : frozenset of str
        Names of the pages that were written.
    broken : tuple of (str, str)
        Page and code of rows whose digest does not go with them.
    lacking : int
        Rows that were written and are not there.
    """

    about: About
    rows: Mapping[tuple[str, str], Row]
    pages: frozenset[str]
    broken: tuple[tuple[str, str], ...] = ()
    lacking: int = 0


def read_originals(head: str, kept: Iterable[Sequence[object]]) -> Originals:
    """Return the originals that a file keeps.

    Parameters
    ----------
    head : str
        As `head_of` wrote it.
    kept : iterable of sequence
        Page, code and digest of each row, and its values in as many cells as they took.

    Returns
    -------
    Originals
        Rows whose digest does not go with them are left out and named.

    Raises
    ------
    ValueError
        If the head is none.
    """
    content = json.loads(head)
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    about = About(
        name=str(content["name"]),
        plan=str(content["plan"]),
        version=content["version"],
        version_id=str(content["version_id"]),
        date=str(content["date"]),
    )
    rows: dict[tuple[str, str], Row] = {}
    broken = []
    for line in kept:
        page, key, seal, *parts = ("" if cell is None else str(cell) for cell in (*line, "", ""))
        values = "".join(parts)
        if seal != digest(about.version_id, page, key, values):
            broken.append((page, key))
            continue
        rows[page, key] = dict(zip(content["pages"][page], json.loads(values), strict=True))
    return Originals(
        about,
        rows,
        frozenset(content["pages"]),
        tuple(broken),
        int(content["rows"]) - len(rows) - len(broken),
    )
