"""The claims of one place in parts, each of which is a record: rules 2 and 3 of `overseas110.records`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from overseas110 import tables
from overseas110.record_counts import Codes, Count, count, voices


@dataclass(frozen=True)
class Part:
    """The claims of one record.

    Parameters
    ----------
    bureaus : frozenset of str
        Whose record it is; empty where no bureau is stated.
    own, shared : list of named tuple
        Claims of this record alone, and of all records of the place.
    held : Count
        Stations of the place that other records hold.
    how : str
        What of rule 2 or 3 made it.
    """

    bureaus: frozenset[str]
    own: list
    shared: list
    held: Count
    how: str


def split(place: list, beside: set[str], known: Codes) -> Iterator[Part]:
    """Yield the parts that the claims of one place fall into.

    Parameters
    ----------
    place : list of named tuple
        Claims of one place.
    beside : set of str
        Claims that count what others count one by one.
    known : Codes
        The coded lists.
    """
    heads = _heads(place, known)
    if not heads:
        yield Part(frozenset(), place, [], Count(), "all claims of the place")
        return
    parts = [[row for row in place if _named(row) == head] for head in heads]
    loose = [row for row in place if _named(row) not in heads]
    held = [count(voices(part, beside, known)) for part in parts]
    held = Count(*(sum(getattr(c, name) for c in held) for name in ("low", "best", "high")))
    said = voices(loose, beside, known)
    rest = held.high > 0 and count(said).high > held.high
    if len(heads) == 1 and not rest:
        yield Part(heads[0], place, [], Count(), "all claims of the place")
        return
    for head, part in zip(heads, parts, strict=True):
        how = "claims that name this bureau" if len(head) == 1 else "claims that leave these open"
        yield Part(head, part, loose, Count(), f"{how}; the others of the place are shared")
    if rest:
        listing = {claim for voice in said for claim in voice.claims}
        own = [row for row in loose if row.claim_id in listing]
        shared = [row for row in loose if row.claim_id not in listing]
        how = "what is counted beyond the stations whose bureau is named"
        yield Part(frozenset(), own, shared, held, how)


def _named(row) -> frozenset[str]:
    """Return the bureaus that a claim names."""
    return frozenset(tables.split(row.bureaus))


def _heads(place: list, known: Codes) -> list[frozenset[str]]:
    """Return whose records a place has, by rule 2."""
    on_lists = [_named(row) for row in place if known.footing.get(row.list) == "list"]
    if on_lists and not any(on_lists):
        return []
    named = {_named(row) for row in place} - {frozenset()}
    heads = {s for s in named if len(s) == 1}
    heads |= {s for s in named if len(s) > 1 and not any(h <= s for h in heads)}
    return sorted(heads, key=sorted)
