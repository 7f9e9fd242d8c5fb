"""Work side by side: a forked process for each task, so that all cores have something to do.

A fork has at once what was imported and read before it, where a new process would begin anew. Only
Linux forks safely; elsewhere the tasks are done one after the other.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from overseas110.problems import StopError

Task = Callable[[], Any]
#: How much later the system lets a process have its turn that gives way.
_LATER = 10


def can_fork() -> bool:
    """Return whether tasks run side by side here."""
    return sys.platform.startswith("linux") and "fork" in multiprocessing.get_all_start_methods()


def run(tasks: Sequence[Task], *, give_way: bool = False) -> list[Any]:
    """Run tasks side by side, the first of them in this process, and return what each returns.

    Parameters
    ----------
    tasks : sequence of callable
        What they return must be picklable. What the first one keeps in objects stays in them; of
        the others only the result comes back.
    give_way : bool
        Whether the forks let other processes go first. Work in many parts fills what time is left
        beside work in one part, and both are done sooner.

    Returns
    -------
    list
        A result for each task, in their order; for one that raised or ended, a `StopError` that
        says so.
    """
    if not can_fork():
        return [_outcome(task) for task in tasks]
    context = multiprocessing.get_context("fork")
    running = []
    # What is there already is not looked through in each fork again, and stays shared.
    gc.freeze()
    for task in tasks[1:]:
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(task, sending, give_way))
        process.start()
        sending.close()
        running.append((process, receiving))
    gc.unfreeze()
    return [*map(_outcome, tasks[:1]), *(_receive(*pair) for pair in running)]


def _outcome(task: Task) -> Any:
    try:
        return task()
    except StopError as error:
        return error
    except Exception as error:
        return StopError(f"{type(error).__name__}: {error}")


def _send(task: Task, sending: Connection, give_way: bool) -> None:
    # A fork ends soon, and all that it leaves goes with it.
    gc.disable()
    if give_way:
        os.nice(_LATER)
    sending.send(_outcome(task))
    sending.close()


def _receive(process: multiprocessing.Process, receiving: Connection) -> Any:
    try:
        got = receiving.recv()
    except EOFError:
        got = None
    receiving.close()
    process.join()
    if process.exitcode:
        return StopError(f"A process ended with {process.exitcode} and said nothing.")
    return got
