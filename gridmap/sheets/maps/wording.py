"""How codes and names are worded where there is little room."""

from __future__ import annotations

import re

from gridmap.sheets.pdf.lettering import shortened

LONGEST = 16
"""Letters of a name on the map; the register has the whole of it."""

NUMBER = re.compile(r"(\d+[A-Za-z]?)\s*(?:号楼|号|栋|幢|座|#)?\s*$")


def short_code(code: str, community_code: str) -> str:
    """Return what a code adds to that of its community.

    Parameters
    ----------
    code, community_code : str
        Codes.

    Returns
    -------
    str
        The last digits.

    Examples
    --------
    >>> short_code("370899001001007", "370899001001")
    '007'
    """
    rest = code.removeprefix(community_code)
    return rest if rest and rest != code else code[-3:]


def brief(name: str) -> str:
    """Return a name as it stands on a map, where long ones are cut.

    Parameters
    ----------
    name : str
        The name; the register has the whole of it.

    Returns
    -------
    str
        The name.
    """
    return shortened(name, LONGEST, measure=len)


def halves(text: str) -> tuple[str, ...]:
    """Return a long name as two lines, broken at a space where there is one.

    Parameters
    ----------
    text : str
        The name.

    Returns
    -------
    tuple of str
        One line or two.
    """
    if len(text) < 4:
        return (text,)
    middle = len(text) / 2
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    at = min(spaces, key=lambda place: abs(place - middle), default=round(middle + 0.1))
    return text[:at].strip(), text[at:].strip()


def wall_number(name: str) -> str:
    """Return the number of a building, as it is written on its wall.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    str
        Empty where the name has none.
    """
    found = NUMBER.search(name)
    return found.group(1) if found else ""
