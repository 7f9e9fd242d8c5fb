from __future__ import annotations

import csv
import shutil

import pytest
from conftest import ROOT

from overseas110.exports import codebook
from overseas110.problems import StopError

TABLES = codebook.published(ROOT)
COLUMNS = [(table.name, column) for table in TABLES for column in table.columns]


@pytest.mark.parametrize(
    ("table", "column"), COLUMNS, ids=[f"{table}.{column.name}" for table, column in COLUMNS]
)
def test_every_column_of_every_published_table_says_what_it_holds(table, column):
    assert len(column.description) > 3
    assert "|" not in column.description or table == "station_records"
    assert column.type in ("string", "integer", "number", "boolean", "date", "list")


def test_every_raw_and_processed_table_is_published():
    files = [*(ROOT / "data" / "raw").rglob("*.csv"), *(ROOT / "data" / "processed").glob("*.csv")]
    assert {codebook.file_of(ROOT, table.path) for table in TABLES} == set(files)


def test_keys_are_columns_of_their_tables():
    for table in TABLES:
        assert set(table.key) <= {column.name for column in table.columns}


def test_columns_csv_names_only_columns_that_there_are():
    known = {(table, column.name) for table, column in COLUMNS}
    with (ROOT / "report" / "exports" / "columns.csv").open(encoding="utf-8") as handle:
        rows = [(row["table"], row["column"]) for row in csv.DictReader(handle)]
    assert set(rows) <= known
    assert len(set(rows)) == len(rows)


def test_nothing_is_described_twice():
    words = set(codebook._words(ROOT).values())
    with (ROOT / "report" / "exports" / "columns.csv").open(encoding="utf-8") as handle:
        own = [row["description"] for row in csv.DictReader(handle) if row["description"]]
    assert not words & set(own)


def test_a_coded_column_has_the_words_of_the_codebook_and_the_contract_of_the_sheet():
    columns = {(table, column.name): column for table, column in COLUMNS}
    url = columns["raw-sources", "url"]
    assert url.description == "Its address; empty where there is none or it must not be given"
    assert url.pattern.startswith("https?")
    assert columns["raw-sources", "snapshot_chars"].unit == "characters"
    assert columns["raw-actors", "standing"].description == "ok, corrected, disputed or retracted"
    assert columns["codes-measures", "counts"].description == "What exactly is counted"


def test_a_processed_column_that_nobody_described_is_named(tmp_path):
    for name in ("data", "report/exports"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "data" / "processed" / "clashes.csv"
    path.write_text("claim_ids,explanation,colour\n")
    with pytest.raises(StopError, match=r"columns\.csv says nothing of colour of clashes"):
        codebook.published(tmp_path)


def test_an_earlier_edition_publishes_no_sheet_that_could_name_what_came_later(tmp_path):
    for name in ("data", "report/exports"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "data" / "processed" / "claims.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    names = {table.name for table in codebook.published(tmp_path)}
    left = {table.name for table in TABLES} - names
    assert left == {n for n in left if n.startswith("raw-")} | {"codes-order"}
    assert {"raw-figures", "raw-sources", "raw-passes"} <= left
    assert {"codes-measures", "claims"} <= names
