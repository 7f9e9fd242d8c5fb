"""Tables of stations for readers: every record with its marks, and sums beside stated totals.

Numbers and days in the cells are shortcodes, so that each leads to its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from overseas110 import places, records, show, tables

#: How a record that a list does not have, or that adds nothing, is marked.
_STANDS_ON = {
    "list": "On a list",
    "count": "**Counted beside the lists**, not added",
    "allegation": "**Alleged only**, not added",
    "other": "**Another thing**, not added",
    records.ELSEWHERE: "On a list, **in other rows**, not added",
}
_SAID = {
    "list": "Named by",
    "count": "Counted by",
    "allegation": "Alleged by",
    "other": "Told by",
}
_RECORDS = (
    "Country",
    "Place and bureau",
    "Stands on",
    "Stations",
    "Since when, in which state, and who says so",
    "Claims joined",
)
_TOTALS = ("Of what", "Stated total", "Who states it", "Listed by name here")


@dataclass(frozen=True)
class Names:
    """How codes read in words.

    Parameters
    ----------
    actors : pandas.Series
        Actor to name.
    labels : dict of (str, str) to str
        Vocabulary and code to label.
    """

    actors: pd.Series
    labels: dict[tuple[str, str], str]

    def bureaus(self, cell: str, between: str = " or ") -> str:
        """Return bureaus by the names of their towns."""
        names = (self.actors[b].removesuffix(" Public Security Bureau") for b in tables.split(cell))
        return between.join(names)

    def said_by(self, row) -> str:
        """Return who makes a claim and through whom: "an embassy, per a minister"."""
        return ", per ".join(self.actors[a] for a in [row.asserted_by, *tables.split(row.via)])

    def doubt(self, row) -> str:
        """Return a word of warning where a claim is in doubt, or nothing."""
        return "" if row.standing == "ok" else f" ({self.labels['standing', row.standing].lower()})"


def sayings(joined: pd.DataFrame, names: Names) -> dict[str, str]:
    """Return for each claim of an opening or a state what it says, when, and who says so.

    Parameters
    ----------
    joined : pandas.DataFrame
        The station claims.
    names : Names
        How codes read in words.
    """
    found = {}
    for row in tables.rows(joined):
        if row.aspect != "opened" and not row.status:
            continue
        what = "Opened" if row.aspect == "opened" else names.labels["status", row.status]
        when = f", {show.date(row.claim_id)}" if row.when_edtf else ""
        found[row.claim_id] = (
            f"{show.escape(what)}{when} ({show.escape(names.said_by(row))}){names.doubt(row)}"
        )
    return found


def all_records(everything: pd.DataFrame, joined: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return every record, counted or not, with all claims that are joined in it.

    Parameters
    ----------
    everything, joined : pandas.DataFrame
        What `records.records` and `records.stations` return.
    names : Names
        How codes read in words.
    """
    says = sayings(joined, names)
    listings = [row for row in tables.rows(joined) if row.aspect == "listed"]
    worded = {row.claim_id for row in listings if row.count_text}
    rows = []
    for record in tables.rows(everything):
        own, shared = tables.split(record.claims), tables.split(record.shared_claims)
        told = [says[c] for c in own if c in says]
        told += [f"Of one or more of the stations here: {says[c]}" for c in shared if c in says]
        told = [*_named(record, [row for row in listings if row.claim_id in own], names), *told]
        evidence = show.ref(own) + (f"; shared: {show.ref(shared)}" if shared else "")
        cells = (
            show.escape(record.country),
            _place(record, names),
            _stands_on(record, names),
            _number(record, [c for c in own if c in worded]),
            ". ".join(told) or "nothing more is told",
            evidence,
        )
        rows.append(dict(zip(_RECORDS, cells, strict=True)))
    return pd.DataFrame(rows, columns=list(_RECORDS))


def _named(record, listings: list, names: Names) -> list[str]:
    """Return who names, counts or alleges the stations, and when the first listed one was reported."""
    # Through whom an allegation came matters; the lists are told by many.
    said = [
        (names.actors[row.asserted_by] if record.footing == "list" else names.said_by(row))
        + names.doubt(row)
        for row in listings
    ]
    found = (
        [f"{_SAID[record.footing]} {show.escape('; '.join(dict.fromkeys(said)))}"] if said else []
    )
    if record.footing == "list" and record.count_high > 0:
        found.append(f"First reported {show.date(record.first_report_claim)}")
    return found


def _place(record, names: Names) -> str:
    place = record.municipality or record.area or "place not told"
    whose = f"bureau of {names.bureaus(record.bureaus)}" if record.bureaus else "bureau not stated"
    if record.bureaus_beside:
        whose += f" by the list, {names.bureaus(record.bureaus_beside)} beside it"
    return f"{show.escape(place)}; {show.escape(whose)}"


def _stands_on(record, names: Names) -> str:
    marks = tables.split(record.marks)
    how = _STANDS_ON[records.ELSEWHERE if records.ELSEWHERE in marks else record.footing]
    states = [f"**{names.labels['status_group', m]}**" for m in marks if m in records.MARKED]
    return "; ".join([how, *states])


def _number(record, worded: list[str]) -> str:
    """Return the number of stations as claims word it; each number told, the best supported first."""
    if record.footing != "list" or record.count_high == 0:
        return "not added" + (f"; told: {', '.join(map(show.claim, worded))}" if worded else "")
    voices = [voice.split("+") for voice in record.count_claims.split("|")]
    numbers = " or ".join(" and ".join(map(show.claim, voice)) for voice in voices)
    # What is left of a total once the stations with a bureau are taken off is stated by nobody.
    return f"the rest of {numbers}" if record.record_id.endswith("-other") else numbers


def totals(
    lists: list[tuple[str, str, str]],
    stated: pd.DataFrame,
    figures: pd.DataFrame,
    book,
    names: Names,
) -> pd.DataFrame:
    """Return stated totals beside what is listed by name here.

    Parameters
    ----------
    lists : list of (str, str, str)
        Of what, the finding that states its total, and the finding that counts it here.
    stated : pandas.DataFrame
        Claims that state a total for a country; ``listed_ISO3`` is the finding beside it.
    figures : pandas.DataFrame
        All figures.
    book : findings.Findings
        The findings, for the claims of the totals.
    names : Names
        How codes read in words.
    """
    rows = []
    for what, total, here in lists:
        told = figures[figures["claim_id"].isin(book[total].claims)]
        if len(told):
            who = "; ".join(dict.fromkeys(names.said_by(row) for row in tables.rows(told)))
            rows.append((what, show.finding(total), show.escape(who), show.finding(here)))
    for row in tables.rows(stated):
        who = f"{show.escape(names.said_by(row))}, {show.date(row.claim_id)}"
        here = show.finding(f"listed_{row.place_iso3.lower()}")
        rows.append((places.country_name(row.place_iso3), show.claim(row.claim_id), who, here))
    return pd.DataFrame(rows, columns=list(_TOTALS))


def groups(title: str, named: list[tuple[str, str]], days: dict[str, str]) -> pd.DataFrame:
    """Return the counts of groups of stations, one row a group.

    Parameters
    ----------
    title : str
        What the groups are, as a heading.
    named : list of (str, str)
        Group, and the stem of its findings.
    days : dict of str to str
        Reading day, as the findings' ids end, to its heading.
    """
    rows = [
        {
            title: show.escape(group),
            **{heading: show.finding(f"{stem}_by_{day}") for day, heading in days.items()},
            "In this edition": show.finding(stem),
            "Openings told": show.finding(f"{stem}_openings"),
        }
        for group, stem in named
    ]
    return pd.DataFrame(rows, columns=[title, *days.values(), "In this edition", "Openings told"])
