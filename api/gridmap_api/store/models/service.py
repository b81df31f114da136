"""What the service keeps: facts, answers, jobs, accounts, the audit log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Double, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridmap_api.store.base import Base
from gridmap_api.store.models.columns import HASH, TIME, UUID
from gridmap_api.store.types import Json, short_text


class StoreFact(Base):
    """One fact of the store: its id, the version of the program that made it."""

    __tablename__ = "store_fact"

    name: Mapped[str] = mapped_column(short_text(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Answer(Base):
    """The answer to a request with an Idempotency-Key, kept for its repetition."""

    __tablename__ = "answer"

    account: Mapped[str] = mapped_column(short_text(64), primary_key=True)
    key: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(HASH)
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    headers: Mapped[Any] = mapped_column(Json, default=dict)
    time: Mapped[str] = mapped_column(TIME)


class Job(Base):
    """Work that takes long."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state", "state", "time"),)

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    kind: Mapped[str] = mapped_column(short_text(24))
    params: Mapped[Any] = mapped_column(Json)
    account: Mapped[str] = mapped_column(short_text(64))
    communities: Mapped[Any] = mapped_column(Json)
    """Codes of the communities it is about; those who may see it."""
    active_key: Mapped[str | None] = mapped_column(short_text(200), unique=True)
    """The same for the same work while it waits or runs; empty when it has ended."""
    state: Mapped[str] = mapped_column(short_text(16))
    """``"waiting"``, ``"running"``, ``"done"``, ``"failed"`` or ``"cancelled"``."""
    cancel: Mapped[bool] = mapped_column(Boolean, default=False)
    token: Mapped[int] = mapped_column(Integer, default=0)
    """The fencing token: one more for each worker that takes the job."""
    worker: Mapped[str | None] = mapped_column(Text)
    lease_until_s: Mapped[float | None] = mapped_column(Double)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    share: Mapped[float] = mapped_column(Double, default=0.0)
    """Fraction that is done."""
    step: Mapped[Any] = mapped_column(Json, default=dict)
    """What is being done, in both languages."""
    result: Mapped[Any] = mapped_column(Json, nullable=True)
    problem: Mapped[Any] = mapped_column(Json, nullable=True)
    """Why it failed, in both languages."""
    time: Mapped[str] = mapped_column(TIME)
    started: Mapped[str | None] = mapped_column(TIME)
    ended: Mapped[str | None] = mapped_column(TIME)


class JobPart(Base):
    """What a job has finished of its work, so that it goes on from there after a crash."""

    __tablename__ = "job_part"

    job_id: Mapped[str] = mapped_column(UUID, ForeignKey("job.id"), primary_key=True)
    name: Mapped[str] = mapped_column(short_text(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Account(Base):
    """Somebody who may come in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    name: Mapped[str] = mapped_column(short_text(100), unique=True)
    shown: Mapped[str] = mapped_column(Text, default="")
    password: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(short_text(300), unique=True)
    """Issuer and subject of an OpenID provider."""
    role: Mapped[str] = mapped_column(short_text(16))
    """``"viewer"``, ``"planner"``, ``"patrol"`` or ``"admin"``."""
    communities: Mapped[Any] = mapped_column(Json, default=list)
    """Codes a planner or patrol works in; ``["*"]`` for all."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    time: Mapped[str] = mapped_column(TIME)


class LoginSession(Base):
    """A login in one browser."""

    __tablename__ = "login_session"

    digest: Mapped[str] = mapped_column(HASH, primary_key=True)
    """SHA-256 of the cookie."""
    account_id: Mapped[str] = mapped_column(UUID, ForeignKey("account.id"))
    csrf: Mapped[str] = mapped_column(short_text(64))
    time: Mapped[str] = mapped_column(TIME)
    expires: Mapped[str] = mapped_column(TIME)


class ApiToken(Base):
    """A token by which a program comes in for an account."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    digest: Mapped[str] = mapped_column(HASH, unique=True)
    account_id: Mapped[str] = mapped_column(UUID, ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(short_text(16))
    """``"read"`` or ``"write"``."""
    time: Mapped[str] = mapped_column(TIME)
    expires: Mapped[str] = mapped_column(TIME)
    revoked: Mapped[bool] = mapped_column(Boolean, default=False)


class LoginLink(Base):
    """A link that lets in once: the first admin, or somebody who was invited."""

    __tablename__ = "login_link"

    digest: Mapped[str] = mapped_column(HASH, primary_key=True)
    account_id: Mapped[str] = mapped_column(UUID, ForeignKey("account.id"))
    expires: Mapped[str] = mapped_column(TIME)
    used: Mapped[str | None] = mapped_column(TIME)


class AuditEntry(Base):
    """What was done or refused: actor, time, object, result. Rows are only ever added."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    time: Mapped[str] = mapped_column(TIME)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    object: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(HASH)
    hash: Mapped[str] = mapped_column(HASH)
