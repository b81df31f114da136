"""Errors as they come from another process."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from gridmap.errors import Fault, InputError, LayerFaultsError, Text

FAULT = Fault(
    "geometry.invalid", "error", "buildings", Text("自相交。", "Crosses itself."), Text("", "")
)


def fail(error):
    raise error


@pytest.mark.parametrize(
    "error",
    [InputError(Text("坏文件。", "Broken."), Text("重试。", "Again.")), LayerFaultsError([FAULT])],
)
def test_an_error_of_another_process_says_the_same(error):
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned) as pool:
        found = pool.submit(fail, error).exception()
    assert type(found) is type(error)
    assert (found.say("zh"), found.say("en"), str(found)) == (
        error.say("zh"),
        error.say("en"),
        str(error),
    )
    assert getattr(found, "faults", None) == getattr(error, "faults", None)
