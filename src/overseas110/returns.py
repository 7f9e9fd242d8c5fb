"""The "persuaded to return" figures: windows, rates, and how tellings differ from their root."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from overseas110 import quantities, tables
from overseas110.values import row_bounds


@dataclass(frozen=True)
class Window:
    """A figure for a window of time.

    Parameters
    ----------
    claim_id : str
        The claim that states it.
    start, end : datetime.date
        First and last day.
    low, high : Decimal or None
        Bounds of the figure once its rounding is allowed for; ``None`` is unbounded.
    """

    claim_id: str
    start: dt.date
    end: dt.date
    low: Decimal | None
    high: Decimal | None

    @property
    def months(self) -> int:
        """Calendar months that the window touches."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    def per_month(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the least and the greatest mean per month."""
        return tuple(None if v is None else v / self.months for v in (self.low, self.high))


def window(row, value_text: str, rounding: float) -> Window:
    """Return the window of one claim, its figure widened by what rounding can hide.

    A stated number may be rounded to its last digit that is not zero: 230,000 stands for 225,000
    to 235,000 with a `rounding` of 0.5.

    Parameters
    ----------
    row : named tuple
        Row of the claims table with closed dates.
    value_text : str
        The number as worded, for its last stated digit.
    rounding : float
        Part of the last stated unit.
    """
    bounds = row_bounds(row)
    slack = (
        quantities.last_unit(value_text) * Decimal(str(rounding))
        if not bounds.approximate
        else Decimal(0)
    )
    low = None if bounds.low is None else bounds.low - (0 if bounds.low_open else slack)
    high = None if bounds.high is None else bounds.high + (0 if bounds.high_open else slack)
    return Window(
        row.claim_id,
        dt.date.fromisoformat(row.when_earliest),
        dt.date.fromisoformat(row.when_latest),
        low,
        high,
    )


def overlap_months(a: Window, b: Window) -> int:
    """Return how many calendar months two windows share."""
    start, end = max(a.start, b.start), min(a.end, b.end)
    return 0 if start > end else Window("", start, end, None, None).months


def changes(telling, root) -> list[str]:
    """Return in words how a telling differs from its root: in its number, in its time.

    Parameters
    ----------
    telling, root : named tuple
        Rows of what `tellings` returns.
    """
    found = []
    if row_bounds(telling) != row_bounds(root):
        found.append("another number")
    if not telling.when_text:
        found.append("no time stated")
    elif telling.when_edtf != root.when_edtf:
        found.append("another time")
    return found


def tellings(claims: pd.DataFrame, own: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return every telling of a measure, by the window of the root, retellings right after it.

    Parameters
    ----------
    claims, own : pandas.DataFrame
        ``claims.csv`` and ``figures.csv`` of the processed tables.
    measure : str
        Which measure.
    """
    joined = claims.merge(own, on="claim_id")
    joined = joined[joined["measure"] == measure].copy()
    roots = {row.claim_id: row.restates for row in tables.rows(joined)}

    def root_of(claim: str) -> str:
        while roots.get(claim):
            claim = roots[claim]
        return claim

    joined["root_claim"] = [root_of(claim) for claim in joined["claim_id"]]
    joined["is_retelling"] = joined["restates"] != ""
    since = dict(zip(joined["claim_id"], joined["when_earliest"], strict=True))
    joined["root_since"] = [since[claim] for claim in joined["root_claim"]]
    order = ["root_since", "root_claim", "is_retelling", "claim_id"]
    return joined.sort_values(order, kind="stable")
