"""Stations and events over time: the two clocks of the listed stations, and dated events.

The one clock is when a station opened, the other when it was first reported. Neither is known to
the day, so each station has bounds on both, and a count at a day has a least, a best and a greatest.
"""

from __future__ import annotations

import pandas as pd

from overseas110 import tables
from overseas110.record_counts import Count

#: Columns of the steps of a clock: what comes to the count, and between which days.
STEP_COLUMNS = ("record_id", "earliest", "best", "latest", "low", "mid", "high", "told")
#: Columns of a count over time.
COUNT_COLUMNS = ("day", "low", "best", "high")


def reported(listed: pd.DataFrame, joined: pd.DataFrame) -> pd.DataFrame:
    """Return between which days each listed station was first reported.

    The day of a report is the day of the statement, not that of the copy that tells of it. Where a
    later statement counts more stations at the place than an earlier one, the rest is reported
    then.

    Parameters
    ----------
    listed : pandas.DataFrame
        Records that count.
    joined : pandas.DataFrame
        The station claims with the bounds of their statements.

    Returns
    -------
    pandas.DataFrame
        Columns `STEP_COLUMNS`, one row a statement that adds something. Days are ISO 8601, and
        ``best`` is ``latest``; ``low``, ``mid`` and ``high`` are numbers of stations.
    """
    there = {row.claim_id: row for row in tables.rows(joined)}
    rows = []
    for record in tables.rows(listed):
        own = [there[claim] for claim in tables.split(record.claims) if claim in there]
        goal = [int(getattr(record, f"count_{name}")) for name in ("low", "best", "high")]
        had, said = [0, 0, 0], _statements(own)
        for place, (latest, earliest, number) in enumerate(said):
            # What no statement tells alone, such as two lists of one source, came with the last one.
            number = max(goal) if place == len(said) - 1 else number
            now = [max(h, min(g, number)) for h, g in zip(had, goal, strict=True)]
            if now != had:
                more = [n - h for n, h in zip(now, had, strict=True)]
                rows.append((record.record_id, earliest, latest, latest, *more, True))
            had = now
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


def opened(listed: pd.DataFrame, everything: pd.DataFrame, joined: pd.DataFrame) -> pd.DataFrame:
    """Return since when each listed station may have been open, and since when it must have been.

    Where an opening is told of the station alone, the bounds are the first day of the earliest
    telling and the last day of the latest; the best is the last day of the narrowest. It was open
    at the latest when it was reported. Where none is told, the beginning is open: at the earliest
    it is the first opening that any claim tells of any station, at best and at the latest the day
    of the first report.

    Parameters
    ----------
    listed, everything : pandas.DataFrame
        Records that count, and all records of the edition.
    joined : pandas.DataFrame
        The station claims, for the days of the reports.

    Returns
    -------
    pandas.DataFrame
        Columns `STEP_COLUMNS`; an empty ``earliest`` means that nothing bounds it, ``told`` says
        whether an opening is told.
    """
    first_of_all = min((day for day in everything["opened_earliest"] if day), default="")
    of = {record.record_id: record for record in tables.rows(listed)}
    rows = [_since(of[step.record_id], step, first_of_all)
            for step in reported(listed, joined).itertuples(index=False)]  # fmt: skip
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


def _since(record, step, first_of_all: str):
    """Return the step of a first report as the step of an opening."""
    if not record.opened_edtf:
        return step._replace(earliest=min(first_of_all, step.earliest), told=False)
    first, last = record.opened_earliest, record.opened_latest
    # A report from before the opening that is told does not bound it.
    by = step.latest if step.latest >= first else last or first
    last = min(last or by, by)
    return step._replace(earliest=first, best=min(record.opened_best or last, last), latest=last)


def _statements(own: list) -> list[tuple[str, str, int]]:
    """Return for each statement the last and the first day that it can be of, and how many it tells of."""
    found = []
    told = [row for row in own if row.aspect in ("listed", "opened")]
    for _, one in tables.grouped(told, lambda r: (r.asserted_by, r.source_id, r.list, r.aspect)):
        days = (min(row.asserted_latest for row in one), min(row.asserted_earliest for row in one))
        found.append((*days, sum(int(float(row.value_low)) for row in one)))
    return sorted(found)


def cumulative(steps: pd.DataFrame) -> pd.DataFrame:
    """Return how many stations there are by each day, at least, at best and at most.

    Parameters
    ----------
    steps : pandas.DataFrame
        What `reported` or `opened` returns.

    Returns
    -------
    pandas.DataFrame
        Columns `COUNT_COLUMNS`, one row a day on which a number changes, in order. The first day is
        empty where something has no earliest day: it may have been there all along.
    """
    days = sorted({*steps["earliest"], *steps["best"], *steps["latest"]})
    counts = [_at(tables.rows(steps), day) for day in days]
    rows = [(day, c.low, c.best, c.high) for day, c in zip(days, counts, strict=True)]
    return pd.DataFrame(rows, columns=list(COUNT_COLUMNS))


def at(steps: pd.DataFrame, day: str) -> Count:
    """Return how many stations there are by the end of a day."""
    return _at(tables.rows(steps), day)


def _at(steps: list, day: str) -> Count:
    return Count(
        sum(int(step.low) for step in steps if step.latest <= day),
        sum(int(step.mid) for step in steps if step.best <= day),
        sum(int(step.high) for step in steps if step.earliest <= day),
    )


def dated(claims: pd.DataFrame, own: pd.DataFrame, event_ids: list[str]) -> pd.DataFrame:
    """Return the dated claims about the given events, earliest first.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``claims.csv``.
    own : pandas.DataFrame
        ``events.csv`` of the processed tables.
    event_ids : list of str
        Which events.
    """
    events = claims.merge(own, on="claim_id")
    wanted = events[events["event_id"].isin(event_ids) & (events["when_edtf"] != "")]
    order = wanted["when_earliest"].where(wanted["when_earliest"] != "", wanted["when_latest"])
    return (
        wanted.assign(order=order)
        .sort_values(["order", "claim_id"], kind="stable")
        .drop(columns="order")
    )
