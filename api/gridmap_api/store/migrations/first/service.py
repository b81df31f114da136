"""Tables of the service in revision 0001: versions of layers, answers, jobs, accounts, audit."""

from __future__ import annotations

from alembic import op

from gridmap_api.store.migrations.first.columns import (
    blob,
    create,
    flag,
    integer,
    real,
    refers,
    text,
    unique,
)


def create_service_tables() -> None:
    """Make the tables of the service."""
    _create_facts()
    _create_answer()
    _create_jobs()
    _create_account()
    _create_entries()
    _create_audit()


def _create_facts() -> None:
    create("store_fact", text("name", 64), text("value"), key=("name",))
    create(
        "layer_version",
        text("layer", 64),
        integer("version"),
        text("kind", 16),
        text("source"),
        text("actor"),
        text("time", 27),
        integer("features"),
        integer("added"),
        integer("changed"),
        integer("removed"),
        text("faults"),
        text("columns"),
        key=("layer", "version"),
    )


def _create_answer() -> None:
    create(
        "answer",
        text("account", 64),
        text("key", 200),
        text("fingerprint", 64),
        integer("status"),
        text("body"),
        text("headers"),
        text("time", 27),
        key=("account", "key"),
    )


def _create_jobs() -> None:
    create(
        "job",
        text("id", 36),
        text("kind", 24),
        text("params"),
        text("account", 64),
        text("communities"),
        text("active_key", 200, null=True),
        text("state", 16),
        flag("cancel"),
        integer("token"),
        text("worker", null=True),
        real("lease_until_s", null=True),
        integer("attempts"),
        real("share"),
        text("step"),
        text("result", null=True),
        text("problem", null=True),
        text("time", 27),
        text("started", 27, null=True),
        text("ended", 27, null=True),
        key=("id",),
        more=(unique("job", "active_key"),),
    )
    op.create_index("ix_job_state", "job", ["state", "time"])
    create(
        "job_part",
        text("job_id", 36),
        text("name", 200),
        blob("content"),
        key=("job_id", "name"),
        more=(refers("job_part", "job_id", "job"),),
    )


def _create_account() -> None:
    create(
        "account",
        text("id", 36),
        text("name", 100),
        text("shown"),
        text("password", null=True),
        text("subject", 300, null=True),
        text("role", 16),
        text("communities"),
        flag("active"),
        text("time", 27),
        key=("id",),
        more=(unique("account", "name"), unique("account", "subject")),
    )


def _create_entries() -> None:
    """Make the tables of the ways to come in."""
    create(
        "login_session",
        text("digest", 64),
        text("account_id", 36),
        text("csrf", 64),
        text("time", 27),
        text("expires", 27),
        key=("digest",),
        more=(refers("login_session", "account_id", "account"),),
    )
    create(
        "api_token",
        text("id", 36),
        text("digest", 64),
        text("account_id", 36),
        text("name"),
        text("scope", 16),
        text("time", 27),
        text("expires", 27),
        flag("revoked"),
        key=("id",),
        more=(refers("api_token", "account_id", "account"), unique("api_token", "digest")),
    )
    create(
        "login_link",
        text("digest", 64),
        text("account_id", 36),
        text("expires", 27),
        text("used", 27, null=True),
        key=("digest",),
        more=(refers("login_link", "account_id", "account"),),
    )


def _create_audit() -> None:
    create(
        "audit_entry",
        integer("number"),
        text("time", 27),
        text("actor"),
        text("action"),
        text("object"),
        text("result"),
        text("prev_hash", 64),
        text("hash", 64),
        key=("number",),
    )
