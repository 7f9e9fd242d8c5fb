"""Tables for readers: Markdown whose cells lead to their evidence through the report's shortcodes."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from overseas110 import paths


def ref(claims: Iterable[str]) -> str:
    """Return links to claims, in order."""
    return " ".join(f"{{{{< ref {claim} >}}}}" for claim in claims)


def finding(finding_id: str) -> str:
    """Return the value of a finding in words, linked to its evidence."""
    return f"{{{{< finding {finding_id} >}}}}"


def claim(claim_id: str) -> str:
    """Return the value of a claim as its source words it, linked to its evidence."""
    return f"{{{{< claim {claim_id} >}}}}"


def date(claim_id: str) -> str:
    """Return the time that a claim speaks of, in words, linked to its evidence."""
    return f"{{{{< date {claim_id} >}}}}"


def escape(text: str) -> str:
    """Return `text` so that Markdown takes it literally."""
    return re.sub(r"([\\`*_{}\[\]<>#$|@^~\"'])", r"\\\1", str(text))


def markdown(frame: pd.DataFrame, widths: tuple[int, ...] = (), right: tuple[str, ...] = ()) -> str:
    """Return a pipe table.

    Parameters
    ----------
    frame : pandas.DataFrame
        Cells are Markdown already; headings are plain text.
    widths : tuple of int, optional
        Relative widths of the columns.
    right : tuple of str, optional
        Headings of columns to align right: numbers.
    """
    align = ["right" if column in right else "left" for column in frame.columns]
    lines = frame.to_markdown(
        index=False, tablefmt="pipe", colalign=align, disable_numparse=True
    ).splitlines()
    # Pandoc takes the dashes for relative widths once a line is long; a long line is certain here.
    widths = widths or (1,) * len(frame.columns)
    marks = ["-" * max(3, 4 * width) for width in widths]
    lines[1] = (
        "|"
        + "|".join(m + ":" if a == "right" else ":" + m for m, a in zip(marks, align, strict=True))
        + "|"
    )
    return "\n".join(lines) + "\n"


def save(
    name: str, frame: pd.DataFrame, widths: tuple[int, ...] = (), right: tuple[str, ...] = ()
) -> None:
    """Write a table for the report as ``tables/NAME.md``."""
    with paths.written(paths.output(f"tables/{name}.md")) as beside:
        beside.write_text(markdown(frame, widths, right), encoding="utf-8")
