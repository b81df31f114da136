"""The map as it is sent: drawn once for each state of the file and each language."""

from __future__ import annotations

import gzip
import threading
from dataclasses import dataclass, field

from gridmap.errors import Lang
from gridmap.sheets.webmap import render_map
from gridmap_api.security import page_policy
from gridmap_api.source import Content


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map of one state of the file in one language.

    Attributes
    ----------
    stamp : str
        The state of the file.
    plain, packed : bytes
        The page, and the page compressed by gzip.
    policy : str
        Its content security policy.
    """

    stamp: str
    plain: bytes = field(repr=False)
    packed: bytes = field(repr=False)
    policy: str = field(repr=False)


class MapPages:
    """The latest map in each language, for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: dict[Lang, MapPage] = {}

    def page(self, content: Content, *, lang: Lang) -> MapPage:
        """Return the map of what the file holds.

        Parameters
        ----------
        content : Content
            What the file holds.
        lang : {"zh", "en"}
            The language.

        Returns
        -------
        MapPage
            The same object as long as the file does not change.
        """
        with self._lock:
            held = self._pages.get(lang)
            if held is None or held.stamp != content.stamp:
                held = _draw(content, lang=lang)
                self._pages[lang] = held
            return held


def _draw(content: Content, *, lang: Lang) -> MapPage:
    page = render_map(content.plan, content.layers, lang=lang)
    plain = page.encode("utf-8")
    return MapPage(content.stamp, plain, gzip.compress(plain, 6, mtime=0), page_policy(page))
