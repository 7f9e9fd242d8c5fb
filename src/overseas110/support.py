"""What a finding or a claim stands on: its voices, its sources, its denials, and how far each carries it.

One rule for voices. A voice is an actor who asserts a root claim. A retelling has the voice of what it
retells; a person in office that of the office; the outlet of a repost that of the text it copies. So
the same text read twice is one voice, however many outlets print it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from overseas110 import tables
from overseas110.lineage import Lineage
from overseas110.voices import TELLING

#: Standings that put a claim in doubt; "corrected" does not, it is shown all the same.
DOUBTED = ("disputed", "retracted")


@dataclass(frozen=True)
class Support:
    """What some claims of one edition stand on together.

    Parameters
    ----------
    claims : tuple of str
        The claims themselves.
    sources : dict of str to int
        Source to how many of the claims are in it, the most first.
    voices : tuple of str
        Actors, each an independent voice, by id.
    standings : dict of str to int
        Standing to how many of the claims have it.
    denials, answers : tuple of str
        Root claims that deny, or that explain or state in answer to, one of them or the same matter:
        another telling of it, a figure of the same measure and scope, or a figure that the same
        voice gives for a scope around it; the earliest first.
    conflicts : tuple of str
        Conflicts that have one of the claims, in the order of the table.
    """

    claims: tuple[str, ...]
    sources: dict[str, int]
    voices: tuple[str, ...]
    standings: dict[str, int]
    denials: tuple[str, ...]
    answers: tuple[str, ...]
    conflicts: tuple[str, ...]

    @property
    def doubted(self) -> int:
        """Return how many of the claims are disputed or retracted."""
        return sum(self.standings.get(standing, 0) for standing in DOUBTED)


class Supports:
    """The links of one edition that `Support` needs, turned round once.

    Parameters
    ----------
    chain : Lineage
        The edition.
    contains : frozenset of tuple of str, optional
        Scopes of which the first contains the second, by one or several steps (``relations.csv``).
    """

    def __init__(self, chain: Lineage, contains: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.chain = chain
        self._contains = contains
        self._known: dict[tuple[str, ...], Support] = {}
        self._answered: dict[str, list[str]] = {}
        for claim, row in chain.claims.items():
            for answered in tables.split(row["responds_to"]):
                self._answered.setdefault(answered, []).append(claim)

    def of(self, claims: Iterable[str]) -> Support:
        """Return what `claims` stand on."""
        claims = tuple(claims)
        if claims not in self._known:
            self._known[claims] = self._of(claims)
        return self._known[claims]

    def _of(self, claims: tuple[str, ...]) -> Support:
        rows = [self.chain.claims[claim] for claim in claims]
        counted = Counter(row["source_id"] for row in rows)
        order = sorted(counted, key=lambda source: (-counted[source], source))
        touched = {name for claim in claims for name in self.chain.disputed_in.get(claim, ())}
        conflicts = tuple(name for name in self.chain.conflicts if name in touched)
        replies = self._replies(claims)
        denials = {c for c in replies if self.is_denial(c)} | self._denied_in(conflicts)
        # A retelling of a denial is no second denial, and what is counted itself denies nothing here.
        denials = {self.root(c) for c in denials} - set(claims)
        if all(self.is_denial(claim) for claim in claims):
            # Those who deny the same do not deny each other.
            denials = set()
        answers = {self.root(c) for c in replies} - denials - set(claims)
        answers = {c for c in answers if self._replies_as(c)}
        return Support(
            claims,
            {source: counted[source] for source in order},
            self.voices(claims),
            dict(sorted(Counter(row["standing"] for row in rows).items())),
            tuple(sorted(denials, key=self._when)),
            tuple(sorted(answers, key=self._when)),
            conflicts,
        )

    def root(self, claim: str) -> str:
        """Return the claim that `claim` retells in the end, as far as the edition has it."""
        seen = {claim}
        while (above := self.chain.claims[claim]["restates"]) in self.chain.claims:
            if above in seen:
                break
            seen.add(above)
            claim = above
        return claim

    def voices(self, claims: Iterable[str]) -> tuple[str, ...]:
        """Return the independent voices behind `claims`, by the rule of this module."""
        heard: set[str] = set()
        copies: dict[str, str] = {}
        originals = set()
        for claim in map(self.root, claims):
            row = self.chain.claims[claim]
            original = self._original(row["source_id"])
            voice = self._body(row["asserted_by"])
            telling = self.chain.actors[row["asserted_by"]]["kind"] in TELLING
            if telling and original != row["source_id"]:
                copies.setdefault(original, voice)
                continue
            originals |= {original} if telling else set()
            heard.add(voice)
        heard |= {voice for original, voice in copies.items() if original not in originals}
        return tuple(sorted(heard))

    def is_denial(self, claim: str) -> bool:
        """Return whether a claim says that something is not so."""
        row = self.chain.claims[claim]
        return row.get("event_kind") == "denial" or row.get("response_action") == "denial"

    def _body(self, actor: str) -> str:
        """Return the office that a person in office speaks for."""
        row = self.chain.actors[actor]
        return row["part_of"] if row["kind"] == "official" and row["part_of"] else actor

    def _original(self, source: str) -> str:
        seen = {source}
        while (above := self.chain.sources[source]["repost_of"]) in self.chain.sources:
            if above in seen:
                break
            seen.add(above)
            source = above
        return source

    def _replies(self, claims: Iterable[str]) -> set[str]:
        """Return what answers one of `claims` or the same matter."""
        found: set[str] = set()
        for root in {self.root(claim) for claim in claims}:
            for told in (root, *self._retellings(root), *self._same_matter(root)):
                found |= set(self._answered.get(told, ()))
        return found

    def _same_matter(self, root: str) -> list[str]:
        """Return answered figures of the same count, or of a scope around it by the same voice."""
        row = self.chain.claims[root]
        return [c for c in self._answered if row["scope"] and self._covers(c, row)]

    def _covers(self, claim: str, row: dict) -> bool:
        other = self.chain.claims.get(claim)
        if other is None or not other["scope"]:
            return False
        if (other["measure"], other["scope"]) == (row["measure"], row["scope"]):
            return True
        same = self._body(other["asserted_by"]) == self._body(row["asserted_by"])
        return same and (other["scope"], row["scope"]) in self._contains

    def _retellings(self, root: str) -> list[str]:
        found, at = [], [root]
        while at:
            again = [c for c in self.chain.retold_by.get(at.pop(), ()) if c not in found]
            found += again
            at += again
        return found

    def _denied_in(self, conflicts: Iterable[str]) -> set[str]:
        """Return the denials that stand in `conflicts` of that kind."""
        found: set[str] = set()
        for name in conflicts:
            row = self.chain.conflicts[name]
            if row["kind"] == "denial":
                found |= {c for c in tables.split(row["claim_ids"]) if self.is_denial(c)}
        return found

    def _when(self, claim: str) -> tuple[str, str]:
        row = self.chain.claims[claim]
        return row["asserted_earliest"] or row["reported_earliest"], claim

    def _replies_as(self, claim: str) -> bool:
        return self.chain.claims[claim].get("event_kind") in ("explanation", "statement")


def lost_without(chain: Lineage, claims: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the findings that rest on `claims` alone, and those that rest on them in part.

    Nothing is computed anew: of the second nothing more is said than that they may change.
    """
    within = Counter(name for claim in claims for name in chain.used_by.get(claim, ()))
    whole = [n for n in sorted(within) if within[n] == len(chain.findings[n].claims)]
    return whole, [n for n in sorted(within) if n not in set(whole)]
