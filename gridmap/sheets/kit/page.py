"""The page of a kit: everything is inside, and a policy in it lets nothing be loaded."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

import orjson

from gridmap.dossier.book import Book
from gridmap.errors import Lang, Text
from gridmap.sheets.kit.content import kit_content, letters_of
from gridmap.sheets.kit.font import web_font
from gridmap.sheets.page import json_block

SCRIPTS = ("kit_map.js", "kit.js")
FONT_FAMILY = "gridmap-kit"


@dataclass(frozen=True, slots=True)
class KitFile:
    """A file that can be saved from inside a kit.

    Attributes
    ----------
    name : str
        Of the file.
    kind : str
        Media type.
    title : Text
        What it is.
    content : bytes
        Of the file.
    """

    name: str
    kind: str
    title: Text
    content: bytes


def kit_page(
    book: Book, *, title: Text, inside: Sequence[KitFile] = (), lang: Lang = "zh"
) -> bytes:
    """Return a kit as one page.

    Parameters
    ----------
    book : Book
        The dossiers of the grids that it is of.
    title : Text
        Its name.
    inside : sequence of KitFile
        Files that can be saved from it.
    lang : {"zh", "en"}
        The language that it opens in; a button changes it.

    Returns
    -------
    bytes
        HTML in UTF-8.
    """
    data = page_data(book, title=title, lang=lang)
    head, tail = frame_of(title.say(lang), lang)
    font = base64.b64encode(web_font(letters_of([data, head, tail]))).decode()
    packed = [file_json(one) for one in inside]
    parts = [
        head.replace("/*font*/", font),
        f'<script type="application/json" id="kit">{data}</script>',
        f'<script type="application/json" id="files">{json_block(orjson.dumps(packed))}</script>',
        tail,
    ]
    return "\n".join(parts).encode()


def page_data(book: Book, *, title: Text, lang: Lang) -> str:
    """Return the content of a kit as JSON that may stand in a script element.

    Parameters
    ----------
    book : Book
        The dossiers of the grids that it is of.
    title : Text
        Its name.
    lang : {"zh", "en"}
        The language that it opens in.

    Returns
    -------
    str
        JSON.
    """
    return json_block(orjson.dumps(kit_content(book, title=title) | {"lang": lang}))


def file_json(one: KitFile) -> dict[str, object]:
    """Return a file as JSON values.

    Parameters
    ----------
    one : KitFile
        The file.

    Returns
    -------
    dict
        Its content in base64.
    """
    return {
        "name": one.name,
        "kind": one.kind,
        "title": [one.title.zh, one.title.en],
        "size": len(one.content),
        "content": base64.b64encode(one.content).decode(),
    }


def frame_of(title: str, lang: Lang) -> tuple[str, str]:
    """Return what stands before and after the data.

    Parameters
    ----------
    title : str
        Of the page.
    lang : {"zh", "en"}
        Its language.

    Returns
    -------
    head, tail : str
        HTML; the head has a mark where the font goes.
    """
    script = "\n".join(_asset(name) for name in SCRIPTS)
    policy = (
        f"default-src 'none'; script-src 'sha256-{_hash(script)}'; style-src 'unsafe-inline'; "
        "font-src data:; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    face = (
        f"@font-face{{font-family:{FONT_FAMILY};font-display:block;"
        "src:url(data:font/woff;base64,/*font*/) format('woff')}"
    )
    head = (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="format-detection" content="telephone=no"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{face}\n{_asset('kit.css')}</style></head>"
        f"<body>{_asset('kit.html')}"
    )
    return head, f"<script>{script}</script></body></html>\n"


@cache
def _asset(name: str) -> str:
    return (files("gridmap.sheets.kit") / name).read_text("utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
