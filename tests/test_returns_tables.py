import datetime as dt

import pandas as pd
import pytest

from overseas110 import constraints, returns_tables
from overseas110.constraints import Asked, Limit, Series
from overseas110.findings import Findings

ONE = Series("returned", "campaign")
YEAR = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
WINDOW = (dt.date(2021, 4, 1), dt.date(2022, 7, 31))
LATE = Asked(ONE, dt.date(2022, 1, 1), dt.date(2022, 7, 31))
STATED = [Limit("a-f1", ONE, *YEAR, 205, 215), Limit("b-f1", ONE, *WINDOW, 225, 235)]
SAID = constraints.by_window(STATED)
TODAY = dt.date(2026, 11, 22)
SPEAKERS = {"a-f1": "Somebody", "b-f1": "Somebody else"}


@pytest.fixture
def found():
    return constraints.implied(STATED, [])


def test_a_bound_that_is_only_its_own_figure_needs_no_finding(found):
    named = returns_tables.names(found.bounds, {LATE: "late"}, SAID)
    assert named == {
        LATE: "late",
        Asked(ONE, dt.date(2021, 1, 1), dt.date(2021, 3, 31)): "returned_20210101_20210331",
        Asked(ONE, dt.date(2021, 4, 1), dt.date(2021, 12, 31)): "returned_20210401_20211231",
    }


def test_a_window_that_others_tighten_is_a_finding():
    stated = [*STATED, Limit("c-f1", ONE, *WINDOW, 0, 230)]
    bounds = constraints.implied(stated, []).bounds
    named = returns_tables.names(bounds, {}, constraints.by_window(STATED))
    assert Asked(ONE, *WINDOW) in named


def test_bounds_and_their_days_are_stated_as_findings(found):
    book = Findings("03_returns")
    returns_tables.state(book, {LATE: "late"}, found, SAID, {"returned": "people"}, TODAY)
    late, when = book["late"], book["late_when"]
    assert (late.low, late.high, late.text, late.unit) == (10, 235, "10 to 235", "people")
    assert late.claims == when.claims == ["a-f1", "b-f1"]
    assert (when.kind, when.value, when.text) == ("date", "2022-01/2022-07", "January to July 2022")


def test_days_of_which_no_figure_speaks_are_null():
    book = Findings("03_returns")
    nothing = constraints.implied([], [])
    returns_tables.state(book, {LATE: "late"}, nothing, {}, {"returned": "people"}, TODAY)
    assert (book["late"].value, book["late"].text, book["late"].claims) == (None, "not known", [])
    assert book["late_when"].text == "January to July 2022"


def test_days_after_the_edition_of_which_no_figure_speaks_are_not_named():
    book = Findings("03_returns")
    nothing = constraints.implied([], [])
    returns_tables.state(
        book, {LATE: "late"}, nothing, {}, {"returned": "people"}, dt.date(2022, 6, 30)
    )
    assert (book["late_when"].value, book["late_when"].text) == (None, "not known")


def test_the_table_says_who_states_a_window_and_what_a_gap_rests_on(found):
    named = returns_tables.names(found.bounds, {LATE: "late"}, SAID)
    table = returns_tables.bounds(found.bounds, named, SAID, SPEAKERS, {"returned": "Returned"})
    by_when = table.set_index("When")
    year = by_when.loc["{{< date a-f1 >}}"]
    assert (year["Stated"], year["Who says so"]) == ("{{< claim a-f1 >}}", "Somebody")
    assert year["All figures together allow"] == "as stated"
    late = by_when.loc["{{< finding late_when >}}"]
    assert (late["Stated"], late["Who says so"]) == ("", "worked out")
    assert late["All figures together allow"] == "{{< finding late >}}"
    assert late["Rests on"] == "{{< ref a-f1 >}} {{< ref b-f1 >}}"


def test_a_retelling_stands_against_its_root_and_chinese_is_marked():
    row = {
        "value_low": "230", "value_high": "230", "low_open": "False", "high_open": "False",
        "approximate": "False", "when_text": "in 2022", "when_edtf": "2022", "source_id": "s",
        "root_claim": "a-f1",
    }  # fmt: skip
    told = pd.DataFrame(
        [
            {**row, "claim_id": "a-f1", "unit_text": "涉诈人员", "is_retelling": False},
            {**row, "claim_id": "b-f1", "unit_text": "suspects", "is_retelling": True},
            {**row, "claim_id": "c-f1", "unit_text": "people", "is_retelling": True, "when_text": ""},
        ]
    )  # fmt: skip
    speakers = dict.fromkeys(told["claim_id"], "Somebody")
    table = returns_tables.tellings(told, speakers, {"s": "A paper"})
    assert table["Of whom"].tolist() == ["[涉诈人员]{lang=zh}", "suspects", "people"]
    against = ["root", "same number and time", "no time stated"]
    assert table["Against its root"].tolist() == against
    assert table["Window"].tolist()[2] == "none stated"
