import pandas as pd

from overseas110 import timeline

ROW = {
    "place_iso3": "CAN", "place_city": "Markham", "city_text": "Markham", "aspect": "listed", "asserted_by": "paper", "bureaus": "",
    "value_low": "1", "when_edtf": "", "when_earliest": "", "when_latest": "", "reported_earliest": "2022-09-01",
    "status": "",
}  # fmt: skip


def joined(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{**ROW, **row} for row in rows])


def test_claims_of_one_municipality_are_one_record_with_all_bureaus_and_claims():
    found = timeline.records(
        joined(
            {"claim_id": "a", "bureaus": "one"},
            {"claim_id": "b", "bureaus": "two", "value_low": "2"},
        )
    )
    assert len(found) == 1
    record = found.iloc[0]
    assert (record["bureaus"], record["claims"], record["count_low"]) == ("one;two", "a;b", 2)


def test_a_claim_that_names_only_the_country_is_joined_with_no_municipality():
    found = timeline.records(
        joined({"claim_id": "a"}, {"claim_id": "b", "place_city": "", "city_text": ""})
    )
    assert list(found["claims"]) == ["b", "a"]
    assert found["join_rule"].iloc[0] == "country only; joined with no municipality"


def test_an_area_of_several_municipalities_is_joined_with_none_of_them():
    area = {"place_city": "", "city_text": "Greater Toronto Area"}
    found = timeline.records(
        joined(
            {"claim_id": "a"},
            {"claim_id": "b", **area},
            {"claim_id": "c", "place_city": "", "city_text": ""},
        )
    )
    assert sorted(zip(found["area"], found["claims"], strict=True)) == [
        ("", "a"),
        ("", "c"),
        ("Greater Toronto Area", "b"),
    ]


def test_a_status_stands_in_the_record_and_does_not_make_a_listing():
    found = timeline.records(
        joined({"claim_id": "a", "aspect": "found", "status": "private_home"})
    ).iloc[0]
    assert (found["statuses"], found["listed_by"], found["count_low"]) == ("private_home", "", "")


def test_an_open_beginning_has_no_latest_day():
    opened = {
        "aspect": "opened",
        "when_edtf": "2018/..",
        "when_earliest": "2018-01-01",
        "when_latest": "",
    }
    found = timeline.records(joined({"claim_id": "a", **opened})).iloc[0]
    assert (found["opened_earliest"], found["opened_latest"]) == ("2018-01-01", "")


def test_every_station_claim_of_the_edition_stands_in_exactly_one_record(root, monkeypatch):
    from overseas110 import tables

    monkeypatch.chdir(root)
    records = tables.read(root / "data" / "processed" / "station_records.csv")
    stations = tables.read(root / "data" / "processed" / "stations.csv")
    placed = [claim for cell in records["claims"] for claim in cell.split(";")]
    assert sorted(placed) == sorted(stations["claim_id"])
