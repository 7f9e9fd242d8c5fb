"""Claims about the same stations, joined into one record a place and bureau.

The joining rule, in order:

1. Claims are at one place when they name the same country and municipality. An area of several
   municipalities, a place said to be unknown, and a country alone are places of their own.
2. At one place, each bureau that some claim names alone has a record. A claim that leaves several
   bureaus open has a record for those, unless one of them has one already.
3. A claim without a bureau, or with one of several, belongs to the place's only record; where there
   are several records, to all of them. Where it counts more stations than the records hold, the
   rest is a record whose bureau is not stated.
4. A total is shown and adds nothing: a count beside the lists, or a claim that others are a part of.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from overseas110 import places, tables

#: Columns of ``data/processed/station_records.csv``.
RECORD_COLUMNS = (
    "record_id", "iso3", "country", "municipality", "area", "bureaus", "footing", "marks", "lists",
    "listed_by", "count_low", "count_best", "count_high", "opened_edtf", "opened_earliest",
    "opened_latest", "first_reported_earliest", "first_reported_latest", "statuses", "claims",
    "shared_claims", "join_rule",
)  # fmt: skip

#: What a record stands on, the firmest first: rows of the vocabulary ``footing``.
FOOTINGS = ("list", "count", "allegation", "other")
#: Groups of the vocabulary ``status`` that a reader must see beside a station.
_MARKED = ("cleared", "denied", "ended", "not_found")

_RULES = {
    "municipality": "same country and municipality",
    "area": "same area of several municipalities; joined with none of them",
    "unknown": "said to be at an unknown place; joined with no other",
    "country": "country only; joined with no municipality",
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
        that may count as evidence; every claim stands in ``claims`` or ``shared_claims``.
    """
    totals = _totals(joined, known)
    area = joined["city_text"].where(joined["place_city"] == "", "")
    placed = joined.assign(area=area)
    rows = []
    for (iso3, town, area_text), group in placed.groupby(
        ["place_iso3", "place_city", "area"], sort=True
    ):
        kind = (
            "municipality" if town else "unknown" if area_text in known.unknown
            else "area" if area_text else "country"
        )  # fmt: skip
        place = {"iso3": iso3, "municipality": town, "area": area_text, "join_rule": _RULES[kind]}
        rows += [_row(place, *parts, totals, known) for parts in _split(group, totals, known)]
    frame = pd.DataFrame(rows, columns=list(RECORD_COLUMNS))
    _country_alone_adds_nothing(frame)
    order = ["country", "municipality", "area", "bureaus"]
    return frame.sort_values(order, kind="stable").reset_index(drop=True)


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the records that are counted as listed stations: on a list, and at least perhaps one."""
    return frame[(frame["footing"] == "list") & (frame["count_high"].astype(float) > 0)]


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


def _split(group: pd.DataFrame, totals: set[str], known: Codes):
    """Yield bureaus, own claims, shared claims and stations held elsewhere, for each record of a place."""
    sets = {row.claim_id: frozenset(tables.split(row.bureaus)) for row in group.itertuples()}
    heads = {s for s in sets.values() if len(s) == 1}
    heads |= {s for s in sets.values() if len(s) > 1 and not any(h <= s for h in heads)}
    heads = sorted(heads, key=sorted)
    if len(heads) <= 1:
        bureaus = heads[0] if heads else frozenset()
        rest = 0
        if heads:
            own = group[[sets[c] == bureaus for c in group["claim_id"]]]
            loose = group[[sets[c] != bureaus for c in group["claim_id"]]]
            rest = _beyond(loose, own, totals, known)
        if rest:
            yield bureaus, own, loose, 0
            yield frozenset(), loose, loose.iloc[:0], _count(own, totals, known)[1]
        else:
            yield bureaus, group, group.iloc[:0], 0
        return
    loose = group[[sets[c] not in heads for c in group["claim_id"]]]
    parts = [group[[sets[c] == head for c in group["claim_id"]]] for head in heads]
    for head, part in zip(heads, parts, strict=True):
        yield head, part, loose, 0
    held = sum(_count(part, totals, known)[1] for part in parts)
    if _count(loose, totals, known)[2] > held:
        yield frozenset(), loose, loose.iloc[:0], held


def _beyond(loose: pd.DataFrame, own: pd.DataFrame, totals: set[str], known: Codes) -> int:
    """Return how many stations the claims without a bureau count beyond those with one, at best."""
    mine = _count(own, totals, known)[1]
    return max(0, _count(loose, totals, known)[1] - mine) if mine else 0


def _count(part: pd.DataFrame, totals: set[str], known: Codes) -> tuple[int, int, int]:
    """Return the least, the best supported and the greatest number of listed stations.

    Each source says for each asserter how many there are: what it lists there in one list, added,
    and of several lists the one asserted last. The best is what most of them say; of several the
    smallest.
    """
    listed = part[
        (part["aspect"] == "listed")
        & (part["used"].astype(str) == "True")
        & (part["list"].map(known.footing).fillna("list") == "list")
        & ~part["claim_id"].isin(totals)
    ]
    said: list[tuple[int, int]] = []
    for _, voice in listed.groupby(["asserted_by", "source_id"], sort=True):
        sums = [
            (max(one["asserted_latest"]), _sum(one["value_low"]), _sum(one["value_high"]))
            for _, one in voice.groupby("list", sort=True)
        ]
        last = max(day for day, _, _ in sums)
        low = max(low for day, low, _ in sums if day == last)
        highs = [high for day, _, high in sums if day == last]
        said.append((low, max(h if h is not None else low for h in highs)))
    if not said:
        return 0, 0, 0
    votes = Counter(low for low, _ in said)
    best = min(votes, key=lambda n: (-votes[n], n))
    return min(low for low, _ in said), best, max(high for _, high in said)


def _sum(values: pd.Series) -> int | None:
    """Return a sum of whole numbers, or nothing where one of them is unbounded."""
    return None if (values == "").any() else sum(int(float(v)) for v in values)


def _row(place: dict, bureaus, own, shared, held: int, totals: set[str], known: Codes) -> dict:
    """Return one record."""
    everything = pd.concat([own, shared])
    listed = own[(own["aspect"] == "listed") & ~own["claim_id"].isin(totals)]
    footing = _footing(own, totals, known)
    low, best, high = (max(0, n - held) for n in _count(own, totals, known))
    opened = everything[everything["aspect"] == "opened"]
    first = _first_reported(listed if len(listed) else own)
    groups = {known.status_group.get(s, "") for s in everything["status"]}
    marks = [footing] if footing != "list" else []
    name = place["municipality"] or place["area"] or "country"
    tail = "-".join(sorted(b.removesuffix("_psb") for b in bureaus)) or ("other" if held else "")
    return {
        **place,
        "record_id": f"{place['iso3']}-{name}{'-' + tail if tail else ''}".lower().replace(" ", "-"),
        "country": " and ".join(places.country_name(code) for code in tables.split(place["iso3"])),
        "bureaus": ";".join(sorted(bureaus)),
        "footing": footing,
        "marks": ";".join([*marks, *(m for m in _MARKED if m in groups)]),
        "lists": _union(listed["list"]),
        "listed_by": _union(listed["asserted_by"]),
        "count_low": low,
        "count_best": best,
        "count_high": high,
        "opened_edtf": ";".join(sorted(set(opened["when_edtf"]))),
        "opened_earliest": min((d for d in opened["when_earliest"] if d), default=""),
        "opened_latest": "" if (opened["when_latest"] == "").any() else max(opened["when_latest"], default=""),
        "first_reported_earliest": first[0],
        "first_reported_latest": first[1],
        "statuses": _statuses(everything),
        "claims": ";".join(sorted(own["claim_id"])),
        "shared_claims": ";".join(sorted(shared["claim_id"])),
    }  # fmt: skip


def _footing(own: pd.DataFrame, totals: set[str], known: Codes) -> str:
    """Return the firmest thing that the record stands on."""
    listed = own[own["aspect"] == "listed"]
    found = {
        "count" if row.claim_id in totals else known.footing.get(row.list, "list")
        for row in listed.itertuples()
        if str(row.used) == "True" or row.restates
    }
    return next((f for f in FOOTINGS if f in found), "allegation")


def _first_reported(listed: pd.DataFrame) -> tuple[str, str]:
    """Return the bounds of the day on which the first of the claims was made."""
    first = min(listed.itertuples(), key=lambda r: (r.asserted_latest, r.asserted_earliest))
    return first.asserted_earliest, first.asserted_latest


def _statuses(rows: pd.DataFrame) -> str:
    """Return each status with its time, in the order of time."""
    told = rows[rows["status"] != ""].sort_values(["when_latest", "claim_id"], kind="stable")
    cells = [f"{r.status}@{r.when_edtf}" if r.when_edtf else r.status for r in told.itertuples()]
    return ";".join(dict.fromkeys(cells))


def _country_alone_adds_nothing(frame: pd.DataFrame) -> None:
    """Where stations of a country are listed by place, a mention of the country alone counts none."""
    alone = (frame["municipality"] == "") & (frame["area"] == "")
    placed = set(frame.loc[~alone & (frame["count_high"] > 0), "iso3"])
    covered = alone & frame["iso3"].isin(placed)
    for column in ("count_low", "count_best", "count_high"):
        frame.loc[covered, column] = 0


def _union(cells: pd.Series) -> str:
    return ";".join(sorted({part for cell in cells for part in tables.split(cell)}))
