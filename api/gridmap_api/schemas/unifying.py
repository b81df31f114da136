"""One plan out of several existing nets: what is asked for, and the nets there are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

STRICT = ConfigDict(extra="forbid")
Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Count = Annotated[int, Field(ge=1, le=10**6)]
NetName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NetWeight(BaseModel):
    """A net, and how much its boundaries count."""

    model_config = STRICT

    net: NetName
    weight: float = Field(default=1.0, ge=0, le=1_000)


class UnifyParams(BaseModel):
    """Make a draft in the band that keeps the most of the boundaries of existing nets."""

    model_config = STRICT

    nets: Annotated[list[NetWeight], Field(min_length=1, max_length=50)] | None = Field(
        default=None, description="Which nets; all of them alike by default."
    )
    communities: Annotated[list[Code], Field(min_length=1, max_length=10_000)] | None = Field(
        default=None, description="Codes; all that the account works in by default."
    )
    band: tuple[Count, Count] = Field(
        default=(300, 500), description="Least and most households of a grid."
    )
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = (
        Field(default="多网合一", description="Name of the new plan.")
    )
    compare: bool = Field(
        default=False, description="Also try each net repaired, and a plan without nets: slower."
    )
    seed: int = Field(default=0, ge=0, le=2**31)
    lang: Literal["zh", "en"] = Field(default="zh", description="Language of the crosswalk.")


class UnifyJob(BaseModel):
    """Make one net out of many."""

    model_config = STRICT

    kind: Literal["unify"]
    params: UnifyParams = Field(default_factory=UnifyParams)


class NetInfo(BaseModel):
    """An existing net."""

    net: str
    grids: int


class NetList(BaseModel):
    """The existing nets that were imported."""

    nets: list[NetInfo]
