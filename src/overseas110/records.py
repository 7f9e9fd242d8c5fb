"""Claims about the same stations, joined into one record a place and bureau.

The joining rule, in order:

1. Claims are at one place when they name the same country and municipality. An area of several
   municipalities or a part of a country, a place said to be unknown, and a country alone are places
   of their own.
2. At one place, each bureau that some claim names alone has a record. A claim that leaves several
   bureaus open has a record for those, unless one of them has one already. Where the lists name no
   bureau at the place, one that is named beside them makes no record: it may be the same station.
3. A claim without a bureau, or with one of several, belongs to the place's only record; where there
   are several records it is shared by all of them, since nobody says which is meant. Where such
   claims count more stations than the records hold, the rest is a record whose bureau is not stated.
4. A claim that others are a part of, and a count beside the lists, are shown and add nothing. So is
   the mention of a country alone, where stations of that country are listed by place.
5. What a record stands on is the firmest thing that lists it: a list of the NGO or of a Chinese
   bureau, a count, an allegation. What no claim of the edition lists is an allegation.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from overseas110 import places, tables

#: Columns of ``data/processed/station_records.csv``.
RECORD_COLUMNS = (
    "record_id", "iso3", "country", "municipality", "area", "bureaus", "bureaus_beside", "footing",
    "marks", "lists", "listed_by", "count_low", "count_best", "count_high", "count_claims",
    "opened_edtf", "opened_earliest", "opened_best", "opened_latest", "opened_claims",
    "first_reported_earliest", "first_reported_latest", "first_report_claim", "statuses", "claims",
    "shared_claims", "join_rule",
)  # fmt: skip

#: What a record stands on, the firmest first: rows of the vocabulary ``footing``.
FOOTINGS = ("list", "count", "allegation", "other")
#: Groups of the vocabulary ``status`` that a reader must see beside a station.
MARKED = ("cleared", "denied", "ended", "not_found")
#: Mark of a record on a list that adds nothing, since its stations are in other rows.
ELSEWHERE = "elsewhere"

_PLACES = {
    "municipality": "same country and municipality",
    "area": "same area, which is no single municipality",
    "unknown": "said to be at an unknown place of the country",
    "country": "country only",
}


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


@dataclass(frozen=True)
class _Part:
    """The claims of one record.

    Parameters
    ----------
    bureaus : frozenset of str
        Whose record it is; empty where no bureau is stated.
    own, shared : pandas.DataFrame
        Claims of this record alone, and of all records of the place.
    held : Count
        Stations of the place that other records hold.
    how : str
        What of rule 2 or 3 made it.
    """

    bureaus: frozenset[str]
    own: pd.DataFrame
    shared: pd.DataFrame
    held: Count
    how: str


#: Columns of the station claims that the joining reads.
_JOINED_BY = (
    "claim_id", "source_id", "asserted_by", "asserted_earliest", "asserted_latest", "used", "restates",
    "aspect", "list", "bureaus", "status", "value_low", "value_high",
    "when_edtf", "when_earliest", "when_latest", "place_iso3", "place_city",
)  # fmt: skip


def codes(lists: pd.DataFrame, vocabularies: pd.DataFrame, gazetteer: pd.DataFrame) -> Codes:
    """Return what the joining needs of the coded lists."""
    status = vocabularies[vocabularies["vocabulary"] == "status"]
    return Codes(
        dict(zip(lists["list"], lists["footing"], strict=True)),
        dict(zip(status["code"], status["group"], strict=True)),
        set(gazetteer.loc[gazetteer["place_kind"] == "unknown", "place_text"]),
    )


def stations(claims: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the station claims of the edition with all their columns.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``claims.csv``.
    own : pandas.DataFrame
        ``stations.csv`` of the processed tables.
    """
    return claims.merge(own, on="claim_id")


def records(joined: pd.DataFrame, known: Codes) -> pd.DataFrame:
    """Return the records of the edition, with what all claims say of them together.

    Parameters
    ----------
    joined : pandas.DataFrame
        What `stations` returns.
    known : Codes
        What `codes` returns.

    Returns
    -------
    pandas.DataFrame
        Columns `RECORD_COLUMNS`, sorted by country and municipality. Counts are of root claims
        that may count as evidence; every claim stands in ``claims`` of one record or in
        ``shared_claims`` of several. ``count_claims`` has one entry for each number that is told,
        the best first, ``|`` between; claims that make one number together have ``+`` between.
    """
    totals = _totals(joined, known)
    area = joined["city_text"].where(joined["place_city"] == "", "")
    # Rows of few columns: they are picked hundreds of times.
    placed = joined[list(_JOINED_BY)].assign(area=area)
    rows = []
    for (iso3, town, area_text), group in placed.groupby(
        ["place_iso3", "place_city", "area"], sort=True
    ):
        kind = (
            "municipality" if town else "unknown" if area_text in known.unknown
            else "area" if area_text else "country"
        )  # fmt: skip
        place = {"iso3": iso3, "municipality": town, "area": area_text, "join_rule": _PLACES[kind]}
        rows += [_row(place, part, totals, known) for part in _split(group, totals, known)]
    frame = pd.DataFrame(rows, columns=list(RECORD_COLUMNS))
    _country_alone_adds_nothing(frame)
    _mark_what_adds_nothing(frame)
    order = ["country", "municipality", "area", "bureaus"]
    return frame.sort_values(order, kind="stable").reset_index(drop=True)


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the records that count as listed: on a list, with at least perhaps one station."""
    return frame[(frame["footing"] == "list") & (frame["count_high"].astype(float) > 0)]


def total(frame: pd.DataFrame) -> Count:
    """Return the sum of records; of none it is nothing."""
    low, best, high = (
        int(frame[column].astype(float).sum()) if len(frame) else 0
        for column in ("count_low", "count_best", "count_high")
    )
    return Count(low, best, high)


def claims_of(frame: pd.DataFrame) -> list[str]:
    """Return the claims of records, own and shared, each once."""
    cells = [*frame["claims"], *frame["shared_claims"]]
    return sorted({claim for cell in cells for claim in tables.split(cell)})


def places_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a place of records: country, municipality and area."""
    return frame[["iso3", "municipality", "area"]].drop_duplicates().reset_index(drop=True)


def with_status(frame: pd.DataFrame, joined: pd.DataFrame, known: Codes, group: str):
    """Return the records of which some claim, own or shared, tells a status of a group.

    Parameters
    ----------
    frame, joined : pandas.DataFrame
        What `records` and `stations` return.
    known : Codes
        What `codes` returns.
    group : str
        Group of the vocabulary ``status``.

    Returns
    -------
    records : pandas.DataFrame
        Rows of `frame`.
    claims : list of str
        The claims that say so.
    """
    says = set(joined.loc[joined["status"].map(known.status_group) == group, "claim_id"])
    touched = [
        bool(says & {*tables.split(r.claims), *tables.split(r.shared_claims)})
        for r in tables.rows(frame)
    ]
    found = frame[pd.Series(touched, index=frame.index, dtype=bool)]
    return found, sorted(says & set(claims_of(found)))


def _totals(joined: pd.DataFrame, known: Codes) -> set[str]:
    """Return the claims that count what others count one by one."""
    restates = dict(zip(joined["claim_id"], joined["restates"], strict=True))
    found = set()
    for claim in set(joined["part_of"]) - {""}:
        while claim:
            found.add(claim)
            claim = restates.get(claim, "")
    counts = joined["list"].map(known.footing) == "count"
    return found | set(joined.loc[counts, "claim_id"])


def _heads(group: pd.DataFrame, sets: pd.Series, known: Codes) -> list[frozenset[str]]:
    """Return whose records a place has, by rule 2."""
    on_lists = sets[group["list"].map(known.footing) == "list"]
    if len(on_lists) and not any(on_lists):
        return []
    named = set(sets) - {frozenset()}
    heads = {s for s in named if len(s) == 1}
    heads |= {s for s in named if len(s) > 1 and not any(h <= s for h in heads)}
    return sorted(heads, key=sorted)


def _split(group: pd.DataFrame, totals: set[str], known: Codes) -> Iterator[_Part]:
    """Yield the parts that the claims of one place fall into, by rules 2 and 3."""
    sets = group["bureaus"].map(lambda cell: frozenset(tables.split(cell)))
    none = group.iloc[:0]
    heads = _heads(group, sets, known)
    if not heads:
        yield _Part(frozenset(), group, none, Count(), "all claims of the place")
        return
    parts = [group[sets == head] for head in heads]
    loose = group[~sets.isin(heads)]
    held = [_count(_voices(part, totals, known)) for part in parts]
    held = Count(*(sum(getattr(c, name) for c in held) for name in ("low", "best", "high")))
    rest = held.high > 0 and _count(_voices(loose, totals, known)).high > held.high
    if len(heads) == 1 and not rest:
        yield _Part(heads[0], group, none, Count(), "all claims of the place")
        return
    for head, part in zip(heads, parts, strict=True):
        how = "claims that name this bureau" if len(head) == 1 else "claims that leave these open"
        yield _Part(head, part, loose, Count(), f"{how}; the others of the place are shared")
    if rest:
        listing = loose["claim_id"].isin(
            {c for v in _voices(loose, totals, known) for c in v.claims}
        )
        how = "what is counted beyond the stations whose bureau is named"
        yield _Part(frozenset(), loose[listing], loose[~listing], held, how)


def _voices(part: pd.DataFrame, totals: set[str], known: Codes) -> list[Voice]:
    """Return how many stations on lists each asserter counts in each source.

    What a source lists there in one list is added; of several lists the one asserted last counts.
    """
    listed = part[
        (part["aspect"] == "listed")
        & (part["used"].astype(str) == "True")
        & (part["list"].map(known.footing).fillna("list") == "list")
        & ~part["claim_id"].isin(totals)
    ]
    said = []
    for _, voice in listed.groupby(["asserted_by", "source_id"], sort=True):
        last = max(voice["asserted_latest"])
        newest = [
            one
            for _, one in voice.groupby("list", sort=True)
            if max(one["asserted_latest"]) == last
        ]
        said += [_voice(one) for one in newest]
    return said


def _voice(rows: pd.DataFrame) -> Voice:
    """Return the sum of one list's rows."""
    low = sum(int(float(v)) for v in rows["value_low"])
    unbounded = (rows["value_high"] == "").any()
    high = low if unbounded else sum(int(float(v)) for v in rows["value_high"])
    return Voice(low, max(low, high), tuple(rows["claim_id"]))


def _count(voices: list[Voice]) -> Count:
    """Return the least, the best supported and the greatest number that the voices tell.

    The best is what most of them tell; of several the smallest.
    """
    if not voices:
        return Count()
    best = _ordered(voices)[0].low
    return Count(min(v.low for v in voices), best, max(v.high for v in voices))


def _ordered(voices: list[Voice]) -> list[Voice]:
    """Return one voice for each number told, the best supported number first."""
    votes = Counter(v.low for v in voices)
    first = {v.low: v for v in reversed(voices)}
    return [first[low] for low in sorted(votes, key=lambda n: (-votes[n], n))]


def _row(place: dict, part: _Part, totals: set[str], known: Codes) -> dict:
    """Return one record."""
    own, shared, held = part.own, part.shared, part.held
    everything = pd.concat([own, shared])
    listed = own[(own["aspect"] == "listed") & ~own["claim_id"].isin(totals)]
    footing = _footing(own, known)
    voices = _voices(own, totals, known)
    count = _count(voices)
    first = _first(own)
    groups = {known.status_group.get(s, "") for s in everything["status"]}
    marks = [footing] if footing != "list" else []
    return {
        **place,
        "record_id": _record_id(place, part),
        "country": " and ".join(places.country_name(code) for code in tables.split(place["iso3"])),
        "bureaus": ";".join(sorted(part.bureaus)),
        "bureaus_beside": ";".join(sorted(set(tables.split(_union(own["bureaus"]))) - part.bureaus)),
        "footing": footing,
        "marks": ";".join([*marks, *(m for m in MARKED if m in groups)]),
        "lists": _union(listed["list"]),
        "listed_by": _union(listed["asserted_by"]),
        "count_low": max(0, count.low - held.high),
        "count_best": max(0, count.best - held.best),
        "count_high": max(0, count.high - held.low),
        "count_claims": "|".join("+".join(v.claims) for v in _ordered(voices)),
        **_opened(own[own["aspect"] == "opened"]),
        "first_reported_earliest": first.asserted_earliest,
        "first_reported_latest": first.asserted_latest,
        "first_report_claim": first.claim_id,
        "statuses": _statuses(everything),
        "claims": ";".join(sorted(own["claim_id"])),
        "shared_claims": ";".join(sorted(shared["claim_id"])),
        "join_rule": f"{place['join_rule']}: {part.how}",
    }  # fmt: skip


def _record_id(place: dict, part: _Part) -> str:
    """Return a name of ASCII letters, digits and hyphens."""
    name = place["municipality"] or place["area"] or "country"
    tail = "-".join(sorted(b.removesuffix("_psb") for b in part.bureaus))
    tail = tail or ("other" if part.held.high else "")
    # Accents come off; whatever else is no letter or digit parts two words.
    plain = unicodedata.normalize("NFD", f"{place['iso3']} {name} {tail}".lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _footing(own: pd.DataFrame, known: Codes) -> str:
    """Return the firmest thing that the record stands on."""
    listed = own[own["aspect"] == "listed"]
    found = {
        known.footing.get(row.list, "list")
        for row in tables.rows(listed)
        if str(row.used) == "True" or row.restates
    }
    return next((f for f in FOOTINGS if f in found), "allegation")


def _opened(told: pd.DataFrame) -> dict[str, str]:
    """Return the outermost days of all openings told, and the last day of the narrowest of them."""
    closed = told[(told["when_earliest"] != "") & (told["when_latest"] != "")]
    width = pd.to_datetime(closed["when_latest"]) - pd.to_datetime(closed["when_earliest"])
    narrowest = closed.loc[width.sort_values(kind="stable").index[:1], "when_latest"]
    earliest, latest = list(told["when_earliest"]), list(told["when_latest"])
    return {
        "opened_edtf": ";".join(sorted(set(told["when_edtf"]))),
        "opened_earliest": "" if "" in earliest else min(earliest, default=""),
        "opened_best": next(iter(narrowest), ""),
        "opened_latest": "" if "" in latest else max(latest, default=""),
        "opened_claims": ";".join(sorted(told["claim_id"])),
    }


def _first(own: pd.DataFrame):
    """Return the first claim that there is a station: that lists or dates it; else the first of all."""
    told = own[own["aspect"].isin(("listed", "opened"))]
    said = told if len(told) else own
    return min(
        tables.rows(said), key=lambda r: (r.asserted_latest, r.asserted_earliest, r.claim_id)
    )


def _statuses(rows: pd.DataFrame) -> str:
    """Return each status with its time, in the order of time."""
    told = rows[rows["status"] != ""].sort_values(["when_latest", "claim_id"], kind="stable")
    cells = [f"{r.status}@{r.when_edtf}" if r.when_edtf else r.status for r in tables.rows(told)]
    return ";".join(dict.fromkeys(cells))


def _country_alone_adds_nothing(frame: pd.DataFrame) -> None:
    """Where stations of a country are listed by place, a mention of the country alone counts none."""
    alone = (frame["municipality"] == "") & (frame["area"] == "")
    placed = set(frame.loc[~alone & (frame["count_high"] > 0), "iso3"])
    covered = alone & frame["iso3"].isin(placed)
    for column in ("count_low", "count_best", "count_high"):
        frame.loc[covered, column] = 0


def _mark_what_adds_nothing(frame: pd.DataFrame) -> None:
    """Say of records on a list that count none that their stations are in other rows."""
    for index, row in frame[(frame["footing"] == "list") & (frame["count_high"] == 0)].iterrows():
        frame.loc[index, "marks"] = ";".join([ELSEWHERE, *tables.split(row["marks"])])


def _union(cells: pd.Series) -> str:
    return ";".join(sorted({part for cell in cells for part in tables.split(cell)}))
