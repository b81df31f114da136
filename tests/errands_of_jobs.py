"""Tiny kinds of work for the tests of the queue and the workers; they travel by their names."""

import os
import signal
import time
from pathlib import Path

import sqlalchemy as sa
from gridmap_api.store.models import StoreFact

from gridmap.errors import InputError, Text

PATIENCE_S = 30


def until(condition, *, patience_s=PATIENCE_S, pause_s=0.02):
    """Wait for a state, and return what the condition found."""
    end = time.monotonic() + patience_s
    while not (found := condition()):
        assert time.monotonic() < end, "the state was not reached"
        time.sleep(pause_s)
    return found


def add(desk):
    """Sum the numbers, and leave a mark in the store for each end that counted."""
    total = sum(desk.params["numbers"])

    def end(connection):
        _mark(connection, desk, "end")
        return {"total": total}

    return end


def _mark(connection, desk, what):
    name = f"{what}-{desk.claim.id[:8]}-{desk.claim.token}"
    connection.execute(sa.insert(StoreFact).values(name=name, value=str(os.getpid())))


def marks(store, what):
    with store.read() as connection:
        names = connection.scalars(sa.select(StoreFact.name)).all()
    return sorted(name for name in names if f"{name}-".startswith(f"{what}-"))


def refuse(_desk):
    """Fail with a reason."""
    raise InputError(Text("缺少楼栋。", "No buildings."), Text("请导入。", "Import them."))


def stumble(_desk):
    """Fail by a mistake of the program."""
    return {}["missing"]


def crash(_desk):
    """Take the process down, as a fault in a library of C does."""
    os.kill(os.getpid(), signal.SIGSEGV)


def wait(desk):
    """Go on until a file appears, deaf to a cancellation; then add."""
    _mark_begin(desk)
    gate = Path(desk.params["gate"])
    until(gate.exists, patience_s=120)
    return add(desk)


def _mark_begin(desk):
    with desk.store.write() as connection:
        _mark(connection, desk, "begin")


def talk(desk):
    """Say how far it is until it is cancelled."""
    for tick in range(10_000):
        desk.progress(Text(f"第 {tick} 步", f"step {tick}"), tick / 10_000)
        time.sleep(0.05)
    return add(desk)


def pieces(desk):
    """Do three pieces, each kept; the second waits for the gate unless it was done before."""
    kept = desk.kept()
    for number, name in enumerate(("a", "b", "c")):
        if name in kept:
            continue
        with desk.store.write() as connection:
            _mark(connection, desk, f"piece_{name}")
        if name == "b" and desk.claim.token == 1:
            until(Path(desk.params["gate"]).exists, patience_s=120)
        desk.keep(name, f"{name}{desk.claim.token}".encode())
        desk.progress(Text(name, name), number / 3)
    found = {name: content.decode() for name, content in desk.kept().items()}
    return lambda _connection: found


KINDS = {
    "add": add,
    "refuse": refuse,
    "stumble": stumble,
    "crash": crash,
    "wait": wait,
    "talk": talk,
    "pieces": pieces,
}
