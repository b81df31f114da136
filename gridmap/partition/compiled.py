"""How the search is compiled: once, kept on disk, without holding the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])

compiled = cast("Callable[[Function], Function]", njit(cache=True, nogil=True))
"""Compile a function at its first call; a later start of the program loads it from disk."""

lean = cast("Callable[[Function], Function]", cast("Any", njit)(cache=True, nogil=True, _nrt=False))
"""The same for a function that allocates nothing: it counts no references, which costs most."""

inlined = cast("Callable[[Function], Function]", njit(cache=True, nogil=True, inline="always"))
"""The same, written out where it is called."""
