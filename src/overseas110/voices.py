"""An edition as the rules on conflicts read it: its claims, who says them, and how a sentence says so.

A sentence made by a rule should read as if a person had written it: it names values, times, places
and who says so, in words, and never what the edition does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from overseas110 import quantities, tables
from overseas110.values import date_words, row_bounds

#: Kinds of actor that act for a state.
STATE = ("government", "official", "police", "party")
#: Kinds of actor that only tell what others say.
TELLING = ("media", "state_media", "researcher")
#: Kinds of actor that are no public body: whoever is accused among them may be wronged.
PRIVATE = ("association", "company", "person", "witness")

#: Kinds whose names take an article inside a sentence, and beginnings of names that take none.
_WITH_ARTICLE = (
    "government", "official", "police", "parliament", "court", "party", "person", "witness",
)  # fmt: skip
_NO_ARTICLE = (
    "A ", "An ", "Authorities", "China", "Chinese", "Members", "No ", "Officers", "Officials",
    "Official Chinese", "Parents", "Parliament", "Police Scotland", "Police in", "Police of",
    "Public police", "Residents", "Security agencies", "Staff", "The ", "Two ",
)  # fmt: skip
#: Last words of names of many.
_PLURAL = ("police", "media", "authorities", "documents", "agencies", "organisations", "records")
#: Signs after which a publisher's name only says where a copy stands.
_COPY = (" via ", " (", ", transcript", ", quoting")

#: Days before and after every other, for times that are open.
_LONG_AGO, _LATE = "0001-01-01", "9999-12-31"


@dataclass(frozen=True)
class Conflict:
    """One conflict; its fields are the columns of the processed table."""

    conflict_id: str
    kind: str
    severity: str
    claim_ids: tuple[str, ...]
    explanation: str


@dataclass(frozen=True)
class Measure:
    """What a figure counts.

    Parameters
    ----------
    label, unit : str
        For readers.
    time : str
        How it is counted: ``flow``, ``reach``, ``stock`` or ``case``.
    """

    label: str
    unit: str
    time: str


@dataclass(frozen=True)
class Order:
    """That one thing has to come before another.

    Parameters
    ----------
    cause, effect : str
        A claim, or an event with all its claims.
    told_by : tuple of str
        Claims that tell the one as brought about by the other; without them nothing is wrong.
    reason : str
        Who tells it so, as a sentence.
    """

    cause: str
    effect: str
    told_by: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Codes:
    """The coded lists, as far as rules need them.

    Parameters
    ----------
    measures : dict of str to Measure
        Measure to what it counts.
    scopes : dict of str to str
        Scope to of whom or where, in words.
    contains : frozenset of tuple of str
        Scopes of which the first contains the second, by one or several steps.
    lists : dict of str to tuple of str
        List of stations to its publisher and footing.
    statuses : dict of str to tuple of str
        Status to its label and group.
    populations : dict of str to str
        Word for the people counted to whom it means, in English.
    order : tuple of Order
        What has to come before what.
    """

    measures: dict[str, Measure]
    scopes: dict[str, str]
    contains: frozenset[tuple[str, str]]
    lists: dict[str, tuple[str, str]]
    statuses: dict[str, tuple[str, str]]
    populations: dict[str, str]
    order: tuple[Order, ...]


@dataclass(frozen=True)
class Record:
    """One edition, as rules read it.

    Parameters
    ----------
    figures, stations, events : pandas.DataFrame
        Rows of ``claims.csv`` with the columns of their own sheet.
    actors : dict of str to object
        Actor to its row of ``actors.csv``.
    tellers : dict of str to str
        Source to the short name of who wrote or published it.
    corrections, clashes : pandas.DataFrame
        Corrections that were applied; sets of figures that cannot all hold.
    codes : Codes
        The coded lists.
    """

    figures: pd.DataFrame
    stations: pd.DataFrame
    events: pd.DataFrame
    actors: dict[str, object]
    tellers: dict[str, str]
    corrections: pd.DataFrame
    clashes: pd.DataFrame
    codes: Codes

    def claims(self) -> Mapping[str, object]:
        """Return every claim with its row."""
        return self._claims

    @cached_property
    def _claims(self) -> Mapping[str, object]:
        frames = (self.figures, self.stations, self.events)
        rows = {row.claim_id: row for frame in frames for row in tables.rows(frame)}
        return MappingProxyType(rows)

    def measure(self, row) -> Measure:
        """Return what a figure counts."""
        return self.codes.measures[row.measure]

    def group(self, row) -> str:
        """Return the group of a station's state; empty where it has none."""
        return self.codes.statuses[row.status][1] if row.status else ""

    def state(self, row) -> str:
        """Return a station's state in words."""
        return uncapital(self.codes.statuses[row.status][0])

    def kind(self, actor: str) -> str:
        """Return the kind of an actor."""
        return self.actors[actor].kind

    def country(self, actor: str) -> str:
        """Return the country of an actor."""
        return self.actors[actor].country_text

    def body(self, actor: str) -> str:
        """Return the body that a person in office speaks for."""
        row = self.actors[actor]
        return row.part_of if row.kind == "official" and row.part_of else actor

    def top(self, actor: str) -> str:
        """Return the outermost body that an actor belongs to."""
        while self.actors[actor].part_of:
            actor = self.actors[actor].part_of
        return actor

    def name(self, actor: str) -> str:
        """Return the name of an actor as it stands inside a sentence."""
        return _inside(self.actors[actor].name, self.actors[actor].kind)

    def who(self, row) -> str:
        """Return the name of who asserts a claim."""
        return self.name(row.asserted_by)

    def names(self, rows) -> list[str]:
        """Return who asserts some claims, each once."""
        return unique(self.who(row) for row in each(rows))

    def teller(self, row) -> str:
        """Return who published or wrote the source of a claim."""
        return self.tellers[row.source_id]

    def told(self, rows) -> list[str]:
        """Return who published or wrote the sources of some claims, each once."""
        return unique(self.teller(row) for row in each(rows))


def read_codes(folder: Path) -> Codes:
    """Return the coded lists of a folder of coded sheets."""

    def sheet(name: str) -> pd.DataFrame:
        return tables.read_sheet(tables.SHEETS[name], folder)[0]

    related, words = sheet("relations"), sheet("vocabularies")
    within = related[(related["of"] == "scope") & (related["relation"] == "contains")]
    return Codes(
        {r.measure: Measure(r.label, r.unit, r.time) for r in tables.rows(sheet("measures"))},
        dict(sheet("scopes")[["scope", "of"]].itertuples(index=False)),
        _all_steps(within[["subject", "object"]].itertuples(index=False)),
        {r.list: (r.published_by, r.footing) for r in tables.rows(sheet("lists"))},
        {r.code: (r.label, r.group) for r in tables.rows(words[words["vocabulary"] == "status"])},
        dict(sheet("populations").itertuples(index=False)),
        tuple(
            Order(r.cause, r.effect, tuple(tables.split(r.told_by)), r.reason)
            for r in tables.rows(sheet("order"))
        ),
    )


def read_record(folder: Path, codes: Codes) -> Record:
    """Return the edition in a folder of processed tables; the clashes need not be there."""
    clashes = folder / "clashes.csv"
    return record(
        tables.read(folder / "claims.csv"),
        {name: tables.read(folder / f"{name}.csv") for name in tables.CLAIM_SHEETS},
        tables.read(folder / "actors.csv"),
        tables.read(folder / "sources.csv"),
        tables.read(folder / "corrections.csv"),
        tables.read(clashes) if clashes.is_file() else pd.DataFrame(),
        codes,
    )


def record(
    claims: pd.DataFrame,
    own: dict[str, pd.DataFrame],
    actors: pd.DataFrame,
    sources: pd.DataFrame,
    corrections: pd.DataFrame,
    clashes: pd.DataFrame,
    codes: Codes,
) -> Record:
    """Return an edition as rules read it, its claims in one order whatever the order of rows."""
    joined = {
        name: claims.merge(own[name], on="claim_id").sort_values("claim_id", ignore_index=True)
        for name in tables.CLAIM_SHEETS
    }
    return Record(
        joined["figures"],
        joined["stations"],
        joined["events"],
        {row.actor_id: row for row in tables.rows(actors)},
        {row.source_id: short(row.author or row.publisher) for row in tables.rows(sources)},
        corrections,
        clashes,
        codes,
    )


def roots(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that restate no row of the edition."""
    return frame[frame["restates"] == ""]


def where(frame: pd.DataFrame, holds: Callable[[object], bool]) -> pd.DataFrame:
    """Return the rows for which something holds; where there are none the columns stay."""
    return frame.loc[[holds(row) for row in tables.rows(frame)]]


def each(rows) -> Iterable:
    """Return rows one by one, of a frame or of a list."""
    return tables.rows(rows) if isinstance(rows, pd.DataFrame) else rows


def unique(parts: Iterable[str]) -> list[str]:
    """Return the parts, each once, in order."""
    return list(dict.fromkeys(parts))


def root_of(rows: Mapping, row):
    """Return the row that a row restates in the end, as far as `rows` have it."""
    while row.restates in rows:
        row = rows[row.restates]
    return row


def span(rows: Iterable) -> tuple[str, str]:
    """Return the first and the last day of some claims; what is open reaches to the end of time."""
    rows = list(rows)
    return (
        min(row.when_earliest or _LONG_AGO for row in rows),
        max(row.when_latest or _LATE for row in rows),
    )


def times_meet(a, b) -> bool:
    """Return whether the times of two claims can be one."""
    (a_first, a_last), (b_first, b_last) = span([a]), span([b])
    return a_first <= b_last and b_first <= a_last


def covers(a, b) -> bool:
    """Return whether the time of `a` holds that of `b`."""
    (a_first, a_last), (b_first, b_last) = span([a]), span([b])
    return a_first <= b_first and b_last <= a_last


def stated(row):
    """Return the number that stands in a figure's wording."""
    number = quantities.parse(row.value_text, approximation=0)
    return number.high if not number.low else number.low


def counted(row) -> bool:
    """Return whether a figure is a count and no vague word such as "several"."""
    return quantities.fold(row.value_text) not in quantities.VAGUE


def value(row) -> str:
    """Return a figure's number in words: as worded where it has no digit, else with its bounds."""
    text = row.value_text
    if text.isascii() and not any(sign.isdigit() for sign in text):
        return uncapital(text)
    money = row.unit if _is_money(row) else ""
    number = replace(quantities.parse(text, approximation=0), unit=money)
    bounds = replace(row_bounds(row), unit=money)
    if bounds.approximate and number.low is not None and number.low == number.high:
        return f"about {quantities.words(number)}"
    return quantities.words(bounds)


def figure(row) -> str:
    """Return a figure's number with its unit."""
    return value(row) if _is_money(row) else f"{value(row)} {row.unit}"


def when(row) -> str:
    """Return the time of a claim in words."""
    return date_words(row.when_edtf) if row.when_edtf else "no stated time"


def over(row) -> str:
    """Return the time of a figure with its preposition: "for 2021", "as of 5 December 2022"."""
    words = when(row)
    if words.startswith(("by ", "since ")):
        return words
    return f"as of {words}" if row.when_earliest == row.when_latest else f"for {words}"


def place(row) -> str:
    """Return the place of a station claim in words."""
    return row.place_city or row.city_text or row.country_text


def places(rows) -> list[str]:
    """Return the places of station claims in words, each once."""
    return unique(place(row) for row in each(rows))


def both(parts: list[str]) -> str:
    """Return parts as a list in words: "one, two and three"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def verb(names: list[str], one: str, many: str) -> str:
    """Return the form of a verb that goes with names."""
    head = names[0].partition(" of ")[0]
    plural = head.startswith("Two ") or head.split()[-1].lower() in _PLURAL
    return many if plural or len(names) > 1 else one


def capital(text: str) -> str:
    """Return `text` with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """Return `text` without a capital at its beginning."""
    return text[:1].lower() + text[1:]


def slug(*parts: str) -> str:
    """Return words as a piece of a conflict's id."""
    words = quantities.fold(" ".join(part for part in parts if part))
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in words).split())


def short(publisher: str) -> str:
    """Return the name of who published a source, without where a copy of it stands."""
    name = publisher
    for mark in _COPY:
        name = name.partition(mark)[0]
    return uncapital(name) if name.startswith("A ") else name


def _inside(name: str, kind: str) -> str:
    """Return a name of the actors' sheet as it stands inside a sentence."""
    if name.endswith(", unnamed"):
        return _unnamed(name.removesuffix(", unnamed"), kind)
    if name.startswith(("A ", "An ")):
        return uncapital(name)
    if kind not in _WITH_ARTICLE or name.startswith(_NO_ARTICLE):
        return name
    if kind == "official":
        office, of, rest = name.partition(" of ")
        return f"the {office.lower()}{of}{rest}"
    if name.startswith("Member "):
        return f"a {uncapital(name)}"
    common = kind in PRIVATE or " ministry" in name
    return f"the {uncapital(name) if common else name}"


def _unnamed(name: str, kind: str) -> str:
    if name.startswith("A "):
        return f"an unnamed {name[2:]}"
    plain = name if name.startswith("Chinese") else uncapital(name)
    one = kind in ("official", "person") and not name.split()[0].endswith("s")
    return f"an unnamed {plain}" if one else f"unnamed {plain}"


def _is_money(row) -> bool:
    return len(row.unit) == 3 and row.unit.isupper()


def _all_steps(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return the pairs, and those that follow from them by several steps."""
    found = {tuple(pair) for pair in pairs}
    while True:
        more = {(a, d) for a, b in found for c, d in found if b == c} - found
        if not more:
            return frozenset(found)
        found |= more
