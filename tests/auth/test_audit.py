"""The audit log is one chain, and an entry that was touched is found."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from gridmap_api.store.audit import read_audit, record, verify_audit
from gridmap_api.store.models import AuditEntry


def _note(store, action):
    with store.write() as connection:
        record(connection, actor="张三", action=action, object="plan", result="done")


def _found(store):
    with store.read() as connection:
        return [text.say("en") for text in verify_audit(connection)]


@pytest.fixture
def noted(store):
    for number in range(1, 6):
        _note(store, f"action {number}")
    return store


def test_an_empty_log_is_whole(store):
    assert _found(store) == []


def test_entries_are_read_from_the_newest_in_pages(noted):
    with noted.read() as connection:
        first = read_audit(connection, before=None, limit=3)
        rest = read_audit(connection, before=3, limit=3)
    assert [one["action"] for one in first] == ["action 5", "action 4", "action 3"]
    assert [one["number"] for one in rest] == [2, 1]
    assert _found(noted) == []


@pytest.mark.parametrize("column", ["time", "actor", "action", "object", "result"])
def test_one_altered_text_is_found(noted, column):
    with noted.write() as connection:
        changed = sa.update(AuditEntry).where(AuditEntry.number == 3)
        connection.execute(changed.values({column: "another"}))
    assert _found(noted) == ["Entry 3 of the audit log was changed."]


def test_an_entry_that_is_missing_in_the_middle_is_found(noted):
    with noted.write() as connection:
        connection.execute(sa.delete(AuditEntry).where(AuditEntry.number == 3))
    assert _found(noted) == ["Entry 3 of the audit log does not follow the one before it."]


def test_entries_that_are_missing_at_the_end_are_found(noted):
    with noted.write() as connection:
        connection.execute(sa.delete(AuditEntry).where(AuditEntry.number >= 4))
    assert _found(noted) == ["Entry 3 of the audit log is not the last one that was noted."]


def test_a_log_that_is_missing_as_a_whole_is_found(noted):
    with noted.write() as connection:
        connection.execute(sa.delete(AuditEntry))
    assert len(_found(noted)) == 1


def test_the_chain_is_one_line_when_many_write_at_once(store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _note(store, f"{number}"), range(40)))
    assert _found(store) == []
    with store.read() as connection:
        actions = {one["action"] for one in read_audit(connection, before=None, limit=100)}
    assert actions == {f"{number}" for number in range(40)}


def test_what_could_mislead_a_reader_of_the_log_is_replaced(store):
    _note(store, "a\nforged\x00 line\ud800 \u202e")
    with store.read() as connection:
        assert read_audit(connection, before=None, limit=1)[0]["action"] == (
            "a\ufffdforged\ufffd line\ufffd \ufffd"
        )
    assert _found(store) == []
