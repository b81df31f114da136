"""For how long what people leave behind is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping

LONGEST_DAYS = 3_650


def kept_days(setting: str, default: int, *, environment: Mapping[str, str] | None = None) -> int:
    """Return after how many days something is removed.

    Parameters
    ----------
    setting : str
        Name of the variable that says so.
    default : int
        Where nothing, or no number of days up to ten years, is set: a mistake keeps nothing
        longer.
    environment : Mapping of str to str, optional
        That of the process by default.

    Returns
    -------
    int
        Days.
    """
    value = (os.environ if environment is None else environment).get(setting, "").strip()
    is_number = value.isascii() and value.isdigit() and 1 <= int(value) <= LONGEST_DAYS
    return int(value) if is_number else default
