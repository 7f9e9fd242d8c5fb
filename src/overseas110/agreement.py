"""How far two independent codings of one document agree on what to code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from overseas110 import tables


@dataclass(frozen=True)
class Agreement:
    """Agreement of two passes over one document.

    Parameters
    ----------
    source_id : str
        The document.
    claims_a, claims_b : int
        Claims of each pass.
    f1_claims : float
        F1 of claims: a claim agrees when a claim of the same sheet in the other pass overlaps its span.
    f1_characters : float
        F1 of the characters that each pass covers.
    """

    source_id: str
    claims_a: int
    claims_b: int
    f1_claims: float
    f1_characters: float


def of_sources(raw: Path) -> list[Agreement]:
    """Return the agreement for every document that was coded twice.

    Parameters
    ----------
    raw : Path
        Folder of the coded sheets.
    """
    frame, _ = tables.read_sheet(tables.SHEETS["passes"], raw)
    return [_of_source(source, rows) for source, rows in frame.groupby("source_id", sort=False)]


def _spans(rows: pd.DataFrame) -> list[tuple[str, int, int]]:
    found = []
    for row in tables.rows(rows):
        start, end = row.locator.removeprefix("chars:").split("-")
        found.append((row.sheet, int(start), int(end)))
    return found


def _of_source(source: str, rows: pd.DataFrame) -> Agreement:
    a, b = (_spans(rows[rows["coding_pass"] == name]) for name in ("a", "b"))
    covered_a, covered_b = (set().union(*(range(s, e) for _, s, e in spans)) for spans in (a, b))
    characters = f1(
        len(covered_a & covered_b), len(covered_a), len(covered_a & covered_b), len(covered_b)
    )
    claims = f1(_agreeing(a, b), len(a), _agreeing(b, a), len(b))
    return Agreement(source, len(a), len(b), claims, characters)


def _agreeing(these: list, those: list) -> int:
    return sum(
        any(s == t and start < e and b < end for t, b, e in those) for s, start, end in these
    )


def f1(agreeing_a: int, all_a: int, agreeing_b: int, all_b: int) -> float:
    """Return the harmonic mean of the two shares that agree; 0 where nothing does."""
    if not all_a or not all_b or not agreeing_a or not agreeing_b:
        return 0.0
    one, other = agreeing_a / all_a, agreeing_b / all_b
    return 2 * one * other / (one + other)


def table(found: list[Agreement]) -> str:
    """Return the agreement as the Markdown table that stands in the codebook."""
    lines = ["| document | claims, first pass | claims, second pass | F1 of claims | F1 of characters |",
             "| --- | ---: | ---: | ---: | ---: |"]  # fmt: skip
    lines += [
        f"| {a.source_id} | {a.claims_a} | {a.claims_b} | {a.f1_claims:.3f} | {a.f1_characters:.3f} |"
        for a in found
    ]
    return "\n".join(lines)
