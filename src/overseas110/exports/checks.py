"""Run every validator over the exports of a site, the slow ones side by side."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from overseas110 import beside, books
from overseas110.exports import archive, dataset, lineage_check, references
from overseas110.problems import StopError

#: Files that there have to be.
_FILES = (*(name for name, _, _ in dataset.STANDARD), "README.md")


def problems(site: Path) -> list[str]:
    """Return what is wrong with the exports of a site, one sentence each."""
    data = site / "data"
    missing = [f"data/{name} is missing." for name in _FILES if not (data / name).is_file()]
    if missing:
        return missing
    found: list[str] = []
    for said in beside.run([partial(_quick, site), partial(_tables, data), partial(_crate, data)]):
        if isinstance(said, StopError):
            raise StopError(f"A check of the exports stopped; it said: {said}")
        found += said
    return found


def _quick(site: Path) -> list[str]:
    data = site / "data"
    return [
        *lineage_check.problems(data),
        *references.problems(data),
        *archive.problems(data),
        *dataset.problems(site),
    ]


def _tables(data: Path) -> list[str]:
    books.skip_slow_grammars()
    from overseas110.exports import datapackage

    return datapackage.problems(data)


def _crate(data: Path) -> list[str]:
    books.skip_slow_grammars()
    from overseas110.exports import crate_check

    return crate_check.problems(data)
