"""Schemes by which codes of grids are written: 15 digits as we use them, and those of standards.

A grid is numbered once, in its community; a scheme writes that number down. So one grid has a code
in every scheme, and none is ever given to another grid. An office plugs in its own scheme by an
entry point of the group ``gridmap.code_schemes``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from gridmap.codes.numbering import MOST_GRIDS, MOST_NESTED, grid_code
from gridmap.errors import SettingsError, Text

GROUP = "gridmap.code_schemes"
COMMUNITY = re.compile(r"\d{12}", re.ASCII)
OBJECT = re.compile(r"\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a code says.

    Attributes
    ----------
    community_code : str
        12 digits: county 6, street 3, community 3.
    number : int
        Of the grid in its community.
    """

    community_code: str
    number: int


@runtime_checkable
class Scheme(Protocol):
    """How codes of grids are written."""

    @property
    def name(self) -> str:
        """What people call it, such as the number of the standard."""

    def write(self, community_code: str, number: int) -> str:
        """Return the code of a grid.

        Parameters
        ----------
        community_code : str
            12 digits.
        number : int
            Of the grid in its community, from 1.

        Returns
        -------
        str
            The code, always text.

        Raises
        ------
        SettingsError
            If the scheme has no code for it.
        """

    def read(self, code: str) -> Parsed:
        """Return what a code says.

        Parameters
        ----------
        code : str
            A code of this scheme.

        Returns
        -------
        Parsed
            Community and number.

        Raises
        ------
        SettingsError
            If it is none.
        """


@dataclass(frozen=True, slots=True)
class Plain:
    """Community 12 and number 3: 15 digits.

    So has Beijing's standard for grids of city management: county 6, street 3, community 3 and a
    number of 3, from west to east and from north to south in the community.
    """

    name: str = "15"

    def write(self, community_code: str, number: int) -> str:
        """Return the code of a grid: 15 digits.

        Parameters
        ----------
        community_code : str
            12 digits.
        number : int
            Of the grid in its community.

        Returns
        -------
        str
            The code.
        """
        _require_community(community_code)
        return grid_code(community_code, number)

    def read(self, code: str) -> Parsed:
        """Return what a code says.

        Parameters
        ----------
        code : str
            A code of this scheme.

        Returns
        -------
        Parsed
            Community and number.
        """
        if not re.fullmatch(r"\d{15}", code, re.ASCII) or not 1 <= int(code[12:]) <= MOST_GRIDS:
            raise _no_code(code, self.name, 15)
        return Parsed(code[:12], int(code[12:]))


@dataclass(frozen=True, slots=True)
class ByObject:
    """Object 6, community 12 and number 2: the 20 digits of CJ/T 349-2010.

    The object of management or service is coded by CJ/T 348, its last two digits 00 for a large
    class; the standard lists objects, so that the office says which. 00 in the last place stands
    for a community that is not divided; numbers go from left to right and from top to bottom.

    Attributes
    ----------
    object_code : str
        6 digits.
    """

    object_code: str

    def __post_init__(self) -> None:
        if not OBJECT.fullmatch(self.object_code):
            raise SettingsError(
                Text("CJ/T 349 编码须写明 6 位管理或服务对象代码。", "CJ/T 349 needs an object."),
                Text(
                    "请按 CJ/T 348 查出代码，写成 cjt349:六位数字。",
                    "Look it up in CJ/T 348, and write cjt349:SIX-DIGITS.",
                ),
            )

    @property
    def name(self) -> str:
        """The standard and the object."""
        return f"CJ/T 349-2010 ({self.object_code})"

    def write(self, community_code: str, number: int) -> str:
        """Return the code of a grid: 20 digits.

        Parameters
        ----------
        community_code : str
            12 digits.
        number : int
            Of the grid in its community.

        Returns
        -------
        str
            The code.
        """
        _require_community(community_code)
        if not 1 <= number <= MOST_NESTED:
            raise SettingsError(
                Text(
                    f"社区 {community_code} 的网格序号 {number} 超过 {MOST_NESTED}，"
                    "CJ/T 349 的两位顺序码不够用。",
                    f"Grid {number} of community {community_code} is past the two digits of "
                    "CJ/T 349.",
                ),
                Text("请用 15 位编码方案。", "Use the scheme of 15 digits."),
            )
        return f"{self.object_code}{community_code}{number:02d}"

    def read(self, code: str) -> Parsed:
        """Return what a code says; 0 for a community that is not divided.

        Parameters
        ----------
        code : str
            A code of this scheme.

        Returns
        -------
        Parsed
            Community and number.
        """
        if not re.fullmatch(r"\d{20}", code, re.ASCII) or not code.startswith(self.object_code):
            raise _no_code(code, self.name, 20)
        return Parsed(code[6:18], int(code[18:]))


def _plain(argument: str) -> Scheme:
    if argument:
        raise _unknown(argument)
    return Plain()


def _beijing(argument: str) -> Scheme:
    if argument:
        raise _unknown(argument)
    return Plain("北京网格化 15 位")


SCHEMES: dict[str, Callable[[str], Scheme]] = {
    "15": _plain,
    "beijing15": _beijing,
    "cjt349": ByObject,
}
"""Makes a scheme of what stands after the colon of its name."""


def scheme_named(text: str) -> Scheme:
    """Return a scheme by its name.

    Parameters
    ----------
    text : str
        ``"15"``, ``"beijing15"``, ``"cjt349:OBJECT"``, or a plugged one; what a scheme has to
        know stands after a colon.

    Returns
    -------
    Scheme
        The scheme.

    Raises
    ------
    SettingsError
        If there is none of that name.

    Examples
    --------
    >>> scheme_named("cjt349:010100").write("370899001001", 7)
    '01010037089900100107'
    """
    name, _, argument = text.strip().partition(":")
    if name in SCHEMES:
        return SCHEMES[name](argument)
    for plugged in entry_points(group=GROUP, name=name):
        made = plugged.load()(argument)
        if isinstance(made, Scheme):
            return made
    raise _unknown(name)


def rewritten(code: str, scheme: Scheme) -> str:
    """Return a code of 15 digits as another scheme writes it.

    Parameters
    ----------
    code : str
        15 digits.
    scheme : Scheme
        The other.

    Returns
    -------
    str
        The code of the same grid.
    """
    parsed = Plain().read(code)
    return scheme.write(parsed.community_code, parsed.number)


def _require_community(code: str) -> None:
    if not COMMUNITY.fullmatch(code):
        raise SettingsError(
            Text(f"社区代码 {code} 不是 12 位数字。", f"Community code {code} has no 12 digits."),
            Text("请核对社区图层。", "Check the layer of communities."),
        )


def _no_code(code: str, name: str, digits: int) -> SettingsError:
    return SettingsError(
        Text(f"{code} 不是“{name}”的网格编码。", f"{code} is no code of {name}."),
        Text(f"须为 {digits} 位数字文本。", f"It has {digits} digits, as text."),
    )


def _unknown(name: str) -> SettingsError:
    known = sorted({*SCHEMES, *(one.name for one in entry_points(group=GROUP))})
    return SettingsError(
        Text(f"没有编码方案 {name}。", f"There is no scheme {name}."),
        Text(f"可用：{'、'.join(known)}。", f"There are {', '.join(known)}."),
    )
