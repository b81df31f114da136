"""QR codes of entries: the address in them, and their drawing."""

from __future__ import annotations

from typing import Any

import segno
from starlette.requests import Request

QUIET = 4
"""Modules of white around a code, which ISO/IEC 18004 asks for."""


def entry_address(request: Request, secret: str) -> str:
    """Return the address that stands in a code.

    Parameters
    ----------
    request : Request
        By whose host name the service is reached.
    secret : str
        The secret of the entry.

    Returns
    -------
    str
        With ``https`` where the service is said to be reached by it.
    """
    is_secure = request.app.state.settings.secure or request.url.scheme == "https"
    return f"{'https' if is_secure else 'http'}://{request.url.netloc}/report/{secret}"


def drawn_code(address: str) -> dict[str, Any]:
    """Return the drawing of a QR code.

    Parameters
    ----------
    address : str
        What stands in it.

    Returns
    -------
    dict
        ``size``: modules along a side, ``path``: the dark ones as the path of an SVG. A quarter
        of the code may be soiled (level Q): it hangs outdoors.
    """
    rows = [
        bytes(row) for row in segno.make(address, error="q", micro=False, boost_error=False).matrix
    ]
    path = "".join(
        f"M{start + QUIET} {line + QUIET}h{length}v1h-{length}z"
        for line, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return {"size": len(rows) + 2 * QUIET, "path": path}


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Return where dark modules begin in a row, and how many there are together."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((place, 1))
    return found
