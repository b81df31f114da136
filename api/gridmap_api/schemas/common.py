"""Shapes that several answers share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

LayerName = Literal[
    "communities",
    "compounds",
    "buildings",
    "roads",
    "water",
    "railways",
    "bridges",
    "nets",
    "stations",
    "hazards",
]
"""Layers that there may be, as contracts name them."""


class Words(BaseModel):
    """A sentence in both languages."""

    zh: str = Field(description="Chinese.")
    en: str = Field(description="English.")


class Link(BaseModel):
    """A link to another resource of this service."""

    rel: str = Field(description="Relation: self, next, items ...")
    href: str = Field(description="Address, relative to the service.")
    type: str = Field(description="Media type of what is there.")


class ParameterFault(BaseModel):
    """A parameter that is not as it must be."""

    where: str = Field(description="Place and name of the parameter, such as query.limit.")
    what: str = Field(description="What is expected.")


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="Always about:blank.")
    title: str = Field(description="Kind of the error.")
    status: int = Field(description="HTTP status.")
    detail: str = Field(description="What is wrong.")
    remedy: str = Field(description="What to do about it.")
    faults: list[ParameterFault] | None = Field(default=None, description="Wrong parameters.")


class Health(BaseModel):
    """How the service is."""

    status: Literal["ok", "unreadable"] = Field(description="Whether it can be read.")
    version: str = Field(description="Version of gridmap.")
    file: str = Field(description="Name of the file or the store that is served.")
    readable: bool = Field(description="Whether it can be read.")
    kind: Literal["plan", "project", "store"] | None = Field(description="What is served.")
    detail: str | None = Field(description="Why it cannot be read.")
