"""The wire format of Protocol Buffers, as far as vector tiles need it.

Source: protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIRE_VARINT, WIRE_DOUBLE, WIRE_BYTES = 0, 1, 2
LIMITS = tuple(1 << (7 * size) for size in range(1, 10))
"""Least numbers that take two, three ... ten bytes."""

SHORT = (
    *(bytes((value,)) for value in range(0x80)),
    *(bytes((value & 0x7F | 0x80, value >> 7)) for value in range(0x80, 0x4000)),
)
"""Of one byte and of two: lengths and kinds, which are most."""


def varint(value: int) -> bytes:
    """Return a whole number in groups of seven bits, the lowest first.

    Parameters
    ----------
    value : int
        Not negative.

    Returns
    -------
    bytes
        One to ten bytes.

    Examples
    --------
    >>> varint(300).hex()
    'ac02'
    """
    if value < 0x4000:
        return SHORT[value]
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def packed_varints(values: NDArray[np.int64], ends: NDArray[np.int64]) -> list[bytes]:
    """Return many runs of whole numbers, each packed.

    Parameters
    ----------
    values : ndarray of int, shape (n,)
        The numbers of all runs, one run after another; none negative.
    ends : ndarray of int, shape (m,)
        Where each run ends.

    Returns
    -------
    list of bytes, length m
        The bytes of each run.

    Examples
    --------
    >>> [one.hex() for one in packed_varints(np.array([1, 300, 127]), np.array([2, 3]))]
    ['01ac02', '7f']
    """
    sizes = np.ones(len(values), dtype=np.int64)
    for limit in LIMITS:
        longer = values >= limit
        if not longer.any():
            break
        sizes += longer
    stops = np.cumsum(sizes)
    data = np.zeros(int(stops[-1]) if len(stops) else 0, dtype=np.uint8)
    starts = stops - sizes
    for place in range(int(sizes.max(initial=0))):
        held = sizes > place
        more = sizes[held] > place + 1
        data[starts[held] + place] = ((values[held] >> (7 * place)) & 0x7F) | (more * 0x80)
    raw = data.tobytes()
    cuts = np.where(ends > 0, np.append(stops, 0)[ends - 1], 0).tolist()
    return [raw[begin:end] for begin, end in zip([0, *cuts[:-1]], cuts, strict=True)]


def field_number(number: int, value: int) -> bytes:
    """Return a field that holds a whole number.

    Parameters
    ----------
    number : int
        Number of the field.
    value : int
        Not negative.

    Returns
    -------
    bytes
        Key and value.
    """
    return varint(number << 3 | WIRE_VARINT) + varint(value)


def field_bytes(number: int, content: bytes) -> bytes:
    """Return a field that holds bytes, a text, a message or packed numbers.

    Parameters
    ----------
    number : int
        Number of the field.
    content : bytes
        What it holds.

    Returns
    -------
    bytes
        Key, length and content.
    """
    return varint(number << 3 | WIRE_BYTES) + varint(len(content)) + content


def tag_value(value: Any) -> bytes:  # noqa: ANN401
    """Return the value of a property as a message of a vector tile.

    Parameters
    ----------
    value : str, bool, int, float or one of NumPy's
        The value; anything else becomes its text.

    Returns
    -------
    bytes
        The message.
    """
    if isinstance(value, (bool, np.bool_)):
        return field_number(7, int(value))
    if isinstance(value, (int, np.integer)):
        whole = int(value)
        return (
            field_number(6, (whole << 1) ^ (whole >> 63)) if whole < 0 else field_number(5, whole)
        )
    if isinstance(value, (float, np.floating)):
        return varint(3 << 3 | WIRE_DOUBLE) + struct.pack("<d", float(value))
    return field_bytes(1, str(value).encode())
