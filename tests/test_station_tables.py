import pandas as pd
import pytest

from overseas110 import findings, records, station_tables

NAMES = station_tables.Names(
    pd.Series(
        {
            "ngo": "An NGO",
            "paper": "A paper",
            "embassy": "An embassy",
            "one_psb": "Fuzhou Public Security Bureau",
            "two_psb": "Wenzhou Public Security Bureau",
        }
    ),
    {
        ("status", "closed"): "Closed",
        ("status_group", "ended"): "Ended",
        ("status_group", "cleared"): "Cleared",
        ("standing", "disputed"): "Disputed",
    },
)
RECORD = {
    "record_id": "ita-prato", "country": "Italy", "municipality": "Prato", "area": "", "bureaus": "",
    "bureaus_beside": "", "footing": "list", "marks": "", "count_high": 1, "count_claims": "c0",
    "first_report_claim": "c0", "claims": "c0", "shared_claims": "",
}  # fmt: skip
CLAIM = {
    "aspect": "listed", "status": "", "count_text": "", "when_edtf": "2022", "asserted_by": "ngo", "via": "",
    "standing": "ok", "place_iso3": "ITA",
}  # fmt: skip


def claims(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{"claim_id": f"c{n}", **CLAIM, **row} for n, row in enumerate(rows)])


def cells(record: dict, *rows: dict) -> pd.Series:
    table = station_tables.all_records(pd.DataFrame([{**RECORD, **record}]), claims(*rows), NAMES)
    return table.iloc[0]


def test_a_listed_station_shows_its_number_its_first_report_and_its_claims():
    row = cells({}, {})
    assert row["Stations"] == "{{< claim c0 >}}"
    assert row["Since when, in which state, and who says so"] == (
        "Named by An NGO. First reported {{< date c0 >}}"
    )
    assert row["Claims joined"] == "{{< ref c0 >}}"
    assert row["Stands on"] == "On a list"


def test_each_number_told_is_shown_the_best_supported_first():
    assert cells({"count_claims": "c0+c1|c2"}, {})["Stations"] == (
        "{{< claim c0 >}} and {{< claim c1 >}} or {{< claim c2 >}}"
    )


def test_the_rest_of_a_total_says_that_it_is_one():
    row = cells({"record_id": "ita-prato-other"}, {"count_text": "three"})
    assert row["Stations"] == "the rest of {{< claim c0 >}}"


@pytest.mark.parametrize(
    ("footing", "mark"),
    [
        ("allegation", "**Alleged only**"),
        ("count", "**Counted beside the lists**"),
        ("other", "**Another thing**"),
    ],
)
def test_what_no_list_has_is_marked_and_not_added(footing, mark):
    row = cells({"footing": footing, "marks": footing, "count_high": 0}, {"count_text": "nine"})
    assert row["Stands on"] == f"{mark}, not added"
    assert row["Stations"] == "not added; told: {{< claim c0 >}}"
    assert "First reported" not in row["Since when, in which state, and who says so"]


def test_an_allegation_says_who_makes_it_and_through_whom():
    row = cells(
        {"footing": "allegation", "count_high": 0}, {"via": "paper", "standing": "disputed"}
    )
    assert row["Since when, in which state, and who says so"] == (
        "Alleged by An NGO, per A paper (disputed)"
    )


def test_what_is_counted_in_other_rows_says_so():
    row = cells({"marks": records.ELSEWHERE, "count_high": 0}, {})
    assert row["Stands on"] == "On a list, **in other rows**, not added"


def test_cleared_and_ended_stand_as_marks_beside_the_footing():
    row = cells({"footing": "allegation", "marks": "allegation;cleared;ended", "count_high": 0}, {})
    assert row["Stands on"].endswith("not added; **Cleared**; **Ended**")


def test_a_state_says_who_says_so_through_whom_and_whether_that_is_in_doubt():
    state = {"aspect": "status", "status": "closed", "asserted_by": "embassy", "via": "paper"}
    row = cells({"claims": "c0;c1"}, {}, {**state, "standing": "disputed"})
    assert row["Since when, in which state, and who says so"] == (
        "Named by An NGO. First reported {{< date c0 >}}."
        " Closed, {{< date c1 >}} (An embassy, per A paper) (disputed)"
    )


def test_a_shared_claim_is_said_of_one_or_more_of_the_stations():
    opened = {"aspect": "opened", "when_edtf": ""}
    row = cells({"shared_claims": "c1"}, {}, opened)
    assert row["Since when, in which state, and who says so"].endswith(
        "Of one or more of the stations here: Opened (An NGO)"
    )
    assert row["Claims joined"] == "{{< ref c0 >}}; shared: {{< ref c1 >}}"


def test_bureaus_are_named_by_their_towns_and_those_beside_the_lists_apart():
    row = cells({"bureaus": "one_psb;two_psb"}, {})
    assert row["Place and bureau"] == "Prato; bureau of Fuzhou or Wenzhou"
    row = cells({"bureaus_beside": "two_psb"}, {})
    assert row["Place and bureau"] == "Prato; bureau not stated by the list, Wenzhou beside it"


def test_stated_totals_stand_beside_what_is_listed_here():
    book = findings.Findings("test")
    book.add("stated", "number", 5, 5, 5, "5", "stations", ["c0"], "A rule.")
    book.add("unknown", "number", None, None, None, "not known", "stations", [], "A rule.")
    lists = [("A list", "stated", "listed"), ("Another", "unknown", "listed")]
    figures = claims({"via": "paper"}, {"asserted_by": "embassy"})
    table = station_tables.totals(lists, figures.iloc[1:], figures, book, NAMES)
    assert table.to_numpy().tolist() == [
        ["A list", "{{< finding stated >}}", "An NGO, per A paper", "{{< finding listed >}}"],
        ["Italy", "{{< claim c1 >}}", "An embassy, {{< date c1 >}}", "{{< finding listed_ita >}}"],
    ]


def test_groups_have_a_column_for_each_reading_day():
    table = station_tables.groups("Region", [("Asia", "region_asia")], {"first": "By the first"})
    assert list(table.columns) == ["Region", "By the first", "In this edition", "Openings told"]
    assert table.iloc[0]["By the first"] == "{{< finding region_asia_by_first >}}"
    assert station_tables.groups("Region", [], {}).empty
