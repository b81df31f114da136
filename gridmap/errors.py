"""What gridmap says when something is wrong, in both languages.

The hierarchy::

    GridmapError                a sentence, and the remedy
    ├── InputError              a file or a layer cannot be used
    │   ├── UnknownCrsError     a layer names no coordinate reference system
    │   └── LayerFaultsError    a layer breaks its contract; carries every fault
    ├── CrsError                a measurement was asked of geographic coordinates
    ├── EditError               an edit of a plan is refused
    ├── RouteError              routes that were found do not hold when they are checked
    └── SettingsError           an option has a value that makes no sense
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["zh", "en"]
Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the two languages of the user interface.

    Examples
    --------
    >>> Text("网格", "grid").say("en")
    'grid'
    """

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the sentence in one language.

        Parameters
        ----------
        lang : {"zh", "en"}
            The language.

        Returns
        -------
        str
            The sentence.
        """
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or worth knowing, in the input.

    Attributes
    ----------
    rule : str
        Stable short name of the rule, such as ``"geometry.invalid"``.
    severity : {"error", "warning", "notice"}
        ``error``: the layer is refused. ``warning``: handled by a stated rule. ``notice``: fyi.
    layer : str
        Name of the layer, such as ``"buildings"``.
    what, remedy : Text
        What is wrong, and what to do about it.
    feature_id : str
        Id of the feature, or empty where the fault is of the whole layer.
    place : tuple of float or None
        Longitude and latitude in degrees, where known.
    file : str
        Name of the file, where known.
    """

    rule: str
    severity: Severity
    layer: str
    what: Text
    remedy: Text
    feature_id: str = ""
    place: tuple[float, float] | None = None
    file: str = ""

    def say(self, lang: Lang) -> str:
        """Return the fault as one line: file, layer, feature, place, what, remedy.

        Parameters
        ----------
        lang : {"zh", "en"}
            The language.

        Returns
        -------
        str
            The line.
        """
        where = [part for part in (self.file, self.layer) if part]
        if self.feature_id:
            where.append(f"{'要素' if lang == 'zh' else 'feature'} {self.feature_id}")
        if self.place is not None:
            where.append(f"({self.place[0]:.6f}, {self.place[1]:.6f})")
        colon, stop = ("：", "") if lang == "zh" else (": ", " ")
        return f"{' '.join(where)}{colon}{self.what.say(lang)}{stop}{self.remedy.say(lang)}"


class GridmapError(Exception):
    """The base of every error that gridmap raises on purpose.

    Parameters
    ----------
    what : Text
        What is wrong.
    remedy : Text
        What to do about it.
    """

    def __init__(self, what: Text, remedy: Text) -> None:
        super().__init__(f"{what.en} {remedy.en}")
        self.what = what
        self.remedy = remedy

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what another process makes the same error of, whatever a subclass is given."""
        return _revived, (type(self), self.args, dict(vars(self)))

    def say(self, lang: Lang) -> str:
        """Return what is wrong and the remedy, in one language.

        Parameters
        ----------
        lang : {"zh", "en"}
            The language.

        Returns
        -------
        str
            The sentences.
        """
        return f"{self.what.say(lang)}{'' if lang == 'zh' else ' '}{self.remedy.say(lang)}"


def _revived(
    kind: type[GridmapError], args: tuple[Any, ...], members: dict[str, Any]
) -> GridmapError:
    error = kind.__new__(kind)
    error.args = args
    vars(error).update(members)
    return error


class InputError(GridmapError):
    """A file or a layer cannot be used."""


class UnknownCrsError(InputError):
    """A layer names no coordinate reference system."""


class LayerFaultsError(InputError):
    """A layer breaks its contract.

    Parameters
    ----------
    faults : sequence of Fault
        Every fault that was found, errors and warnings alike.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        errors = [fault for fault in faults if fault.severity == "error"]
        layers = "、".join(sorted({fault.layer for fault in errors}))
        super().__init__(
            Text(f"图层 {layers} 有 {len(errors)} 处错误。", f"{len(errors)} faults in {layers}."),
            Text("请按清单逐条修正后重新导入。", "Mend what the list names and import again."),
        )
        self.faults = tuple(faults)


class CrsError(GridmapError):
    """A measurement was asked of geographic coordinates."""


class EditError(GridmapError):
    """An edit of a plan is refused, or is no edit.

    Parameters
    ----------
    what, remedy : Text
        What is wrong, and what to do about it.
    reason : str
        Stable short name, such as ``"contiguity"``; `gridmap.editing` lists them.
    units, grids : sequence of str
        The units and the grids of the plan that are concerned; never ids that it does not have.
    pieces : sequence of sequence of str
        Where an edit would tear a grid apart, the units of each piece but the largest.
    field : str
        Name of the member that makes no sense, where an edit cannot be read.
    """

    def __init__(
        self,
        what: Text,
        remedy: Text,
        *,
        reason: str,
        units: Sequence[str] = (),
        grids: Sequence[str] = (),
        pieces: Sequence[Sequence[str]] = (),
        field: str = "",
    ) -> None:
        super().__init__(what, remedy)
        self.reason = reason
        self.units = tuple(units)
        self.grids = tuple(grids)
        self.pieces = tuple(tuple(piece) for piece in pieces)
        self.field = field


class SettingsError(GridmapError):
    """An option has a value that makes no sense."""


class RouteError(GridmapError):
    """Routes that were found do not hold when they are checked; a fault of the program.

    Parameters
    ----------
    faults : sequence of Fault
        What does not hold.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(
            Text(
                f"路线校核未通过，共 {len(faults)} 处：{first.what.zh}",
                f"The routes do not hold, {len(faults)} faults: {first.what.en}",
            ),
            Text(
                "路线没有保存。请重新编排；如仍出现请报告。",
                "Make them again; report it if it recurs.",
            ),
        )
        self.faults = tuple(faults)
