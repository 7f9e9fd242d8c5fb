"""Run every validator over the exports of a site.

``python -m overseas110.exports.checks NAME FOLDER`` runs one of the slow ones and prints what it finds
as JSON: each has a process of its own, so that two cores halve the wait.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from overseas110 import books
from overseas110.exports import archive, dataset, lineage_check, references
from overseas110.problems import StopError

#: Files that there have to be.
_FILES = (*(name for name, _, _ in dataset.STANDARD), "README.md")
#: Validators that take seconds, by the module that calls them.
_SLOW = ("datapackage", "crate_check")


def problems(site: Path) -> list[str]:
    """Return what is wrong with the exports of a site, one sentence each."""
    data = site / "data"
    missing = [f"data/{name} is missing." for name in _FILES if not (data / name).is_file()]
    if missing:
        return missing
    running = [(name, _start(name, data)) for name in _SLOW]
    found: list[str] = []
    quick: list[Callable[[], list[str]]] = [
        lambda: lineage_check.problems(data),
        lambda: references.problems(data),
        lambda: archive.problems(data),
        lambda: dataset.problems(site),
    ]
    for check in quick:
        found += check()
    for name, process in running:
        said, complaint = process.communicate()
        if process.returncode:
            last = (complaint.strip().splitlines() or ["nothing"])[-1]
            raise StopError(f"The check {name} of the exports stopped; it said: {last}")
        found += json.loads(said.splitlines()[-1])
    return found


def _start(name: str, data: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", __name__, name, str(data)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def main(name: str, folder: str) -> None:
    """Run one slow validator."""
    books.skip_slow_grammars()
    if name == "datapackage":
        from overseas110.exports.datapackage import problems as run
    else:
        from overseas110.exports.crate_check import problems as run
    sys.stdout.write(json.dumps(run(Path(folder))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
