"""The route that a request is for, found by its method and address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from re import Pattern
from typing import Any

from starlette.routing import compile_path

from gridmap_api.auth.registry import REGISTRY
from gridmap_api.auth.rights import Access


@dataclass(frozen=True, slots=True)
class Asked:
    """The route that a request is for.

    Attributes
    ----------
    route : str
        ``"METHOD /template"``.
    access : Access or None
        What it asks for; None where the address knows other methods alone.
    methods : tuple of str
        The methods of the address.
    parameters : dict
        What stands for the names in the template.
    """

    route: str
    access: Access | None
    methods: tuple[str, ...]
    parameters: dict[str, Any]


def asked_route(method: str, path: str) -> Asked | None:
    """Return the route that a method and an address are for.

    Parameters
    ----------
    method : str
        HEAD counts as GET.
    path : str
        The path of the address.

    Returns
    -------
    Asked or None
        None if the registry lists no such address.
    """
    wanted = "GET" if method == "HEAD" else method
    methods: list[str] = []
    for template, (pattern, accesses) in _addresses().items():
        found = pattern.match(path)
        if found is None:
            continue
        if wanted in accesses:
            route = f"{wanted} {template}"
            return Asked(route, accesses[wanted], tuple(accesses), found.groupdict())
        methods += accesses
    return Asked("", None, tuple(methods), {}) if methods else None


@cache
def _addresses() -> dict[str, tuple[Pattern[str], dict[str, Access]]]:
    """Return the patterns of the addresses, those with the fewest names first."""
    found: dict[str, tuple[Pattern[str], dict[str, Access]]] = {}
    for route in sorted(REGISTRY, key=lambda route: route.count("{")):
        method, template = route.split(" ")
        pattern = compile_path(template)[0]
        found.setdefault(template, (pattern, {}))[1][method] = REGISTRY[route]
    return found
