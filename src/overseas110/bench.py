"""How long things take, as ratios measured in one run: machines differ, and so do their days."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from overseas110 import fanout, params, paths, profiles

#: From nothing to the report, set-up included, should take no longer (seconds).
BUDGET = 240
#: How many countries the slow way is measured on; it would take minutes for all.
SAMPLE = 4


def run() -> str:
    """Return two ratios in words: the profiles against papermill in turn, and a build from nothing against its budget.

    The build from nothing is of the last commit, in an empty folder.
    """
    root = paths.root()
    jobs = profiles.jobs(root, params.load())
    with tempfile.TemporaryDirectory(prefix="overseas110-bench-") as folder:
        together = _seconds(lambda: fanout.run(jobs, Path(folder) / "kept", "auto", lambda _: None))
        sample = jobs[:: max(1, len(jobs) // SAMPLE)][:SAMPLE]
        alone = sum(_seconds(lambda job=job: _by_papermill(job, Path(folder))) for job in sample)
        in_turn = alone / len(sample) * len(jobs)
        build = _seconds(lambda: _from_nothing(root, Path(folder) / "clone"))
    return "\n".join(
        [
            f"profiles: {len(jobs)} countries side by side took {together:.1f} s; one papermill command each takes "
            f"{alone / len(sample):.1f} s (mean of {len(sample)}), {in_turn:.0f} s in turn: {in_turn / together:.1f} times faster",
            f"from nothing: `make report` in a fresh clone, set-up included, took {build:.0f} s: "
            f"{build / BUDGET:.2f} of the {BUDGET} s it may take",
        ]
    )


def _seconds(work) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _by_papermill(job: fanout.Job, folder: Path) -> None:
    """Run one country as anybody would without this library's fan-out: with papermill's command."""
    root = folder / f"papermill-{job.name}"
    for name, data in job.inputs:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (root / "dvc.yaml").touch()
    given = [word for name, value in job.values for word in ("-p", name, str(value))]
    command = [sys.executable, "-m", "papermill", f"notebooks/{job.notebook}", "out.ipynb", *given]
    subprocess.run([*command, "--no-progress-bar"], cwd=root, check=True, capture_output=True)


def _from_nothing(root: Path, clone: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", str(root), str(clone)], check=True)
    # Nothing of the build is kept: every stage runs.
    shutil.rmtree(clone / "data" / "processed")
    (clone / "dvc.lock").unlink()
    subprocess.run(["make", "report"], cwd=clone, check=True, capture_output=True)
