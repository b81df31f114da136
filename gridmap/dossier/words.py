"""四至: the boundary of a grid in words, as office papers tell it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from gridmap.dossier.boundary import Piece
from gridmap.dossier.ground import Along
from gridmap.dossier.outline import SIDES, Side
from gridmap.errors import Text
from gridmap.layers.words import ROAD_CLASSES, WATER_KINDS

SIDE_WORDS: dict[Side, Text] = {
    "east": Text("东", "East"),
    "south": Text("南", "South"),
    "west": Text("西", "West"),
    "north": Text("北", "North"),
}
OPPOSITE: dict[Side, Side] = {"east": "west", "south": "north", "west": "east", "north": "south"}

MOST_TOLD = 3
"""Things that a side is said to run along."""

LEAST_SHARE, LEAST_M = 0.1, 8.0
"""A piece is told from this share of its side and these metres on."""

_CODE_DIGITS, _COMMUNITY_DIGITS = 15, 12
_ROADS, _WATERS = dict(ROAD_CLASSES), dict(WATER_KINDS)
_ENGLISH_ROADS = {
    "arterial": "an arterial road",
    "secondary": "a secondary road",
    "local": "a local road",
    "service": "a service road",
    "path": "a path",
}
_ENGLISH_WATERS = {"river": "a river", "canal": "a canal", "lake": "a lake", "ditch": "a ditch"}


def boundary_in_words(pieces: Sequence[Piece], *, holds: Sequence[str] = ()) -> Text:
    """Return the boundary of a grid in a sentence.

    Parameters
    ----------
    pieces : sequence of Piece
        Of one grid, as `boundaries_of` gives them.
    holds : sequence of str
        Codes of grids that lie in holes of this one.

    Returns
    -------
    Text
        East, south, west, north; of each side at most three things that it runs along, the
        longest first, with metres and neighbours.
    """
    sides = sides_in_words(pieces, holds=holds)
    return Text("；".join(one.zh for one in sides) + "。", "; ".join(one.en for one in sides) + ".")


def sides_in_words(pieces: Sequence[Piece], *, holds: Sequence[str] = ()) -> list[Text]:
    """Return the boundary of a grid, a clause a side.

    Parameters
    ----------
    pieces : sequence of Piece
        Of one grid, as `boundaries_of` gives them.
    holds : sequence of str
        Codes of grids that lie in holes of this one.

    Returns
    -------
    list of Text
        East, south, west, north; then what lies inside and is not of it.
    """
    sides = [_side(side, [one for one in pieces if one.side == side]) for side in SIDES]
    if holds:
        numbers = [number_of(code) for code in holds]
        zh, en = "、".join(numbers), ", ".join(numbers)
        sides.append(Text(f"不含其中的{zh}网格", f"less grid {en} inside"))
    return sides


def number_of(code: str) -> str:
    """Return the number of a grid in its community.

    Parameters
    ----------
    code : str
        Code of a grid.

    Returns
    -------
    str
        Its last three digits; the whole code where it is not of 15 digits.

    Examples
    --------
    >>> number_of("370899001001007")
    '007'
    """
    return code[_COMMUNITY_DIGITS:] if len(code) == _CODE_DIGITS else code


def along_in_words(piece: Piece) -> Text:
    """Return what a piece runs along.

    Parameters
    ----------
    piece : Piece
        Of a boundary.

    Returns
    -------
    Text
        Such as 红旗路中心线.
    """
    along = piece.along
    if along.kind == "wall":
        return _wall(along, piece.side)
    if along.kind != "none":
        return _line(along)
    if piece.beyond:
        grid = neighbour_in_words(piece)
        return Text(f"与{grid.zh}分界线", f"the line to {grid.en}")
    if piece.community:
        return Text(f"与{piece.community}分界线", f"the line to {piece.community}")
    return Text("社区外边界", "the outer boundary of the community")


def neighbour_in_words(piece: Piece) -> Text:
    """Return who is on the other side of a piece.

    Parameters
    ----------
    piece : Piece
        Of a boundary.

    Returns
    -------
    Text
        A grid by its number in its community, with that community's name if it is another one;
        empty where no community lies there.
    """
    if not piece.beyond:
        return Text(piece.community, piece.community)
    number = number_of(piece.beyond)
    place = f"{piece.community} " if piece.community else ""
    return Text(f"{piece.community}{number}网格", f"{place}grid {number}")


def _side(side: Side, pieces: Sequence[Piece]) -> Text:
    word = SIDE_WORDS[side]
    if all(one.length_m == 0 for one in pieces):
        end = along_in_words(pieces[0])
        return Text(f"{word.zh}端止于{end.zh}", f"{word.en}: ends at {end.en}")
    told = [_told(group) for group in _groups(pieces)]
    return Text(
        f"{word.zh}至{'、'.join(one.zh for one in told)}",
        f"{word.en}: {', '.join(one.en for one in told)}",
    )


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces of a side by what they run along, the longest first, the small left out."""

    def key(piece: Piece) -> tuple[str, str]:
        words = along_in_words(piece)
        return words.zh, words.en

    groups = [list(group) for _, group in groupby(sorted(pieces, key=key), key=key)]
    groups.sort(key=lambda group: -_length(group))
    least = max(LEAST_M, LEAST_SHARE * _length(pieces))
    long = [group for group in groups if _length(group) >= least]
    return (long or groups[:1])[:MOST_TOLD]


def _told(group: Sequence[Piece]) -> Text:
    what, metres = along_in_words(group[0]), f"{_length(group):.0f}"
    grids = [] if group[0].along.kind == "none" else _neighbours(group)
    beyond = Text("、".join(one.zh for one in grids), ", ".join(one.en for one in grids))
    zh, en = (f"，邻{beyond.zh}", f", {beyond.en} beyond") if beyond.zh else ("", "")
    return Text(f"{what.zh}（{metres} 米{zh}）", f"{what.en} ({metres} m{en})")


def _neighbours(group: Sequence[Piece]) -> list[Text]:
    """Return who is beyond, by length; those along a tenth of it at least."""
    longest = sorted(group, key=lambda one: -one.length_m)
    long = [one for one in longest if one.length_m >= LEAST_SHARE * _length(group)]
    return [text for text in dict.fromkeys(map(neighbour_in_words, long)) if text.zh]


def _length(pieces: Sequence[Piece]) -> float:
    return sum(one.length_m for one in pieces)


def _line(along: Along) -> Text:
    if along.kind == "road":
        return Text(
            f"{along.name or _ROADS.get(along.sort, '无名道路')}中心线",
            f"the centre line of {along.name or _ENGLISH_ROADS.get(along.sort, 'a road')}",
        )
    if along.kind == "railway":
        return Text(along.name or "铁路", along.name or "the railway")
    return _water(along)


def _water(along: Along) -> Text:
    zh = along.name or _WATERS.get(along.sort, "水域")
    en = along.name or _ENGLISH_WATERS.get(along.sort, "the water")
    if along.kind == "bank":
        return Text(f"{zh}岸线", f"the bank of {en}")
    if along.sort == "lake":
        return Text(f"{zh}水面", f"the water of {en}")
    return Text(f"{zh}河道" if along.sort == "river" else zh, en)


def _wall(along: Along, side: Side) -> Text:
    if along.inner and along.outer:
        return Text(
            f"{along.inner}与{along.outer}之间的围墙",
            f"the wall between {along.inner} and {along.outer}",
        )
    face = SIDE_WORDS[side if along.inner else OPPOSITE[side]]
    name = along.inner or along.outer
    return Text(f"{name}{face.zh}围墙", f"the {face.en.lower()} wall of {name}")
