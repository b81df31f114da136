"""The file that is served: read when it is first needed, and again when it has changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import geopandas as gpd

from gridmap.errors import InputError, Text
from gridmap.io.plan_records import violations_frame
from gridmap.io.plans import is_plan, read_plan
from gridmap.io.project import read_project
from gridmap.plan import Plan
from gridmap.sheets.geojson import LONLAT
from gridmap_api.errors import NoPlanError, UnreadableError


@dataclass(frozen=True)
class Content:
    """What the file holds at one moment.

    Attributes
    ----------
    stamp : str
        Changes whenever the file does.
    plan : Plan or None
        None where the file is a project.
    layers : Mapping of str to GeoDataFrame
        The layers of the project, in any CRS.
    """

    stamp: str
    plan: Plan | None
    layers: Mapping[str, gpd.GeoDataFrame] = field(repr=False)

    @property
    def kind(self) -> Literal["plan", "project"]:
        """What the file is."""
        return "project" if self.plan is None else "plan"

    def require_plan(self) -> Plan:
        """Return the plan.

        Returns
        -------
        Plan
            The plan.

        Raises
        ------
        NoPlanError
            If the file is a project.
        """
        if self.plan is None:
            raise NoPlanError(
                Text("还没有方案。", "There is no plan yet."),
                Text(
                    "请运行 gridmap plan，再打开方案文件。",
                    "Run gridmap plan, and serve the file that it writes.",
                ),
            )
        return self.plan

    @cached_property
    def lonlat(self) -> Mapping[str, gpd.GeoDataFrame]:
        """Every layer by name in degrees: those of the project, and those of the plan."""
        layers = dict(self.layers)
        if self.plan is not None:
            violations = violations_frame(self.plan.violations, self.plan.units.crs)
            layers |= {
                "units": self.plan.units,
                "grids": self.plan.grids,
                "violations": violations,
            }
        return {name: frame.to_crs(LONLAT) for name, frame in layers.items()}


class Source:
    """The file behind the service, for many threads.

    Parameters
    ----------
    path : Path
        A plan file or a project file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._content: Content | None = None

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    def check(self) -> Literal["plan", "project"]:
        """Return what the file is, if it can be read.

        Returns
        -------
        {"plan", "project"}
            Its kind.

        Raises
        ------
        UnreadableError
            If the file is missing or is neither a plan nor a project.
        """
        return self.content().kind

    def content(self) -> Content:
        """Return what the file holds now.

        Returns
        -------
        Content
            The same object as long as the file does not change.

        Raises
        ------
        UnreadableError
            If the file is missing or is neither a plan nor a project.
        """
        with self._lock:
            try:
                stamp = self._stamp()
                if self._content is None or self._content.stamp != stamp:
                    self._content = self._read(stamp)
            except (InputError, OSError) as error:
                raise self._unreadable(error) from error
            return self._content

    def _stamp(self) -> str:
        status = self.path.stat()
        return f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"

    def _read(self, stamp: str) -> Content:
        if is_plan(self.path):
            plan = read_plan(self.path)
            return Content(stamp, plan, plan.context)
        return Content(stamp, None, read_project(self.path))

    def _unreadable(self, error: InputError | OSError) -> UnreadableError:
        if isinstance(error, InputError):
            return UnreadableError(error.what, error.remedy)
        name = self.path.name
        return UnreadableError(
            Text(f"文件 {name} 读不到。", f"The file {name} cannot be read."),
            Text("请检查文件是否还在。", "Check that it is still there."),
        )
