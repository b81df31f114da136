"""One route as one file for a phone: it opens with no network and asks for none.

Everything is inside; a policy in the page lets nothing be loaded and no other script run. Names are
text: they are escaped, and reach the script as JSON.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from gridmap.errors import Lang, Text
from gridmap.routing.records import Patrol
from gridmap.routing.telling import clock, distance, duration, plain
from gridmap.routing.telling_stops import ToldRoute, ToldStop, told_route
from gridmap.sheets.page import json_block
from gridmap.sheets.patrol_facts import digest, kind_and_level, shift, total
from gridmap.sheets.patrol_sketch import Sketch, degrees_of, sketch_of
from gridmap.sheets.patrol_svg import sketch_svg
from gridmap.sheets.patrol_words import WORDS

ASSETS = files("gridmap.sheets") / "assets"
SKETCH_MM = 100.0
HEIGHTS_MM = (60.0, 130.0)

Links = Callable[[float, float, str], Mapping[str, str]]
"""From longitude, latitude and a name to addresses by the names of maps."""


def patrol_page(
    patrol: Patrol,
    number: int,
    *,
    lang: Lang = "zh",
    links: Links | None = None,
    roads: NDArray[Any] | None = None,
    heading: Text = WORDS["patrol"],
) -> str:
    """Return the page of a route.

    Parameters
    ----------
    patrol : Patrol
        The patrol.
    number : int
        Which route, from 1; it has stops.
    lang : {"zh", "en"}
        The language that it opens in; a button changes it.
    links : callable, optional
        Returns addresses that open other maps; without it there are none.
    roads : ndarray of LineString, optional
        Roads near by for the sketch, in metres of the patrol's CRS.
    heading : Text
        What the page is, for its title.

    Returns
    -------
    str
        HTML.
    """
    told = told_route(patrol.routes[number - 1], number)
    sketch = sketch_of(
        told,
        metric_crs=patrol.metric_crs,
        width_mm=SKETCH_MM,
        heights_mm=HEIGHTS_MM,
        roads=roads,
    )
    known = digest(patrol, told)
    parts = [
        *_head(patrol, told, lang, heading),
        *_summary(told),
        *_sketch(told, sketch, lang),
        '<ol class="stops">',
        *(_stop(stop, _addresses(patrol, stop, links)) for stop in told.stops),
        _back(told),
        "</ol>",
        *_tail(known),
        '<script type="application/json" id="patrol">',
        f"{_config(patrol, told, sketch, known)}</script>",
        f"<script>{_asset('patrol.js')}</script></body></html>",
    ]
    return "\n".join(parts)


def _head(patrol: Patrol, told: ToldRoute, lang: Lang, heading: Text) -> Iterator[str]:
    title = escape(f"{told.name} {patrol.date} {heading.say(lang)}")
    yield f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">'
    yield '<head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="format-detection" content="telephone=no"><link rel="icon" href="data:,">'
    yield f"<title>{title}</title><style>{_asset('patrol.css')}</style></head><body>"
    facts = f"{escape(patrol.date)} · {shift(told)} · {_both(total(told))}"
    yield f"<header><div><h1>{escape(told.name)}</h1><p>{facts}</p></div>"
    yield '<button type="button" id="language" class="needs-script" hidden>'
    yield '<span lang="zh-CN">English</span><span lang="en">中文</span></button></header><main>'


def _summary(told: ToldRoute) -> Iterator[str]:
    count = len(told.stops)
    yield f'<p class="notice" id="unsaved" role="status" hidden>{_word("unsaved")}</p>'
    yield '<section class="card needs-script" hidden>'
    yield f'<p class="tally" id="tally">{_word("progress")} <span id="count">0</span> / {count}</p>'
    yield f'<progress max="{count}" value="0" aria-labelledby="tally"></progress></section>'


def _sketch(told: ToldRoute, sketch: Sketch, lang: Lang) -> Iterator[str]:
    drawn = sketch_svg(sketch, colour=told.colour, lang=lang, word=_both)
    yield f'<section class="card"><div class="frame" tabindex="0">{drawn}</div>'
    yield '<div class="row needs-script" hidden>'
    yield f'<button type="button" id="zoom" aria-pressed="false">{_word("zoom")}</button>'
    yield f'<button type="button" id="locate" aria-pressed="false">{_word("locate")}</button></div>'
    yield '<p class="where" id="where" role="status"></p></section>'


def _stop(stop: ToldStop, addresses: Mapping[str, str]) -> str:
    made = stop.stop
    times = Text(
        f"{clock(made.arrives_s)} 到达，停留 {duration(made.leaves_s - made.begins_s).zh}",
        f"arrive {clock(made.arrives_s)}, stay {duration(made.leaves_s - made.begins_s).en}",
    )
    kind = kind_and_level(stop)
    facts = " · ".join(_both(text) for text in (kind, times) if text.zh)
    lines = "".join(f"<li>{_both(line.text)}</li>" for line in stop.directions)
    return (
        f'<li class="stop" data-stop="{stop.label}"><span class="tag">{_word("next")}</span>'
        f'<div class="head"><span class="no">{stop.label}</span><div><h2>{escape(stop.name)}</h2>'
        f'<p class="facts">{facts}</p></div>'
        '<button type="button" class="tick needs-script" aria-pressed="false" hidden></button>'
        "</div>"
        f"<details><summary>{_word('how')} · {_both(distance(made.leg.length_m))}</summary>"
        f'<ol class="lines">{lines}</ol>{_maps(addresses)}</details></li>'
    )


def _maps(addresses: Mapping[str, str]) -> str:
    shown = [name for name in ("amap", "baidu", "apple", "system") if name in addresses]
    if not shown:
        return ""
    made = "".join(
        f'<a href="{escape(addresses[name])}" rel="noreferrer">{_word(name)}</a>' for name in shown
    )
    return f'<p class="facts">{_word("links")}</p><p class="maps">{made}</p>'


def _back(told: ToldRoute) -> str:
    lines = "".join(f"<li>{_both(line.text)}</li>" for line in told.back)
    station = escape(plain(told.route.team.start_name))
    return (
        f'<li class="stop"><div class="head"><span class="no">↩</span><div><h2>{_word("back")} '
        f'{station}</h2><p class="facts">{clock(told.route.ends_s)}</p></div></div>'
        f"<details><summary>{_word('how')} · {_both(distance(told.route.back.length_m))}</summary>"
        f'<ol class="lines">{lines}</ol></details></li>'
    )


def _tail(known: str) -> Iterator[str]:
    yield '<section class="card record needs-script" hidden><details>'
    yield f'<summary id="recorded">{_word("record")}</summary>'
    yield '<textarea id="record" aria-labelledby="recorded" readonly></textarea>'
    yield f'<div class="row"><button type="button" id="copy">{_word("copy")}</button></div>'
    yield f'<p class="where" id="copied" role="status" hidden>{_word("copied")}</p>'
    yield "</details></section></main>"
    yield f"<footer><p>{_word('offline')}</p><p>{_word('version')} {known} · gridmap</p></footer>"


def _config(patrol: Patrol, told: ToldRoute, sketch: Sketch, known: str) -> str:
    config = {
        "digest": known,
        "team": told.name,
        "date": patrol.date,
        "names": {stop.label: stop.name for stop in told.stops},
        "size_mm": [sketch.width_mm, sketch.height_mm],
        "mm_per_m": sketch.bar_mm / sketch.bar_m,
        "places_mm": {mark.label: mark.place for mark in sketch.marks},
        "from_lonlat": sketch.from_lonlat,
        "words": {name: asdict(word) for name, word in WORDS.items()},
    }
    return json_block(orjson.dumps(config))


def _addresses(patrol: Patrol, stop: ToldStop, links: Links | None) -> Mapping[str, str]:
    if links is None:
        return {}
    lng, lat = degrees_of(np.array([stop.stop.visit.xy]), patrol.metric_crs)[0].tolist()
    return links(lng, lat, f"{stop.label} {stop.name}")


def _word(name: str) -> str:
    return _both(WORDS[name])


def _both(text: Text) -> str:
    """Return a text in both languages, of which the page shows one."""
    if text.zh == text.en:
        return escape(text.zh)
    return f'<span lang="zh-CN">{escape(text.zh)}</span><span lang="en">{escape(text.en)}</span>'


@cache
def _asset(name: str) -> str:
    return f"\n{(ASSETS / name).read_text('utf-8')}"


@cache
def _policy() -> str:
    script, style = (f"'sha256-{_hash(_asset(name))}'" for name in ("patrol.js", "patrol.css"))
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
