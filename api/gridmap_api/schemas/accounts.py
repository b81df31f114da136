"""Shapes of what is said of accounts, sessions, tokens and the audit log."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gridmap_api.auth.login import NAME

Role = Literal["viewer", "planner", "patrol", "admin"]
Name = Annotated[str, Field(pattern=NAME, description="Name to log in by.")]
Secret = Annotated[str, Field(min_length=1, max_length=1_000)]
Shown = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Community = Annotated[str, Field(pattern=r"^(\d{12}|\*)$")]
Communities = Annotated[list[Community], Field(max_length=10_000)]


class _Asked(BaseModel):
    """What is sent: a member that nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Credentials(_Asked):
    """What somebody logs in by."""

    name: Secret = Field(description="Name to log in by.")
    password: Secret = Field(description="Password.")


class TypedCredentials(BaseModel):
    """What somebody typed into the form of the page of login."""

    name: str = Field(default="", max_length=1_000, description="Name to log in by.")
    password: str = Field(default="", max_length=1_000, description="Password.")


class PasswordChange(_Asked):
    """A new password."""

    old: Secret = Field(description="The password that holds.")
    new: Secret = Field(description="The password that shall hold.")


class Me(BaseModel):
    """Whoever asks."""

    account: str = Field(description="Id; anyone without a login, local without accounts.")
    name: str = Field(description="Name.")
    role: Role = Field(description="Role.")
    communities: list[str] | None = Field(description="Codes of the communities; null for all.")
    may_write: bool = Field(description="Whether anything may be changed.")
    csrf: str | None = Field(description="To be sent as X-CSRF-Token with every change.")
    expires: str | None = Field(description="When the session ends if nothing more is asked.")


class AccountInfo(BaseModel):
    """An account."""

    name: str = Field(description="Name to log in by.")
    shown: str = Field(description="Name that others see.")
    role: Role = Field(description="Role.")
    communities: list[str] = Field(description="Codes of the communities; * for all.")
    active: bool = Field(description="Whether it may come in.")
    subject: str | None = Field(description="Issuer and subject at an OpenID provider.")
    time: str = Field(description="When it was made.")


class AccountList(BaseModel):
    """Every account."""

    accounts: list[AccountInfo] = Field(description="By name.")


class NewAccount(_Asked):
    """An account to be made."""

    name: Name
    shown: Shown = Field(default="", description="Name that others see.")
    role: Role = Field(default="viewer", description="Role.")
    communities: Communities = Field(default=[], description="Codes; * for all.")


class AccountChange(_Asked):
    """What is to be changed of an account."""

    shown: Shown | None = Field(default=None, description="Name that others see.")
    role: Role | None = Field(default=None, description="Role.")
    communities: Communities | None = Field(default=None, description="Codes; * for all.")
    active: bool | None = Field(default=None, description="Whether it may come in.")


class LinkInfo(BaseModel):
    """A link that lets in once."""

    path: str = Field(description="Path of the link, behind the address of the service.")
    hours: int = Field(description="Hours for which it holds.")


class NewToken(_Asked):
    """An API token to be made."""

    name: Shown = Field(min_length=1, description="What it is for.")
    access: Literal["read", "write"] = Field(default="read", description="What it may do.")
    days: int = Field(default=90, ge=1, le=365, description="Days until it ends.")


class TokenInfo(BaseModel):
    """An API token."""

    id: str = Field(description="Id.")
    name: str = Field(description="What it is for.")
    access: Literal["read", "write"] = Field(description="What it may do.")
    time: str = Field(description="When it was made.")
    expires: str = Field(description="When it ends.")
    revoked: bool = Field(description="Whether it was revoked.")


class TokenList(BaseModel):
    """The API tokens of an account."""

    tokens: list[TokenInfo] = Field(description="The newest first.")


class TokenSecret(BaseModel):
    """An API token that was made."""

    id: str = Field(description="Id.")
    secret: str = Field(description="Goes behind Authorization: Bearer; told this once.")


class AuditEntryInfo(BaseModel):
    """What was done or refused."""

    number: int = Field(description="Number.")
    time: str = Field(description="When.")
    actor: str = Field(description="Who.")
    action: str = Field(description="What.")
    object: str = Field(description="What it was done to.")
    result: str = Field(description="done, or refused and the status.")
    prev_hash: str = Field(description="Hash of the entry before.")
    hash: str = Field(description="SHA-256 of this one.")


class AuditLog(BaseModel):
    """A page of the audit log."""

    entries: list[AuditEntryInfo] = Field(description="The newest first.")
    before: int | None = Field(description="Ask for entries before this one next; null at the end.")
