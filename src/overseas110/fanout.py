"""Run one notebook many times, side by side: on this machine, or on any Dask scheduler by address.

A job carries all that its notebook reads, so a worker needs nothing but the installed library, and
what a job gives is the same bytes wherever it ran. Jobs that are done are kept under their key, a
hash of everything they depend on, so that a rerun does only what is missing.
"""

from __future__ import annotations

import asyncio
import contextvars
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.utils import ensure_event_loop

from overseas110 import kernels, notebooks, nursery, paths
from overseas110.problems import StopError

#: How long to wait for a scheduler.
PATIENCE = "20s"


@dataclass(frozen=True)
class Job:
    """One run of a notebook.

    Parameters
    ----------
    name : str
        What it is for; names its outputs.
    notebook : str
        File name of the notebook.
    values : tuple of (str, object)
        Its parameters.
    inputs : tuple of (str, bytes)
        Files that it reads, by their path from the project's root; the notebook is one of them.
    code : str
        Hash of the code that it runs through.
    """

    name: str
    notebook: str
    values: tuple[tuple[str, object], ...]
    inputs: tuple[tuple[str, bytes], ...]
    code: str

    @property
    def key(self) -> str:
        """Hash of everything that the job depends on."""
        whole = hashlib.sha256(json.dumps([self.name, self.values, self.code]).encode())
        for path, data in self.inputs:
            whole.update(f"{path}\0{len(data)}\0".encode() + data)
        return whole.hexdigest()[:32]


@dataclass(frozen=True)
class Done:
    """What a job gave: its files by their path under ``data/processed``, or why it failed."""

    name: str
    files: tuple[tuple[str, bytes], ...] = ()
    failure: str = ""


def run(jobs: Iterable[Job], kept: Path, workers: str, say: Callable[[str], None]) -> list[Done]:
    """Run jobs and return what they gave, in their order.

    Parameters
    ----------
    jobs : iterable of Job
        The jobs.
    kept : Path
        Folder where what is done is kept; folders of other jobs are deleted from it.
    workers : str
        ``auto`` for a local cluster with two jobs a core, a number for as many, or the address
        of a scheduler.
    say : callable
        Called with a line about the progress.

    Returns
    -------
    list of Done
        One for each job; failures are among them.
    """
    jobs = list(jobs)
    kept.mkdir(parents=True, exist_ok=True)
    wanted = {job.key for job in jobs}
    for old in kept.iterdir():
        if old.name not in wanted:
            shutil.rmtree(old, ignore_errors=True)
    done = {job.key: _kept(job, kept / job.key) for job in jobs if (kept / job.key).is_dir()}
    missing = [job for job in jobs if job.key not in done]
    if done:
        say(f"{len(done)} of {len(jobs)} were done before and are kept")
    if missing:
        by_name = {job.name: job for job in missing}
        with paths.unstaged():
            for number, result in enumerate(_results(missing, workers), 1):
                key = by_name[result.name].key
                done[key] = result
                if not result.failure:
                    _keep(result, kept / key)
                _progress(number, len(missing), result.name, say)
    return [done[job.key] for job in jobs]


def _progress(number: int, of: int, name: str, say: Callable[[str], None]) -> None:
    """Show how far it is: a bar that moves on a terminal, now and then a line elsewhere."""
    filled = round(24 * number / of)
    bar = f"[{'#' * filled}{'.' * (24 - filled)}] {number}/{of} {name}"
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{bar:<60}" + ("\n" if number == of else ""))
        sys.stdout.flush()
    elif number == of or number % max(1, of // 5) == 0:
        say(bar)


def _results(jobs: list[Job], workers: str):
    """Yield what jobs give, as they finish."""
    if workers.isdecimal() and int(workers) == 1:
        kernels.warm(*nursery.COUNTRY)
        yield from map(run_job, jobs)
        return
    local = workers == "auto" or workers.isdecimal()
    if local:
        # The kernels' process imports while Dask does.
        kernels.warm(*nursery.COUNTRY)
    from distributed import Client, LocalCluster, as_completed

    # The jobs wait for kernels, which are processes of their own: threads are enough here, and two a
    # core, so that one job's waiting is another's work.
    cores = int(workers) if workers.isdecimal() else 2 * (os.cpu_count() or 1)
    try:
        cluster = (
            LocalCluster(
                n_workers=1,
                threads_per_worker=cores,
                processes=False,
                dashboard_address=None,
                # The kernels' memory is not this process's, and other work here is not the jobs'.
                memory_limit=0,
            )
            if local
            else None
        )
        with Client(cluster or workers, timeout=PATIENCE, set_as_default=False) as client:
            futures = client.map(run_job, jobs, pure=False, retries=0)
            names = {future.key: job.name for future, job in zip(futures, jobs, strict=True)}
            for future in as_completed(futures, loop=client.loop):
                if future.status == "finished":
                    yield future.result()
                else:
                    yield Done(names[future.key], failure=str(future.exception()))
    except OSError as error:
        raise StopError(f"The workers at {workers!r} cannot be reached: {error}.") from None
    finally:
        if local and cluster is not None:
            cluster.close()


def run_job(job: Job) -> Done:
    """Run one job in a folder of its own and return what it gave; a failure is returned, not raised."""
    with tempfile.TemporaryDirectory(prefix="overseas110-") as folder:
        root = Path(folder)
        for name, data in job.inputs:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        # What marks a project's root.
        (root / "dvc.yaml").touch()
        before = {p for p in root.rglob("*") if p.is_file()}
        try:
            kernels.use_forked_kernels()
            # A context of its own: Jupyter keeps its event loop there, and two threads of one
            # worker would share it.
            path = root / "notebooks" / job.notebook
            executed = contextvars.Context().run(_in_own_loop, path, job, root)
        except StopError as error:
            return Done(job.name, _log(root), str(error))
        except Exception as error:
            return Done(job.name, failure=f"{type(error).__name__}: {error}")
        made = sorted(p for p in (root / "data" / "processed").rglob("*") if p.is_file())
        files = [
            (p.relative_to(root / "data" / "processed").as_posix(), p.read_bytes())
            for p in made
            if p not in before
        ]
        stem = Path(job.notebook).stem
        files.append((f"notebooks/{stem}/{job.name}.ipynb", executed.encode()))
        return Done(job.name, tuple(sorted(files)))


def _in_own_loop(path: Path, job: Job, root: Path) -> str:
    """Run a job's notebook and close the event loop that Jupyter ran it in."""
    loop = ensure_event_loop()
    try:
        return notebooks.execute(path, dict(job.values), root, job.name)
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _log(root: Path) -> tuple[tuple[str, bytes], ...]:
    return tuple((p.name, p.read_bytes()) for p in sorted((root / "logs").glob("*.log")))


def _keep(result: Done, folder: Path) -> None:
    """Keep the files of a job; the folder appears whole or not at all."""
    beside = folder.with_name(folder.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    for name, data in result.files:
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    os.replace(beside, folder)


def _kept(job: Job, folder: Path) -> Done:
    files = [p for p in folder.rglob("*") if p.is_file()]
    found = sorted((p.relative_to(folder).as_posix(), p.read_bytes()) for p in files)
    return Done(job.name, tuple(found))


def put(results: list[Done], logs: Path) -> None:
    """Write the files of all jobs as outputs of the stage.

    Raises
    ------
    StopError
        Naming every job that failed; the others are kept for the next run.
    """
    failed = [result for result in results if result.failure]
    for result in failed:
        logs.mkdir(exist_ok=True)
        for name, data in result.files:
            (logs / f"{Path(name).stem}-{result.name}.log").write_bytes(data)
    if failed:
        told = "\n".join(f"{result.name}: {result.failure}" for result in failed)
        kept = len(results) - len(failed)
        raise StopError(
            f"{len(failed)} of {len(results)} failed, {kept} are done and kept:\n{told}"
        )
    for result in results:
        for name, data in result.files:
            with paths.written(paths.output(name)) as beside:
                beside.write_bytes(data)
