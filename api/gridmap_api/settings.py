"""What the service is told when it starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gridmap.errors import Lang, SettingsError, Text
from gridmap.hazards.rain import VisitRules
from gridmap.io.hazard_files import read_rules_file
from gridmap.io.team_tables import read_team_rules
from gridmap.privacy.guard import LEAST
from gridmap.teams.rules import TeamRules
from gridmap_api.basemaps import Basemap, read_basemaps

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The one time of China, without summer time since 1991."""
YES_OR_NO = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider by which people log in.

    Attributes
    ----------
    issuer : str
        Its address, under which ``/.well-known/openid-configuration`` lies.
    client_id, client_secret : str
        What it knows the service by.
    """

    issuer: str
    client_id: str
    client_secret: str


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
    accounts : bool
        Whether people log in; without accounts, whoever sits at the machine may do everything.
    public : bool
        Whether published plans are shown to people who have not logged in.
    secure : bool
        Whether the service is reached by HTTPS, so that cookies go by no other way.
    workers : int
        Threads of the service that work off jobs; 0 where ``gridmap worker`` does.
    provider : Provider or None
        An OpenID provider.
    basemaps : tuple of Basemap
        Maps that may be drawn under the plan; browsers ask for them outside. None by default.
    zone : tzinfo
        The time that clocks of the place show: opening hours are told in it.
    visits : VisitRules
        How often hazards are visited by rain level, and how long a visit takes.
    teams : TeamRules
        Which roles a grid needs, kinds of workers, and what counts as workload.
    unshift : bool
        Whether the office has the permit to turn coordinates of web maps (GCJ-02, BD-09) back
        into true ones at import. Nothing is turned back unasked.
    least_told : int
        Fewer households or persons are told to nobody without an account; counts by which they
        would follow are withheld as well. Decided for each plan as it is published.
    """

    path: Path | None = None
    database: str | None = None
    lang: Lang = "zh"
    hosts: tuple[str, ...] = LOOPBACK_NAMES
    accounts: bool = False
    public: bool = True
    secure: bool = False
    workers: int = 1
    provider: Provider | None = None
    basemaps: tuple[Basemap, ...] = ()
    zone: tzinfo = CHINA
    visits: VisitRules = field(default_factory=VisitRules)
    teams: TeamRules = field(default_factory=TeamRules)
    unshift: bool = False
    least_told: int = LEAST

    @property
    def basemap_hosts(self) -> tuple[str, ...]:
        """Scheme and host of every base map, such as ``https://t0.tianditu.gov.cn``."""
        return tuple(dict.fromkeys(host for one in self.basemaps for host in one.hosts))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Return the settings that the environment gives.

        Parameters
        ----------
        environment : Mapping of str to str, optional
            ``GRIDMAP_DATABASE_URL`` or ``GRIDMAP_FILE``, ``GRIDMAP_LANG``, ``GRIDMAP_HOSTS``
            (comma-separated; ``*`` for any), ``GRIDMAP_ACCOUNTS``, ``GRIDMAP_PUBLIC`` and
            ``GRIDMAP_SECURE`` (1 or 0), ``GRIDMAP_WORKERS``, ``GRIDMAP_OIDC_ISSUER``,
            ``GRIDMAP_OIDC_CLIENT_ID`` and ``GRIDMAP_OIDC_CLIENT_SECRET``, ``GRIDMAP_BASEMAPS``
            (``tianditu`` with ``GRIDMAP_TIANDITU_KEY``, or the path of a JSON file as
            `gridmap_api.basemaps.read_basemaps` reads it), ``GRIDMAP_TIME_ZONE``
            (``Asia/Shanghai`` by default), ``GRIDMAP_VISITS`` (the path of a TOML or JSON file
            as `gridmap.hazards.rain.read_rules` reads it), ``GRIDMAP_UNSHIFT`` (1 where the
            office has the permit), ``GRIDMAP_LEAST_TOLD`` (10 by default); that of the process
            by default.

        Returns
        -------
        Settings
            The settings.

        Raises
        ------
        SettingsError
            If neither a store nor a file is named, a variable has no value that it may have, or
            the file of base maps does not say what it has to.
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
        if given.get("GRIDMAP_LANG", "zh") not in {"zh", "en"}:
            raise _unfit("GRIDMAP_LANG", "zh、en", "zh or en")
        hosts = given.get("GRIDMAP_HOSTS", ",".join(LOOPBACK_NAMES))
        names = tuple(name.strip() for name in hosts.split(",") if name.strip())
        return cls(
            path=Path(given["GRIDMAP_FILE"]) if given.get("GRIDMAP_FILE") else None,
            database=given.get("GRIDMAP_DATABASE_URL") or None,
            lang="en" if given.get("GRIDMAP_LANG") == "en" else "zh",
            hosts=() if "*" in names else names,
            accounts=_flag(given, "GRIDMAP_ACCOUNTS", default=False),
            public=_flag(given, "GRIDMAP_PUBLIC", default=True),
            secure=_flag(given, "GRIDMAP_SECURE", default=False),
            workers=_count(given, "GRIDMAP_WORKERS", default=1),
            provider=_provider(given),
            basemaps=read_basemaps(
                given.get("GRIDMAP_BASEMAPS", ""), key=given.get("GRIDMAP_TIANDITU_KEY", "")
            ),
            zone=_zone(given),
            visits=_visits(given),
            teams=_teams(given),
            unshift=_flag(given, "GRIDMAP_UNSHIFT", default=False),
            least_told=_count(given, "GRIDMAP_LEAST_TOLD", default=LEAST),
        )


def _flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = given.get(name, "").strip().lower()
    if not value:
        return default
    if value not in YES_OR_NO:
        raise _unfit(name, "1、0", "1 or 0")
    return YES_OR_NO[value]


def _count(given: Mapping[str, str], name: str, *, default: int) -> int:
    value = given.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) > 64:
        raise _unfit(name, "0 至 64", "a number from 0 to 64")
    return int(value)


def _zone(given: Mapping[str, str]) -> tzinfo:
    name = given.get("GRIDMAP_TIME_ZONE", "").strip()
    if not name or name == "Asia/Shanghai":
        # Known without the system's tables, which small containers lack.
        return CHINA
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise _unfit(
            "GRIDMAP_TIME_ZONE", "时区名称，如 Asia/Urumqi", "the name of a time zone: Asia/Urumqi"
        ) from error


def _visits(given: Mapping[str, str]) -> VisitRules:
    path = given.get("GRIDMAP_VISITS", "").strip()
    return read_rules_file(Path(path)) if path else VisitRules()


def _teams(given: Mapping[str, str]) -> TeamRules:
    path = given.get("GRIDMAP_WORKLOAD", "").strip()
    return read_team_rules(Path(path) if path else None)


def _provider(given: Mapping[str, str]) -> Provider | None:
    names = [f"GRIDMAP_OIDC_{part}" for part in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")]
    values = [given.get(name, "") for name in names]
    if not any(values):
        return None
    missing = [name for name, value in zip(names, values, strict=True) if not value]
    if missing:
        raise SettingsError(
            Text("统一登录的设置不全。", "The settings of the OpenID provider are not complete."),
            Text(f"请设置 {'、'.join(missing)}。", f"Set {', '.join(missing)}."),
        )
    return Provider(*values)


def _unfit(name: str, values: str, en: str) -> SettingsError:
    return SettingsError(
        Text(f"{name} 的值不能用。", f"{name} has a value that cannot be used."),
        Text(f"可用的值：{values}。", f"Set it to {en}."),
    )
