"""The data contract: how sheets are read and written, and that the codebook names every column."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pytest

from overseas110 import tables

NAMES = tables.SHEETS["names"]
COLUMNS = [(sheet.name, name) for sheet in tables.SHEETS.values() for name in sheet.headings]


def written(folder: Path, data: bytes) -> Path:
    (folder / "codes").mkdir()
    (folder / NAMES.file).write_bytes(data)
    return folder


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_row_keeps_the_line_on_which_it_begins(tmp_path, mark, newline):
    text = (
        'name,reason\nOne,first\nTwo,"second"\n\nThree,"has ""quotes"", and a comma"\nFour,last\n'
    )
    folder = written(tmp_path, mark + text.replace("\n", newline).encode())
    frame, problems = tables.read_sheet(NAMES, folder)
    assert problems == []
    assert dict(frame["name"]) == {2: "One", 3: "Two", 5: "Three", 6: "Four"}
    assert frame.loc[5, "reason"] == 'has "quotes", and a comma'


def test_the_rows_after_a_cell_of_several_lines_keep_theirs(tmp_path):
    text = '\ufeffname,reason\n"One\nor\nmore","a\nb"\nTwo,second\n"Th\nree",third\nFour,last'
    frame, problems = tables.read_sheet(NAMES, written(tmp_path, text.encode()))
    assert problems == []
    assert dict(frame["name"]) == {2: "One\nor\nmore", 6: "Two", 7: "Th\nree", 9: "Four"}


def test_a_problem_after_a_cell_of_several_lines_names_its_own_line(tmp_path):
    folder = written(tmp_path, b'name,reason\n"One\nor\nmore",a\nTwo,=1+1\n')
    _, problems = tables.read_sheet(NAMES, folder)
    assert [(p.line, p.column, p.text) for p in problems] == [(5, "reason", "=1+1")]


def test_cells_are_text_and_empty_stays_empty(tmp_path):
    frame, _ = tables.read_sheet(NAMES, written(tmp_path, b"name,reason\n007,\nNA,nan\n"))
    assert frame.to_dict("list") == {"name": ["007", "NA"], "reason": ["", "nan"]}


def test_columns_may_stand_in_another_order_and_come_out_in_that_of_the_sheet(tmp_path):
    frame, problems = tables.read_sheet(NAMES, written(tmp_path, b"reason,name\nwhy,One\n"))
    assert problems == []
    assert list(frame.columns) == ["name", "reason"]
    assert list(frame["name"]) == ["One"]


def test_a_sheet_of_headings_alone_has_no_rows_and_no_problems(tmp_path):
    frame, problems = tables.read_sheet(NAMES, written(tmp_path, b"name,reason\n"))
    assert (len(frame), problems) == (0, [])
    assert tables.unread(frame) == ()


def test_what_could_not_be_read_is_remembered(tmp_path):
    frame, _ = tables.read_sheet(NAMES, written(tmp_path, b"name\nOne\n"))
    assert tables.unread(frame) == ("reason",)
    assert list(frame["name"]) == ["One"]


def test_writing_and_reading_back_gives_the_same_text(tmp_path):
    frame = pd.DataFrame({"a": ["1", "", "two\nlines"], "b": ["“quoted”", "x,y", "NA"]})
    tables.write(frame, tmp_path / "new" / "table.csv")
    assert tables.read(tmp_path / "new" / "table.csv").equals(frame.astype(object))


def test_writing_takes_the_place_of_the_old_file(tmp_path):
    path = tmp_path / "table.csv"
    for text in ("old", "new"):
        tables.write(pd.DataFrame({"a": [text]}), path)
    assert path.read_bytes() == b"a\nnew\n"
    assert [p.name for p in tmp_path.iterdir()] == ["table.csv"]


def test_the_old_file_stays_if_writing_fails(tmp_path):
    class Unwritable:
        def __str__(self) -> str:
            raise OSError("no space left")

    path = tmp_path / "table.csv"
    tables.write(pd.DataFrame({"a": ["old"]}), path)
    with pytest.raises(OSError, match="no space left"):
        tables.write(pd.DataFrame({"a": ["new", Unwritable()]}, dtype=object), path)
    assert path.read_bytes() == b"a\nold\n"
    assert [p.name for p in tmp_path.iterdir()] == ["table.csv"]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("", []),
        ("one", ["one"]),
        ("one;two", ["one", "two"]),
        (" one ; two ;", ["one", "two"]),
        (";;", []),
        ("a, b", ["a, b"]),
    ],
)
def test_a_cell_of_several_values_is_split_at_semicolons(cell, parts):
    assert tables.split(cell) == parts


def section(root: Path, sheet: tables.Sheet) -> str:
    book = (root / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", book, flags=re.MULTILINE)
    own = [p for p in parts if f"`{sheet.file}`" in p.partition("\n")[0]]
    if sheet.name in tables.CLAIM_SHEETS:
        own += [p for p in parts if p.startswith("Columns that every claim sheet has")]
    if "standing" in sheet.headings:
        own += [p for p in parts if "`sources.csv`" in p.partition("\n")[0]]
    return "\n".join(own) or book


@pytest.mark.parametrize(("sheet", "column"), COLUMNS)
def test_the_codebook_names_every_column_of_every_sheet(root, sheet, column):
    book = section(root, tables.SHEETS[sheet])
    assert f"`{column}`" in book, f"the codebook says nothing of {column} of {sheet}"


@pytest.mark.parametrize("sheet", list(tables.SHEETS))
def test_the_codebook_names_every_sheet(root, sheet):
    book = (root / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    file = tables.SHEETS[sheet].file
    assert f"`{file}`" in book or f"`{Path(file).name}`" in book


def test_every_sheet_of_the_folder_is_in_the_contract(root):
    raw = root / "data" / "raw"
    found = {
        path.relative_to(raw).as_posix() for path in (*raw.glob("*.csv"), *raw.glob("codes/*.csv"))
    }
    assert found == {sheet.file for sheet in tables.SHEETS.values()}


def test_every_reference_names_a_sheet_and_a_column_that_there_are():
    for column in (c for sheet in tables.SHEETS.values() for c in sheet.columns if c.refers_to):
        name, _, key = column.refers_to.partition(".")
        if name == "claims":
            assert key == "claim_id"
        elif not name.startswith("vocabularies:"):
            target = {c.name: c for c in tables.SHEETS[name].columns}[key]
            assert target.unique, f"{column.refers_to} names one row"


def test_every_pattern_says_what_it_expects():
    for column in (c for sheet in tables.SHEETS.values() for c in sheet.columns if c.pattern):
        assert re.compile(column.pattern)
        assert column.expected.startswith("should be ")


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"name": ["a"], "reason": ["b"], "more": ["c"]}),
        pd.DataFrame({"name": ["a"]}),
        pd.DataFrame({"reason": ["b"], "name": ["a"]}),
        pd.DataFrame({"name": [1], "reason": ["b"]}),
        pd.DataFrame({"name": [""], "reason": ["b"]}),
    ],
    ids=["a column too many", "one too few", "another order", "a number", "an empty cell"],
)
def test_the_schema_of_a_sheet_takes_its_columns_in_order_as_text_and_nothing_else(frame):
    schema = tables.schema(NAMES, {})
    schema.validate(pd.DataFrame({"name": ["a"], "reason": ["b"]}))
    with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)):
        schema.validate(frame, lazy=True)


def test_a_reference_into_a_vocabulary_that_is_not_there_is_an_error():
    frame = pd.DataFrame([{name: "" for name in tables.SHEETS["lists"].headings}])
    frame.loc[0, ["list", "label", "published_by", "definition"]] = ["a", "b", "nobody", "c"]
    with pytest.raises(pa.errors.SchemaErrors, match="should be an actor_id"):
        tables.schema(tables.SHEETS["lists"], {}).validate(frame, lazy=True)


def test_rows_are_what_pandas_gives_without_the_index():
    frame = pd.DataFrame({"claim_id": ["a", "b"], "n": [1, 2], "no name": ["x", ""]}, index=[5, 7])
    assert tables.rows(frame) == [("a", 1, "x"), ("b", 2, "")]
    assert [row.claim_id for row in tables.rows(frame)] == ["a", "b"]
    assert tables.rows(frame.iloc[:0]) == []


def test_rows_are_grouped_in_the_order_of_keys_and_keep_their_own_order():
    rows = [("b", 1), ("a", 2), ("b", 0)]
    found = tables.grouped(rows, lambda row: row[0])
    assert found == [("a", [("a", 2)]), ("b", [("b", 1), ("b", 0)])]
    assert tables.grouped([], lambda row: row[0]) == []


def test_lines_have_the_line_of_the_file():
    frame = pd.DataFrame({"claim_id": ["a"]}, index=[12])
    assert tables.lines(frame) == [(12, {"claim_id": "a"})]
