"""QGIS layer styles (QML): symbols, rules and labels as XML.

The format is that of QGIS 3.20 and later, as QGIS itself writes it (``<Option>`` maps). Sizes
are millimetres on paper, colours ``"#rrggbb"``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

Kind = Literal["point", "line", "polygon"]

QGIS_VERSION = "3.22.0"
GEOMETRY_TYPES: dict[Kind, str] = {"point": "0", "line": "1", "polygon": "2"}
SYMBOL_TYPES: dict[Kind, str] = {"point": "marker", "line": "line", "polygon": "fill"}
FONT = "Noto Sans CJK SC"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of a line, or the outline of a fill or a marker.

    Attributes
    ----------
    colour : str
        ``"#rrggbb"``.
    width_mm : float
        0 for no line.
    dash : str
        QGIS pen style: ``"solid"``, ``"dash"``, ``"dot"``, ``"no"``.
    """

    colour: str
    width_mm: float = 0.26
    dash: str = "solid"


@dataclass(frozen=True, slots=True)
class Symbol:
    """How one class of features is drawn.

    Attributes
    ----------
    fill : str
        ``"#rrggbb"``, or empty for no fill.
    strokes : tuple of Stroke
        Strokes from the bottom up; a fill and a marker take the first as outline.
    pattern : str
        QGIS brush style: ``"solid"``, ``"b_diagonal"`` ...
    shape : str
        QGIS marker: ``"circle"``, ``"triangle"``, ``"diamond"``, ``"square"`` ...
    size_mm : float
        Of a marker.
    opacity : float
        0 to 1.
    """

    fill: str = ""
    strokes: tuple[Stroke, ...] = (Stroke("#000000"),)
    pattern: str = "solid"
    shape: str = "circle"
    size_mm: float = 2.6
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the legend.

    Attributes
    ----------
    title : str
        What the legend says.
    symbol : Symbol
        How it is drawn.
    expression : str
        QGIS expression that selects its features; empty for all.
    """

    title: str
    symbol: Symbol
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What is written beside a feature.

    Attributes
    ----------
    expression : str
        QGIS expression that gives the text.
    size_pt : float
        Font size.
    colour : str
        ``"#rrggbb"``; the halo is white.
    bold : bool
        Whether it stands out.
    min_scale : int
        Labels are shown at 1 to this and larger; 0 for always.
    priority : int
        0 to 10: of two labels in one place the higher is written.
    """

    expression: str
    size_pt: float = 8.0
    colour: str = "#333333"
    bold: bool = False
    min_scale: int = 0
    priority: int = 5


def qml(kind: Kind, rules: Sequence[Rule], *, label: Label | None = None) -> str:
    """Return the style of one layer as a QML document.

    Parameters
    ----------
    kind : {"point", "line", "polygon"}
        Geometry of the layer.
    rules : sequence of Rule
        Entries of the legend; a feature that fits several is drawn by each.
    label : Label, optional
        What is written beside a feature.

    Returns
    -------
    str
        The document.
    """
    root = Element(
        "qgis",
        version=QGIS_VERSION,
        styleCategories="Symbology|Labeling",
        labelsEnabled="0" if label is None else "1",
    )
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0")
    entries = SubElement(renderer, "rules", key="root")
    symbols = SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        entry = SubElement(
            entries, "rule", key=f"rule{number}", symbol=str(number), label=rule.title
        )
        if rule.expression:
            entry.set("filter", rule.expression)
        symbols.append(_symbol(kind, rule.symbol, name=str(number)))
    if label is not None:
        root.append(_labeling(kind, label))
    SubElement(root, "layerGeometryType").text = GEOMETRY_TYPES[kind]
    return "<!DOCTYPE qgis>\n" + tostring(root, encoding="unicode")


def _symbol(kind: Kind, symbol: Symbol, *, name: str) -> Element:
    element = Element(
        "symbol",
        type=SYMBOL_TYPES[kind],
        name=name,
        alpha=str(symbol.opacity),
        clip_to_extent="1",
        force_rhr="0",
    )
    if kind == "line":
        for stroke in symbol.strokes:
            element.append(_line(stroke))
    elif kind == "polygon":
        element.append(_fill(symbol))
    else:
        element.append(_marker(symbol))
    return element


def _fill(symbol: Symbol) -> Element:
    outline = symbol.strokes[0]
    return _symbol_layer(
        "SimpleFill",
        color=_rgba(symbol.fill or "#ffffff"),
        style=symbol.pattern if symbol.fill else "no",
        outline_color=_rgba(outline.colour),
        outline_style=outline.dash if outline.width_mm else "no",
        outline_width=str(outline.width_mm),
        outline_width_unit="MM",
        joinstyle="round",
    )


def _line(stroke: Stroke) -> Element:
    return _symbol_layer(
        "SimpleLine",
        line_color=_rgba(stroke.colour),
        line_style=stroke.dash,
        line_width=str(stroke.width_mm),
        line_width_unit="MM",
        capstyle="round" if stroke.dash == "solid" else "flat",
        joinstyle="round",
    )


def _marker(symbol: Symbol) -> Element:
    outline = symbol.strokes[0]
    return _symbol_layer(
        "SimpleMarker",
        name=symbol.shape,
        color=_rgba(symbol.fill or "#ffffff"),
        size=str(symbol.size_mm),
        size_unit="MM",
        outline_color=_rgba(outline.colour),
        outline_style=outline.dash,
        outline_width=str(outline.width_mm),
        outline_width_unit="MM",
    )


def _symbol_layer(kind: str, /, **options: str) -> Element:
    element = Element("layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    element.append(_options(options))
    return element


def _options(options: dict[str, str]) -> Element:
    element = Element("Option", type="Map")
    for key, value in options.items():
        SubElement(element, "Option", name=key, value=value, type="QString")
    return element


def _labeling(kind: Kind, label: Label) -> Element:
    labeling = Element("labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    style = SubElement(
        settings,
        "text-style",
        fieldName=label.expression,
        isExpression="1",
        fontFamily=FONT,
        fontSize=str(label.size_pt),
        fontSizeUnit="Point",
        fontWeight="75" if label.bold else "50",
        textColor=_rgba(label.colour),
        textOpacity="1",
        multilineHeight="1",
    )
    SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.7",
        bufferSizeUnits="MM",
        bufferColor=_rgba("#ffffff"),
        bufferOpacity="0.85",
        bufferNoFill="1",
    )
    SubElement(settings, "text-format", multilineAlign="1", wrapChar="")
    # Placement 1 is over the point inside a polygon, 6 around a point, 2 along a line.
    placement = {"polygon": "1", "point": "6", "line": "2"}[kind]
    place = SubElement(settings, "placement", placement=placement, dist="0.6", distUnits="MM")
    place.set("priority", str(label.priority))
    rendering = SubElement(settings, "rendering", obstacle="1", drawLabels="1")
    if label.min_scale:
        rendering.set("scaleVisibility", "1")
        rendering.set("scaleMin", str(label.min_scale))
        rendering.set("scaleMax", "1")
    return labeling


def _rgba(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},255"
