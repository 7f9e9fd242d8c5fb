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

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

from overseas110 import places, record_counts, record_parts, tables
from overseas110.record_counts import Codes, Count

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
    claims = tables.rows(joined)
    beside = record_counts.totals(claims, known)
    rows = []
    for (iso3, town, area), here in tables.grouped(claims, _place):
        kind = (
            "municipality" if town else "unknown" if area in known.unknown
            else "area" if area else "country"
        )  # fmt: skip
        place = {"iso3": iso3, "municipality": town, "area": area, "join_rule": _PLACES[kind]}
        parts = record_parts.split(here, beside, known)
        rows += [_row(place, part, beside, known) for part in parts]
    _country_alone_adds_nothing(rows)
    _mark_what_adds_nothing(rows)
    frame = pd.DataFrame(rows, columns=list(RECORD_COLUMNS))
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


def _place(row) -> tuple[str, str, str]:
    """Return country, municipality and area of a claim; where there is a municipality, no area."""
    return row.place_iso3, row.place_city, "" if row.place_city else row.city_text


def _row(place: dict, part: record_parts.Part, beside: set[str], known: Codes) -> dict:
    """Return one record."""
    own, shared, held = part.own, part.shared, part.held
    everything = [*own, *shared]
    listed = [row for row in own if row.aspect == "listed" and row.claim_id not in beside]
    footing = _footing(own, known)
    said = record_counts.voices(own, beside, known)
    count = record_counts.count(said)
    first = _first(own)
    groups = {known.status_group.get(row.status, "") for row in everything}
    marks = [footing] if footing != "list" else []
    return {
        **place,
        "record_id": _record_id(place, part),
        "country": " and ".join(places.country_name(code) for code in tables.split(place["iso3"])),
        "bureaus": ";".join(sorted(part.bureaus)),
        "bureaus_beside": ";".join(sorted(_union(row.bureaus for row in own) - part.bureaus)),
        "footing": footing,
        "marks": ";".join([*marks, *(m for m in MARKED if m in groups)]),
        "lists": ";".join(sorted(_union(row.list for row in listed))),
        "listed_by": ";".join(sorted(_union(row.asserted_by for row in listed))),
        "count_low": max(0, count.low - held.high),
        "count_best": max(0, count.best - held.best),
        "count_high": max(0, count.high - held.low),
        "count_claims": "|".join("+".join(v.claims) for v in record_counts.ordered(said)),
        **_opened([row for row in own if row.aspect == "opened"]),
        "first_reported_earliest": first.asserted_earliest,
        "first_reported_latest": first.asserted_latest,
        "first_report_claim": first.claim_id,
        "statuses": _statuses(everything),
        "claims": ";".join(sorted(row.claim_id for row in own)),
        "shared_claims": ";".join(sorted(row.claim_id for row in shared)),
        "join_rule": f"{place['join_rule']}: {part.how}",
    }


def _record_id(place: dict, part: record_parts.Part) -> str:
    """Return a name of ASCII letters, digits and hyphens."""
    name = place["municipality"] or place["area"] or "country"
    tail = "-".join(sorted(b.removesuffix("_psb") for b in part.bureaus))
    tail = tail or ("other" if part.held.high else "")
    # Accents come off; whatever else is no letter or digit parts two words.
    plain = unicodedata.normalize("NFD", f"{place['iso3']} {name} {tail}".lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _footing(own: list, known: Codes) -> str:
    """Return the firmest thing that the record stands on."""
    found = {
        known.footing.get(row.list, "list")
        for row in own
        if row.aspect == "listed" and (str(row.used) == "True" or row.restates)
    }
    return next((f for f in FOOTINGS if f in found), "allegation")


def _opened(told: list) -> dict[str, str]:
    """Return the outermost days of all openings told, and the last day of the narrowest of them."""
    closed = [row for row in told if row.when_earliest and row.when_latest]
    narrowest = min(closed, key=_width, default=None)
    earliest, latest = [row.when_earliest for row in told], [row.when_latest for row in told]
    return {
        "opened_edtf": ";".join(sorted({row.when_edtf for row in told})),
        "opened_earliest": "" if "" in earliest else min(earliest, default=""),
        "opened_best": narrowest.when_latest if narrowest else "",
        "opened_latest": "" if "" in latest else max(latest, default=""),
        "opened_claims": ";".join(sorted(row.claim_id for row in told)),
    }


def _width(row) -> dt.timedelta:
    """Return how much time a claim leaves open."""
    return dt.date.fromisoformat(row.when_latest) - dt.date.fromisoformat(row.when_earliest)


def _first(own: list):
    """Return the first claim that there is a station: that lists or dates it; else the first of all."""
    told = [row for row in own if row.aspect in ("listed", "opened")]
    return min(told or own, key=lambda r: (r.asserted_latest, r.asserted_earliest, r.claim_id))


def _statuses(rows: list) -> str:
    """Return each status with its time, in the order of time."""
    told = sorted((r for r in rows if r.status), key=lambda r: (r.when_latest, r.claim_id))
    cells = [f"{r.status}@{r.when_edtf}" if r.when_edtf else r.status for r in told]
    return ";".join(dict.fromkeys(cells))


def _country_alone_adds_nothing(rows: list[dict]) -> None:
    """Where stations of a country are listed by place, a mention of the country alone counts none."""
    somewhere = [row for row in rows if row["municipality"] or row["area"]]
    placed = {row["iso3"] for row in somewhere if row["count_high"] > 0}
    for row in rows:
        if row["iso3"] in placed and not row["municipality"] and not row["area"]:
            row |= dict.fromkeys(("count_low", "count_best", "count_high"), 0)


def _mark_what_adds_nothing(rows: list[dict]) -> None:
    """Say of records on a list that count none that their stations are in other rows."""
    for row in rows:
        if row["footing"] == "list" and row["count_high"] == 0:
            row["marks"] = ";".join([ELSEWHERE, *tables.split(row["marks"])])


def _union(cells: Iterable[str]) -> set[str]:
    """Return the values of cells that hold several."""
    return {part for cell in cells for part in tables.split(cell)}
