import functools
import re
from collections import Counter

import pandas as pd
import pycountry
import pytest
from conftest import ROOT
from station_rows import KNOWN, THREE, TWO, joined

from overseas110 import clean, places, records, tables
from overseas110.params import Params

TODAY = "2026-11-22"
COUNTRY = {"place_city": "", "city_text": ""}


def found(*rows: dict) -> pd.DataFrame:
    return records.records(joined(*rows), KNOWN)


def shown(frame: pd.DataFrame) -> list[tuple]:
    columns = ["bureaus", "count_low", "count_best", "count_high", "claims", "shared_claims"]
    return [tuple(row) for row in frame[columns].itertuples(index=False)]


def test_claims_of_one_municipality_are_one_record_with_all_claims():
    frame = found({"bureaus": "one_psb"}, {"asserted_by": "ministry"}, {"aspect": "opened"})
    assert shown(frame) == [("one_psb", 1, 1, 1, "c0;c1;c2", "")]
    assert frame["listed_by"].iloc[0] == "ministry;ngo"


def test_each_bureau_that_is_named_alone_has_a_record_and_shares_what_names_none():
    frame = found({"bureaus": "one_psb"}, {"bureaus": "two_psb"}, {"aspect": "status"})
    assert shown(frame) == [
        ("one_psb", 1, 1, 1, "c0", "c2"),
        ("two_psb", 1, 1, 1, "c1", "c2"),
    ]


def test_bureaus_that_are_left_open_have_one_record_together():
    frame = found({"bureaus": "one_psb;two_psb", **THREE}, {"bureaus": "three_psb"})
    assert shown(frame) == [
        ("one_psb;two_psb", 3, 3, 3, "c0", ""),
        ("three_psb", 1, 1, 1, "c1", ""),
    ]


def test_bureaus_that_are_left_open_make_no_record_beside_one_of_them():
    frame = found({"bureaus": "one_psb;two_psb"}, {"bureaus": "one_psb"}, {"bureaus": "three_psb"})
    assert [row[0] for row in shown(frame)] == ["one_psb", "three_psb"]
    assert list(frame["shared_claims"]) == ["c0", "c0"]


def test_what_is_counted_beyond_the_named_bureaus_is_a_record_without_one():
    total = {"source_id": "other", **THREE}
    frame = found({"bureaus": "one_psb"}, {"bureaus": "two_psb"}, total, {"aspect": "status"})
    assert shown(frame) == [
        ("", 1, 1, 1, "c2", "c3"),
        ("one_psb", 1, 1, 1, "c0", "c2;c3"),
        ("two_psb", 1, 1, 1, "c1", "c2;c3"),
    ]
    assert frame["record_id"].tolist() == ["ita-prato-other", "ita-prato-one", "ita-prato-two"]


def test_the_rest_is_as_uncertain_as_what_it_is_the_rest_of():
    rows = [
        {"bureaus": "one_psb", **TWO},
        {"bureaus": "one_psb", "source_id": "second"},
        {"source_id": "other", **THREE},
    ]
    assert shown(found(*rows))[0][:4] == ("", 1, 2, 2)


def test_a_bureau_named_only_beside_the_lists_makes_no_record():
    frame = found(TWO, {"list": "press", "bureaus": "one_psb", "asserted_by": "press"})
    assert shown(frame) == [("", 2, 2, 2, "c0;c1", "")]
    assert frame["bureaus_beside"].iloc[0] == "one_psb"


def test_another_bureau_than_the_listed_one_has_a_record_and_is_only_alleged():
    frame = found({"bureaus": "one_psb"}, {"list": "press", "bureaus": "two_psb"})
    assert list(frame["footing"]) == ["list", "allegation"]
    assert list(frame["count_high"]) == [1, 0]


def test_a_country_alone_adds_nothing_where_its_stations_are_listed_by_place():
    frame = found({}, COUNTRY)
    assert dict(zip(frame["claims"], frame["count_best"], strict=True)) == {"c0": 1, "c1": 0}
    assert frame.set_index("claims")["marks"]["c1"] == records.ELSEWHERE
    assert len(records.counted(frame)) == 1


def test_a_country_alone_counts_where_none_of_its_stations_is_listed_by_place():
    frame = found(COUNTRY, {"place_iso3": "CAN"}, {"list": "press"})
    assert dict(zip(frame["claims"], frame["count_best"], strict=True)) == {
        "c0": 1,
        "c1": 1,
        "c2": 0,
    }


def test_areas_and_unknown_places_are_places_of_their_own():
    area, unknown = ({"place_city": "", "city_text": text} for text in ("Sicily", "unknown place"))
    frame = found({}, area, unknown, area)
    assert sorted(zip(frame["area"], frame["claims"], strict=True)) == [
        ("", "c0"),
        ("Sicily", "c1;c3"),
        ("unknown place", "c2"),
    ]
    assert dict(zip(frame["area"], frame["count_best"], strict=True)) == {
        "": 1,
        "Sicily": 2,
        "unknown place": 1,
    }


def test_a_total_of_claims_that_are_listed_one_by_one_adds_nothing():
    area = {"place_city": "", "city_text": "Greater Prato"}
    frame = found(
        {"part_of": "c2"},
        {"place_city": "Milan", "part_of": "c2"},
        {**area, **TWO, "restates": "c3"},
        {**area, **TWO},
    )
    assert records.total(frame) == records.Count(2, 2, 2)
    assert frame.set_index("area")["marks"]["Greater Prato"] == records.ELSEWHERE


def test_a_count_beside_the_lists_is_shown_and_never_added():
    frame = found({}, {**COUNTRY, **THREE, "list": "state", "asserted_by": "ministry"})
    count = frame[frame["footing"] == "count"].iloc[0]
    assert (count["count_high"], count["marks"]) == (0, "count")
    assert records.total(records.counted(frame)) == records.Count(1, 1, 1)


def test_what_is_only_alleged_or_cleared_is_marked_and_never_counted():
    frame = found({"list": "press"}, {"aspect": "status", "list": "press", "status": "no_charges"})
    record = frame.iloc[0]
    assert (record["footing"], record["marks"]) == ("allegation", "allegation;cleared")
    assert records.counted(frame).empty


def test_what_no_claim_lists_is_an_allegation():
    record = found({"aspect": "status", "status": "denied"}).iloc[0]
    assert (record["footing"], record["marks"]) == ("allegation", "allegation;denied")


def test_where_tellings_differ_the_best_is_what_most_of_them_have():
    said = [
        {"source_id": name, **number}
        for name, number in zip("abc", (THREE, TWO, THREE), strict=True)
    ]
    frame = found(*said)
    assert shown(frame)[0][1:4] == (2, 3, 3)
    assert frame["count_claims"].iloc[0] == "c0|c1"
    assert shown(found(*said[:2]))[0][1:4] == (2, 2, 3)


def test_an_open_number_stays_at_its_least():
    assert shown(found({"value_low": "3", "value_high": ""}))[0][1:4] == (3, 3, 3)


def test_rows_of_one_source_and_list_are_added_and_of_two_lists_the_later_counts():
    later = {"list": "ngo_later", "asserted_latest": "2022-12-05"}
    assert shown(found({}, {}))[0][1:4] == (2, 2, 2)
    assert shown(found({}, {}, {**later, **THREE}))[0][1:4] == (3, 3, 3)


def test_a_retelling_and_a_disputed_claim_count_nothing():
    retold = {"restates": "c0", "used": "False", "source_id": "copy", **THREE}
    assert shown(found({}, retold))[0][1:4] == (1, 1, 1)
    disputed = found({"used": "False"}).iloc[0]
    assert (disputed["footing"], disputed["count_high"]) == ("allegation", 0)


def test_openings_are_those_of_the_station_alone_and_may_stay_open():
    told = {"aspect": "opened", "when_earliest": "2018-01-01"}
    frame = found(
        {"bureaus": "one_psb"},
        {**told, "bureaus": "one_psb", "when_edtf": "2018/..", "when_latest": ""},
        {**told, "bureaus": "one_psb", "when_edtf": "2018-09-28", "when_earliest": "2018-09-28", "when_latest": "2018-09-28"},
        {"bureaus": "two_psb"},
        {**told, "when_edtf": "2022", "when_earliest": "2022-01-01", "when_latest": "2022-12-31"},
    ).set_index("bureaus")  # fmt: skip
    one, two = frame.loc["one_psb"], frame.loc["two_psb"]
    assert (one["opened_earliest"], one["opened_best"]) == ("2018-01-01", "2018-09-28")
    assert one["opened_latest"] == ""
    assert (two["opened_edtf"], two["opened_earliest"]) == ("", "")


def test_the_first_report_is_the_first_claim_that_lists_or_dates_it():
    record = found(
        {"asserted_latest": "2022-12-31"},
        {"aspect": "opened", "asserted_latest": "2022-10-09"},
        {"aspect": "status", "status": "closed", "asserted_latest": "2022-10-01"},
    ).iloc[0]
    assert record["first_report_claim"] == "c1"


def test_a_status_of_a_shared_claim_marks_every_station_of_the_place():
    rows = (
        {"bureaus": "one_psb"},
        {"bureaus": "two_psb"},
        {"aspect": "status", "status": "closed", "when_edtf": "2023"},
    )
    frame = found(*rows)
    touched, claims = records.with_status(frame, joined(*rows), KNOWN, "ended")
    assert (len(touched), claims) == (2, ["c2"])
    assert set(frame["marks"]) == {"ended"} and set(frame["statuses"]) == {"closed@2023"}
    assert len(records.places_of(touched)) == 1


@pytest.mark.parametrize(
    ("count", "words"),
    [((9, 9, 9), "9"), ((9, 9, 10), "9 to 10"), ((8, 9, 10), "9 (8 to 10)"), ((0, 0, 0), "0")],
)
def test_a_count_in_words_has_its_bounds(count, words):
    assert records.Count(*count).words == words


def test_no_claims_give_no_records():
    frame = found()
    assert frame.empty and list(frame.columns) == list(records.RECORD_COLUMNS)
    assert records.total(records.counted(frame)) == records.Count()
    assert records.with_status(frame, joined(), KNOWN, "ended")[1] == []


@pytest.fixture(scope="module")
def codes():
    folder = ROOT / "data" / "raw" / "codes"
    return records.codes(
        *(tables.read(folder / f"{name}.csv") for name in ("lists", "vocabularies", "gazetteer"))
    )


@functools.cache
def stations_on(day: str) -> pd.DataFrame:
    cleaned = clean.run(ROOT / "data" / "raw", Params(day, False, 0.5, 0.5))
    text = [
        frame.map(lambda cell: "" if cell is None else str(cell))
        for frame in (cleaned.claims, cleaned.stations)
    ]
    return records.stations(*text)


@pytest.fixture(params=["2022-09-30", "2022-10-31", "2022-12-31", TODAY])
def stations(request):
    return stations_on(request.param)


def test_every_claim_of_an_edition_is_in_one_record_or_shared_by_several(stations, codes):
    frame = records.records(stations, codes)
    own = Counter(c for cell in frame["claims"] for c in tables.split(cell))
    shared = Counter(c for cell in frame["shared_claims"] for c in tables.split(cell))
    assert set(own) | set(shared) == set(stations["claim_id"])
    assert set(own.values()) == {1}
    assert not {c for c, n in shared.items() if n < 2 and c not in own}
    assert frame["record_id"].is_unique
    assert all(re.fullmatch(r"[a-z]{3}-[a-z0-9-]*[a-z0-9]", name) for name in frame["record_id"])


def test_the_order_of_the_claims_changes_no_record(stations, codes):
    first = records.records(stations, codes)
    mixed = records.records(stations.sample(frac=1, random_state=0), codes)
    columns = ["record_id", "claims", "shared_claims", "count_low", "count_best", "count_high"]
    pd.testing.assert_frame_equal(first[columns], mixed[columns])


def test_no_record_counts_less_than_its_least_or_more_than_its_most(stations, codes):
    frame = records.records(stations, codes)
    assert (frame["count_low"] <= frame["count_best"]).all()
    assert (frame["count_best"] <= frame["count_high"]).all()
    assert not frame.loc[frame["footing"] != "list", "count_high"].any()


def test_the_sums_are_those_worked_out_by_hand(codes):
    frame = records.records(stations_on(TODAY), codes)
    listed = records.counted(frame)
    by_country = {iso3: records.total(part) for iso3, part in listed.groupby("iso3")}
    assert {iso3: by_country[iso3].best for iso3 in ("USA", "CAN", "ITA", "FRA", "ESP")} == {
        "USA": 4, "CAN": 5, "ITA": 11, "FRA": 4, "ESP": 9,
    }  # fmt: skip
    towns = listed.groupby("municipality")["count_best"].sum()
    expected = {"Markham": 2, "Toronto": 1, "Prato": 3, "Buenos Aires": 2, "London": 2, "New York": 2, "Paris": 4}  # fmt: skip
    assert {town: towns[town] for town in expected} == expected
    barcelona = listed[listed["municipality"] == "Barcelona"].iloc[0]
    assert (barcelona["count_low"], barcelona["count_high"]) == (2, 3)


def test_what_is_only_alleged_is_on_no_list(codes):
    frame = records.records(stations_on(TODAY), codes)
    alleged = frame[frame["footing"] == "allegation"]
    names = {*alleged["municipality"], *alleged["area"]}
    assert names >= {
        "San Francisco", "Houston", "Nebraska", "Minnesota", "Richmond", "Montreal", "Brossard",
        "Belfast", "Seoul", "Auckland", "Vila do Conde", "Noisy-le-Grand", "Sydney",
    }  # fmt: skip
    closed = alleged[alleged["municipality"] == "Brossard"].iloc[0]
    assert closed["marks"] == "allegation;cleared"


def test_every_country_of_the_gazetteer_has_its_region(root):
    codes = root / "data" / "raw" / "codes"
    regions = tables.read(codes / "regions.csv")
    known = {code for code in tables.read(codes / "gazetteer.csv")["iso3"] if code}
    assert set(regions["iso3"]) >= known
    assert regions["iso3"].is_unique
    assert set(regions["region"]) == {
        "Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania",
    }  # fmt: skip
    assert all(
        code in places.USER_ASSIGNED or pycountry.countries.get(alpha_3=code)
        for code in regions["iso3"]
    )
