"""Tasks in forked processes: order, what comes back, and what is said of those that break."""

from __future__ import annotations

import os

import pytest

from overseas110 import beside
from overseas110.problems import StopError

forks = pytest.mark.skipif(not beside.can_fork(), reason="no process can be forked here")


def test_results_come_in_the_order_of_the_tasks():
    assert beside.run([lambda n=n: n * n for n in range(5)]) == [0, 1, 4, 9, 16]
    assert beside.run([]) == []


@forks
def test_the_first_task_runs_in_this_process_and_each_other_in_one_of_its_own():
    mine, *others = beside.run([os.getpid] * 3)
    assert mine == os.getpid()
    assert len({mine, *others}) == 3


def test_where_nothing_can_be_forked_the_tasks_run_one_after_the_other(monkeypatch):
    monkeypatch.setattr(beside, "can_fork", lambda: False)
    assert beside.run([os.getpid] * 2) == [os.getpid()] * 2


def stop():
    raise StopError("It is so.")


@pytest.mark.parametrize("forked", [True, False])
def test_what_breaks_is_told_and_stops_no_other(forked, monkeypatch):
    monkeypatch.setattr(beside, "can_fork", lambda: forked)
    told = beside.run([lambda: 1, stop, lambda: 1 // 0, lambda: 2])
    assert [str(one) for one in told] == [
        "1", "It is so.", "ZeroDivisionError: integer division or modulo by zero", "2",
    ]  # fmt: skip
    assert all(isinstance(one, StopError) for one in told[1:3])


@forks
def test_a_process_that_ends_is_told():
    (_, told) = beside.run([lambda: 1, lambda: os._exit(7)])
    assert str(told) == "A process ended with 7 and said nothing."


@forks
def test_a_large_result_comes_whole():
    assert [len(one) for one in beside.run([lambda: b"x" * 10**6] * 3)] == [10**6] * 3


@forks
def test_forks_that_give_way_are_nice_and_this_process_stays_as_it_is():
    before = os.nice(0)
    assert beside.run([lambda: os.nice(0)] * 2) == [before] * 2
    mine, other = beside.run([lambda: os.nice(0)] * 2, give_way=True)
    assert mine == before < other
