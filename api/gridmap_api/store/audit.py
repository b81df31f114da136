"""The audit log: who did what, or was refused, in a hash chain that is one line.

Rows are only ever added; the program never removes one, so that they are kept for as long as the
store is. Edits of plans are not in it: they are a hash chain of their own.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from gridmap.errors import Text
from gridmap_api.store.models import AuditEntry, StoreFact
from gridmap_api.store.types import canonical, utc_now

BEGINNING = "0" * 64
LOCK = 0x67_72_69_64
"""Number of the advisory lock of PostgreSQL by which the chain has one end."""
END_OF_CHAIN = "audit_end"
MOST_CHARACTERS = 300
HASHED = ("number", "time", "actor", "action", "object", "result", "prev_hash")


def record(connection: Connection, *, actor: str, action: str, object: str, result: str) -> None:  # noqa: A002
    """Add one entry to the audit log.

    Parameters
    ----------
    connection : Connection
        A transaction that writes; the entry is kept if the transaction is.
    actor : str
        Who did it.
    action : str
        What was done, such as ``"login"`` or ``"POST /plans/{plan_id}/state"``.
    object : str
        What it was done to.
    result : str
        ``"done"``, or why it was refused.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = connection.execute(
        select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    entry: dict[str, Any] = {
        "number": 1 if last is None else last.number + 1,
        "time": utc_now(),
        "actor": _printable(actor),
        "action": _printable(action),
        "object": _printable(object),
        "result": _printable(result),
        "prev_hash": BEGINNING if last is None else last.hash,
    }
    entry["hash"] = _hash(entry)
    connection.execute(insert(AuditEntry).values(entry))
    _note_end(connection, f"{entry['number']}:{entry['hash']}")


def read_audit(connection: Connection, *, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Return entries of the audit log, the newest first.

    Parameters
    ----------
    connection : Connection
        Any.
    before : int or None
        Number of the entry before which they stand; None for the last ones.
    limit : int
        Entries at most.

    Returns
    -------
    list of dict
        The columns of `AuditEntry`.
    """
    wanted = select(*AuditEntry.__table__.columns).order_by(AuditEntry.number.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(AuditEntry.number < before)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def verify_audit(connection: Connection) -> list[Text]:
    """Return what is wrong with the audit log.

    Parameters
    ----------
    connection : Connection
        Any.

    Returns
    -------
    list of Text
        A sentence for each entry that was changed, removed or put in; empty for a whole log.
    """
    found = []
    number, before = 0, BEGINNING
    entries = select(*AuditEntry.__table__.columns).order_by(AuditEntry.number)
    for entry in connection.execute(entries).mappings():
        number += 1
        if entry["number"] != number or entry["prev_hash"] != before:
            found.append(_broken(number, "与前一条不衔接", "does not follow the one before it"))
        elif entry["hash"] != _hash(dict(entry)):
            found.append(_broken(number, "被改动过", "was changed"))
        number, before = entry["number"], entry["hash"]
    end = _noted_end(connection)
    if (number or end is not None) and end != f"{number}:{before}":
        found.append(_broken(number, "不是记下的最后一条", "is not the last one that was noted"))
    return found


def _hash(entry: dict[str, Any]) -> str:
    content = canonical({name: entry[name] for name in HASHED})
    return hashlib.sha256(content.encode()).hexdigest()


def _printable(text: str) -> str:
    """Return a text that both stores take, and that cannot mislead whoever reads the log."""
    return "".join(one if one.isprintable() else "\ufffd" for one in text[:MOST_CHARACTERS])


def _broken(number: int, zh: str, en: str) -> Text:
    return Text(f"审计日志第 {number} 条{zh}。", f"Entry {number} of the audit log {en}.")


def _note_end(connection: Connection, value: str) -> None:
    # Without it, entries missing at the end would not be missed.
    changed = update(StoreFact).where(StoreFact.name == END_OF_CHAIN).values(value=value)
    if connection.execute(changed).rowcount == 0:
        connection.execute(insert(StoreFact).values(name=END_OF_CHAIN, value=value))


def _noted_end(connection: Connection) -> str | None:
    noted = select(StoreFact.value).where(StoreFact.name == END_OF_CHAIN)
    return connection.execute(noted).scalar_one_or_none()
