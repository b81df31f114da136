"""What the service is told when it starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gridmap.errors import Lang, SettingsError, Text

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one service.

    Attributes
    ----------
    path : Path or None
        A plan file or a project file, shown for reading only.
    database : str or None
        The store: ``postgresql://user@host/database``, or the path of a GeoPackage file.
    lang : {"zh", "en"}
        The language where a request asks for none.
    hosts : tuple of str
        Names by which the service may be called; empty for any. A page of another site that
        points its own name at this machine is so kept out.
    """

    path: Path | None = None
    database: str | None = None
    lang: Lang = "zh"
    hosts: tuple[str, ...] = LOOPBACK_NAMES

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Return the settings that the environment gives.

        Parameters
        ----------
        environment : Mapping of str to str, optional
            ``GRIDMAP_DATABASE_URL`` or ``GRIDMAP_FILE``, ``GRIDMAP_LANG`` and ``GRIDMAP_HOSTS``
            (comma-separated; ``*`` for any); that of the process by default.

        Returns
        -------
        Settings
            The settings.

        Raises
        ------
        SettingsError
            If neither a store nor a file is named, or the language is neither zh nor en.
        """
        given = os.environ if environment is None else environment
        if not given.get("GRIDMAP_DATABASE_URL") and not given.get("GRIDMAP_FILE"):
            raise SettingsError(
                Text("没有指定数据库或方案文件。", "Neither a store nor a file is named."),
                Text(
                    "请设置 GRIDMAP_DATABASE_URL 或 GRIDMAP_FILE。",
                    "Set GRIDMAP_DATABASE_URL or GRIDMAP_FILE.",
                ),
            )
        lang = given.get("GRIDMAP_LANG", "zh")
        if lang not in {"zh", "en"}:
            raise SettingsError(
                Text("GRIDMAP_LANG 只能是 zh 或 en。", "GRIDMAP_LANG is neither zh nor en."),
                Text("请改为 zh 或 en。", "Set it to zh or en."),
            )
        hosts = given.get("GRIDMAP_HOSTS", ",".join(LOOPBACK_NAMES))
        names = tuple(name.strip() for name in hosts.split(",") if name.strip())
        return cls(
            path=Path(given["GRIDMAP_FILE"]) if given.get("GRIDMAP_FILE") else None,
            database=given.get("GRIDMAP_DATABASE_URL") or None,
            lang="zh" if lang == "zh" else "en",
            hosts=() if "*" in names else names,
        )
