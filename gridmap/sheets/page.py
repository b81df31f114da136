"""Folium pages that ask the network for nothing: every script, style and picture is inside."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import fields
from importlib.resources import files

import folium
from branca.element import Element, Figure, MacroElement
from folium.map import Layer
from folium.template import Template

from gridmap.errors import Lang
from gridmap.sheets.maplayers import MapLayer

ASSETS = files("gridmap.sheets") / "assets"
LEAFLET = files("gridmap.sheets") / "vendor" / "leaflet"


class Verbatim(Element):
    """Text that goes into the page as it is.

    Parameters
    ----------
    text : str
        Markup; braces in it mean nothing.
    """

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Page(Figure):
    """The HTML document.

    Parameters
    ----------
    title : str
        Any text; it is escaped.
    lang : {"zh", "en"}
        The language of the page.
    """

    _template = Template((ASSETS / "page.html").read_text("utf-8"))

    def __init__(self, *, title: str, lang: Lang) -> None:
        super().__init__(title=html.escape(title))
        self.lang = "zh-CN" if lang == "zh" else "en"
        self.header.add_child(Verbatim(_style(_leaflet_css())))
        self.header.add_child(Verbatim(_script((LEAFLET / "leaflet.js").read_text("utf-8"))))


class OfflineMap(folium.Map):
    """A folium map that links no script and no style of another host.

    Parameters
    ----------
    centre : tuple of float
        Latitude and longitude in degrees, in the order of folium.
    zoom : int
        Zoom level until the page fits its own extent.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium reads it from the class
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, *, centre: tuple[float, float], zoom: int) -> None:
        super().__init__(
            location=centre,
            zoom_start=zoom,
            tiles=None,
            zoom_control=False,
            max_zoom=22,
            zoom_snap=0.1,
            zoom_delta=0.75,
            wheel_px_per_zoom_level=110,
            fade_animation=False,
            attribution_control=False,
        )
        # A fixed name: the same plan gives the same page, byte for byte.
        self._id = "gridmap"


class DataLayer(Layer):
    """One layer: its features as a block of JSON, drawn by the page's script.

    Parameters
    ----------
    layer : MapLayer
        The layer.
    """

    _template = Template((ASSETS / "layer.html").read_text("utf-8"))

    def __init__(self, layer: MapLayer) -> None:
        super().__init__(name=layer.name, overlay=True, show=layer.shown)
        self._name, self._id = "layer", layer.name.replace("-", "_")
        self.json = json_block(layer.data)
        self.spec = {
            one.name: getattr(layer, one.name) for one in fields(layer) if one.name != "data"
        }


class Start(MacroElement):
    """What sets the page going, after the map and its layers.

    Parameters
    ----------
    config : bytes
        JSON for the page's script.
    """

    _template = Template((ASSETS / "start.html").read_text("utf-8"))

    def __init__(self, config: bytes) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "start", "gridmap"
        self.json = json_block(config)


def asset(name: str) -> str:
    """Return one of the map's own files as the element that holds it.

    Parameters
    ----------
    name : str
        A ``.css`` or ``.js`` file in ``assets``.

    Returns
    -------
    str
        A ``<style>`` or ``<script>`` element.
    """
    text = (ASSETS / name).read_text("utf-8")
    return _style(text) if name.endswith(".css") else _script(text)


def json_block(data: bytes) -> str:
    r"""Return JSON that can stand inside a script element, whatever its texts say.

    Parameters
    ----------
    data : bytes
        JSON in UTF-8.

    Returns
    -------
    str
        The same JSON without any ``<``.

    Examples
    --------
    >>> json_block(b'{"name":"</script>"}')
    '{"name":"\\u003c/script>"}'
    """
    return data.replace(b"<", b"\\u003c").decode("utf-8")


def _leaflet_css() -> str:
    def inline(found: re.Match[str]) -> str:
        picture = (LEAFLET / found[1]).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(picture).decode('ascii')})"

    return re.sub(r"url\((images/[^)]+)\)", inline, (LEAFLET / "leaflet.css").read_text("utf-8"))


def _style(text: str) -> str:
    return f"<style>\n{text}\n</style>"


def _script(text: str) -> str:
    return f"<script>\n{re.sub(r'//# sourceMappingURL=.*', '', text)}\n</script>"
