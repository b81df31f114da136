"""The units of a set as columns of equal length."""

from __future__ import annotations

from pydantic import BaseModel, Field


class CommunityName(BaseModel):
    """A community."""

    code: str
    name: str


class CompoundName(BaseModel):
    """A compound."""

    id: str
    name: str = Field(description="The id where it has no name.")


class Edges(BaseModel):
    """Pairs of units that share an edge, each once."""

    from_: list[int] = Field(alias="from", description="Position in the columns.")
    to: list[int] = Field(description="Position in the columns.")
    shared_m: list[float] = Field(description="Length of the shared edge in metres.")
    open: list[bool] = Field(
        description="False along a railway or water without a bridge: where the barriers of a "
        "plan are `closed`, such an edge does not connect."
    )


class UnitTable(BaseModel):
    """The units of a set that may be seen; nothing here ever changes."""

    set_id: str
    bounds: list[float] = Field(description="West, south, east, north in degrees.")
    row: list[int] = Field(description="Row in the set: the id of the feature in the tiles.")
    unit_id: list[str]
    lon: list[float] = Field(description="Of a point inside the unit.")
    lat: list[float] = Field(description="Of a point inside the unit.")
    households: list[int]
    persons: list[int]
    buildings: list[int] = Field(description="How many.")
    community: list[int] = Field(description="Position in `communities`.")
    communities: list[CommunityName]
    compound: list[int] = Field(description="Position in `compounds`; -1 for none.")
    compounds: list[CompoundName]
    kind: list[int] = Field(description="Position in `kinds`.")
    kinds: list[str]
    purpose: list[int] = Field(description="Position in `purposes`; -1 for none.")
    purposes: list[str]
    edges: Edges
