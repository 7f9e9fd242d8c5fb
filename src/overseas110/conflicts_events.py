"""Rules on what happened and where: dates, causes, lists, states of places, denials, misprints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import combinations

from overseas110 import tables
from overseas110.values import row_bounds
from overseas110.voices import (
    PRIVATE,
    STATE,
    Codes,
    Conflict,
    Record,
    both,
    capital,
    counted,
    covers,
    figure,
    place,
    places,
    root_of,
    roots,
    slug,
    span,
    times_meet,
    unique,
    verb,
    when,
    where,
)

#: Kinds of event that have one time, so that two times are a contradiction.
_HAPPENED = ("case", "programme", "operation", "legal", "report")
#: Responses that have one time. A closure has not: each statement about it is dated on its own day.
_ONCE = ("closure_order", "search", "arrest", "charge", "plea", "agreement")
#: Responses for which a country is counted as investigating.
_INVESTIGATING = ("investigation", "review")
#: Measures that give the total of a list of stations.
_TOTALS = ("stations", "station_countries")

#: What an authority says of a place, by its state.
_ANSWERS = {
    "denied": "denies that there is one, or that one is allowed",
    "unaware": "knows of none",
    "no_evidence": "found no evidence of one, or of wrongdoing",
    "no_charges": "closed the inquiry without recommending charges",
    "administrative_only": "found that only paperwork is done there",
    "cleared": "found no wrongdoing, or no station",
}
#: States that take the ground from an allegation.
_CLEARS = ("no_evidence", "no_charges", "cleared")

_LATE = "9999-12-31"
_YEAR, _MONTH = 366, 31


def dates_differ(record: Record) -> list[Conflict]:
    """One thing that sources put at times that do not meet: all its datings in one conflict."""
    events = roots(record.events)
    once = events["event_kind"].isin(_HAPPENED) | events["response_action"].isin(_ONCE)
    found = []
    for event_id, group in events[once & (events["when_edtf"] != "")].groupby("event_id"):
        by_source = [tables.rows(part) for _, part in group.groupby("source_id")]
        apart = sorted(_apart(by_source), key=lambda rows: (span(rows), rows[0].claim_id))
        if not apart:
            continue
        rows = [row for part in apart for row in part]
        first = min(rows, key=lambda row: (row.reported_latest, _days(row), row.claim_id))
        datings = [f"{_dater(record, part)} dates this to {_whens(part)}" for part in apart[:1]]
        datings += [f"{_dater(record, part)} to {_whens(part)}" for part in apart[1:]]
        says = f"{first.summary.rstrip('.')}: {both(datings)}."
        ids = tuple(row.claim_id for row in rows)
        name = f"date-{event_id}".replace("_", "-")
        found.append(Conflict(name, "date", _by_gap(apart), ids, says))
    return found


def openings_differ(record: Record) -> list[Conflict]:
    """One station whose beginning is dated twice; one of the two may leave its bureau open."""
    opened = roots(record.stations)
    opened = opened[(opened["aspect"] == "opened") & (opened["when_edtf"] != "")]
    found = []
    for (iso3, city), group in opened.groupby(["place_iso3", "place_city"]):
        for a, b in combinations(tables.rows(group), 2):
            if _one_bureau(a, b) and not times_meet(a, b):
                says = (
                    f"The opening in {place(a)} is dated to {when(a)} by {record.who(a)} and to "
                    f"{when(b)} by {record.who(b)}."
                )
                name = f"date-opened-{slug(iso3, city)}-{a.claim_id}-{b.claim_id}"
                ids = (a.claim_id, b.claim_id)
                found.append(Conflict(name, "date", _by_gap([[a], [b]]), ids, says))
    return found


def effects_before_causes(record: Record) -> list[Conflict]:
    """What some claim tells as an effect, though its last day is before its cause's first."""
    rows = record.claims()
    found = []
    for order in record.codes.order:
        causes, effects = (_dated(record, rows, name) for name in (order.cause, order.effect))
        if not causes or not effects or any(claim not in rows for claim in order.told_by):
            continue
        if span(effects)[1] < span(causes)[0]:
            says = (
                f"{order.reason.rstrip('.')}; but what is of {_whens(effects)} cannot follow from "
                f"what is of {_whens(causes)}."
            )
            ids = (*order.told_by, *(row.claim_id for row in (*effects, *causes)))
            name = f"order-{order.cause}-{order.effect}"
            found.append(Conflict(name, "effect_before_cause", "high", ids, says))
    return found


def lists_shorter(record: Record) -> list[Conflict]:
    """A list of stations of which our sources name fewer than its stated total."""
    codes = record.codes
    figures = roots(record.figures)
    figures = figures[figures["measure"].isin(_TOTALS) & (figures["part_of"] == "")]
    found = []
    for scope, group in where(figures, counted).groupby("scope"):
        named = _listed(record, _lists_of(codes, scope, set(group["asserted_by"])))
        countries = {row.place_iso3 for row in named}
        n = {"stations": _most_named(named), "countries": len(countries)}
        short = [r for r in tables.rows(group) if n[r.unit] < (row_bounds(r).low or 0)]
        if short and named:
            parts = [f"{n[row.unit]} of {figure(row)}" for row in short]
            says = (
                f"Our sources are excerpts; of the {codes.scopes[scope]}, they name at most "
                f"{both(parts)}."
            )
            ids = tuple(row.claim_id for row in (*short, *named))
            found.append(Conflict(f"list-{slug(scope)}", "list_total", "low", ids, says))
    return found


def countries_unnamed(record: Record) -> list[Conflict]:
    """A stated number of investigating countries, and fewer of them named in the same source."""
    figures = roots(record.figures)
    events = record.events[record.events["response_action"].isin(_INVESTIGATING)]
    events = events[(events["place_iso3"] != "") & ~events["event_id"].str.startswith("case-")]
    found = []
    for total in tables.rows(figures[figures["measure"] == "countries_investigating"]):
        listed = events[events["source_id"] == total.source_id]
        named = {code for cell in listed["place_iso3"] for code in tables.split(cell)}
        if named and len(named) < (row_bounds(total).low or 0):
            says = (
                f"{record.teller(total)} says that {figure(total)} investigate, and names "
                f"{len(named)} of them."
            )
            ids = (total.claim_id, *listed["claim_id"])
            name = f"list-{total.claim_id}"
            found.append(Conflict(name, "list_total", "low", ids, capital(says)))
    return found


def places_unnamed(record: Record) -> list[Conflict]:
    """A publisher's number of stations in a country, and fewer on its lists as our sources have them."""
    figures = roots(record.figures)
    found = []
    for total in tables.rows(figures[figures["measure"] == "stations_in_place"]):
        lists = [name for name, (by, _) in record.codes.lists.items() if by == total.asserted_by]
        named = [r for r in _listed(record, lists) if r.place_iso3 == total.place_iso3]
        if named and _most_named(named) < (row_bounds(total).low or 0):
            says = (
                f"{record.who(total)} counts {figure(total)} in {total.place_text}; our sources "
                f"are excerpts and name at most {_most_named(named)} of them."
            )
            ids = (total.claim_id, *(row.claim_id for row in named))
            name = f"list-{total.claim_id}"
            found.append(Conflict(name, "list_total", "low", ids, capital(says)))
    return found


def listed_but_not_found(record: Record) -> list[Conflict]:
    """Stations that a list names and that somebody on the spot did not find: one for each country."""
    stations = record.stations
    seen = where(stations[stations["aspect"] == "found"], lambda r: record.group(r) == "not_found")
    found = []
    for iso3, group in seen.groupby("place_iso3"):
        towns = {*group["place_city"], ""}
        listed = _listed(record, set(group["list"]))
        listed = [r for r in listed if r.place_iso3 == iso3 and r.place_city in towns]
        if listed:
            states = unique(record.state(row) for row in tables.rows(group))
            lists = record.names(listed)
            says = (
                f"{both(lists)} {verb(lists, 'lists', 'list')} stations in {both(places(listed))}; "
                f"what {both(record.names(group))} noted there: {both(states)}."
            )
            ids = (*(row.claim_id for row in listed), *group["claim_id"])
            name = f"status-not-found-{slug(iso3)}"
            found.append(Conflict(name, "status", "high", ids, capital(says)))
    return found


def ended_and_active(record: Record) -> list[Conflict]:
    """A station that is said to have ended, and on that day or later to run: one for each place."""
    found = []
    for (iso3, city), group in roots(record.stations).groupby(["place_iso3", "place_city"]):
        ended = [row for row in tables.rows(group) if record.group(row) == "ended"]
        active = [row for row in tables.rows(group) if record.group(row) == "active"]
        pairs = [
            (a, b)
            for a in ended
            for b in active
            if _one_bureau(a, b) and a.when_earliest and b.when_earliest >= a.when_earliest
        ]
        rows = list({row.claim_id: row for pair in pairs for row in pair}.values())
        rows.sort(key=lambda row: (row.when_earliest, row.claim_id))
        if rows:
            told = [f"{record.state(row)} ({record.who(row)}, {when(row)})" for row in rows]
            says = f"The station in {place(rows[0])}: {both(told)}."
            severity = "high" if len(record.names(rows)) > 1 else "medium"
            ids = tuple(row.claim_id for row in rows)
            name = f"status-ended-and-active-{slug(iso3, city)}"
            found.append(Conflict(name, "status", severity, ids, says))
    return found


def denied_by_host(record: Record) -> list[Conflict]:
    """Listed stations of which the country's authority says that there are none: one for each place."""
    stations, events = roots(record.stations), roots(record.events)
    denied = where(stations, lambda row: record.group(row) == "denied")
    said = events[events["response_action"] == "denial"]
    found = []
    for (iso3, city), group in denied.groupby(["place_iso3", "place_city"]):
        answers = tables.rows(group)
        listed = _listings_at(record, answers)
        if listed:
            says = _listed_and_answered(record, listed, answers)
            ids = (
                *(row.claim_id for row in (*listed, *answers)),
                *said[said["place_iso3"] == iso3]["claim_id"],
            )
            name = f"denial-host-{slug(iso3, city)}"
            found.append(Conflict(name, "denial", "medium", ids, says))
    return found


def cleared_by_host(record: Record) -> list[Conflict]:
    """Listed or alleged stations that an authority looked into: one for each answer of one authority."""
    cleared = where(roots(record.stations), lambda row: record.group(row) == "cleared")
    found = []
    for (iso3, actor, status), group in cleared.groupby(["place_iso3", "asserted_by", "status"]):
        answers = tables.rows(group)
        listed = _listings_at(record, answers)
        if listed:
            says = _listed_and_answered(record, listed, answers)
            ids = tuple(row.claim_id for row in (*listed, *answers))
            severity = "high" if status in _CLEARS else "medium"
            name = f"status-{slug(status, iso3, actor)}"
            found.append(Conflict(name, "status", severity, ids, says))
    return found


def _listed_and_answered(record: Record, listed: list, answers: list) -> str:
    """Return who lists or alleges stations, where, and what the authority answers."""
    alleged = all(_footing(record, row) == "allegation" for row in listed)
    what = ("alleged", "alleged") if alleged else ("lists", "list")
    by, who = record.names(listed), record.who(answers[0])
    many = "a station" if _most_named(listed) == 1 else "stations"
    status = answers[0].status
    answer = _ANSWERS.get(status, f"gives it the state “{record.state(answers[0])}”")
    joined = ", and" if by == [who] else f"; {who}"
    return capital(
        f"{both(by)} {verb(by, *what)} {many} in {both(places(answers))}{joined} {answer}."
    )


def denials(record: Record) -> list[Conflict]:
    """What one party says and another answers is not so: all answers of one denial in one conflict."""
    events, rows = roots(record.events), record.claims()
    found = []
    for event_id, group in events[events["event_kind"] == "denial"].groupby("event_id"):
        said = sorted(tables.rows(group), key=lambda r: (r.when_earliest or _LATE, r.claim_id))
        answered = [rows[c] for row in said for c in tables.split(row.responds_to) if c in rows]
        answered = list(
            {row.claim_id: row for row in (root_of(rows, r) for r in answered)}.values()
        )
        if not answered:
            continue
        says = said[0].summary.rstrip(".")
        if says.startswith("He "):
            says = capital(f"{record.who(said[0])} {says[3:]}")
        dates = unique(when(row) for row in said if row.when_edtf)
        if dates:
            again = f", again {both(dates[1:])}" if dates[1:] else ""
            says += f" ({dates[0]}{again})"
        whose = record.names(answered)
        says += f"; this answers what {both(whose)} {verb(whose, 'says', 'say')}."
        ids = tuple(row.claim_id for row in (*answered, *said))
        name = f"denial-{event_id.removeprefix('denial-')}".replace("_", "-")
        found.append(Conflict(name, "denial", _weight(record, said), ids, says))
    return found


def denied_and_told(record: Record) -> list[Conflict]:
    """A state's bodies that deny stations, while others of that state list, run or close them."""
    stations, events = roots(record.stations), roots(record.events)
    figures = where(
        roots(record.figures),
        lambda r: record.measure(r).time == "stock" and record.measure(r).unit == "stations",
    )
    denied = where(events[events["event_kind"] == "denial"], lambda r: _of_state(record, r))
    found = []
    for state in sorted({record.country(actor) for actor in denied["asserted_by"]} - {""}):
        said = [row for row in tables.rows(denied) if _of_state(record, row, state)]
        own = [row for row in tables.rows(stations) if _of_state(record, row, state)]
        counts = [row for row in tables.rows(figures) if _of_state(record, row, state)]
        told = (
            ([*counts, *(r for r in own if r.aspect in ("listed", "opened"))], "list", "some"),
            ([r for r in own if record.group(r) == "active"], "say", "that one runs"),
            ([r for r in own if record.group(r) == "ended"], "say", "that some have closed"),
        )
        parts = [
            f"{both(record.names(rows))} {verb(record.names(rows), f'{what}s', what)} {words}"
            for rows, what, words in told
            if rows
        ]
        if parts:
            bodies = unique(record.name(record.body(row.asserted_by)) for row in said)
            says = (
                f"{both(bodies)} {verb(bodies, 'denies', 'deny')} stations abroad; of the same "
                f"state, {both(parts)}."
            )
            ids = unique(row.claim_id for rows in (said, *(r for r, _, _ in told)) for row in rows)
            name = f"denial-own-{slug(state)}"
            found.append(Conflict(name, "denial", "high", tuple(ids), capital(says)))
    return found


def misprints(record: Record) -> list[Conflict]:
    """Every correction: the raw text stays as it is and the reader is told."""
    return [
        Conflict(
            f"misprint-{row.claim_id}-{row.column}".replace("_", "-"), "misprint", "low", (row.claim_id,),
            f"The source has “{row.expect}”, read as “{row.replace}”: {row.reason}",
        )
        for row in tables.rows(record.corrections)
    ]  # fmt: skip


def _apart(groups: list[list]) -> list[list]:
    """Return the groups of rows whose time does not meet that of some other group."""
    spans = [span(group) for group in groups]
    return [
        group
        for group, (first, last) in zip(groups, spans, strict=True)
        if any(last < other[0] or other[1] < first for other in spans)
    ]


def _by_gap(groups: list[list]) -> str:
    """Return the severity of datings by the widest gap between two of them."""
    ends = [[dt.date.fromisoformat(day) for day in span(group)] for group in groups]
    widest = max((b[0] - a[1]).days for a in ends for b in ends)
    return "high" if widest > _YEAR else "medium" if widest > _MONTH else "low"


def _whens(rows: list) -> str:
    """Return the times of some claims in words, without those that say another one more vaguely."""
    sharp = [
        row
        for row in rows
        if not any(covers(row, other) and span([row]) != span([other]) for other in rows)
    ]
    return both(unique(when(row) for row in sorted(sharp, key=lambda row: span([row]))))


def _dater(record: Record, rows: list) -> str:
    """Return who dates something in a source: who asserts it, or the source where several do."""
    names = record.names(rows)
    return names[0] if len(names) == 1 else record.teller(rows[0])


def _days(row) -> int:
    first, last = map(dt.date.fromisoformat, span([row]))
    return (last - first).days


def _dated(record: Record, rows: dict, name: str) -> list:
    """Return the dated root claims of a claim or an event."""
    if name in rows:
        return [rows[name]] if rows[name].when_edtf else []
    events = roots(record.events)
    return list(tables.rows(events[(events["event_id"] == name) & (events["when_edtf"] != "")]))


def _one_bureau(a, b) -> bool:
    """Return whether two claims can be of one station, by their bureaus."""
    shared = set(tables.split(a.bureaus)) & set(tables.split(b.bureaus))
    return not a.bureaus or not b.bureaus or bool(shared)


def _lists_of(codes: Codes, scope: str, publishers: set[str]) -> list[str]:
    """Return the lists of stations that a total of a scope speaks of."""
    if scope in codes.lists:
        return [scope]
    own = [name for name, (publisher, _) in codes.lists.items() if publisher in publishers]
    return own if any((scope, name) in codes.contains for name in own) else []


def _listed(record: Record, lists: Iterable[str]) -> list:
    """Return the root claims that are on some lists."""
    wanted = set(lists)
    rows = tables.rows(roots(record.stations))
    return [row for row in rows if row.aspect == "listed" and row.list in wanted]


def _most_named(listed: list) -> int:
    """Return how many stations listings name at most.

    Of several tellings of one place the largest counts. A row that names no bureau may be the same
    station as one that does; a row of a whole country is another one only where it stands alone.
    """
    placed = {row.place_iso3 for row in listed if row.place_city or row.city_text}
    total = 0
    for (iso3, *town), rows in tables.grouped(listed, _town):
        if iso3 in placed and not any(town):
            continue
        most: dict[str, int] = {}
        for (bureaus, _, _), told in tables.grouped(
            rows, lambda r: (r.bureaus, r.source_id, r.list)
        ):
            n = sum(int(row_bounds(row).low or 1) for row in told)
            most[bureaus] = max(n, most.get(bureaus, 0))
        total += max(most.pop("", 0), sum(most.values()))
    return total


def _town(row) -> tuple[str, str, str]:
    """Return country and town of a station claim, the town as a code and as worded."""
    return row.place_iso3, row.place_city, row.city_text


def _listings_at(record: Record, answers: list) -> list:
    """Return the listings and allegations that an authority's answers may be of."""
    answered = {claim for row in answers for claim in tables.split(row.responds_to)}
    rows = roots(record.stations)
    return [
        row
        for row in tables.rows(rows[rows["aspect"] == "listed"])
        if row.claim_id in answered
        or (
            _footing(record, row) in ("list", "allegation")
            and any(_may_be_of(answer, row) for answer in answers)
        )
    ]


def _may_be_of(answer, row) -> bool:
    """Return whether an authority's answer can be of a listing, by place and bureau."""
    here = answer.place_city in ("", row.place_city)
    return answer.place_iso3 == row.place_iso3 and here and _one_bureau(answer, row)


def _footing(record: Record, row) -> str:
    return record.codes.lists[row.list][1] if row.list else ""


def _weight(record: Record, said: list) -> str:
    """Return the severity of a denial: by whom it is, and whether it was said again.

    One in the story of a single case is low; an accused private party's is high, since it may be
    wronged, and so is what was denied again and again.
    """
    if all(row.event_id.startswith("case-") for row in said):
        return "low"
    if any(record.kind(row.asserted_by) in PRIVATE for row in said):
        return "high"
    return "high" if len({when(row) for row in said}) > 2 else "medium"


def _of_state(record: Record, row, country: str = "") -> bool:
    """Return whether a claim is said by a body of a state, of any state where none is named."""
    actor = row.asserted_by
    return record.kind(actor) in STATE and country in ("", record.country(actor))
