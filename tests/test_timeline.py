import pandas as pd
import pytest

from overseas110 import records, timeline

CLAIM = {
    "aspect": "listed", "asserted_by": "ngo", "source_id": "paper", "list": "ngo", "value_low": "1",
    "asserted_earliest": "2022-09-12", "asserted_latest": "2022-09-12",
}  # fmt: skip
RECORD = {
    "record_id": "a", "claims": "c0", "count_low": 1, "count_best": 1, "count_high": 1,
    "opened_edtf": "", "opened_earliest": "", "opened_best": "", "opened_latest": "",
}  # fmt: skip
MILAN = {
    "opened_edtf": "2016-05", "opened_earliest": "2016-05-01", "opened_best": "2016-05-31",
    "opened_latest": "2016-05-31",
}  # fmt: skip
MONTH = {"asserted_earliest": "2022-12-01", "asserted_latest": "2022-12-31"}


def claims(*rows: dict) -> pd.DataFrame:
    rows = [{"claim_id": f"c{n}", **CLAIM, **row} for n, row in enumerate(rows)]
    return pd.DataFrame(rows, columns=["claim_id", *CLAIM])


def listed(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{**RECORD, **row} for row in rows], columns=list(RECORD))


def days(steps: pd.DataFrame) -> list[tuple]:
    return [tuple(row) for row in steps[["earliest", "best", "latest"]].itertuples(index=False)]


def numbers(steps: pd.DataFrame) -> list[tuple]:
    return [tuple(row) for row in steps[["low", "mid", "high"]].itertuples(index=False)]


def test_a_station_is_first_reported_within_the_bounds_of_the_earliest_statement():
    steps = timeline.reported(listed({"claims": "c0;c1"}), claims(MONTH, {}))
    assert days(steps) == [("2022-09-12", "2022-09-12", "2022-09-12")]


def test_a_state_or_a_visit_is_no_first_report():
    steps = timeline.reported(
        listed({"claims": "c0;c1"}),
        claims({"aspect": "status", "asserted_latest": "2022-01-01"}, MONTH),
    )
    assert days(steps) == [("2022-12-01", "2022-12-31", "2022-12-31")]


def test_what_a_later_statement_counts_beyond_an_earlier_one_is_reported_then():
    two = {"claims": "c0;c1", "count_low": 2, "count_best": 2, "count_high": 2}
    steps = timeline.reported(
        listed(two), claims({}, {**MONTH, "list": "ngo_later", "value_low": "2"})
    )
    assert [row[2] for row in days(steps)] == ["2022-09-12", "2022-12-31"]
    assert numbers(steps) == [(1, 1, 1), (1, 1, 1)]


def test_the_steps_of_a_record_add_up_to_its_count_and_no_further():
    open_count = {"claims": "c0;c1", "count_low": 2, "count_best": 2, "count_high": 3}
    three_then_two = claims({"value_low": "3"}, {**MONTH, "source_id": "other", "value_low": "2"})
    assert numbers(timeline.reported(listed(open_count), three_then_two)) == [(2, 2, 3)]
    rest = {"count_low": 1, "count_best": 1, "count_high": 1}
    assert numbers(timeline.reported(listed(rest), claims({"value_low": "3"}))) == [(1, 1, 1)]


def test_an_opening_that_is_told_bounds_the_station():
    record = listed(MILAN)
    steps = timeline.opened(record, record, claims({}))
    assert days(steps) == [("2016-05-01", "2016-05-31", "2016-05-31")]
    assert list(steps["told"]) == [True]


def test_a_station_was_open_when_it_was_reported():
    record = listed({**MILAN, "opened_edtf": "2016-05/..", "opened_best": "", "opened_latest": ""})
    assert days(timeline.opened(record, record, claims({}))) == [
        ("2016-05-01", "2022-09-12", "2022-09-12")
    ]


def test_a_report_from_before_the_opening_told_does_not_bound_it():
    late = {
        "opened_edtf": "2023", "opened_earliest": "2023-01-01", "opened_best": "2023-12-31",
        "opened_latest": "2023-12-31",
    }  # fmt: skip
    record = listed(late)
    assert days(timeline.opened(record, record, claims({}))) == [
        ("2023-01-01", "2023-12-31", "2023-12-31")
    ]


def test_where_no_opening_is_told_the_first_of_any_station_is_the_earliest():
    quiet, alleged = listed({}), listed({}, {"record_id": "b", **MILAN})
    steps = timeline.opened(quiet, alleged, claims({}))
    assert days(steps) == [("2016-05-01", "2022-09-12", "2022-09-12")]
    assert list(steps["told"]) == [False]


def test_where_no_opening_is_told_at_all_nothing_bounds_the_earliest():
    steps = timeline.opened(listed({}), listed({}), claims({}))
    assert days(steps) == [("", "2022-09-12", "2022-09-12")]
    count = timeline.cumulative(steps)
    assert count.iloc[0].tolist() == ["", 0, 0, 1]


def test_a_count_over_time_carries_its_bounds():
    record = listed(
        {"claims": "c0", "count_high": 2},
        {"record_id": "b", "claims": "c1"},
    )
    steps = timeline.reported(record, claims({"value_low": "2"}, MONTH))
    count = timeline.cumulative(steps)
    assert [tuple(row) for row in count.itertuples(index=False)] == [
        ("2022-09-12", 1, 1, 2),
        ("2022-12-01", 1, 1, 3),
        ("2022-12-31", 2, 2, 3),
    ]
    assert timeline.at(steps, "2022-12-05") == records.Count(1, 1, 3)
    assert timeline.at(steps, "2022-01-01") == records.Count()


def test_no_stations_give_no_steps():
    none = listed()
    for steps in (timeline.reported(none, claims()), timeline.opened(none, none, claims())):
        assert steps.empty and timeline.cumulative(steps).empty
        assert timeline.at(steps, "2022-12-31") == records.Count()


@pytest.fixture
def processed(root):
    from overseas110 import tables

    folder = root / "data" / "processed"
    stations = records.stations(
        tables.read(folder / "claims.csv"), tables.read(folder / "stations.csv")
    )
    codes = root / "data" / "raw" / "codes"
    known = records.codes(
        *(tables.read(codes / f"{name}.csv") for name in ("lists", "vocabularies", "gazetteer"))
    )
    return stations, records.records(stations, known)


@pytest.mark.parametrize("clock", ["reported", "opened"])
def test_both_clocks_end_at_the_sum_of_the_listed_stations(processed, clock):
    stations, everything = processed
    found = records.counted(everything)
    steps = (
        timeline.reported(found, stations)
        if clock == "reported"
        else timeline.opened(found, everything, stations)
    )
    count = timeline.cumulative(steps)
    assert count[["low", "best", "high"]].apply(lambda column: column.is_monotonic_increasing).all()
    assert (count["low"] <= count["best"]).all() and (count["best"] <= count["high"]).all()
    assert timeline.at(steps, "9999-12-31") == records.total(found)
    assert (steps["earliest"] <= steps["best"]).all() and (steps["best"] <= steps["latest"]).all()


def test_dated_events_come_in_order_and_without_the_undated():
    events = pd.DataFrame(
        [
            ("e1", "hotline", "2022-01-10", "2022-01-10", "2022-01-10"),
            ("e2", "hotline", "2018", "2018-01-01", "2018-12-31"),
            ("e3", "hotline", "", "", ""),
            ("e4", "other", "2010", "2010-01-01", "2010-12-31"),
        ],
        columns=["claim_id", "event_id", "when_edtf", "when_earliest", "when_latest"],
    )
    own, when = events[["claim_id", "event_id"]], events.drop(columns="event_id")
    assert list(timeline.dated(when, own, ["hotline"])["claim_id"]) == ["e2", "e1"]
