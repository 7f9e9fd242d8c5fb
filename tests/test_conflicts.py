import pandas as pd
import pytest

from overseas110 import conflicts
from overseas110.problems import ProblemsError

FIGURE = {
    "source_id": "one", "asserted_by": "a", "measure": "stations", "scope": "world", "value_low": "5",
    "value_high": "5", "low_open": "False", "high_open": "False", "approximate": "False", "restates": "",
    "part_of": "", "value_text": "5", "unit_text": "stations", "when_edtf": "2022", "when_text": "in 2022",
    "when_earliest": "2022-01-01", "when_latest": "2022-12-31",
}  # fmt: skip


def figures(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{**FIGURE, **row} for row in rows])


def exactly(n: int, **cells) -> dict:
    return {"value_low": str(n), "value_high": str(n), "value_text": str(n), **cells}


def events(*rows: dict) -> pd.DataFrame:
    row = {
        "source_id": "one", "asserted_by": "a", "event_kind": "case", "event_id": "case-x", "when_edtf": "",
        "when_earliest": "", "when_latest": "", "responds_to": "", "summary": "Something.",
        "response_action": "", "place_iso3": "",
    }  # fmt: skip
    return pd.DataFrame([{**row, **r} for r in rows])


def test_two_counts_of_one_thing_that_do_not_meet_are_a_conflict():
    found = conflicts.values_differ(
        figures(exactly(5, claim_id="x-f001"), exactly(9, claim_id="y-f001"))
    )
    assert [c.claim_ids for c in found] == [("x-f001", "y-f001")]
    assert found[0].kind == "value"


@pytest.mark.parametrize(
    "other",
    [
        exactly(5),
        exactly(9, scope="greater_toronto"),
        exactly(9, when_edtf="2023", when_earliest="2023-01-01", when_latest="2023-12-31"),
        exactly(9, restates="x-f001"),
        exactly(9, part_of="x-f001"),
        {"value_low": "3", "value_high": ""},
    ],
)
def test_counts_that_can_both_hold_are_no_value_conflict(other):
    rows = figures(exactly(5, claim_id="x-f001"), {**other, "claim_id": "y-f001"})
    assert conflicts.values_differ(rows) == []


def test_more_than_a_number_does_not_meet_that_number():
    rows = figures(
        exactly(5, claim_id="x-f001"),
        {"claim_id": "y-f001", "value_low": "5", "value_high": "", "low_open": "True"},
    )
    assert len(conflicts.values_differ(rows)) == 1


def test_a_retelling_that_changes_number_and_window_says_both():
    rows = figures(
        exactly(210000, claim_id="x-f001"),
        exactly(
            230000, claim_id="y-f001", restates="x-f001", when_edtf="2021", when_text="in 2021"
        ),
    )
    (found,) = conflicts.retellings_differ(rows)
    assert found.severity == "high"
    assert (
        found.explanation
        == "The retelling changes the number from 210000 to 230000 and its time from 2022 to 2021."
    )


def test_a_faithful_retelling_is_no_conflict():
    rows = figures(exactly(5, claim_id="x-f001"), exactly(5, claim_id="y-f001", restates="x-f001"))
    assert conflicts.retellings_differ(rows) == []


def test_overlapping_windows_of_one_flow_invite_adding():
    flow = {"measure": "persuaded_to_return"}
    rows = figures(
        exactly(5, claim_id="x-f001", **flow),
        exactly(
            9,
            claim_id="y-f001",
            when_edtf="2022-06/2023-05",
            when_earliest="2022-06-01",
            when_latest="2023-05-31",
            **flow,
        ),
        exactly(
            9,
            claim_id="z-f001",
            when_edtf="2024",
            when_earliest="2024-01-01",
            when_latest="2024-12-31",
            **flow,
        ),
    )
    assert [c.claim_ids for c in conflicts.windows_overlap(rows)] == [("x-f001", "y-f001")]


def test_one_case_dated_twice_is_a_conflict_and_one_date_within_the_other_is_none():
    april = {"when_edtf": "2011-04", "when_earliest": "2011-04-01", "when_latest": "2011-04-30"}
    later = {
        "when_edtf": "2022-04",
        "when_earliest": "2022-04-01",
        "when_latest": "2022-04-30",
        "source_id": "two",
    }
    year = {
        "when_edtf": "2011",
        "when_earliest": "2011-01-01",
        "when_latest": "2011-12-31",
        "source_id": "two",
    }
    (found,) = conflicts.dates_differ(
        events({"claim_id": "x-e001", **april}, {"claim_id": "y-e001", **later})
    )
    assert (
        found.explanation
        == "One source dates what it tells of “case x” to April 2011, another to April 2022."
    )
    assert (
        conflicts.dates_differ(
            events({"claim_id": "x-e001", **april}, {"claim_id": "y-e001", **year})
        )
        == []
    )


def test_a_list_shorter_than_its_total_is_a_conflict():
    total = figures(
        exactly(14, claim_id="x-f001", measure="countries_investigating", unit_text="countries")
    )
    named = {"event_id": "investigations-announced", "response_action": "review"}
    listed = events(
        {"claim_id": "x-e001", "place_iso3": "USA", **named},
        {"claim_id": "x-e002", "place_iso3": "CAN", **named},
    )
    (found,) = conflicts.lists_and_totals(total, listed)
    assert found.explanation == "The source says 14 countries and names 2 of them."


def test_a_denial_is_a_conflict_with_what_it_denies():
    rows = events(
        {"claim_id": "x-e001"},
        {"claim_id": "x-e002", "event_kind": "denial", "event_id": "mfa", "responds_to": "x-e001"},
    )
    (found,) = conflicts.denials(rows)
    assert (found.claim_ids, found.severity) == (("x-e001", "x-e002"), "high")


def test_every_correction_is_shown_as_a_misprint():
    rows = pd.DataFrame(
        [
            {
                "claim_id": "x-f001",
                "column": "value_text",
                "expect": "23O",
                "replace": "230",
                "reason": "a letter",
            }
        ]
    )
    (found,) = conflicts.misprints(rows)
    assert (found.kind, found.explanation) == (
        "misprint",
        "The source has '23O', read as '230': a letter",
    )


def judged(differ_on: str, claims: pd.DataFrame):
    row = {
        "conflict_id": "c", "kind": "value", "severity": "low", "claim_ids": "x-f001;y-f001",
        "differ_on": differ_on, "explanation": "They differ.",
    }  # fmt: skip
    stations = pd.DataFrame(columns=["claim_id", "bureaus", "status"])
    return conflicts.judged(
        pd.DataFrame([row], index=[7]), claims, {"stations": stations}, "data/raw/conflicts.csv"
    )


def test_a_judged_conflict_whose_claims_no_longer_disagree_stops_the_run():
    same = figures(exactly(5, claim_id="x-f001"), exactly(5, claim_id="y-f001"))
    with pytest.raises(ProblemsError) as error:
        judged("value", same)
    assert "data/raw/conflicts.csv:7 differ_on: 'c': its claims no longer differ on value" in str(
        error.value
    )


def test_a_judged_conflict_stands_while_its_claims_differ_and_is_left_out_where_one_is_not_in_the_edition():
    rows = figures(exactly(5, claim_id="x-f001"), exactly(6, claim_id="y-f001"))
    assert [c.conflict_id for c in judged("value", rows)] == ["c"]
    assert judged("value", rows[:1]) == []


def test_the_table_puts_the_weightiest_first_and_refuses_an_id_twice():
    low = conflicts.Conflict("a", "value", "low", ("x-f001",), "low")
    high = conflicts.Conflict("b", "value", "high", ("x-f001",), "high")
    assert list(conflicts.table([low, high])["conflict_id"]) == ["b", "a"]
    with pytest.raises(ValueError, match="stand twice"):
        conflicts.table([low, low])


def test_the_order_of_rows_changes_nothing(root, monkeypatch):
    from overseas110 import tables

    monkeypatch.chdir(root)
    folder = root / "data" / "processed"
    claims = tables.read(folder / "claims.csv")
    own = {name: tables.read(folder / f"{name}.csv") for name in tables.CLAIM_SHEETS}
    none = tables.read(folder / "corrections.csv")
    found = conflicts.table(conflicts.computed(claims, own, none))
    shuffled = conflicts.computed(claims.sample(frac=1, random_state=1), own, none)
    again = conflicts.table(shuffled)
    as_sets = [
        {
            (r.conflict_id.split("-")[0], r.kind, r.severity, frozenset(r.claim_ids.split(";")))
            for r in t.itertuples()
        }
        for t in (found, again)
    ]
    assert as_sets[0] == as_sets[1]
