"""How many stations a part of the claims counts: who says how many, and which number is best supported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from overseas110 import tables


@dataclass(frozen=True)
class Codes:
    """What the coded lists say that the joining needs.

    Parameters
    ----------
    footing : dict of str to str
        List to what it stands on.
    status_group : dict of str to str
        Status to its group.
    unknown : set of str
        Words that say that a place is unknown.
    """

    footing: dict[str, str]
    status_group: dict[str, str]
    unknown: set[str]


@dataclass(frozen=True)
class Voice:
    """How many listed stations one asserter counts at one place in one source.

    Parameters
    ----------
    low, high : int
        Least and greatest number; an "at least" stays at its least.
    claims : tuple of str
        Claims that say so, together.
    """

    low: int
    high: int
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """A number of stations with its bounds: least, best supported and greatest told."""

    low: int = 0
    best: int = 0
    high: int = 0

    @property
    def words(self) -> str:
        """Return the count in words: ``9``, ``9 to 10``, or ``9 (8 to 10)`` with the best first."""
        if self.low == self.high:
            return str(self.best)
        span = f"{self.low} to {self.high}"
        return span if self.best == self.low else f"{self.best} ({span})"


def totals(claims: list, known: Codes) -> set[str]:
    """Return the claims that count what others count one by one."""
    restates = {row.claim_id: row.restates for row in claims}
    found = {row.claim_id for row in claims if known.footing.get(row.list) == "count"}
    for claim in {row.part_of for row in claims} - {""}:
        while claim:
            found.add(claim)
            claim = restates.get(claim, "")
    return found


def voices(part: Iterable, beside: set[str], known: Codes) -> list[Voice]:
    """Return how many stations on lists each asserter counts in each source.

    What a source lists there in one list is added; of several lists the one asserted last counts.

    Parameters
    ----------
    part : iterable of named tuple
        Claims of one place.
    beside : set of str
        What `totals` returns: claims that add nothing.
    known : Codes
        The coded lists.
    """
    listed = [
        row
        for row in part
        if row.aspect == "listed"
        and str(row.used) == "True"
        and known.footing.get(row.list, "list") == "list"
        and row.claim_id not in beside
    ]
    said = []
    for _, voice in tables.grouped(listed, lambda row: (row.asserted_by, row.source_id)):
        lists = [rows for _, rows in tables.grouped(voice, lambda row: row.list)]
        last = max(row.asserted_latest for row in voice)
        said += [_voice(rows) for rows in lists if max(row.asserted_latest for row in rows) == last]
    return said


def _voice(rows: list) -> Voice:
    """Return the sum of one list's rows."""
    low = sum(int(float(row.value_low)) for row in rows)
    unbounded = any(row.value_high == "" for row in rows)
    high = low if unbounded else sum(int(float(row.value_high)) for row in rows)
    return Voice(low, max(low, high), tuple(row.claim_id for row in rows))


def count(said: list[Voice]) -> Count:
    """Return the least, the best supported and the greatest number that the voices tell.

    The best is what most of them tell; of several the smallest.
    """
    if not said:
        return Count()
    return Count(min(v.low for v in said), ordered(said)[0].low, max(v.high for v in said))


def ordered(said: list[Voice]) -> list[Voice]:
    """Return one voice for each number told, the best supported number first."""
    votes = Counter(v.low for v in said)
    first = {v.low: v for v in reversed(said)}
    return [first[low] for low in sorted(votes, key=lambda n: (-votes[n], n))]
