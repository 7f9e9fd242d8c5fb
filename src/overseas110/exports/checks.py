"""Whether the exports of a site agree with what was built, and whether the validators of others take them.

The former is asked in two seconds; the latter take a quarter of a minute, side by side half of it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from overseas110 import beside, books
from overseas110.exports import (
    archive,
    citation,
    crate_check,
    datapackage,
    dataset,
    lineage_check,
    references,
)
from overseas110.problems import StopError

#: Files that there have to be.
_FILES = (*(name for name, _, _ in dataset.STANDARD), "README.md")


def disagreements(site: Path) -> list[str]:
    """Return where the exports are not whole, or do not agree with each other or what lies beside them."""
    data = site / "data"
    missing = [f"data/{name} is missing." for name in _FILES if not (data / name).is_file()]
    if missing:
        return missing
    return [
        *lineage_check.problems(data),
        *references.problems(data),
        *archive.problems(data),
        *dataset.problems(site),
        *crate_check.lost(data),
    ]


def complaints(site: Path) -> list[str]:
    """Return what other people's validators find wrong.

    They are Frictionless and the profile of its standard for the data package, the validator of
    RO-Crate for the crate, and the schema of its format for CITATION.cff.

    Raises
    ------
    StopError
        If one of them could not run.
    """
    books.skip_slow_grammars()
    data = site / "data"
    checks = (datapackage.problems, crate_check.problems)
    found = citation.problems(data)
    for said in beside.run([partial(check, data) for check in checks]):
        if isinstance(said, StopError):
            raise StopError(f"A validator of the exports stopped; it said: {said}")
        found += said
    return found
