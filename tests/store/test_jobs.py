"""The queue of jobs on both stores: asked for once, taken once, ended once."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from gridmap_api.errors import ConflictError, UnknownObjectError
from gridmap_api.store import job_claims, job_files, job_queue, jobs
from gridmap_api.store.models import Job, JobPart, StoreFact
from gridmap_api.store.scope import EVERYTHING, Scope

from gridmap.errors import Text

WEST, EAST = "370899001001", "370899001002"


def ask(store, kind="add", *, account="ann", **given):
    given = {"params": {}, "communities": (WEST,), **given}
    with store.write() as connection:
        return jobs.submit(connection, jobs.Work(kind, **given), account=account)


def look(store, job_id, *, scope=EVERYTHING, account="ann"):
    with store.read() as connection:
        return jobs.get_job(connection, job_id, scope=scope, account=account)


def claim(store, worker="w", lease_s=60.0):
    return job_queue.claim_job(store, worker, lease_s=lease_s)


def finish(store, taken, result):
    with store.write() as connection:
        connection.execute(sa.insert(StoreFact).values(name=f"by {taken.token}", value="x"))
        job_queue.finish_job(connection, taken, result)


def written(store):
    with store.read() as connection:
        return sorted(connection.scalars(sa.select(StoreFact.name).where(StoreFact.value == "x")))


def test_the_same_work_asked_for_again_is_the_job_that_is_at_it(store):
    first, new = ask(store, params={"seed": 1, "band": [300, 500]})
    again, newly = ask(store, params={"band": [300, 500], "seed": 1}, account="bob")
    assert (first, new, newly) == (again, True, False)
    assert ask(store, params={"seed": 2, "band": [300, 500]})[0] != first


def test_work_that_has_ended_can_be_asked_for_anew(store):
    first, _ = ask(store)
    finish(store, claim(store), {})
    second, new = ask(store)
    assert new
    assert second != first


def test_work_of_no_community_is_shared_with_nobody(store):
    ann, _ = ask(store, communities=())
    bob, new = ask(store, communities=(), account="bob")
    assert new
    with pytest.raises(UnknownObjectError):
        look(store, ann, scope=Scope(frozenset({WEST})), account="bob")
    assert look(store, bob, scope=Scope(frozenset({WEST})), account="bob").account == "bob"


def test_other_work_on_the_same_communities_of_a_plan_is_refused_with_the_job_at_it(store):
    first, _ = ask(store, "plan", params={"seed": 1}, subject="plan:p", communities=(WEST, EAST))
    with pytest.raises(ConflictError) as caught:
        ask(store, "repair", subject="plan:p", communities=(EAST,))
    assert caught.value.more == {"job": first}
    assert ask(store, "repair", subject="plan:q", communities=(EAST,))[1]
    finish(store, claim(store), {})
    assert ask(store, "repair", subject="plan:p", communities=(EAST,))[1]


def test_two_who_ask_at_once_get_one_job(store):
    found, gate = [], threading.Barrier(8)

    def one():
        gate.wait()
        found.append(ask(store, "plan", params={"seed": 1}))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({job_id for job_id, _ in found}) == 1
    assert sum(new for _, new in found) == 1


def test_a_job_is_in_sight_of_those_who_see_all_its_communities(store):
    job_id, _ = ask(store, communities=(WEST, EAST))
    assert look(store, job_id, scope=Scope(frozenset({WEST, EAST})), account="bob").id == job_id
    for scope in (Scope(frozenset({WEST})), Scope(None, published_only=True)):
        with pytest.raises(UnknownObjectError):
            look(store, job_id, scope=scope, account="bob")
        with store.read() as connection:
            assert jobs.list_jobs(connection, scope=scope, account="bob", limit=9) == []


def test_the_list_goes_on_where_the_page_before_it_ended(store):
    asked = [ask(store, params={"n": n})[0] for n in range(5)]
    with store.read() as connection:
        first = jobs.list_jobs(connection, scope=EVERYTHING, account="", limit=3)
        rest = jobs.list_jobs(connection, scope=EVERYTHING, account="", limit=3, before=first[-1])
    assert [job.id for job in (*first, *rest)] == asked[::-1]


def test_jobs_are_taken_in_the_order_in_which_they_were_asked_for(store):
    asked = [ask(store, params={"n": n})[0] for n in range(3)]
    assert [claim(store).id for _ in asked] == asked
    assert claim(store) is None


def test_twenty_workers_take_fifty_jobs_each_exactly_once(store):
    asked = [ask(store, params={"n": n})[0] for n in range(50)]
    taken, gate = [], threading.Barrier(20)

    def work(number):
        gate.wait()
        while (one := claim(store, f"w{number}")) is not None:
            taken.append(one.id)
            with store.write() as connection:
                job_queue.finish_job(connection, one, {})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(taken) == Counter(asked)
    assert {look(store, job_id).state for job_id in asked} == {"done"}


def test_a_job_whose_lease_is_over_is_taken_over_and_the_stale_end_changes_nothing(store):
    job_id, _ = ask(store)
    stale = claim(store, "slow", lease_s=-1.0)
    now = claim(store, "quick")
    assert (now.id, now.token, now.attempts) == (job_id, stale.token + 1, 2)
    with pytest.raises(job_claims.LostLeaseError):
        finish(store, stale, {"by": "slow"})
    assert written(store) == []
    assert look(store, job_id).state == "running"
    for write in (
        lambda: job_queue.heartbeat(store, stale, lease_s=60),
        lambda: job_claims.keep_part(store, stale, "a", b"x"),
        lambda: job_queue.report_progress(store, stale, share=0.5, step=Text("", "")),
        lambda: job_queue.give_back(store, stale, crashed=False),
        lambda: job_queue.cancel_asked(store, stale),
    ):
        with pytest.raises(job_claims.LostLeaseError):
            write()
    finish(store, now, {"by": "quick"})
    assert written(store) == ["by 2"]
    with store.read() as connection:
        assert jobs.result_of(connection, job_id) == {"by": "quick"}


def test_a_heartbeat_keeps_the_job(store):
    ask(store)
    taken = claim(store, lease_s=-1.0)
    job_queue.heartbeat(store, taken, lease_s=60.0)
    assert claim(store, "other") is None


def test_a_job_that_crashes_three_times_fails_and_says_so(store):
    job_id, _ = ask(store)
    for _ in range(3):
        job_queue.give_back(store, claim(store), crashed=True)
    failed = look(store, job_id)
    assert failed.state == "failed"
    assert "3" in failed.problem["what"]["zh"]
    assert ask(store)[1]


def test_a_job_over_which_three_workers_died_fails_when_the_next_looks_for_work(store):
    job_id, _ = ask(store)
    for _ in range(3):
        assert claim(store, lease_s=-1.0).id == job_id
    assert claim(store) is None
    assert look(store, job_id).state == "failed"


def test_a_worker_that_is_told_to_stop_gives_the_job_back_as_it_was(store):
    job_id, _ = ask(store)
    for _ in range(5):
        job_queue.give_back(store, claim(store), crashed=False)
    waiting = look(store, job_id)
    assert (waiting.state, waiting.attempts) == ("waiting", 0)


def test_a_cancelled_job_that_waits_ends_at_once_and_one_that_runs_is_asked_to(store):
    waiting, _ = ask(store, params={"n": 2})
    with store.write() as connection:
        jobs.cancel_job(connection, waiting)
    assert look(store, waiting).state == "cancelled"
    running, _ = ask(store)
    taken = claim(store)
    assert not job_queue.cancel_asked(store, taken)
    with store.write() as connection:
        jobs.cancel_job(connection, running)
    assert look(store, running).state == "running"
    assert job_queue.cancel_asked(store, taken)


def test_a_cancelled_job_whose_worker_died_is_not_begun_again(store):
    job_id, _ = ask(store)
    claim(store, lease_s=-1.0)
    with store.write() as connection:
        jobs.cancel_job(connection, job_id)
    assert claim(store) is None
    assert look(store, job_id).state == "cancelled"


def test_parts_outlive_the_worker_and_go_with_the_job(store):
    job_id, _ = ask(store)
    first = claim(store, lease_s=-1.0)
    job_claims.keep_part(store, first, "a", b"1")
    job_claims.keep_part(store, first, "a", b"2")
    second = claim(store)
    assert job_claims.kept_parts(store, second) == {"a": b"2"}
    with store.write() as connection:
        job_files.put_file(connection, job_id, "upload", [b"sent"])
        job_files.put_file(connection, job_id, "file", [b"made"])
    finish(store, second, {})
    with store.read() as connection:
        assert connection.scalars(sa.select(JobPart.name)).all() == ["file:000000"]


def test_a_file_comes_back_whole_and_is_removed_after_a_day(store):
    job_id, _ = ask(store)
    pieces = [bytes([n]) * 1000 for n in range(3)]
    with store.write() as connection:
        assert job_files.put_file(connection, job_id, "file", pieces) == 3000
    assert b"".join(job_files.file_pieces(store, job_id, "file")) == b"".join(pieces)
    finish(store, claim(store), {})
    now = datetime.now(UTC)
    assert job_files.remove_old_files(store, now=now + timedelta(hours=23)) == 0
    assert job_files.remove_old_files(store, now=now + timedelta(hours=25)) == 3
    with store.read() as connection:
        assert not job_files.has_file(connection, job_id, "file")
        assert connection.scalar(sa.select(Job.state)) == "done"
