"""The checks of the coded record, each on a small record with one thing broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small import Record

from overseas110.audit import Here, record
from overseas110.audit.result import FAIL, NOT_HERE, PASS
from overseas110.tables import write

CHECKS = (
    record.coded_sheets,
    record.claims_have_sources,
    record.corrections_match,
    record.locators_inside,
)


@pytest.fixture
def small(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    shutil.copytree(root / "data" / "raw", tmp_path / "data" / "raw")
    for name in ("dvc.yaml", "params.yaml"):
        shutil.copy(root / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Record(tmp_path / "data" / "raw")


def failing(small: Record) -> dict[str, str]:
    here = Here(small.folder.parents[1])
    answers = {check.__name__: check(here) for check in CHECKS}
    return {name: a.detail for name, a in answers.items() if a.state == FAIL}


def test_a_record_without_a_fault_passes(small):
    assert failing(small) == {}


def test_a_cell_that_cannot_be_read_fails_the_check_of_the_sheets_alone(small):
    line = small.change("figures", 0, value_text="umpteen")
    found = failing(small)
    assert list(found) == ["coded_sheets"]
    assert found["coded_sheets"].startswith(f"data/raw/figures.csv:{line} value_text: 'umpteen'")


def test_a_claim_of_no_source_fails_the_check_of_sources_alone(small):
    line = small.change("events", 1, source_id="nobody-2020")
    found = failing(small)
    assert list(found) == ["claims_have_sources"]
    assert f"data/raw/events.csv:{line} source_id: 'nobody-2020'" in found["claims_have_sources"]


def test_a_correction_that_finds_nothing_to_correct_fails_its_check_alone(small):
    small.change("corrections", 0, expect="excerpt")
    found = failing(small)
    assert list(found) == ["corrections_match"]
    assert "no longer matches: test-f003 has 'snapshot'" in found["corrections_match"]


@pytest.mark.parametrize("locator", ["chars:0-1001", "chars:95-95"])
def test_a_locator_outside_its_snapshot_fails_its_check_alone(small, locator):
    line = small.change("stations", 2, locator=locator)
    found = failing(small)
    assert list(found) == (["locators_inside"] if "1001" in locator else ["coded_sheets"])
    assert f"data/raw/stations.csv:{line} locator: {locator!r}" in next(iter(found.values()))


@pytest.fixture
def typed(small: Record) -> Here:
    """Return a small record whose typed tables are written."""
    here = Here(small.folder.parents[1])
    for name, frame in small.clean().tables().items():
        write(frame, here.processed / f"{name}.csv")
    return here


def test_typed_tables_that_the_sheets_give_pass(typed):
    assert record.typed_tables(typed).state == PASS


def test_a_changed_cell_of_a_typed_table_names_file_line_and_both_texts(typed):
    path = typed.processed / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace("stations", "posts", 1)
    path.write_text("".join(lines), encoding="utf-8")
    answer = record.typed_tables(typed)
    assert answer.state == FAIL
    assert answer.detail.startswith("data/processed/figures.csv:3: 'three posts")
    assert "should be 'three stations" in answer.detail


def test_a_changed_cell_of_a_sheet_shows_in_the_typed_tables(typed, small):
    small.change("figures", 0, value_text="four")
    assert record.typed_tables(typed).detail.startswith("data/processed/claims.csv:2: '3,3")


def test_a_row_too_few_is_told(typed):
    path = typed.processed / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    assert "data/processed/sources.csv: has" in record.typed_tables(typed).detail


def test_typed_tables_cannot_be_compared_while_the_sheets_have_problems(typed, small):
    small.change("figures", 0, value_text="umpteen")
    answer = record.typed_tables(typed)
    assert answer.state == NOT_HERE and "umpteen" in answer.detail


def test_a_judged_conflict_whose_claims_agree_now_fails_its_check(tampered):
    tampered.passes("conflicts-hold")
    sheet = tampered.path("data/raw/conflicts.csv").read_text(encoding="utf-8")
    row = "test-judged,value,low,globe-f001;globe-f001,value,Made up.,2026-01-01\n"
    tampered.write("data/raw/conflicts.csv", sheet + row)
    detail = tampered.fails("conflicts-hold", "lock-inputs", "site-inputs", "site-commit")
    assert "data/raw/conflicts.csv:" in detail and "no longer differ on value" in detail
