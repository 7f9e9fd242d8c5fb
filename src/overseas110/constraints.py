"""What figures for overlapping windows imply together.

A root figure for a window is a limit on unknown counts: the people counted in the intervals that
all window ends cut add up to it, within its rounding. Linear programming gives the least and the most that all figures together allow for a window or a gap; a set of
figures that cannot hold together is reduced to its smallest conflicting subset.

Only figures of one measure and scope share unknowns, or those that ``relations.csv`` ties. A
window runs from the first to the last day that its wording allows, and never past the month of its
report.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from overseas110 import dates, linear, quantities, returns, tables
from overseas110.values import date_words


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


class Asked(NamedTuple):
    """Days that somebody asks about, besides the stated windows and their gaps."""

    series: Series
    start: dt.date
    end: dt.date


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
        the ends of windows cut out, ``asked`` for other days.
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

    @property
    def claims(self) -> list[str]:
        """Claims that bind either bound, each once."""
        return sorted({*self.low_claims, *self.high_claims})

    @property
    def days(self) -> Asked:
        """The series and the days."""
        return Asked(self.series, self.start, self.end)

    @property
    def says_something(self) -> bool:
        """Whether it says more than a single figure does: some at least, or a most of several."""
        return self.kind == "window" or self.low > 0 or len(self.high_claims) > 1

    def words(self) -> str:
        """Return the bounds in words, for example ``10,000 to 235,000`` or ``at least 611``."""
        return _words(self.low, self.high)


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

    def of(self, series: Series, start: dt.date, end: dt.date) -> Bound | None:
        """Return the bounds for some days of a series, or nothing where no figure speaks of them."""
        same = (b for b in self.bounds if (b.series, b.start, b.end) == (series, start, end))
        return next(same, None)


def limits(
    claims: pd.DataFrame, own: pd.DataFrame, flows: set[str], rounding: float
) -> list[Limit]:
    """Return the usable root figures for a window, as limits.

    A figure without a stated window, or whose window has no first or no last day, is left out:
    it says nothing about any days in particular. A window ends at the latest with the month of
    its report.

    Parameters
    ----------
    claims, own : pandas.DataFrame
        ``claims.csv`` and ``figures.csv`` of the processed tables.
    flows : set of str
        Measures that count over a window.
    rounding : float
        Part of the last stated unit by which a figure may be off.

    Raises
    ------
    QuantityError
        If a figure's wording cannot be read, which the clean stage does not let through.
    """
    figures = claims.merge(own, on="claim_id")
    figures = figures[
        (figures["used"] == "True")
        & figures["measure"].isin(flows)
        & (figures["when_text"] != "")
        & (figures["when_earliest"] != "")
        & (figures["when_latest"] != "")
        & (figures["when_earliest"] <= figures["reported_latest"])
    ]
    return sorted(_limit(row, rounding) for row in tables.rows(figures))


def _limit(row, rounding: float) -> Limit:
    window = returns.window(row, row.value_text, rounding)
    return Limit(
        row.claim_id,
        Series(row.measure, row.scope),
        window.start,
        min(window.end, _end_of_month(dt.date.fromisoformat(row.reported_latest))),
        _whole(window.low, math.ceil, str(row.low_open) == "True", 1),
        _whole(window.high, math.floor, str(row.high_open) == "True", -1),
    )


def _end_of_month(day: dt.date) -> dt.date:
    """Return the last day of a month: "2014 to 2024", said in June 2024, counts nobody after June."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


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
    for row in tables.rows(relations):
        if row.relation == "excludes":
            continue
        for first in known:
            if getattr(first, row.of) != row.subject:
                continue
            second = first._replace(**{row.of: row.object})
            if second in known:
                found.append(Tie(first, row.relation, second))
    return found


def implied(stated: list[Limit], tied: list[Tie], asked: Iterable[Asked] = ()) -> Implied:
    """Return what the figures imply together.

    Parameters
    ----------
    stated : list of Limit
        The figures; their order does not matter.
    tied : list of Tie
        Relations between their series.
    asked : iterable of Asked, optional
        Days to bound besides, for example calendar years; those of a series without figures are
        passed over.

    Returns
    -------
    Implied
        Bounds for every stated window, for every gap that some window of the series covers and
        for the days asked about, and the smallest sets of figures that cannot hold together.

    Raises
    ------
    ArithmeticError
        If the solver gives up.
    """
    bounds: list[Bound] = []
    clashes: list[tuple[str, ...]] = []
    asked = sorted(set(asked))
    for family in _families(sorted(stated), tied):
        kept, found = _without_clashes(family, tied)
        clashes += found
        if kept:
            series = {limit.series for limit in kept}
            bounds += _bounds(kept, tied, [days for days in asked if days.series in series])
    order = sorted(bounds, key=lambda b: (b.series, b.start, b.end, b.kind))
    return Implied(order, sorted(clashes))


def by_window(stated: Iterable[Limit]) -> dict[Asked, list[str]]:
    """Return the claims that state a figure for just the same days of a series."""
    found: dict[Asked, list[str]] = {}
    for limit in sorted(stated):
        found.setdefault(Asked(limit.series, limit.start, limit.end), []).append(limit.claim_id)
    return found


def years(stated: Iterable[Limit]) -> list[Asked]:
    """Return the calendar years from the first to the last day of each series' figures."""
    found = []
    limits_of: dict[Series, list[Limit]] = {}
    for limit in stated:
        limits_of.setdefault(limit.series, []).append(limit)
    for series, group in sorted(limits_of.items()):
        first, last = min(x.start.year for x in group), max(x.end.year for x in group)
        found += [
            Asked(series, dt.date(year, 1, 1), dt.date(year, 12, 31))
            for year in range(first, last + 1)
        ]
    return found


def table(found: Implied) -> pd.DataFrame:
    """Return the bounds as the processed table ``implied_bounds.csv``; an empty `high` is none."""
    columns = ("measure", "scope", "start", "end", "kind", "low", "high", "low_claims", "high_claims")  # fmt: skip
    rows = [
        (b.series.measure, b.series.scope, b.start.isoformat(), b.end.isoformat(), b.kind, b.low,
         "" if b.high is None else b.high, ";".join(b.low_claims), ";".join(b.high_claims))
        for b in found.bounds
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def clash_table(
    found: Implied, stated: list[Limit], tied: list[Tie], labels: dict[str, str]
) -> pd.DataFrame:
    """Return the clashes as the processed table ``clashes.csv``, each explained in a sentence.

    Parameters
    ----------
    found : Implied
        What `implied` returned.
    stated, tied : list
        What it was given.
    labels : dict
        Measure to its name for readers.
    """
    rows = [(";".join(clash), explain(clash, stated, tied, labels)) for clash in found.clashes]
    return pd.DataFrame(rows, columns=["claim_ids", "explanation"])


def explain(
    clash: tuple[str, ...], stated: list[Limit], tied: list[Tie], labels: dict[str, str]
) -> str:
    """Return in words why some figures cannot hold together.

    The figure with the longest window is held against what the others leave for that window.
    """
    figures = sorted(limit for limit in stated if limit.claim_id in clash)
    longest = max(figures, key=lambda limit: (limit.end - limit.start, limit.claim_id))
    days = date_words(dates.between(longest.start, longest.end).edtf)
    says = f"{labels[longest.series.measure]}, {days}: one figure says "
    if len(figures) == 1:
        return (
            f"{says}at least {longest.low:,} and at most {longest.high:,}, which no count can be."
        )
    # Without its bounds the figure says nothing, but its window is still asked about.
    silent = replace(longest, low=None, high=None)
    others = [silent if limit == longest else limit for limit in figures]
    left = implied(others, tied).of(longest.series, longest.start, longest.end)
    return (
        f"{says}{_words(longest.low or 0, longest.high)}, "
        f"and what the others say allows {left.words()}, even within their rounding."
    )


def _words(low: int, high: int | None) -> str:
    bounds = quantities.Quantity(Decimal(low), None if high is None else Decimal(high))
    return "any number" if low == 0 and high is None else quantities.words(bounds)


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
    while kept and not _System(kept, tied).feasible():
        clash = _smallest_clash(kept, tied)
        clashes.append(clash)
        kept = [limit for limit in kept if limit.claim_id not in clash]
    return kept, clashes


def _smallest_clash(family: list[Limit], tied: list[Tie]) -> tuple[str, ...]:
    """Return the smallest set of figures that cannot hold together, the first by name of several.

    Sets are tried size by size. Whatever a largest set that holds leaves out has a member in every
    clash, so a set without one is passed over unsolved.
    """
    system = _System(family, tied)
    names = system.claims
    left_out: list[set[str]] = []
    for size in range(1, len(names)):
        for some in combinations(names, size):
            if any(rest.isdisjoint(some) for rest in left_out):
                continue
            if not system.feasible(some):
                return some
            left_out.append(set(names) - system.largest(some))
    return names


class _System:
    """The linear program of some figures: one unknown for each series and interval."""

    def __init__(self, stated: list[Limit], tied: list[Tie], asked: Iterable[Asked] = ()) -> None:
        self.claims = tuple(limit.claim_id for limit in stated)
        self.intervals = _intervals([*stated, *asked])
        self.series = sorted({limit.series for limit in stated})
        self.size = len(self.series) * len(self.intervals)
        # The first row asks nothing; the solver wants one.
        rows, most, owners = [np.zeros(self.size)], [0.0], [""]
        for limit in stated:
            row = self.columns(limit.series, limit.start, limit.end)
            for sign, bound in ((1, limit.high), (-1, limit.low)):
                if bound is not None:
                    rows.append(sign * row)
                    most.append(sign * bound)
                    owners.append(limit.claim_id)
        for tie in tied:
            if tie.first in self.series and tie.second in self.series:
                for start, end in self.intervals:
                    whole = self.columns(tie.first, start, end)
                    part = self.columns(tie.second, start, end)
                    for sign in (1, -1) if tie.relation == "equals" else (1,):
                        rows.append(sign * (part - whole))
                        most.append(0.0)
                        owners.append("")
        self._owners = np.array(owners)
        self._program = linear.Program(np.array(rows), np.array(most))

    def columns(self, series: Series, start: dt.date, end: dt.date) -> np.ndarray:
        """Return which unknowns add up to the count of a series over some days."""
        row = np.zeros(self.size)
        first = self.series.index(series) * len(self.intervals)
        for place, (a, b) in enumerate(self.intervals):
            if start <= a and b <= end:
                row[first + place] = 1
        return row

    def _least(self, objective: np.ndarray, claims: Iterable[str]) -> linear.Least:
        """Return the least value of the objective if only the figures of `claims` count."""
        return self._program.least(objective, np.isin(self._owners, ["", *claims]))

    def _holding(self, answer: linear.Least) -> set[str]:
        """Return claims that are enough to hold the value of an answer."""
        return set(self._owners[answer.holding]) - {""}

    def feasible(self, claims: Iterable[str] | None = None) -> bool:
        """Return whether some counts satisfy the figures of `claims`, by default all."""
        wanted = self.claims if claims is None else claims
        return self._least(np.zeros(self.size), wanted).feasible

    def largest(self, claims: Iterable[str]) -> set[str]:
        """Return `claims`, which can hold together, and others while all still can."""
        together = set(claims)
        for name in self.claims:
            if name not in together and self.feasible(together | {name}):
                together.add(name)
        return together

    def least(self, objective: np.ndarray) -> tuple[int | None, tuple[str, ...]]:
        """Return the least value of the objective and the claims that bind it.

        The value is ``None`` where nothing bounds it. Claims are left out one after another, in
        their order, while the value stays; without any one of the last it would be another.
        """
        kept = list(self.claims)
        answer = self._least(objective, kept)
        if answer.value is None:
            return None, ()
        value, holding = answer.value, self._holding(answer)
        for name in self.claims:
            fewer = [other for other in kept if other != name]
            if name in holding:
                again = self._least(objective, fewer)
                if again.value != value:
                    continue
                holding = self._holding(again)
            kept = fewer
        return value, tuple(kept)


def _intervals(windows: Iterable[Limit | Asked]) -> list[tuple[dt.date, dt.date]]:
    """Return first and last day of the intervals that the ends of all windows cut."""
    day = dt.timedelta(days=1)
    cuts = sorted({w.start for w in windows} | {w.end + day for w in windows})
    return [(a, b - day) for a, b in pairwise(cuts)]


def _bounds(stated: list[Limit], tied: list[Tie], asked: list[Asked]) -> list[Bound]:
    system = _System(stated, tied, asked)
    found = []
    for series in system.series:
        windows = {(w.start, w.end) for w in stated if w.series == series}
        kinds = {(w.start, w.end): "asked" for w in asked if w.series == series}
        kinds |= {
            (a, b): "gap"
            for a, b in _intervals(stated)
            if any(start <= a and b <= end for start, end in windows)
        }
        kinds |= dict.fromkeys(windows, "window")
        for (start, end), kind in sorted(kinds.items()):
            counted = system.columns(series, start, end)
            low, low_claims = system.least(counted)
            most, high_claims = system.least(-counted)
            high = None if most is None else -most
            found.append(Bound(series, start, end, kind, low, high, low_claims, high_claims))
    return found
