"""Teams of grids (四包一) in files: the settings, a table to be read and one that is written."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from gridmap.errors import SettingsError, Text
from gridmap.teams.rules import TeamRules, read_rules


def read_team_rules(path: Path | None) -> TeamRules:
    """Return the rules of teams and workload that a file says.

    Parameters
    ----------
    path : Path or None
        TOML or JSON, as `gridmap.teams.rules.read_rules` takes it; it may stand under
        ``[teams]``. None for the default rules.

    Returns
    -------
    TeamRules
        The rules.

    Raises
    ------
    SettingsError
        If it cannot be read, or makes no sense.
    """
    if path is None:
        return TeamRules()
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(
            Text(f"设置文件 {path.name} 读不懂。", f"The settings {path.name} cannot be read."),
            Text("请给出 TOML 或 JSON 文件(UTF-8)。", "Give a file of TOML or JSON in UTF-8."),
        ) from error
    content = content.get("teams", content) if isinstance(content, dict) else content
    if not isinstance(content, dict):
        raise SettingsError(
            Text(f"设置文件 {path.name} 的内容不是表。", f"{path.name} holds no table."),
            Text("请按文档写出 weights 等项。", "Write weights and so on, as documented."),
        )
    return read_rules(content)
