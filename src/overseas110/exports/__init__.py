"""Lineage and data in standard form: each form is written by a module of its own and held by a validator.

Nothing here knows of pages: what the report knows of them, it hands over in a `built.Built`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from overseas110.exports.built import Built


def write(build: Built) -> None:
    """Write every form into the folder ``data`` of a freshly rendered site.

    Parameters
    ----------
    build : Built
        The build, its pages and PDF already there.
    """
    from overseas110.exports import (
        archive,
        copies,
        crate,
        datapackage,
        lineage_document,
        references,
    )

    copies.write(build)
    references.write(build)
    lineage_document.write(build)
    datapackage.write(build)
    # The crate names the files that are there, so it comes behind them; the zip holds them all.
    crate.write(build, but=(archive.NAME,))
    archive.write(build)


def validate(site: Path) -> list[str]:
    """Return everything that is wrong with the exports of a site, one sentence each.

    Parameters
    ----------
    site : Path
        A site with its folder ``data``.

    Returns
    -------
    list of str
        Empty where all are valid and agree with each other and with what lies beside them.

    Raises
    ------
    StopError
        If a validator could not run.
    """
    return disagreements(site) or complaints(site)


def disagreements(site: Path, root: Path | None = None) -> list[str]:
    """Return where the exports are not whole, or do not agree with each other or what lies beside them.

    With the root of the project they are held against its files, too.
    """
    from overseas110.exports import checks, copies

    return checks.disagreements(site) or (copies.differing(root, site / "data") if root else [])


def complaints(site: Path) -> list[str]:
    """Return what the validators of others find wrong with them; see `checks.complaints`."""
    from overseas110.exports import checks

    return checks.complaints(site)
