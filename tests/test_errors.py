"""What a coder who makes a mistake reads: where it is, what stands there, what should stand there."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from small import Record

from overseas110 import tables
from overseas110.problems import ProblemsError

SHEETS = list(tables.SHEETS)
CLAIM_SHEETS = list(tables.CLAIM_SHEETS)
LETTER = {"figures": "f", "stations": "s", "events": "e"}
COLUMNS = [(sheet.name, name) for sheet in tables.SHEETS.values() for name in sheet.headings]

#: What a reference should be, as the message says it; a vocabulary lists its codes.
REFERENCES = {
    "sources.source_id": "should be a source_id of sources.csv",
    "actors.actor_id": "should be an actor_id of actors.csv",
    "claims.claim_id": "should be a claim_id of a claim sheet",
    "measures.measure": "should be a measure of codes/measures.csv",
    "scopes.scope": "should be a scope of codes/scopes.csv",
    "lists.list": "should be a list of codes/lists.csv",
    "gazetteer.place_text": "should be a place_text of codes/gazetteer.csv",
}

NO_NUMBER = "is no number that the grammar of quantities knows"

#: Cells that a wrong value asks for beside it, so that it is the only thing wrong.
BESIDE = {
    "place_kind": {"municipality": "", "iso3": ""},
    "link": {"link_reason": "Unknown."},
    "standing": {
        "standing_since": "2024-08-04",
        "standing_source_id": "test-late",
        "standing_note": "Doubted.",
    },
}


@pytest.fixture
def record(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    shutil.copytree(root / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copy(root / "dvc.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return Record(tmp_path / "data" / "raw")


def read(record: Record, sheet: str) -> list[str]:
    return [str(p) for p in tables.read_sheet(tables.SHEETS[sheet], record.folder)[1]]


def names_of(of) -> list[str]:
    return list(dict.fromkeys(sheet for sheet, _ in columns(of)))


def allowed(record: Record, column: tables.Column) -> str:
    kind, _, name = column.refers_to.partition(":")
    if not name:
        return REFERENCES[kind] + (", several with ';' between" if column.many else "")
    codes = sorted(r["code"] for r in record.rows("vocabularies") if r["vocabulary"] == name)
    assert codes, f"the vocabulary {name} has codes"
    return f"should be one of {', '.join(codes)}"


def columns(of) -> list[tuple[str, str]]:
    return [(s.name, c.name) for s in tables.SHEETS.values() for c in s.columns if of(c)]


def test_the_small_record_is_without_problems(record):
    assert record.problems() == []


@pytest.mark.parametrize(("sheet", "column"), COLUMNS)
def test_a_missing_column_is_named_at_the_headings(record, sheet, column):
    record.write(sheet, record.rows(sheet), without=column)
    assert read(record, sheet) == [f"{record.shown(sheet)}:1 {column}: '': this column is missing"]


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("figures", "measure"),
        ("stations", "aspect"),
        ("events", "claim_id"),
        ("sources", "source_id"),
        ("sources", "published_edtf"),
        ("actors", "actor_id"),
        ("vocabularies", "code"),
        ("measures", "measure"),
        ("gazetteer", "place_text"),
        ("standings", "standing_since"),
    ],
)
def test_a_missing_column_makes_no_other_cell_wrong(record, sheet, column):
    record.write(sheet, record.rows(sheet), without=column)
    expected = f"{record.shown(sheet)}:1 {column}: '': this column is missing"
    assert record.problems() == [expected]


@pytest.mark.parametrize("sheet", SHEETS)
def test_an_unknown_column_is_named_at_the_headings(record, sheet):
    path = record.path(sheet)
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{head},mood\n" + rest.replace("\n", ",\n"), encoding="utf-8")
    file = tables.SHEETS[sheet].file
    assert read(record, sheet) == [f"data/raw/{file}:1 mood: 'mood': is no column of {file}"]


@pytest.mark.parametrize("sheet", CLAIM_SHEETS)
def test_a_column_that_stands_twice_is_named_at_the_headings(record, sheet):
    path = record.path(sheet)
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{head},basis\n" + rest.replace("\n", ",snapshot\n"), encoding="utf-8")
    expected = f"data/raw/{sheet}.csv:1 basis: 'basis': this column stands twice"
    assert record.problems() == [expected]


@pytest.mark.parametrize(("sheet", "column"), columns(lambda c: c.unique))
def test_a_value_that_names_a_row_stands_once(record, sheet, column):
    rows = record.rows(sheet)
    record.write(sheet, [*rows, rows[-1]])
    line, text = record.line(sheet, -1), rows[-1][column]
    expected = f"{record.shown(sheet)}:{line} {column}: {text!r}: stands twice in this sheet"
    assert record.problems() == [expected]


@pytest.mark.parametrize("sheet", CLAIM_SHEETS)
def test_a_malformed_claim_id_is_shown_a_good_one(record, sheet):
    letter = LETTER[sheet]
    texts = [f"Test-{letter}001", f"test-{letter}1", f"test {letter}001", "test-x001", "test"]
    lines = record.plant(sheet, *({"claim_id": text} for text in texts))
    assert record.problems() == [
        f"data/raw/{sheet}.csv:{line} claim_id: {text!r}: "
        f"should be a claim_id such as 'globe-{letter}001'"
        for line, text in zip(lines, texts, strict=True)
    ]


@pytest.mark.parametrize("sheet", names_of(lambda c: c.refers_to))
def test_a_reference_to_nothing_is_told_what_it_may_hold(record, sheet):
    references = [c for c in tables.SHEETS[sheet].columns if c.refers_to]
    wrong = [BESIDE.get(c.name, {}) | {c.name: "nonsense"} for c in references]
    lines = record.plant(sheet, *wrong)
    assert record.problems() == [
        f"{record.shown(sheet)}:{line} {c.name}: 'nonsense': {allowed(record, c)}"
        for line, c in zip(lines, references, strict=True)
    ]


def test_one_unknown_name_among_several_is_an_error(record):
    line = record.change("figures", 1, via="test_ngo; nobody")
    assert record.problems() == [
        f"data/raw/figures.csv:{line} via: 'test_ngo; nobody': "
        "should be an actor_id of actors.csv, several with ';' between"
    ]


@pytest.mark.parametrize("column", ["subject", "object"])
@pytest.mark.parametrize("of", ["measure", "scope"])
def test_a_relation_is_between_things_that_there_are(record, of, column):
    line = record.change("relations", -1, of=of, subject="stations", object="stations")
    known = {"subject": "test_spare", "object": "test_spare", column: "nonsense"}
    record.change("relations", -1, **known)
    assert record.problems() == [
        f"data/raw/codes/relations.csv:{line} {column}: 'nonsense': "
        f"should be a {of} of codes/{of}s.csv"
    ]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_required_cell_is_not_empty(record, sheet):
    required = [c.name for c in tables.SHEETS[sheet].columns if c.required]
    lines = record.plant(sheet, *(BESIDE.get(name, {}) | {name: ""} for name in required))
    assert record.problems() == [
        f"{record.shown(sheet)}:{line} {name}: '': should not be empty"
        for line, name in zip(lines, required, strict=True)
    ]


@pytest.mark.parametrize(
    ("sheet", "column", "text", "expected"),
    [
        ("sources", "source_id", "Test Early", "should be a short name of lower-case letters, "),
        ("sources", "url", "example.org", "should be a web address"),
        ("sources", "archive_url", "ftp://example.org", "should be a web address"),
        ("sources", "language", "English", "should be a language tag such as 'en'"),
        ("sources", "snapshot_sha256", "abc", "should be a SHA-256 of 64 digits"),
        ("sources", "snapshot_chars", "many", "should be the number of characters of the snap"),
        ("sources", "standing_since", "August", "should be a day, YYYY-MM-DD"),
        ("actors", "actor_id", "Il Foglio", "should be a short name of lower-case letters, "),
        ("actors", "standing_since", "2024-02-30", "should be a day, YYYY-MM-DD"),
        ("standings", "standing_since", "2024-13-01", "should be a day, YYYY-MM-DD"),
        ("events", "event_id", "The Case", "should be a short name of lower-case letters, "),
        ("corrections", "decided", "today", "should be a day, YYYY-MM-DD"),
        ("conflicts", "conflict_id", "First!", "should be a short name of lower-case letters, "),
        ("conflicts", "decided", "2026-02-29", "should be a day, YYYY-MM-DD"),
        ("gazetteer", "latitude", "45.123", "should be degrees with two decimals at most"),
        ("gazetteer", "longitude", "east", "should be degrees with two decimals at most"),
        ("counted", "language", "English", "should be 'en' or 'zh'"),
    ],
)
def test_a_cell_of_another_shape_is_told_the_shape(record, sheet, column, text, expected):
    line = record.change(sheet, -1, **{column: text})
    found = record.problems()
    assert len(found) == 1
    assert found[0].startswith(f"{record.shown(sheet)}:{line} {column}: {text!r}: {expected}")


@pytest.mark.parametrize("sheet", [*CLAIM_SHEETS, "passes"])
def test_a_locator_of_another_shape_is_told_the_shapes(record, sheet):
    texts = ["chars:0", "0-95", "chars:1-2-3", "chars:-5", "page:²", "para:one"]
    lines = record.plant(sheet, *({"locator": text} for text in texts))
    assert record.problems() == [
        f"data/raw/{sheet}.csv:{line} locator: {text!r}: "
        "should be 'chars:START-END', 'page:N' or 'para:N'"
        for line, text in zip(lines, texts, strict=True)
    ]


@pytest.mark.parametrize("sheet", [*CLAIM_SHEETS, "passes"])
def test_a_locator_lies_within_the_snapshot(record, sheet):
    record.change("sources", -1, snapshot_chars="")
    past = "runs past the end of the snapshot, which has 1000 characters"
    wrong = [
        ("chars:900-1001", "test-early", past),
        ("chars:5000-6000", "test-early", past),
        ("chars:95-0", "test-early", "runs backwards or is empty"),
        ("chars:95-95", "test-early", "runs backwards or is empty"),
        ("chars:0-95", "test-spare", "counts characters, but the source has no snapshot"),
    ]
    lines = record.plant(sheet, *({"locator": t, "source_id": s} for t, s, _ in wrong))
    assert record.problems() == [
        f"data/raw/{sheet}.csv:{line} locator: {text!r}: {expected}"
        for line, (text, _, expected) in zip(lines, wrong, strict=True)
    ]


@pytest.mark.parametrize("text", ["chars:0-1000", "page:3", "para:12"])
def test_a_locator_up_to_the_end_or_by_page_is_fine(record, text):
    record.change("figures", 0, locator=text)
    assert record.problems() == []


@pytest.mark.parametrize("sheet", CLAIM_SHEETS)
def test_an_anchor_has_at_most_seven_words(record, sheet):
    line = record.change(sheet, 0, anchor="one two three four five six seven eight")
    found = record.problems()
    assert len(found) == 1
    start = f"data/raw/{sheet}.csv:{line} anchor: 'one two three four five six seven eight': "
    assert found[0].startswith(f"{start}should be at most seven words")


@pytest.mark.parametrize(
    ("sheet", "column"), [("figures", "value_text"), ("stations", "count_text")]
)
def test_a_number_that_the_grammar_does_not_know_is_an_error(record, sheet, column):
    texts = ["umpteen", "12 or so monkeys", "one and a bit", "?"]
    lines = record.plant(sheet, *({column: text} for text in texts))
    assert record.problems() == [
        f"data/raw/{sheet}.csv:{line} {column}: {text!r}: {NO_NUMBER}"
        for line, text in zip(lines, texts, strict=True)
    ]


@pytest.mark.parametrize("sheet", CLAIM_SHEETS)
def test_a_date_that_the_grammar_does_not_know_is_an_error(record, sheet):
    wrong = [
        ("once upon a time", "is no date that the grammar of dates knows"),
        ("30 February 2022", "is a day that no calendar has"),
        ("2022-13", "is no EDTF date"),
    ]
    cases = [(column, *w) for column in ("when_text", "asserted_when_text") for w in wrong]
    lines = record.plant(sheet, *({column: text} for column, text, _ in cases))
    assert record.problems() == [
        f"data/raw/{sheet}.csv:{line} {column}: {text!r}: {expected}"
        for line, (column, text, expected) in zip(lines, cases, strict=True)
    ]


def test_the_day_of_a_source_has_two_ends_in_order(record):
    wrong = {
        "last spring": "is no EDTF date",
        "2022-02-30": "is no EDTF date",
        "2022-09/..": "needs an earliest and a latest day",
        "2022-10-05/2022-09-01": "ends before it begins",
        "/2022": "has an unknown end; write '..' for an open one",
    }
    lines = record.plant("sources", *({"published_edtf": text} for text in wrong))
    assert record.problems() == [
        f"data/raw/sources.csv:{line} published_edtf: {text!r}: {expected}"
        for line, (text, expected) in zip(lines, wrong.items(), strict=True)
    ]


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("figures", "place_text"),
        ("stations", "country_text"),
        ("stations", "city_text"),
        ("events", "place_text"),
    ],
)
def test_a_place_that_the_gazetteer_does_not_know_is_an_error(record, sheet, column):
    line = record.change(sheet, 0, **{column: "Atlantis"})
    assert record.problems() == [
        f"data/raw/{sheet}.csv:{line} {column}: 'Atlantis': is in no row of codes/gazetteer.csv"
    ]


def test_a_city_lies_in_its_country(record):
    line = record.change("stations", 0, city_text="Testville", country_text="China")
    assert record.problems() == [
        f"data/raw/stations.csv:{line} city_text: 'Testville': "
        "lies in CAN by the gazetteer, not in CHN"
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"iso3": "XYZ"}, "iso3: 'XYZ': is no ISO 3166-1 alpha-3 code"),
        ({"iso3": ""}, "iso3: '': a country or municipality needs its country's code"),
        (
            {"municipality": ""},
            "municipality: '': should be filled for a municipality and empty for anything else",
        ),
    ],
)
def test_a_row_of_the_gazetteer_agrees_with_itself(record, cells, message):
    line = record.change("gazetteer", -1, **cells)
    assert record.problems() == [f"data/raw/codes/gazetteer.csv:{line} {message}"]


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        (
            {"published_reason": ""},
            "published_reason",
            "a source without a stated date needs the reason for its bounds",
        ),
        ({"url": ""}, "url", "should hold the address, since link is yes"),
        ({"link": "never", "url": ""}, "link_reason", "should say why link is never"),
    ],
)
def test_a_source_says_why_something_is_not_there(record, cells, column, expected):
    line = record.change("sources", -1, **cells)
    assert record.problems() == [f"data/raw/sources.csv:{line} {column}: '': {expected}"]


@pytest.mark.parametrize("sheet", ["sources", "actors", "standings"])
@pytest.mark.parametrize("column", ["standing_since", "standing_source_id", "standing_note"])
def test_a_bad_standing_says_since_when_by_whom_and_why(record, sheet, column):
    line = record.change(sheet, -1, **BESIDE["standing"] | {"standing": "retracted", column: ""})
    assert record.problems() == [
        f"data/raw/{sheet}.csv:{line} {column}: '': should be filled, since the standing is retracted"
    ]


@pytest.mark.parametrize("sheet", SHEETS)
def test_bytes_that_are_not_utf8_are_shown(record, sheet):
    head, rest = record.path(sheet).read_bytes().split(b"\n", 1)
    record.path(sheet).write_bytes(head + b"\ncaf\xe9, and" + rest)
    expected = f"{record.shown(sheet)}:2: 'e9 2c 20 61': these bytes are not UTF-8"
    assert read(record, sheet) == [expected]


@pytest.mark.parametrize("sheet", SHEETS)
def test_an_empty_file_needs_its_headings(record, sheet):
    record.path(sheet).write_bytes(b"\xef\xbb\xbf \n")
    expected = f"{record.shown(sheet)}: '': is empty; the headings at least are needed"
    assert read(record, sheet) == [expected]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_missing_file_makes_nothing_in_other_files_wrong(record, sheet):
    record.path(sheet).unlink()
    assert record.problems() == [
        f"{record.shown(sheet)}: {tables.SHEETS[sheet].file!r}: is missing"
    ]


@pytest.mark.parametrize("data", [b"", b"caf\xe9", b"\xff\xfe"])
@pytest.mark.parametrize("sheet", ["figures", "sources"])
def test_a_file_that_cannot_be_read_makes_nothing_in_other_files_wrong(record, sheet, data):
    record.path(sheet).write_bytes(data)
    (only,) = record.problems()
    assert only.startswith(record.shown(sheet))


@pytest.mark.parametrize("sheet", ["figures", "stations", "events", "sources", "actors"])
def test_a_quote_that_is_not_closed_is_named_where_it_opens(record, sheet):
    path = record.path(sheet)
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f'{head}\n"{rest.replace(chr(34), "")}', encoding="utf-8")
    expected = f"{record.shown(sheet)}:2: 'unexpected end of data': should be well-formed CSV"
    assert record.problems() == [expected]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_row_with_too_many_cells_shows_the_first_that_is_too_many(record, sheet):
    lines = record.path(sheet).read_text(encoding="utf-8").splitlines()
    lines[-1] += ",surplus,and more"
    record.path(sheet).write_text("\n".join(lines) + "\n", encoding="utf-8")
    n = len(tables.SHEETS[sheet].headings)
    assert read(record, sheet) == [
        f"{record.shown(sheet)}:{len(lines)}: 'surplus': "
        f"this row has {n + 2} cells, and there are {n} columns"
    ]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_row_with_too_few_cells_shows_its_last(record, sheet):
    lines = record.path(sheet).read_text(encoding="utf-8").splitlines()
    record.path(sheet).write_text("\n".join([*lines, "alone"]) + "\n", encoding="utf-8")
    n = len(tables.SHEETS[sheet].headings)
    assert read(record, sheet) == [
        f"{record.shown(sheet)}:{len(lines) + 1}: 'alone': this row has only 1 cells of {n}"
    ]


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=cmd|' /C calc'!A0", "looks like a formula; spreadsheets would run it"),
        (" =1+1", "looks like a formula; spreadsheets would run it"),
        ("+cmd", "looks like a formula; spreadsheets would run it"),
        ("-cmd", "looks like a formula; spreadsheets would run it"),
        ("@SUM(A1)", "looks like a formula; spreadsheets would run it"),
        ("a <b>bold</b> word", "holds HTML; only plain text is allowed"),
        ("<script>alert(1)</script>", "holds HTML; only plain text is allowed"),
        ("<!-- note -->", "holds HTML; only plain text is allowed"),
        ("a\x07bell", "holds a control character"),
        ("a\x00nought", "holds a control character"),
    ],
)
def test_a_cell_that_could_do_harm_is_an_error_in_every_column(record, sheet, text, expected):
    columns = tables.SHEETS[sheet].headings
    line = record.change(sheet, -1, **dict.fromkeys(columns, text))
    wanted = [f"{record.shown(sheet)}:{line} {column}: {text!r}: {expected}" for column in columns]
    assert sorted(read(record, sheet)) == sorted(wanted)


@pytest.mark.parametrize("text", ["- a dash", "-5", "5 < 6 > 4", "a@b", "2 + 2 = 4", "—"])
def test_plain_text_with_signs_is_no_harm(record, text):
    record.change("figures", 0, note=text)
    assert record.problems() == []


@pytest.mark.parametrize("sheet", CLAIM_SHEETS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=cmd|' /C calc'!A0", "looks like a formula; spreadsheets would run it"),
        ("see <a href=x>here</a>", "holds HTML; only plain text is allowed"),
    ],
)
def test_harm_in_a_note_stops_the_run(record, sheet, text, expected):
    line = record.change(sheet, 0, note=text)
    assert record.problems() == [f"data/raw/{sheet}.csv:{line} note: {text!r}: {expected}"]


@pytest.mark.parametrize(
    ("cells", "column", "text", "expected"),
    [
        (
            {"expect": "people"},
            "expect",
            "people",
            "no longer matches: test-f003 has 'snapshot'; remove or renew this correction",
        ),
        ({"column": "mood"}, "column", "mood", "is no column of figures.csv"),
        ({"column": "claim_id"}, "column", "claim_id", "is never corrected"),
        (
            {"column": "measure", "expect": "stations", "replace": "nonsense"},
            "replace",
            "nonsense",
            "should be a measure of codes/measures.csv",
        ),
        (
            {"column": "asserted_by", "expect": "test_paper", "replace": "nobody"},
            "replace",
            "nobody",
            "should be an actor_id of actors.csv",
        ),
    ],
)
def test_a_correction_still_fits_and_corrects_into_something_known(
    record, cells, column, text, expected
):
    line = record.change("corrections", 0, **cells)
    assert record.problems() == [f"data/raw/corrections.csv:{line} {column}: {text!r}: {expected}"]


@pytest.mark.parametrize("column", ["restates", "part_of"])
@pytest.mark.parametrize("sheet", CLAIM_SHEETS)
def test_links_in_a_circle_are_named_at_each_claim_of_it(record, sheet, column):
    one, two, three = (f"test-{LETTER[sheet]}00{n}" for n in (1, 2, 3))
    for row, target in enumerate((two, three, one)):
        record.change(sheet, row, **{column: target})
    assert record.problems() == [
        f"data/raw/{sheet}.csv:{line} {column}: {target!r}: goes round in a circle"
        for line, target in ((2, two), (3, three), (4, one))
    ]


def test_a_claim_that_restates_itself_goes_round_in_a_circle(record):
    line = record.change("figures", 0, restates="test-f001")
    expected = f"data/raw/figures.csv:{line} restates: 'test-f001': goes round in a circle"
    assert record.problems() == [expected]


def test_a_claim_restates_one_of_its_own_sheet(record):
    line = record.change("figures", 0, restates="test-e001")
    assert record.problems() == [
        f"data/raw/figures.csv:{line} restates: 'test-e001': "
        "should be a claim of figures.csv too, and is one of events.csv"
    ]


def test_all_problems_of_all_files_are_listed_at_once(record):
    record.change("figures", 0, measure="nonsense", value_text="umpteen")
    record.change("stations", 1, city_text="Atlantis")
    record.change("events", 2, via="nobody", when_text="once upon a time")
    source = record.change("sources", -1, published_edtf="last spring")
    scope = record.change("scopes", -1, label="=1+1")
    record.write("counted", record.rows("counted"), without="language")
    with pytest.raises(ProblemsError) as caught:
        record.clean()
    assert str(caught.value).splitlines() == [
        "8 problems found:",
        "data/raw/codes/counted.csv:1 language: '': this column is missing",
        f"data/raw/codes/scopes.csv:{scope} label: '=1+1': "
        "looks like a formula; spreadsheets would run it",
        "data/raw/events.csv:4 via: 'nobody': "
        "should be an actor_id of actors.csv, several with ';' between",
        "data/raw/events.csv:4 when_text: 'once upon a time': "
        "is no date that the grammar of dates knows",
        "data/raw/figures.csv:2 measure: 'nonsense': should be a measure of codes/measures.csv",
        "data/raw/figures.csv:2 value_text: 'umpteen': is no number "
        "that the grammar of quantities knows",
        f"data/raw/sources.csv:{source} published_edtf: 'last spring': is no EDTF date",
        "data/raw/stations.csv:3 city_text: 'Atlantis': is in no row of codes/gazetteer.csv",
    ]


def test_a_long_cell_is_cut_in_the_message(record):
    line = record.change("figures", 0, basis="long " * 40)
    found = record.problems()
    assert found[0].startswith(f"data/raw/figures.csv:{line} basis: '{('long ' * 40)[:57]}...': ")


@pytest.mark.end_to_end
def test_check_lists_every_problem_on_stderr_without_a_traceback(project):
    line = project_line(project, "figures.csv", 3)
    project.change("figures.csv", 3, measure="nonsense")
    project.change("events.csv", 0, asserted_by="nobody")
    done = project.run("check")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "overseas110: 2 problems found:",
        "data/raw/events.csv:2 asserted_by: 'nobody': should be an actor_id of actors.csv",
        f"data/raw/figures.csv:{line} measure: 'nonsense': "
        "should be a measure of codes/measures.csv",
    ]


@pytest.mark.end_to_end
def test_check_survives_a_file_that_is_no_text(project):
    project.path("data/raw/stations.csv").write_bytes(b"\xff\xfe\x00\x01")
    done = project.run("check")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "overseas110: 1 problem found:",
        "data/raw/stations.csv:1: 'ff fe 00 01': these bytes are not UTF-8",
    ]


@pytest.mark.end_to_end
def test_the_last_good_outputs_stay_as_they_were_when_a_stage_fails(project):
    line = project_line(project, "figures.csv", 3)
    project.change("figures.csv", 3, measure="nonsense")
    before = processed(project)
    assert "data/processed/claims.csv" in before
    done = project.run("stage", "clean")
    assert done.returncode == 1
    expected = f"data/raw/figures.csv:{line} measure: 'nonsense': should be a measure of codes/measures.csv"
    assert expected in done.stderr.splitlines()
    assert "Traceback" not in done.stderr
    assert processed(project) == before
    assert not list(project.path("data").glob("*.staging"))


def project_line(project, sheet: str, row: int) -> int:
    lines = project.path(f"data/raw/{sheet}").read_text(encoding="utf-8").splitlines()
    wanted = project.rows(sheet)[row]["claim_id"]
    return next(n for n, line in enumerate(lines, 1) if line.startswith(f"{wanted},"))


def processed(project) -> dict[str, str]:
    folder = project.path("data/processed")
    return {
        path.relative_to(project.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
