"""Candidate hazards from a raster of heights: hollows that fill before they overflow.

The raster is filled to the height at which water would run off it (Barnes, Lehman and Mulla 2014,
"Priority-flood", as the library pysheds does it); what lies under that height is a hollow. Where
there is no data nothing is known of how water runs: a hollow that touches a void is left out and
counted, and what reaches the edge of the raster is no hollow at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from gridmap.errors import InputError, SettingsError, Text
from gridmap.hazards.flood import CandidateSettings

Heights = NDArray[np.float64]
AROUND = np.ones((3, 3), dtype=bool)
"""A cell and its eight neighbours."""

MOST_CELLS = 100_000_000
_LEAST_M = 1e-6
"""Less than that is no depth but the last digits of a height."""


@dataclass(frozen=True, slots=True)
class Hollow:
    """A place from which water does not run off before it is full.

    Attributes
    ----------
    deepest : (int, int)
        Row and column of its deepest cell; of several, the one nearest to their middle.
    pour : (int, int)
        Row and column of the cell over which it overflows.
    depth_m : float
        From the deepest cell up to where it overflows.
    area_m2 : float
        Area when it is full.
    level_m : float
        Height at which it overflows.
    """

    deepest: tuple[int, int]
    pour: tuple[int, int]
    depth_m: float
    area_m2: float
    level_m: float


@dataclass(frozen=True, slots=True)
class Hollows:
    """The hollows of a raster.

    Attributes
    ----------
    found : tuple of Hollow
        Those that are deep and large enough, the deepest first.
    shallow, small, beside_void : int
        How many were left out for their depth, their area, or a void that they touch.
    voids : int
        Cells without data.
    """

    found: tuple[Hollow, ...]
    shallow: int
    small: int
    beside_void: int
    voids: int

    def say(self) -> Text:
        """Return what was found and left out, in a sentence.

        Returns
        -------
        Text
            The sentence.
        """
        return Text(
            f"找到洼地 {len(self.found)} 处；另有过浅 {self.shallow} 处、过小 {self.small} 处、"
            f"紧邻无数据区 {self.beside_void} 处未列（无数据像元 {self.voids} 个）。",
            f"{len(self.found)} hollows; left out: {self.shallow} too shallow, {self.small} too "
            f"small, {self.beside_void} beside a void ({self.voids} cells without data).",
        )


def find_hollows(
    height_m: Heights, cell_m2: NDArray[np.float64], *, settings: CandidateSettings
) -> Hollows:
    """Return the hollows of a raster of heights.

    Parameters
    ----------
    height_m : ndarray of float, shape (rows, columns)
        Heights in metres, NaN where there is no data. Not changed.
    cell_m2 : ndarray of float, shape (rows,)
        Area of a cell of each row.
    settings : CandidateSettings
        Depth and area that a hollow has at least.

    Returns
    -------
    Hollows
        The hollows, and how many were left out.

    Raises
    ------
    SettingsError
        If pysheds is not installed.
    InputError
        If the raster is too large, or holds no data.
    """
    _require_size(height_m)
    voids = np.isnan(height_m)
    filled = fill(height_m)
    depth = np.where(voids, 0.0, filled - np.where(voids, 0.0, height_m))
    wet = depth > _LEAST_M
    labels, count = ndimage.label(wet, structure=AROUND)
    deep = ndimage.maximum(depth, labels, np.arange(1, count + 1)) if count else np.zeros(0)
    area = np.bincount(
        labels[wet], weights=np.broadcast_to(cell_m2[:, None], wet.shape)[wet], minlength=count + 1
    )[1:]
    is_deep = deep >= settings.least_depth_m - _LEAST_M
    is_large = area >= settings.least_area_m2
    beside = np.zeros(count, dtype=bool)
    beside[np.unique(labels[ndimage.binary_dilation(voids, AROUND) & wet]) - 1] = True
    kept = np.flatnonzero(is_deep & is_large & ~beside)
    boxes = ndimage.find_objects(labels)
    found = [
        _hollow(
            boxes[label - 1],
            labels[boxes[label - 1]] == label,
            height_m,
            filled,
            float(area[label - 1]),
        )
        for label in (kept + 1).tolist()
    ]
    found.sort(key=lambda one: (-one.depth_m, -one.area_m2, one.deepest))
    return Hollows(
        tuple(found),
        shallow=int((~is_deep).sum()),
        small=int((is_deep & ~is_large).sum()),
        beside_void=int((is_deep & is_large & beside).sum()),
        voids=int(voids.sum()),
    )


def fill(height_m: Heights) -> Heights:
    """Return heights with every hollow filled to where it overflows.

    Parameters
    ----------
    height_m : ndarray of float, shape (rows, columns)
        Heights in metres, NaN where there is no data. Not changed.

    Returns
    -------
    ndarray of float, shape (rows, columns)
        The filled heights.

    Raises
    ------
    SettingsError
        If pysheds is not installed.
    """
    try:
        from pysheds.grid import Grid  # noqa: PLC0415 - an extra, which may be missing
        from pysheds.view import Raster, ViewFinder  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            Text(
                "从高程栅格找低洼点需要 pysheds，尚未安装。",
                "Low points from a raster of heights need pysheds, which is not installed.",
            ),
            Text("请执行 pip install 'gridmap[terrain]'。", "Run pip install 'gridmap[terrain]'."),
        ) from error
    frame: Any = ViewFinder(shape=height_m.shape, nodata=np.float64(np.nan))
    # The library fills in place.
    raster = Raster(height_m.astype(np.float64, copy=True), viewfinder=frame)
    return np.asarray(Grid(viewfinder=frame).fill_depressions(raster), dtype=np.float64)


def _require_size(height_m: Heights) -> None:
    if height_m.size > MOST_CELLS:
        raise InputError(
            Text(
                f"高程栅格超过 {MOST_CELLS:,} 个像元。",
                f"The raster has more than {MOST_CELLS:,} cells.",
            ),
            Text("请先裁剪到工作范围，或降低分辨率。", "Clip it to the place, or make it coarser."),
        )
    if np.isnan(height_m).all():
        raise InputError(
            Text("高程栅格里没有数据。", "The raster holds no data."),
            Text("请检查文件和无数据值。", "Check the file and its value for no data."),
        )


def _hollow(
    box: tuple[slice, slice],
    is_own: NDArray[np.bool_],
    height_m: Heights,
    filled: Heights,
    area_m2: float,
) -> Hollow:
    rows, columns = (
        slice(max(0, one.start - 1), min(size, one.stop + 1))
        for one, size in zip(box, height_m.shape, strict=True)
    )
    own = np.zeros((rows.stop - rows.start, columns.stop - columns.start), dtype=bool)
    own[_within(box[0], rows), _within(box[1], columns)] = is_own
    heights = np.where(own, height_m[rows, columns], np.inf)
    bottom = float(heights.min())
    level = float(filled[rows, columns][own][0])
    deepest = _middle(np.argwhere(heights <= bottom + _LEAST_M))
    pour = _pour(own, filled[rows, columns], level)
    corner = np.array([rows.start, columns.start])
    place, over = (tuple(int(value) for value in one + corner) for one in (deepest, pour))
    return Hollow((place[0], place[1]), (over[0], over[1]), level - bottom, area_m2, level)


def _within(inner: slice, outer: slice) -> slice:
    return slice(inner.start - outer.start, inner.stop - outer.start)


def _middle(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    away = ((cells - cells.mean(axis=0)) ** 2).sum(axis=1)
    return np.asarray(cells[np.argmin(away)])


def _pour(own: NDArray[np.bool_], filled: Heights, level_m: float) -> NDArray[np.int64]:
    """Return the cell beside a hollow over which it overflows.

    It is as high as the full hollow; of several, the one with the lowest ground behind it.
    """
    rim = ndimage.binary_dilation(own, AROUND) & ~own
    at_level = rim & (np.abs(filled - level_m) <= _LEAST_M)
    cells = np.argwhere(at_level if at_level.any() else own)
    behind = [min(_beside(filled, own, cell), default=level_m) for cell in cells]
    return np.asarray(cells[int(np.argmin(behind))])


def _beside(filled: Heights, own: NDArray[np.bool_], cell: NDArray[np.int64]) -> Iterator[float]:
    row, column = cell
    for near in np.ndindex(3, 3):
        at = (row + near[0] - 1, column + near[1] - 1)
        inside = 0 <= at[0] < filled.shape[0] and 0 <= at[1] < filled.shape[1]
        if inside and not own[at] and not np.isnan(filled[at]):
            yield float(filled[at])
