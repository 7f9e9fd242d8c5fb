from __future__ import annotations

import pandas as pd
import pytest

from overseas110 import conflicts, conflicts_events, conflicts_figures, tables, voices
from overseas110.problems import ProblemsError

CLAIM = {
    "source_id": "one", "asserted_by": "paper", "via": "", "restates": "", "part_of": "",
    "responds_to": "", "standing": "ok", "when_text": "in 2022", "when_edtf": "2022",
    "when_earliest": "2022-01-01", "when_latest": "2022-12-31", "reported_latest": "2023-01-01",
    "place_iso3": "", "place_city": "", "measure": "", "scope": "", "value_low": "", "value_high": "",
    "low_open": "False", "high_open": "False", "approximate": "False", "unit": "",
}  # fmt: skip
FIGURE = {
    **CLAIM,
    "measure": "stations",
    "scope": "world",
    "unit": "stations",
    "unit_text": "stations",
}
STATION = {
    **CLAIM, "aspect": "listed", "country_text": "Canada", "city_text": "Toronto", "place_iso3": "CAN",
    "place_city": "Toronto", "bureaus": "", "count_text": "", "list": "first", "status": "", "value_low": "1",
}  # fmt: skip
EVENT = {
    **CLAIM, "event_kind": "case", "event_id": "case-x", "response_action": "", "summary": "It began.",
}  # fmt: skip

ACTORS = pd.DataFrame(
    [
        ("paper", "The Paper", "media", "", ""),
        ("other_paper", "The Other Paper", "media", "", ""),
        ("ngo", "An NGO", "ngo", "", ""),
        ("state", "Authorities of Farland", "government", "Farland", ""),
        ("ministry", "Ministry of Order of Farland", "government", "Farland", "state"),
        ("bureau", "Harbour Bureau", "police", "Farland", "ministry"),
        ("spokesperson", "Spokesperson of the ministry", "official", "Farland", "ministry"),
        ("host", "Interior ministry of Nearland", "government", "Nearland", ""),
        ("operator", "Operator of a restaurant", "person", "Nearland", ""),
    ],
    columns=["actor_id", "name", "kind", "country_text", "part_of"],
)
SOURCES = pd.DataFrame(
    [("one", "", "The Paper"), ("two", "", "The Other Paper via a copy"), ("three", "", "A blog")],
    columns=["source_id", "author", "publisher"],
)
CODES = voices.Codes(
    {
        "stations": voices.Measure("Stations", "stations", "stock"),
        "stations_in_place": voices.Measure("Stations in a place", "stations", "stock"),
        "station_countries": voices.Measure("Countries with stations", "countries", "stock"),
        "countries_investigating": voices.Measure("Investigating", "countries", "stock"),
        "returned": voices.Measure("Returned", "people", "flow"),
        "solved": voices.Measure("Solved", "cases", "flow"),
        "return_countries": voices.Measure("Countries returned from", "countries", "reach"),
        "case_people": voices.Measure("People in a case", "people", "case"),
    },
    {
        "world": "stations everywhere",
        "first": "stations on the first list",
        "batch": "stations of one bureau",
    },
    frozenset({("world", "first"), ("world", "batch")}),
    {"first": ("ngo", "list"), "alleged": ("", "allegation"), "other": ("", "other")},
    {
        "operating": ("Operating", "active"),
        "closed": ("Closed", "ended"),
        "denied": ("Denied", "denied"),
        "no_evidence": ("No evidence found", "cleared"),
        "private_home": ("A private home", "not_found"),
        "restaurant": ("A restaurant", ""),
    },
    {"嫌疑人": "suspects", "nationals": "citizens", "returned": ""},
    (),
)


def edition(figures=(), stations=(), events=(), codes=CODES, clashes=()) -> voices.Record:
    """Return an edition of some rows; each is a dict of what differs from the usual row."""
    frames = []
    for usual, rows in ((FIGURE, figures), (STATION, stations), (EVENT, events)):
        frames.append(pd.DataFrame([{**usual, **row} for row in rows], columns=[*usual, "claim_id", "value_text", "place_text"], dtype=str).fillna(""))  # fmt: skip
    return voices.Record(
        *frames,
        {row.actor_id: row for row in ACTORS.itertuples()},
        {row.source_id: voices.short(row.author or row.publisher) for row in SOURCES.itertuples()},
        pd.DataFrame(columns=["claim_id", "column", "expect", "replace", "reason"]),
        pd.DataFrame(clashes, columns=["claim_ids", "explanation"]),
        codes,
    )


def exactly(claim_id: str, n: int, **cells) -> dict:
    number = {"value_low": str(n), "value_high": str(n), "value_text": f"{n:,}"}
    return {"claim_id": claim_id, **number, **cells}


def time(edtf: str, first: str, last: str, text: str = "then") -> dict:
    return {"when_edtf": edtf, "when_earliest": first, "when_latest": last, "when_text": text}


def returned(claim_id: str, n: int, year: str, **cells) -> dict:
    people = {"measure": "returned", "unit": "people", "unit_text": "people"}
    return exactly(claim_id, n, **people, **time(year, f"{year}-01-01", f"{year}-12-31"), **cells)


LATE = time("2023", "2023-01-01", "2023-12-31")
UNTIMED = {"when_text": ""}


# Values


def test_two_counts_of_one_thing_that_do_not_meet_are_a_conflict():
    record = edition([exactly("x-f001", 5), exactly("y-f001", 9, asserted_by="ngo")])
    (found,) = conflicts_figures.values_differ(record)
    assert (found.kind, found.claim_ids) == ("value", ("x-f001", "y-f001"))
    assert (
        found.explanation
        == "Stations: 5 by The Paper and 9 by an NGO, of the same thing at the same time."
    )


@pytest.mark.parametrize(
    "other",
    [
        exactly("y-f001", 5),
        exactly("y-f001", 9, scope="first"),
        exactly("y-f001", 9, place_iso3="CAN"),
        exactly("y-f001", 9, measure="case_people"),
        exactly("y-f001", 9, **LATE),
        exactly("y-f001", 9, restates="x-f001"),
        exactly("y-f001", 9, part_of="x-f001"),
        exactly("y-f001", 9, **UNTIMED),
        exactly("y-f001", 5, value_low="3", value_high="", value_text="at least 3"),
    ],
    ids=["same", "scope", "place", "case", "later", "retelling", "part", "no time", "bounds meet"],
)
def test_counts_that_can_both_hold_are_no_value_conflict(other):
    assert conflicts_figures.values_differ(edition([exactly("x-f001", 5), other])) == []


def test_counts_without_a_time_of_their_own_are_held_against_each_other_by_their_telling():
    rows = [exactly("x-f001", 5, **UNTIMED), exactly("y-f001", 9, **UNTIMED)]
    assert len(conflicts_figures.values_differ(edition(rows))) == 1
    late = {**LATE, **UNTIMED}
    assert conflicts_figures.values_differ(edition([rows[0], exactly("y-f001", 9, **late)])) == []


def test_figures_over_a_window_are_compared_only_where_the_windows_are_the_same():
    half = time("2022-01/2022-06", "2022-01-01", "2022-06-30")
    whole, part = returned("x-f001", 5, "2022"), returned("y-f001", 9, "2022") | half
    assert conflicts_figures.values_differ(edition([whole, part])) == []
    (found,) = conflicts_figures.values_differ(edition([whole, returned("y-f001", 9, "2022")]))
    assert found.severity == "high"


@pytest.mark.parametrize(("source", "n"), [("one", 1), ("two", 0)])
def test_a_vague_word_is_held_against_a_number_of_the_same_text_only(source, n):
    several = exactly("y-f001", 5, value_low="3", value_high="9", value_text="several")
    record = edition([exactly("x-f001", 50), {**several, "source_id": source}])
    assert len(conflicts_figures.values_differ(record)) == n


def test_more_than_a_number_does_not_meet_that_number():
    more = exactly("y-f001", 5, value_high="", low_open="True", value_text="more than 5")
    assert len(conflicts_figures.values_differ(edition([exactly("x-f001", 5), more]))) == 1


# Retellings


def retelling(claim_id: str, n: int, of: str, **cells) -> dict:
    of_another = {"restates": of, "source_id": "two", "asserted_by": "other_paper"}
    return exactly(claim_id, n, **{**of_another, **cells})


def test_a_faithful_retelling_and_one_that_is_only_looser_are_no_conflict():
    looser = retelling("z-f001", 5, "x-f001", value_high="", value_text="at least 5")
    record = edition([exactly("x-f001", 5), retelling("y-f001", 5, "x-f001"), looser])
    for rule in (
        conflicts_figures.numbers_retold,
        conflicts_figures.times_retold,
        conflicts_figures.scopes_retold,
        conflicts_figures.asserters_retold,
        conflicts_figures.populations_differ,
    ):
        assert rule(record) == [], rule


def test_changes_of_a_number_are_told_once_for_the_root_of_a_chain():
    record = edition(
        [
            exactly("x-f001", 5),
            retelling("y-f001", 6, "x-f001"),
            retelling("z-f001", 7, "y-f001") | {"source_id": "three"},
        ]
    )
    (found,) = conflicts_figures.numbers_retold(record)
    assert found.conflict_id == "restates-number-x-f001"
    assert found.claim_ids == ("x-f001", "y-f001", "z-f001")
    assert found.severity == "medium"
    assert (
        found.explanation == "Stations: 5 by The Paper became 6 in The Other Paper and 7 in a blog."
    )


def test_a_lost_qualifier_and_a_vaguer_word_in_the_same_text_weigh_little():
    more = retelling(
        "y-f001", 5, "x-f001", value_high="", low_open="True", value_text="more than 5"
    )
    assert (
        conflicts_figures.numbers_retold(edition([exactly("x-f001", 5), more]))[0].severity == "low"
    )
    several = retelling(
        "y-f001", 3, "x-f001", value_high="9", value_text="several", source_id="one"
    )
    (found,) = conflicts_figures.numbers_retold(edition([exactly("x-f001", 14), several]))
    assert found.severity == "low"
    assert found.explanation.endswith("became several elsewhere in the same text.")


def test_a_retelling_that_moves_a_window_is_a_weighty_conflict():
    moved = returned("y-f001", 21, "2022", restates="x-f001", source_id="two")
    (found,) = conflicts_figures.times_retold(edition([returned("x-f001", 21, "2021"), moved]))
    assert (found.severity, found.kind) == ("high", "restates")
    assert (
        found.explanation
        == "Returned: 21 people for 2021, by The Paper, are told for 2022 by The Other Paper."
    )


def test_a_retelling_that_states_no_time_moves_nothing():
    untimed = returned("y-f001", 21, "2023", restates="x-f001") | UNTIMED
    assert conflicts_figures.times_retold(edition([returned("x-f001", 21, "2021"), untimed])) == []
    assert (
        conflicts_figures.times_retold(edition([returned("x-f001", 21, "2021") | UNTIMED, untimed]))
        == []
    )


def test_counts_of_a_day_that_a_text_puts_on_another_day_are_one_conflict():
    day, other = (time(d, d, d) for d in ("2022-01-22", "2022-06-21"))
    record = edition(
        [
            exactly("x-f001", 25, **day),
            exactly("x-f002", 21, **day),
            retelling("y-f001", 25, "x-f001", **other),
            retelling("y-f002", 21, "x-f002", **other),
        ]
    )
    (found,) = conflicts_figures.times_retold(record)
    assert found.claim_ids == ("x-f001", "x-f002", "y-f001", "y-f002")
    assert found.severity == "medium"


def test_a_count_of_a_day_that_is_told_of_the_year_around_it_is_not_moved():
    day = time("2022-01-22", "2022-01-22", "2022-01-22")
    record = edition([exactly("x-f001", 25, **day), retelling("y-f001", 25, "x-f001")])
    assert conflicts_figures.times_retold(record) == []


def test_a_parts_number_that_is_told_of_the_whole_is_a_conflict_and_the_reverse_is_none():
    part, whole = exactly("x-f001", 25, scope="batch"), exactly("x-f001", 25)
    told = retelling("y-f001", 25, "x-f001")
    (found,) = conflicts_figures.scopes_retold(edition([part, told]))
    assert found.severity == "high"
    assert found.explanation == (
        "The Paper gives 25 stations for stations of one bureau; The Other Paper tells the same "
        "of stations everywhere."
    )
    assert conflicts_figures.scopes_retold(edition([whole, told | {"scope": "batch"}])) == []


def test_a_wider_telling_with_another_number_is_told_as_a_change_of_number_only():
    record = edition([exactly("x-f001", 25, scope="batch"), retelling("y-f001", 30, "x-f001")])
    assert conflicts_figures.scopes_retold(record) == []
    assert len(conflicts_figures.numbers_retold(record)) == 1


@pytest.mark.parametrize(
    ("cells", "n"),
    [
        ({"asserted_by": "ngo"}, 1),
        ({"asserted_by": "ngo", "via": "ministry"}, 0),
        ({"asserted_by": "bureau"}, 0),
        ({"asserted_by": "other_paper"}, 0),
    ],
    ids=["another body", "by way of it", "the same state", "a paper in its own voice"],
)
def test_a_bodys_figure_that_is_told_as_another_bodys_is_a_conflict(cells, n):
    told = retelling("y-f001", 5, "x-f001") | cells
    found = conflicts_figures.asserters_retold(
        edition([exactly("x-f001", 5, asserted_by="ministry"), told])
    )
    assert len(found) == n
    if n:
        assert found[0].explanation == (
            "The count of 5 stations is that of the Ministry of Order of Farland; The Other Paper "
            "gives it as said by an NGO."
        )


def test_one_number_of_people_with_several_names_is_one_conflict_and_translations_are_one_name():
    root = returned("x-f001", 21, "2021") | {"unit_text": "嫌疑人"}
    named = [
        returned(f"y-f00{n}", 21, "2021", restates="x-f001", source_id="two") | {"unit_text": word}
        for n, word in enumerate(("suspects", "nationals", "returned"))
    ]
    (found,) = conflicts_figures.populations_differ(edition([root, *named]))
    assert found.claim_ids[:3] == ("x-f001", "x-f001", "y-f000")
    assert "told of suspects (The Paper and The Other Paper) and citizens (The Other Paper)" in (
        found.explanation
    )
    assert conflicts_figures.populations_differ(edition([root, named[0], named[2]])) == []


# Windows


def test_windows_of_one_flow_that_overlap_invite_adding():
    mid = time("2022-06/2023-05", "2022-06-01", "2023-05-31")
    rows = [
        returned("x-f001", 5, "2022"),
        returned("y-f001", 9, "2022") | mid,
        returned("z-f001", 9, "2024"),
    ]
    (found,) = conflicts_figures.windows_overlap(edition(rows))
    assert (found.claim_ids, found.severity) == (("x-f001", "y-f001"), "medium")
    assert found.explanation == (
        "Returned: 5 for 2022 and 9 for June 2022 to May 2023, both by The Paper, overlap in time; "
        "added, they could count the same people twice."
    )


def test_numbers_that_are_both_retold_weigh_more():
    mid = time("2022-06/2023-05", "2022-06-01", "2023-05-31")
    rows = [returned("x-f001", 5, "2022"), returned("y-f001", 9, "2022") | mid]
    told = [
        {**row, "claim_id": f"r-f00{n}", "restates": row["claim_id"]} for n, row in enumerate(rows)
    ]
    assert conflicts_figures.windows_overlap(edition([*rows, *told]))[0].severity == "high"


@pytest.mark.parametrize(
    "cells",
    [
        UNTIMED,
        {"scope": "first"},
        {"part_of": "x-f001"},
        {"restates": "x-f001"},
        {"measure": "stations"},
    ],
    ids=["no window", "scope", "part", "retelling", "a count at one time"],
)
def test_what_nobody_would_add_does_not_overlap(cells):
    mid = time("2022-06/2023-05", "2022-06-01", "2023-05-31")
    rows = [returned("x-f001", 5, "2022"), {**returned("y-f001", 9, "2022"), **mid, **cells}]
    assert conflicts_figures.windows_overlap(edition(rows)) == []


def test_three_overlapping_windows_are_pairs_and_four_are_one_conflict():
    rows = [
        returned(f"x-f00{n}", 10 - n, "2014") | {"when_latest": f"20{20 - n}-12-31", "when_edtf": f"2014/20{20 - n}"}
        for n in range(4)
    ]  # fmt: skip
    assert len(conflicts_figures.windows_overlap(edition(rows[:3]))) == 3
    (found,) = conflicts_figures.windows_overlap(edition(rows))
    assert found.conflict_id == "overlap-returned-world"
    assert found.explanation == (
        "Returned: 4 counts, from 7 for 2014 to 2017 to 10 for 2014 to 2020, are of windows that "
        "overlap, the longer ones holding shorter ones; they must not be added."
    )


def test_countries_over_overlapping_windows_are_told_as_the_same_countries():
    reach = {"measure": "return_countries", "unit": "countries"}
    rows = [returned("x-f001", 5, "2022") | reach, returned("y-f001", 9, "2022") | reach]
    rows[1] |= {"when_latest": "2023-06-30", "when_edtf": "2022/2023-06"}
    (found,) = conflicts_figures.windows_overlap(edition(rows))
    assert found.severity == "low"
    assert found.explanation.endswith("overlap in time; the same countries are in both.")


def test_a_set_of_figures_that_cannot_hold_is_told_as_it_was_explained():
    record = edition(clashes=[("x-f001;y-f001", "They cannot both hold.")])
    (found,) = conflicts_figures.sums_clash(record)
    assert found == voices.Conflict(
        "sum-x-f001-y-f001", "sum", "high", ("x-f001", "y-f001"), "They cannot both hold."
    )


# Dates


APRIL = time("2011-04", "2011-04-01", "2011-04-30")
YEARS_ON = time("2022-04", "2022-04-01", "2022-04-30")


def test_one_thing_dated_twice_is_one_conflict_with_all_its_datings():
    record = edition(
        events=[
            {"claim_id": "x-e001", **APRIL},
            {"claim_id": "y-e001", "source_id": "two", "asserted_by": "other_paper", **YEARS_ON},
            {"claim_id": "z-e001", "source_id": "three", "asserted_by": "ngo", **LATE},
        ]
    )
    (found,) = conflicts_events.dates_differ(record)
    assert (found.conflict_id, found.severity) == ("date-case-x", "high")
    assert found.explanation == (
        "It began: The Paper dates this to April 2011, The Other Paper to April 2022 and an NGO "
        "to 2023."
    )


@pytest.mark.parametrize(
    "cells",
    [
        time("2011", "2011-01-01", "2011-12-31"),
        {**YEARS_ON, "restates": "x-e001"},
        {**YEARS_ON, "event_id": "case-y"},
        {**YEARS_ON, "event_kind": "assessment"},
        {**YEARS_ON, "event_kind": "response", "response_action": "closure"},
        {**YEARS_ON, "source_id": "one"},
        time("", "", ""),
    ],
    ids=["around it", "retelling", "another thing", "no happening", "told on many days", "one source", "no date"],
)  # fmt: skip
def test_datings_that_can_both_hold_are_no_conflict(cells):
    rows = [{"claim_id": "x-e001", **APRIL}, {"claim_id": "y-e001", "source_id": "two", **cells}]
    assert conflicts_events.dates_differ(edition(events=rows)) == []


@pytest.mark.parametrize(
    ("last", "severity"), [("2022-11-02", "low"), ("2023-01-15", "medium"), ("2024-03-01", "high")]
)
def test_an_order_that_is_dated_twice_weighs_by_the_gap(last, severity):
    order = {"event_kind": "response", "response_action": "closure_order"}
    rows = [
        {"claim_id": "x-e001", **order, **time("2022-10-31", "2022-10-31", "2022-10-31")},
        {"claim_id": "y-e001", "source_id": "two", **order, **time(last, last, last)},
    ]
    assert [c.severity for c in conflicts_events.dates_differ(edition(events=rows))] == [severity]


@pytest.mark.parametrize(
    ("bureau", "when", "n"),
    [("harbour", LATE, 1), ("", LATE, 1), ("hill", LATE, 0), ("harbour", {}, 0)],
    ids=["same bureau", "bureau left open", "another bureau", "same time"],
)
def test_a_station_whose_opening_is_dated_twice_is_a_conflict(bureau, when, n):
    rows = [
        {"claim_id": "x-s001", "aspect": "opened", "bureaus": "harbour"},
        {"claim_id": "y-s001", "aspect": "opened", "bureaus": bureau, "source_id": "two", **when},
    ]
    assert len(conflicts_events.openings_differ(edition(stations=rows))) == n


def ordered(*rows: voices.Order) -> voices.Codes:
    return voices.Codes(**{**vars(CODES), "order": rows})


LAW = {"claim_id": "law-e001", "event_kind": "legal", "event_id": "law", **time("2022-09-02", "2022-09-02", "2022-09-02")}  # fmt: skip
UNDER_THE_LAW = voices.Order("law", "x-f001", ("y-f001",), "The Paper puts them under the law.")


@pytest.mark.parametrize(
    ("figures", "events", "n"),
    [
        ([returned("x-f001", 5, "2021"), returned("y-f001", 5, "2022")], [LAW], 1),
        ([returned("x-f001", 5, "2022"), returned("y-f001", 5, "2022")], [LAW], 0),
        ([returned("x-f001", 5, "2021")], [LAW], 0),
        ([returned("x-f001", 5, "2021"), returned("y-f001", 5, "2022")], [], 0),
    ],
    ids=["before", "not all before", "nobody tells it so", "the cause is not known"],
)
def test_an_effect_that_ends_before_its_cause_begins_is_a_conflict(figures, events, n):
    found = conflicts_events.effects_before_causes(
        edition(figures, events=events, codes=ordered(UNDER_THE_LAW))
    )
    assert len(found) == n
    if n:
        assert found[0].explanation == (
            "The Paper puts them under the law; but what is of 2021 cannot follow from what is of "
            "2 September 2022."
        )


# Lists and totals


def listed(claim_id: str, city: str, iso3: str = "CAN", **cells) -> dict:
    place = {"place_iso3": iso3, "place_city": city, "city_text": city, "country_text": iso3}
    return {"claim_id": claim_id, "asserted_by": "ngo", **place, **cells}


def test_a_list_of_which_our_sources_name_fewer_than_its_total_says_that_they_are_excerpts():
    total = exactly("x-f001", 5, scope="first", asserted_by="ngo")
    record = edition([total], [listed("y-s001", "Toronto"), listed("y-s002", "Paris", "FRA")])
    (found,) = conflicts_events.lists_shorter(record)
    assert (found.kind, found.severity) == ("list_total", "low")
    assert found.explanation == (
        "Our sources are excerpts; of the stations on the first list, they name at most 2 of 5 "
        "stations."
    )


def test_a_wider_total_is_held_against_all_lists_of_its_publisher():
    total = exactly("x-f001", 5, asserted_by="ngo")
    assert len(conflicts_events.lists_shorter(edition([total], [listed("y-s001", "Toronto")]))) == 1
    total["asserted_by"] = "paper"
    assert conflicts_events.lists_shorter(edition([total], [listed("y-s001", "Toronto")])) == []


def test_a_list_that_reaches_its_total_is_no_conflict_and_tellings_of_one_place_count_once():
    total = exactly("x-f001", 3, scope="first", asserted_by="ngo")
    rows = [
        listed("y-s001", "Toronto", value_low="2"),
        listed("y-s002", "Toronto", source_id="two"),
        listed("y-s003", "Paris", "FRA"),
        listed("y-s004", "", "FRA", city_text=""),
    ]
    assert conflicts_events.lists_shorter(edition([total], rows)) == []
    assert len(conflicts_events.lists_shorter(edition([total | exactly("x-f001", 4)], rows))) == 1


def test_two_rows_of_one_source_are_two_stations_and_two_bureaus_are_too():
    total = exactly("x-f001", 3, scope="first", asserted_by="ngo")
    for differs in ({"source_id": "one"}, {"source_id": "two", "bureaus": "hill"}):
        rows = [
            listed("y-s001", "London", "GBR", bureaus="harbour" if "bureaus" in differs else ""),
            listed("y-s002", "London", "GBR", **differs),
            listed("y-s003", "Paris", "FRA"),
        ]
        assert conflicts_events.lists_shorter(edition([total], rows)) == []


def test_a_number_of_countries_of_which_fewer_are_named_is_a_conflict():
    total = exactly("x-f001", 14, measure="countries_investigating", unit="countries")
    rows = [
        {
            "claim_id": f"x-e00{n}",
            "response_action": "review",
            "event_id": "checks",
            "place_iso3": iso3,
        }
        for n, iso3 in enumerate(("USA", "CAN"))
    ]
    (found,) = conflicts_events.countries_unnamed(edition([total], events=rows))
    assert found.explanation == "The Paper says that 14 countries investigate, and names 2 of them."
    elsewhere = [row | {"source_id": "two"} for row in rows]
    assert conflicts_events.countries_unnamed(edition([total], events=elsewhere)) == []


def test_a_publishers_number_for_a_country_is_held_against_its_own_lists():
    cells = {"measure": "stations_in_place", "place_iso3": "CAN", "place_text": "Canada"}
    total = exactly("x-f001", 3, asserted_by="ngo", **cells)
    rows = [listed("y-s001", "Toronto"), listed("y-s002", "Paris", "FRA")]
    (found,) = conflicts_events.places_unnamed(edition([total], rows))
    assert found.claim_ids == ("x-f001", "y-s001")
    assert conflicts_events.places_unnamed(edition([total | {"asserted_by": "paper"}], rows)) == []


# Places


def test_a_listed_station_that_nobody_found_is_a_conflict():
    found_there = {"claim_id": "y-s001", "aspect": "found", "status": "private_home"}
    rows = [listed("x-s001", "Toronto"), found_there]
    (found,) = conflicts_events.listed_but_not_found(edition(stations=rows))
    assert found.explanation == (
        "An NGO lists stations in Toronto; what The Paper noted there: a private home."
    )
    assert (
        conflicts_events.listed_but_not_found(
            edition(stations=[listed("x-s001", "Markham"), found_there])
        )
        == []
    )


def test_a_station_that_is_closed_and_later_runs_is_a_conflict_and_the_reverse_is_none():
    closed = {"claim_id": "x-s001", "aspect": "status", "status": "closed"}
    runs = {"claim_id": "y-s001", "aspect": "status", "status": "operating", "asserted_by": "ngo"}
    (found,) = conflicts_events.ended_and_active(edition(stations=[closed, runs | LATE]))
    assert found.severity == "high"
    assert (
        found.explanation
        == "The station in Toronto: closed (The Paper, 2022) and operating (an NGO, 2023)."
    )
    assert conflicts_events.ended_and_active(edition(stations=[closed | LATE, runs])) == []
    both_bureaus = [closed | {"bureaus": "harbour"}, runs | {"bureaus": "hill"}]
    assert conflicts_events.ended_and_active(edition(stations=both_bureaus)) == []


def test_one_voice_that_tells_both_states_weighs_less():
    rows = [{"claim_id": f"x-s00{n}", "aspect": "status", "status": s} for n, s in enumerate(("closed", "operating"))]  # fmt: skip
    assert conflicts_events.ended_and_active(edition(stations=rows))[0].severity == "medium"


ANSWER = {"claim_id": "y-s001", "aspect": "status", "asserted_by": "host"}


def test_a_listing_against_a_host_authoritys_denial_is_one_conflict_for_the_place():
    said = {
        "claim_id": "y-e001",
        "event_kind": "response",
        "response_action": "denial",
        "place_iso3": "CAN",
    }
    rows = [listed("x-s001", "Toronto"), ANSWER | {"status": "denied"}]
    (found,) = conflicts_events.denied_by_host(edition(stations=rows, events=[said]))
    assert (found.kind, found.claim_ids) == ("denial", ("x-s001", "y-s001", "y-e001"))
    assert found.explanation == (
        "An NGO lists a station in Toronto; the interior ministry of Nearland denies that there is "
        "one, or that one is allowed."
    )


@pytest.mark.parametrize(
    "row",
    [
        listed("x-s001", "Markham"),
        listed("x-s001", "Toronto", "FRA"),
        listed("x-s001", "Toronto", list="other"),
        listed("x-s001", "Toronto", aspect="opened"),
    ],
    ids=["another town", "another country", "another programme", "no listing"],
)
def test_a_denial_without_a_listing_there_is_no_conflict(row):
    record = edition(stations=[row, ANSWER | {"status": "denied"}])
    assert conflicts_events.denied_by_host(record) == []


def test_a_denial_for_a_country_answers_the_listings_of_its_towns():
    rows = [
        listed("x-s001", "Toronto"),
        ANSWER | {"status": "denied", "place_city": "", "city_text": ""},
    ]
    assert len(conflicts_events.denied_by_host(edition(stations=rows))) == 1


def test_towns_that_one_authority_clears_together_are_one_conflict():
    rows = [
        listed("x-s001", "Toronto"),
        listed("x-s002", "Markham"),
        ANSWER | {"status": "no_evidence"},
        ANSWER | {"claim_id": "y-s002", "status": "no_evidence", "place_city": "Markham", "city_text": "Markham"},
    ]  # fmt: skip
    (found,) = conflicts_events.cleared_by_host(edition(stations=rows))
    assert (found.kind, found.severity) == ("status", "high")
    assert found.explanation == (
        "An NGO lists stations in Toronto and Markham; the interior ministry of Nearland found no "
        "evidence of one, or of wrongdoing."
    )
    assert conflicts_events.cleared_by_host(edition(stations=rows[2:])) == []


def test_an_authority_that_clears_what_it_alleged_itself_is_told_as_one():
    alleged = listed("x-s001", "Toronto", list="alleged", asserted_by="host")
    (found,) = conflicts_events.cleared_by_host(
        edition(stations=[alleged, ANSWER | {"status": "no_evidence"}])
    )
    assert found.explanation.startswith(
        "The interior ministry of Nearland alleged a station in Toronto, and found no evidence"
    )


# Denials


DENIAL = {"claim_id": "y-e001", "event_kind": "denial", "event_id": "denial-ministry", "asserted_by": "spokesperson", "responds_to": "x-e001", "summary": "The ministry denies it."}  # fmt: skip


def test_a_denial_is_a_conflict_with_the_root_of_what_it_answers():
    rows = [
        {"claim_id": "x-e001", "restates": "w-e001"},
        {"claim_id": "w-e001", "asserted_by": "ngo"},
        DENIAL,
        DENIAL | {"claim_id": "z-e001", "responds_to": "", **LATE},
        DENIAL | {"claim_id": "z-e002", "restates": "y-e001"},
    ]
    (found,) = conflicts_events.denials(edition(events=rows))
    assert (found.conflict_id, found.severity) == ("denial-ministry", "medium")
    assert found.claim_ids == ("w-e001", "y-e001", "z-e001")
    assert (
        found.explanation
        == "The ministry denies it (2022, again 2023); this answers what an NGO says."
    )


def test_a_denial_of_what_the_edition_does_not_know_is_no_conflict():
    assert conflicts_events.denials(edition(events=[DENIAL])) == []


@pytest.mark.parametrize(
    ("cells", "severity"),
    [
        ({"asserted_by": "operator"}, "high"),
        ({"event_id": "case-x", "asserted_by": "operator"}, "low"),
        ({"asserted_by": "host"}, "medium"),
    ],
    ids=["an accused private party", "in one case", "an authority, once"],
)
def test_a_denial_weighs_by_who_denies(cells, severity):
    record = edition(events=[{"claim_id": "x-e001"}, DENIAL | cells])
    assert [c.severity for c in conflicts_events.denials(record)] == [severity]


def test_a_state_that_denies_what_its_own_bodies_tell_is_one_conflict():
    own = [
        listed("x-s001", "Toronto", asserted_by="bureau"),
        listed("x-s002", "Toronto", asserted_by="state", aspect="status", status="closed"),
    ]
    record = edition(stations=own, events=[{"claim_id": "x-e001"}, DENIAL])
    (found,) = conflicts_events.denied_and_told(record)
    assert (found.conflict_id, found.severity) == ("denial-own-farland", "high")
    assert found.explanation == (
        "The Ministry of Order of Farland denies stations abroad; of the same state, the Harbour "
        "Bureau lists some and Authorities of Farland say that some have closed."
    )


@pytest.mark.parametrize("who", ["ngo", "host"])
def test_what_others_tell_is_no_contradiction_of_a_state_with_itself(who):
    rows = [listed("x-s001", "Toronto", asserted_by=who)]
    assert conflicts_events.denied_and_told(edition(stations=rows, events=[DENIAL])) == []


def test_every_correction_is_shown_as_a_misprint():
    record = edition()
    row = {
        "claim_id": "x-f001",
        "column": "value_text",
        "expect": "23O",
        "replace": "230",
        "reason": "A letter.",
    }
    record.corrections.loc[0] = row
    (found,) = conflicts_events.misprints(record)
    assert found.conflict_id == "misprint-x-f001-value-text"
    assert found.explanation == "The source has “23O”, read as “230”: A letter."


# Judged


def judged(differ_on: str, *figures: dict):
    row = {
        "conflict_id": "c", "kind": "value", "severity": "low", "claim_ids": "x-f001;y-f001",
        "differ_on": differ_on, "explanation": "They differ.",
    }  # fmt: skip
    return conflicts.judged(
        pd.DataFrame([row], index=[7]), edition(figures), "data/raw/conflicts.csv"
    )


SAME = (exactly("x-f001", 5), exactly("y-f001", 5))


@pytest.mark.parametrize("differ_on", ["value", "when", "scope", "actor", "status"])
def test_a_judged_conflict_whose_claims_no_longer_disagree_stops_the_run(differ_on):
    with pytest.raises(ProblemsError) as error:
        judged(differ_on, *SAME)
    expected = (
        f"data/raw/conflicts.csv:7 differ_on: 'c': its claims no longer differ on {differ_on}"
    )
    assert expected in str(error.value)


@pytest.mark.parametrize(
    ("differ_on", "cells"),
    [
        ("value", {"value_high": "6"}),
        ("when", LATE),
        ("scope", {"scope": "first"}),
        ("actor", {"asserted_by": "ngo"}),
        ("meaning", {}),
    ],
)
def test_a_judged_conflict_stands_while_its_claims_differ(differ_on, cells):
    assert [c.conflict_id for c in judged(differ_on, SAME[0], SAME[1] | cells)] == ["c"]


def test_a_judged_conflict_is_left_out_where_one_of_its_claims_is_not_in_the_edition():
    assert judged("value", SAME[0]) == []


# The table and the themes


def test_the_table_puts_the_weightiest_first_and_refuses_an_id_twice():
    low = voices.Conflict("a", "value", "low", ("x-f001",), "low")
    high = voices.Conflict("b", "value", "high", ("x-f001", "x-f001"), "high")
    table = conflicts.table([low, high])
    assert list(table["conflict_id"]) == ["b", "a"]
    assert list(table["claim_ids"]) == ["x-f001", "x-f001"]
    with pytest.raises(ValueError, match="stand twice"):
        conflicts.table([low, low])


@pytest.mark.parametrize(
    ("kind", "claims", "theme"),
    [
        ("denial", ("x-f001",), "denials"),
        ("date", ("x-e001",), "dates"),
        ("effect_before_cause", ("x-f001", "x-e001"), "dates"),
        ("value", ("x-f001", "x-s001"), "counts"),
        ("overlap", ("x-f001", "x-f002"), "returns"),
        ("status", ("x-s001", "x-e001"), "places"),
        ("definition", ("x-e001",), "words"),
    ],
)
def test_a_conflict_stands_under_the_theme_of_its_kind_or_its_claims(kind, claims, theme):
    record = edition(
        [exactly("x-f001", 5), returned("x-f002", 5, "2022")], [listed("x-s001", "Toronto")], [{"claim_id": "x-e001"}]
    )  # fmt: skip
    assert conflicts.theme(kind, claims, record) == theme
    assert theme in conflicts.THEMES


def test_an_edition_without_claims_has_no_conflict():
    assert conflicts.computed(edition()) == []


# The record as it is


@pytest.fixture(scope="module")
def today(tmp_path_factory) -> voices.Record:
    from conftest import ROOT

    return voices.read_record(ROOT / "data" / "processed", voices.read_codes(ROOT / "data" / "raw"))


@pytest.fixture(scope="module")
def all_found(today) -> list[voices.Conflict]:
    from conftest import ROOT

    rows, problems = tables.read_sheet(tables.SHEETS["conflicts"], ROOT / "data" / "raw")
    assert problems == []
    return [*conflicts.computed(today), *conflicts.judged(rows, today, "conflicts.csv")]


def test_no_conflict_is_told_twice(all_found):
    seen = [(conflict.kind, frozenset(conflict.claim_ids)) for conflict in all_found]
    assert len(seen) == len(set(seen))
    assert len(conflicts.table(all_found)) == len(all_found)


def test_every_conflict_is_of_claims_of_the_edition_and_says_so_in_one_sentence(all_found, today):
    known = set(today.claims())
    for conflict in all_found:
        assert set(conflict.claim_ids) <= known, conflict.conflict_id
        assert conflict.explanation.endswith("."), conflict.conflict_id
        assert conflict.explanation[0] == conflict.explanation[0].upper(), conflict.conflict_id
        assert "  " not in conflict.explanation, conflict.conflict_id
        assert tables.re.fullmatch(tables.ID, conflict.conflict_id), conflict.conflict_id


def test_the_order_of_rows_changes_nothing(root, today):
    folder = root / "data" / "processed"
    claims = tables.read(folder / "claims.csv").sample(frac=1, random_state=1)
    own = {
        name: tables.read(folder / f"{name}.csv").sample(frac=1, random_state=2)
        for name in tables.CLAIM_SHEETS
    }
    others = [tables.read(folder / f"{name}.csv") for name in ("actors", "sources", "corrections")]
    shuffled = voices.record(claims, own, *others, today.clashes, today.codes)
    assert conflicts.computed(shuffled) == conflicts.computed(today)


def test_every_order_names_claims_or_events_that_there_are(root):
    raw = root / "data" / "raw"
    claims = {
        c for name in tables.CLAIM_SHEETS for c in tables.read(raw / f"{name}.csv")["claim_id"]
    }
    known = claims | set(tables.read(raw / "events.csv")["event_id"])
    for order in voices.read_codes(raw).order:
        assert {order.cause, order.effect} <= known
        assert set(order.told_by) <= claims
