"""What figures for overlapping windows imply together.

A root figure for a window is a limit on unknown counts: the people counted in the intervals that
all window ends cut add up to it, within its rounding. Linear programming (HiGHS, through SciPy)
gives the least and the most that all figures together allow for a window or a gap; a set of
figures that cannot hold together is reduced to its smallest conflicting subset.

Only figures of one measure and scope share unknowns, or those that ``relations.csv`` ties.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from overseas110 import returns

_OPTIMAL, _INFEASIBLE, _UNBOUNDED = 0, 2, 3


class Series(NamedTuple):
    """What is counted, and of whom or where."""

    measure: str
    scope: str


@dataclass(frozen=True, order=True)
class Limit:
    """A stated figure as a limit on a count.

    Parameters
    ----------
    claim_id : str
        The claim that states it.
    series : Series
        What it counts.
    start, end : datetime.date
        First and last day of its window.
    low, high : int or None
        Least and greatest whole number that the wording and its rounding allow; ``None`` is
        unbounded.
    """

    claim_id: str
    series: Series
    start: dt.date
    end: dt.date
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Tie:
    """A relation of two series: ``contains`` (the second is part of the first) or ``equals``."""

    first: Series
    relation: str
    second: Series


@dataclass(frozen=True)
class Bound:
    """The least and the most that all figures together allow for some days.

    Parameters
    ----------
    series : Series
        What is counted.
    start, end : datetime.date
        First and last day.
    kind : str
        ``window`` where a figure is stated for just these days, ``gap`` for an interval that
        the ends of windows cut out.
    low : int
        The least.
    high : int or None
        The most; ``None`` where nothing bounds it.
    low_claims, high_claims : tuple of str
        Claims that bind the bound: without any one of them the others would allow less or more.
    """

    series: Series
    start: dt.date
    end: dt.date
    kind: str
    low: int
    high: int | None
    low_claims: tuple[str, ...]
    high_claims: tuple[str, ...]


@dataclass(frozen=True)
class Implied:
    """What a set of figures implies.

    Parameters
    ----------
    bounds : list of Bound
        By series and first day.
    clashes : list of tuple of str
        Smallest sets of claims that cannot hold together; `bounds` are computed without them.
    """

    bounds: list[Bound]
    clashes: list[tuple[str, ...]]


def limits(
    claims: pd.DataFrame, own: pd.DataFrame, flows: set[str], rounding: float
) -> list[Limit]:
    """Return the usable root figures for a window, as limits.

    Parameters
    ----------
    claims, own : pandas.DataFrame
        ``claims.csv`` and ``figures.csv`` of the processed tables.
    flows : set of str
        Measures that count over a window.
    rounding : float
        Part of the last stated unit by which a figure may be off.
    """
    figures = claims.merge(own, on="claim_id")
    figures = figures[
        (figures["used"] == "True")
        & figures["measure"].isin(flows)
        & (figures["when_text"] != "")
        & (figures["when_earliest"] != "")
        & (figures["when_latest"] != "")
    ]
    return sorted(_limit(row, rounding) for row in figures.itertuples())


def _limit(row, rounding: float) -> Limit:
    window = returns.window(row, row.value_text, rounding)
    return Limit(
        row.claim_id,
        Series(row.measure, row.scope),
        window.start,
        window.end,
        _whole(window.low, math.ceil, str(row.low_open) == "True", 1),
        _whole(window.high, math.floor, str(row.high_open) == "True", -1),
    )


def _whole(bound: Decimal | None, to_whole, is_open: bool, inwards: int) -> int | None:
    """Return a bound as the nearest whole number inside it: people are counted one by one."""
    if bound is None:
        return None
    whole = to_whole(bound)
    return whole + inwards if is_open and whole == bound else whole


def ties(relations: pd.DataFrame, series: Iterable[Series]) -> list[Tie]:
    """Return the relations of ``relations.csv`` that tie two of the given series.

    A relation of measures ties series of one scope; a relation of scopes ties series of one
    measure. ``excludes`` ties nothing: it says that two counts share nobody.

    Parameters
    ----------
    relations : pandas.DataFrame
        The coded sheet.
    series : iterable of Series
        The series that have figures.
    """
    found = []
    known = sorted(set(series))
    for row in relations.itertuples():
        if row.relation == "excludes":
            continue
        for first in known:
            if getattr(first, row.of) != row.subject:
                continue
            second = first._replace(**{row.of: row.object})
            if second in known:
                found.append(Tie(first, row.relation, second))
    return found


def implied(stated: list[Limit], tied: list[Tie]) -> Implied:
    """Return what the figures imply together.

    Parameters
    ----------
    stated : list of Limit
        The figures; their order does not matter.
    tied : list of Tie
        Relations between their series.

    Returns
    -------
    Implied
        Bounds for every stated window and for every gap that some window of the series covers,
        and the smallest sets of figures that cannot hold together.
    """
    bounds: list[Bound] = []
    clashes: list[tuple[str, ...]] = []
    for family in _families(sorted(stated), tied):
        kept, found = _without_clashes(family, tied)
        clashes += found
        if kept:
            bounds += _bounds(_System(kept, tied))
    order = sorted(bounds, key=lambda b: (b.series, b.start, b.end, b.kind))
    return Implied(order, sorted(clashes))


def table(found: Implied) -> pd.DataFrame:
    """Return the bounds as the processed table ``implied_bounds.csv``."""
    columns = ("measure", "scope", "start", "end", "kind", "low", "high", "low_claims", "high_claims")  # fmt: skip
    rows = [
        (b.series.measure, b.series.scope, b.start.isoformat(), b.end.isoformat(), b.kind, b.low,
         "" if b.high is None else b.high, ";".join(b.low_claims), ";".join(b.high_claims))
        for b in found.bounds
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def _families(stated: list[Limit], tied: list[Tie]) -> list[list[Limit]]:
    """Return the figures in groups that share unknowns."""
    group = {limit.series: limit.series for limit in stated}

    def head(series: Series) -> Series:
        while group[series] != series:
            series = group[series]
        return series

    for tie in tied:
        if tie.first in group and tie.second in group:
            low, high = sorted((head(tie.first), head(tie.second)))
            group[high] = low
    families: dict[Series, list[Limit]] = {}
    for limit in stated:
        families.setdefault(head(limit.series), []).append(limit)
    return [families[key] for key in sorted(families)]


def _without_clashes(
    family: list[Limit], tied: list[Tie]
) -> tuple[list[Limit], list[tuple[str, ...]]]:
    """Return the figures that can hold together, and the smallest sets that were taken out."""
    kept, clashes = list(family), []
    while not _System(kept, tied).feasible():
        clash = _smallest_clash(kept, tied)
        clashes.append(tuple(limit.claim_id for limit in clash))
        kept = [limit for limit in kept if limit not in clash]
    return kept, clashes


def _smallest_clash(family: list[Limit], tied: list[Tie]) -> tuple[Limit, ...]:
    """Return the smallest set of figures that cannot hold together, the first by name of several.

    Leaving out one figure after another while the rest still clashes gives a set that cannot be
    reduced; whether a smaller one exists elsewhere is tried size by size.
    """
    irreducible = list(family)
    for limit in family:
        rest = [other for other in irreducible if other != limit]
        if not _System(rest, tied).feasible():
            irreducible = rest
    for size in range(1, len(irreducible) + 1):
        for some in combinations(family, size):
            if not _System(list(some), tied).feasible():
                return some
    return tuple(irreducible)


class _System:
    """The linear program of some figures: one unknown for each series and interval."""

    def __init__(self, stated: list[Limit], tied: list[Tie]) -> None:
        self.stated = stated
        self.tied = tied
        cuts = sorted(
            {l.start for l in stated} | {l.end + dt.timedelta(days=1) for l in stated}  # noqa: E741
        )
        self.intervals = [
            (a, b - dt.timedelta(days=1)) for a, b in pairwise(cuts)
        ]
        self.series = sorted({limit.series for limit in stated})
        self.size = len(self.series) * len(self.intervals)

    def columns(self, series: Series, start: dt.date, end: dt.date) -> np.ndarray:
        """Return which unknowns add up to the count of a series over some days."""
        row = np.zeros(self.size)
        first = self.series.index(series) * len(self.intervals)
        for place, (a, b) in enumerate(self.intervals):
            if start <= a and b <= end:
                row[first + place] = 1
        return row

    def _rows(self, without: frozenset[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the inequalities ``A x <= b``, leaving out the figures of some claims."""
        rows, most = [np.zeros(self.size)], [0.0]
        for limit in self.stated:
            if limit.claim_id in without:
                continue
            row = self.columns(limit.series, limit.start, limit.end)
            if limit.high is not None:
                rows.append(row)
                most.append(limit.high)
            if limit.low is not None:
                rows.append(-row)
                most.append(-limit.low)
        for tie in self.tied:
            if tie.first in self.series and tie.second in self.series:
                for start, end in self.intervals:
                    part = self.columns(tie.second, start, end) - self.columns(
                        tie.first, start, end
                    )
                    rows += [part, -part] if tie.relation == "equals" else [part]
                    most += [0.0, 0.0] if tie.relation == "equals" else [0.0]
        return np.array(rows), np.array(most)

    def solve(
        self, objective: np.ndarray, without: frozenset[str] = frozenset()
    ) -> tuple[int, int]:
        """Return the status and the least value of the objective, a whole number."""
        rows, most = self._rows(without)
        done = linprog(objective, A_ub=rows, b_ub=most, bounds=(0, None), method="highs")
        if done.status not in (_OPTIMAL, _INFEASIBLE, _UNBOUNDED):
            raise ArithmeticError(f"HiGHS gave up: {done.message}")
        return done.status, round(done.fun) if done.status == _OPTIMAL else 0

    def feasible(self) -> bool:
        """Return whether some counts satisfy all figures."""
        return self.size == 0 or self.solve(np.zeros(self.size))[0] == _OPTIMAL

    def binding(self, objective: np.ndarray, status: int, value: int) -> tuple[str, ...]:
        """Return claims that bind an optimum: without any one of them it would be another.

        Claims are left out one after another, in their order, while the optimum stays.
        """
        gone: frozenset[str] = frozenset()
        for limit in self.stated:
            fewer = gone | {limit.claim_id}
            if self.solve(objective, fewer) == (status, value):
                gone = fewer
        return tuple(limit.claim_id for limit in self.stated if limit.claim_id not in gone)


def _bounds(system: _System) -> list[Bound]:
    found = []
    for series in system.series:
        windows = {(l.start, l.end) for l in system.stated if l.series == series}  # noqa: E741
        covered = {
            (a, b) for a, b in system.intervals if any(s <= a and b <= e for s, e in windows)
        }
        for start, end in sorted(windows | covered):
            kind = "window" if (start, end) in windows else "gap"
            asked = system.columns(series, start, end)
            status, least = system.solve(asked)
            low_claims = system.binding(asked, status, least) if least else ()
            status, most = system.solve(-asked)
            high_claims = system.binding(-asked, status, most) if status == _OPTIMAL else ()
            high = -most if status == _OPTIMAL else None
            found.append(Bound(series, start, end, kind, least, high, low_claims, high_claims))
    return found
