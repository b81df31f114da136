"""Workers on both stores: what they do with work that ends, fails, crashes or is cancelled."""

from functools import partial

import errands_of_jobs as errands
import pytest
from gridmap_api.jobs.worker import Worker
from gridmap_api.store import jobs
from gridmap_api.store.scope import EVERYTHING

from gridmap.partition.executors import threads


@pytest.fixture
def ask(store):
    def submit(kind, **params):
        with store.write() as connection:
            return jobs.submit(connection, jobs.Work(kind, params), account="ann")[0]

    return submit


@pytest.fixture
def ended(store):
    """Wait for the end of a job, and return it."""

    def wait(job_id):
        return errands.until(lambda: _ended(store, job_id))

    return wait


def _now(store, job_id):
    with store.read() as connection:
        return jobs.get_job(connection, job_id, scope=EVERYTHING, account="")


def _ended(store, job_id):
    job = _now(store, job_id)
    return None if job.active else job


def _running(store, job_id):
    return len(errands.marks(store, f"begin-{job_id[:8]}"))


def test_jobs_end_done_or_failed_each_with_its_reason(store, store_address, ask, ended):
    asked = [ask("add", numbers=[1, 2, 3]), ask("refuse"), ask("stumble"), ask("nobody knows")]
    with Worker(store_address, errands.KINDS):
        done, refused, stumbled, unknown = map(ended, asked)
    assert (done.state, done.share, done.attempts) == ("done", 1.0, 1)
    with store.read() as connection:
        assert jobs.result_of(connection, done.id) == {"total": 6}
    assert {one.state for one in (refused, stumbled, unknown)} == {"failed"}
    assert refused.problem["what"] == {"zh": "缺少楼栋。", "en": "No buildings."}
    assert "KeyError" in stumbled.problem["what"]["en"]
    assert "missing" not in str(stumbled.problem)


def test_a_crash_takes_no_worker_down_and_is_tried_three_times(store, store_address, ask, ended):
    crashing, other = ask("crash"), ask("add", numbers=[1])
    with Worker(store_address, errands.KINDS):
        assert ended(other).state == "done"
        failed = ended(crashing)
    assert (failed.state, failed.attempts) == ("failed", 3)
    assert "3" in failed.problem["what"]["en"]


def test_a_job_deaf_to_its_cancellation_is_ended_with_its_process(
    store, store_address, ask, ended, tmp_path
):
    deaf = ask("wait", gate=str(tmp_path / "never"), numbers=[1])
    with Worker(store_address, errands.KINDS):
        errands.until(lambda: _running(store, deaf))
        with store.write() as connection:
            jobs.cancel_job(connection, deaf)
        assert ended(deaf).state == "cancelled"
        after = ask("add", numbers=[4])
        assert ended(after).state == "done"
    assert errands.marks(store, f"end-{deaf[:8]}") == []


def test_progress_is_told_and_a_cancelled_job_ends_by_itself_in_any_executor(
    store, store_address, ask, ended
):
    talking = ask("talk", numbers=[1])
    with Worker(store_address, errands.KINDS, crew=partial(threads, 1)):
        told = errands.until(lambda: (job := _now(store, talking)).share and job)
        assert told.step["en"].startswith("step ")
        with store.write() as connection:
            jobs.cancel_job(connection, talking)
        assert ended(talking).state == "cancelled"


def test_a_worker_that_is_stopped_gives_its_job_to_the_next(
    store, store_address, ask, ended, tmp_path
):
    gate = tmp_path / "gate"
    waiting = ask("wait", gate=str(gate), numbers=[2])
    with Worker(store_address, errands.KINDS):
        errands.until(lambda: _running(store, waiting))
    assert (_now(store, waiting).state, _now(store, waiting).attempts) == ("waiting", 0)
    gate.touch()
    with Worker(store_address, errands.KINDS):
        assert ended(waiting).state == "done"
    assert errands.marks(store, "end") == [f"end-{waiting[:8]}-2"]
