"""What a kit holds besides its files: grids with their dossiers, and the ground."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from gridmap.columns import texts
from gridmap.dossier.book import Book
from gridmap.dossier.records import Dossier, Section
from gridmap.errors import Text
from gridmap.sheets.kit.shapes import Place, ground_json, shape_json
from gridmap.sheets.kit.words import WORDS
from gridmap.sheets.maps.colouring import tinted

Said = str | list[str]
"""A text that is alike in both languages, or Chinese and English."""


def kit_content(book: Book, *, title: Text) -> dict[str, Any]:
    """Return the content of a kit as JSON values.

    Parameters
    ----------
    book : Book
        The dossiers of the grids that it is of.
    title : Text
        Its name.

    Returns
    -------
    dict
        ``about``, ``words``, ``grids`` with shapes and dossiers, ``around`` (neighbouring grids
        without dossiers) and ``ground``.
    """
    grids = book.plan.grids
    codes = texts(grids, "grid_code")
    shapes = np.asarray(grids.geometry.array, dtype=object)
    own = np.isin(codes, list(book.codes))
    area = shapely.union_all(shapes[own])
    west, _, _, north = shapely.bounds(area).tolist()
    corner = (float(np.floor(west)), float(np.ceil(north)))
    colours = tinted(grids)
    by_code = dict(zip(codes.tolist(), shapes, strict=True))
    beside = ~own & shapely.dwithin(shapes, area, 1.0)
    return {
        "about": _about(book, title),
        "words": {name: said(word) for name, word in WORDS.items()},
        "grids": [
            _grid(one, by_code[one.code], corner) | {"colour": f"#{bytes(colours[one.code]).hex()}"}
            for one in book
        ],
        "around": [
            [code, shape_json(shape, corner)]
            for code, shape in zip(codes[beside].tolist(), shapes[beside], strict=True)
        ],
        "ground": ground_json(book.plan.context, area, corner, is_public=book.is_public),
    }


def said(text: Text) -> Said:
    """Return a text as JSON.

    Parameters
    ----------
    text : Text
        In both languages.

    Returns
    -------
    str or list of str
        One text where they are alike, else both.
    """
    return text.zh if text.zh == text.en else [text.zh, text.en]


def section_json(section: Section) -> dict[str, Any]:
    """Return a section of a dossier as JSON values.

    Parameters
    ----------
    section : Section
        The section.

    Returns
    -------
    dict
        Members that would be empty are left out.
    """
    told: dict[str, Any] = {
        "title": said(section.title),
        "facts": [[said(name), said(value)] for name, value in section.facts],
        "lines": [said(line) for line in section.lines],
        "rows": [[said(cell) for cell in row] for row in section.rows],
    }
    if section.headers:
        told["heads"] = [[said(one.title), int(one.is_number)] for one in section.headers]
        told["nothing"] = "" if section.nothing is None else said(section.nothing)
    if section.note is not None:
        told["note"] = said(section.note)
    return {name: value for name, value in told.items() if value}


def letters_of(values: Iterable[str]) -> str:
    """Return every letter of some texts once.

    Parameters
    ----------
    values : iterable of str
        Texts.

    Returns
    -------
    str
        In the order of their code points, those of a keyboard included.
    """
    keyboard = {chr(code) for code in range(32, 127)}
    return "".join(sorted(keyboard.union(*map(set, values)) - {"\n"}))


def _about(book: Book, title: Text) -> dict[str, Any]:
    first = book.dossier(book.codes[0])
    communities = {one.community_code: one.community for one in book}
    return {
        "title": said(title),
        "plan_id": book.plan_id,
        "number": first.number,
        "date": book.date.isoformat(),
        "public": book.is_public,
        "street": first.street,
        "communities": list(communities.items()),
    }


def _grid(dossier: Dossier, shape: Any, corner: Place) -> dict[str, Any]:  # noqa: ANN401
    inner = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape))[0]
    return {
        "code": dossier.code,
        "name": dossier.name,
        "community": dossier.community,
        "kind": said(dossier.kind),
        "shape": shape_json(shape, corner),
        "label": shape_json(shapely.Point(inner), corner)[0],
        "sections": [section_json(section) for section in dossier.sections],
    }
