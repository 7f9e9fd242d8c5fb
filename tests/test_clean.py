"""From coded sheets to typed claims: what an edition holds and what of it counts as evidence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from small import EARLY, LATE, MIDDLE, TODAY, Record

from overseas110 import clean, tables
from overseas110.params import Params

COLUMNS = (
    "claim_id,sheet,source_id,locator_start,locator_end,basis,asserted_by,measure,scope,value_low,"
    "value_high,low_open,high_open,approximate,unit,when_edtf,when_earliest,when_latest,place_iso3,"
    "place_city,reported_earliest,reported_latest,standing,root,used,unused_reason,raw_file,raw_line"
)


@pytest.fixture
def record(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    shutil.copytree(root / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copy(root / "dvc.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    record = Record(tmp_path / "data" / "raw")
    record.write("standings", [])
    return record


@pytest.fixture(scope="module")
def editions() -> dict[str, clean.Cleaned]:
    raw = Path(__file__).resolve().parents[1] / "data" / "raw"
    days = ("2022-09-30", "2023-12-31", TODAY)
    return {day: clean.run(raw, Params(day, False, 0.5, 0.5)) for day in days}


def claim(cleaned: clean.Cleaned, name: str) -> pd.Series:
    return cleaned.claims.set_index("claim_id").loc[name]


def test_the_claims_table_has_exactly_the_columns_that_outside_checks_read(editions):
    for cleaned in editions.values():
        assert list(cleaned.claims.columns) == COLUMNS.split(",") == list(clean.CLAIM_COLUMNS)


def test_every_coded_row_is_one_claim_of_the_edition_of_today(editions, root):
    coded = [tables.read(root / "data" / "raw" / f"{s}.csv") for s in tables.CLAIM_SHEETS]
    assert list(editions[TODAY].claims["claim_id"]) == list(pd.concat(coded)["claim_id"])


def test_each_claim_is_in_its_own_sheets_table_once(editions):
    for cleaned in editions.values():
        for sheet in tables.CLAIM_SHEETS:
            wanted = cleaned.claims.loc[cleaned.claims["sheet"] == sheet, "claim_id"]
            assert list(getattr(cleaned, sheet)["claim_id"]) == list(wanted)


def test_an_edition_holds_what_was_surely_published_by_its_day_and_nothing_later(editions, root):
    known = editions[TODAY].sources.set_index("source_id")["published_latest"]
    for day, cleaned in editions.items():
        assert set(cleaned.sources["source_id"]) == set(known.index[known <= day])
        assert set(cleaned.claims["source_id"]) <= set(cleaned.sources["source_id"])
        assert (cleaned.claims["reported_latest"] <= day).all()
    first = set(editions["2022-09-30"].claims["source_id"])
    assert {"globe-2022", "sd-110-2022", "mps-statement-2022"} <= first
    assert not {"insider-2023", "directus-2022"} & first


def test_no_link_points_outside_the_edition(editions):
    for cleaned in editions.values():
        known = set(cleaned.claims["claim_id"])
        for sheet in tables.CLAIM_SHEETS:
            own = getattr(cleaned, sheet)
            for column in ("restates", "part_of", "responds_to"):
                linked = {i for cell in own[column] for i in tables.split(cell)}
                assert linked <= known, column
        assert set(cleaned.corrections["claim_id"]) <= known
        sources = set(cleaned.sources["source_id"])
        for frame in (cleaned.sources, cleaned.actors):
            assert set(frame["standing_source_id"]) - {""} <= sources


@pytest.mark.parametrize(("day", "there"), [(EARLY, True), ("2022-09-11", False)])
def test_a_source_is_in_from_its_own_day_on(record, day, there):
    found = set(record.clean(day).sources["source_id"])
    assert ("test-early" in found) == there


def test_a_source_of_uncertain_date_is_in_from_the_last_day_it_may_be_of(record):
    record.change("sources", -1, published_edtf="2022-09/2023-04")
    assert "test-spare" not in set(record.clean("2023-04-29").sources["source_id"])
    assert "test-spare" in set(record.clean("2023-04-30").sources["source_id"])


def test_a_retelling_whose_root_is_not_in_the_edition_counts_as_root(record):
    record.change("figures", 0, source_id="test-middle")
    record.change("sources", -3, snapshot_chars="1000")
    record.change("figures", 1, restates="test-f001", part_of="test-f001")
    record.change("figures", 2, responds_to="test-f001;test-f002")
    before, after = record.clean(EARLY), record.clean(MIDDLE)
    assert "test-f001" not in set(before.claims["claim_id"])
    assert tuple(claim(before, "test-f002")[["root", "used", "unused_reason"]]) == (True, True, "")
    assert tuple(claim(after, "test-f002")[["root", "used", "unused_reason"]]) == (
        False,
        False,
        "retelling of test-f001",
    )
    links = before.figures.set_index("claim_id")
    assert tuple(links.loc["test-f002", ["restates", "part_of"]]) == ("", "")
    assert links.loc["test-f003", "responds_to"] == "test-f002"
    assert after.figures.set_index("claim_id").loc["test-f003", "responds_to"] == (
        "test-f001;test-f002"
    )


def test_a_source_reposted_from_a_later_one_does_not_point_outside_the_edition(record):
    record.change("sources", -1, repost_of="test-late")
    spare = {day: record.clean(day).sources.set_index("source_id") for day in (EARLY, LATE)}
    assert spare[EARLY].loc["test-spare", "repost_of"] == ""
    assert spare[LATE].loc["test-spare", "repost_of"] == "test-late"


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        ([], "ok"),
        (["ok"], "ok"),
        (["", "ok"], "ok"),
        (["ok", "corrected"], "corrected"),
        (["disputed", "corrected"], "disputed"),
        (["disputed", "retracted", "ok"], "retracted"),
    ],
)
def test_the_worst_of_several_standings_applies(standings, expected):
    assert clean.worst(standings) == expected


@pytest.mark.parametrize(
    ("sheet", "row", "cells"),
    [
        ("sources", -4, {}),
        ("actors", -4, {}),
        ("actors", -3, {"via": "test_ngo"}),
        ("standings", 0, {}),
    ],
    ids=["the source", "the asserter", "the chain", "the claim"],
)
def test_a_bad_standing_of_any_link_reaches_the_claim_from_its_own_day_on(
    record, sheet, row, cells
):
    bad = {
        "standing": "disputed",
        "standing_since": "2025-01-01",
        "standing_source_id": "test-late",
        "standing_note": "Doubted.",
    }
    record.change("figures", 0, **cells)
    if sheet == "standings":
        record.write("standings", [{"claim_id": "test-f001", **bad}])
    else:
        record.change(sheet, row, **bad)
    before, after = (claim(record.clean(day), "test-f001") for day in ("2024-12-31", "2025-01-01"))
    assert (before["standing"], before["used"]) == ("ok", True)
    assert (after["standing"], after["used"], after["unused_reason"]) == (
        "disputed",
        False,
        "disputed",
    )


def test_the_worst_link_decides(record):
    bad = {
        "standing_since": EARLY,
        "standing_source_id": "test-early",
        "standing_note": "Doubted.",
    }
    record.change("sources", -4, standing="corrected", **bad)
    record.change("actors", -3, standing="disputed", **bad)
    record.write("standings", [{"claim_id": "test-f001", "standing": "retracted", **bad}])
    record.change("figures", 1, via="test_ngo")
    claims = record.clean().claims.set_index("claim_id")["standing"]
    found = [claims[f"test-f00{n}"] for n in (1, 2, 3)]
    assert found == ["retracted", "disputed", "corrected"]


def test_a_standing_holds_only_once_its_own_source_is_out(record):
    record.change("figures", 0, asserted_by="test_witness")
    record.change("actors", -2, standing_since=EARLY)
    assert claim(record.clean("2024-08-03"), "test-f001")["standing"] == "ok"
    assert claim(record.clean(LATE), "test-f001")["standing"] == "disputed"


def test_a_standing_that_is_not_yet_in_force_shows_nothing_of_itself(record):
    record.change("figures", 0, asserted_by="test_witness")
    actors = {day: record.clean(day).actors.set_index("actor_id") for day in (MIDDLE, LATE)}
    columns = ["standing", "standing_since", "standing_source_id", "standing_note"]
    assert list(actors[MIDDLE].loc["test_witness", columns]) == ["ok", "", "", ""]
    assert list(actors[LATE].loc["test_witness", columns]) == [
        "disputed",
        LATE,
        "test-late",
        "Doubted.",
    ]


def test_a_corrected_claim_is_used(record):
    record.change("figures", 0, asserted_by="test_witness")
    record.change("actors", -2, standing="corrected")
    found = claim(record.clean(), "test-f001")
    assert (found["standing"], found["used"]) == ("corrected", True)


def test_disputed_claims_are_used_only_if_asked_for(record):
    record.change("figures", 0, asserted_by="test_witness")
    record.change("figures", 1, asserted_by="test_witness", restates="test-f001")
    for asked in (False, True):
        found = record.clean(include_disputed=asked)
        assert claim(found, "test-f001")["standing"] == "disputed"
        assert claim(found, "test-f001")["used"] == asked
        assert not claim(found, "test-f002")["used"], "a retelling is no evidence either way"


def test_the_interviewee_of_the_insider_is_disputed_from_august_2024_on(editions):
    for day, standing in (("2023-12-31", "ok"), (TODAY, "disputed")):
        actors = editions[day].actors.set_index("actor_id")
        assert actors.loc["insider_witness", "standing"] == standing
        claims = editions[day].claims
        own = claims[claims["asserted_by"] == "insider_witness"]
        assert len(own) > 0
        assert set(own["standing"]) == {standing}
        assert set(own["used"] & (standing == "disputed")) == {False}


def test_a_claim_is_unused_for_a_reason_and_used_without(editions):
    for cleaned in editions.values():
        claims = cleaned.claims
        assert ((claims["unused_reason"] == "") == claims["used"]).all()
        assert not (claims["used"] & ~claims["root"]).any()
        assert set(claims["used"]) == {True, False}


def test_a_claim_carries_the_line_of_its_file(editions, root):
    lines = {}
    for sheet in tables.CLAIM_SHEETS:
        path = f"data/raw/{sheet}.csv"
        lines[f"{sheet}.csv"] = (root / path).read_text(encoding="utf-8").splitlines()
    for row in editions[TODAY].claims.itertuples():
        line = lines[Path(row.raw_file).name][row.raw_line - 1]
        assert line.startswith(f"{row.claim_id},")


def test_the_line_is_right_after_a_cell_of_several_lines(record):
    path = record.path("figures")
    text = path.read_text(encoding="utf-8").splitlines()
    text[1] += '"a note\nof two lines"'
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    claims = record.clean().claims
    figures = claims[claims["sheet"] == "figures"]
    assert dict(zip(figures["claim_id"], figures["raw_line"], strict=True)) == {
        "test-f001": 2,
        "test-f002": 4,
        "test-f003": 5,
    }
    assert set(figures["raw_file"]) == {"data/raw/figures.csv"}


def test_a_figure_without_a_window_holds_as_of_the_statement(record):
    record.change("figures", 1, asserted_when_text="in May 2022")
    record.change("figures", 2, when_text="from April 2021 to July 2022")
    claims = record.clean().claims.set_index("claim_id")
    days = ["when_earliest", "when_latest"]
    assert list(claims.loc["test-f001", days]) == [EARLY, EARLY]
    assert list(claims.loc["test-f002", days]) == ["2022-05-01", "2022-05-31"]
    assert list(claims.loc["test-f003", days]) == ["2021-04-01", "2022-07-31"]


def test_a_listing_holds_as_of_the_statement_but_an_opening_or_event_without_date_has_none(record):
    record.change("stations", 1, aspect="opened")
    claims = record.clean().claims.set_index("claim_id")["when_earliest"]
    assert claims["test-s001"] == EARLY
    assert claims["test-s002"] == claims["test-e001"] == ""


def test_a_relative_date_counts_from_the_statement_not_from_the_publication(record):
    record.change("events", 0, when_text="last year", asserted_when_text="in May 2021")
    record.change("events", 1, when_text="last year")
    claims = record.clean().claims.set_index("claim_id")["when_edtf"]
    assert (claims["test-e001"], claims["test-e002"]) == ("2020", "2021")


def test_numbers_come_out_as_bounds_with_a_unit(record):
    for row, text in enumerate(("more than 1,000", "about 400", "$5 million")):
        record.change("figures", row, value_text=text)
    columns = ["value_low", "value_high", "low_open", "high_open", "approximate", "unit"]
    claims = record.clean().claims.set_index("claim_id")[columns]
    assert list(claims.loc["test-f001"]) == [1000, "", True, False, False, "stations"]
    assert list(claims.loc["test-f002"]) == [350, 450, False, False, True, "stations"]
    assert list(claims.loc["test-f003"])[:2] == [5_000_000, 5_000_000]
    assert claims.loc["test-f003", "unit"] != "stations"


def test_a_station_without_a_count_is_at_least_one(record):
    record.change("stations", 1, count_text="three")
    claims = record.clean().claims.set_index("claim_id")[["value_low", "value_high"]]
    assert list(claims.loc["test-s001"]) == [1, ""]
    assert list(claims.loc["test-s002"]) == [3, 3]


def test_a_place_is_a_country_and_a_municipality(record):
    record.change("stations", 1, city_text="Testville")
    record.change("stations", 2, country_text="", city_text="Testville")
    claims = record.clean().claims.set_index("claim_id")[["place_iso3", "place_city"]]
    assert list(claims.loc["test-s001"]) == ["CAN", ""]
    assert list(claims.loc["test-s002"]) == ["CAN", "Testville"]
    assert list(claims.loc["test-s003"]) == ["CAN", "Testville"]


def test_a_locator_by_characters_gives_both_ends_and_one_by_page_the_page(record):
    record.change("figures", 1, locator="page:7")
    claims = record.clean().claims.set_index("claim_id")[["locator_start", "locator_end"]]
    assert list(claims.loc["test-f001"]) == [0, 95]
    assert list(claims.loc["test-f002"]) == [7, 7]


def test_a_correction_changes_what_is_typed_and_is_listed(record):
    record.change("corrections", 0, column="value_text", expect="three", replace="four")
    found = record.clean()
    assert claim(found, "test-f003")["value_low"] == 4
    assert claim(found, "test-f002")["value_low"] == 3
    assert list(found.corrections["claim_id"]) == ["test-f003"]


@pytest.mark.parametrize("sheet", tables.CLAIM_SHEETS)
def test_a_sheet_may_have_no_rows(record, sheet):
    for other in ("corrections", "conflicts", "passes", "order", sheet):
        record.write(other, [])
    found = record.clean()
    assert len(getattr(found, sheet)) == 0
    assert list(found.claims.columns) == list(clean.CLAIM_COLUMNS)
    assert set(found.claims["sheet"]) == set(tables.CLAIM_SHEETS) - {sheet}
