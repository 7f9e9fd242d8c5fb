"""The codebook says what is so: its examples read as it says, and what it names is there."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from overseas110 import dates, quantities, records, tables

RAW = ROOT / "data" / "raw"
BOOK = (RAW / "README.md").read_text(encoding="utf-8")
SAID_ON = dates.from_edtf("2022-09-12")


def section(heading: str) -> str:
    """Return the text below a heading, up to the next of its level or above."""
    level = heading.split(" ")[0]
    after = BOOK.partition(f"\n{heading}\n")[2]
    assert after, f"the codebook has a part {heading!r}"
    return re.split(rf"^#{{1,{len(level)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def rows(heading: str, first: str) -> list[list[str]]:
    """Return the cells of the table below a heading whose first column is called `first`, last column last."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    starts = [n for n, cells in enumerate(table) if set("".join(cells)) <= set("-: ")]
    for start, end in zip(starts, [*(n - 1 for n in starts[1:]), len(table)], strict=True):
        if table[start - 1][0] == first:
            return table[start + 1 : end]
    raise AssertionError(f"no table of {first!r} below {heading!r}")


def refusals(heading: str) -> list[str]:
    """Return the wordings of the table of what the grammar refuses."""
    said = section(heading).partition("refuses")[2]
    lines = [line for line in said.splitlines() if line.startswith("| `")]
    return [words for line in lines for words in re.findall("`([^`]+)`", line.split("|")[1])]


NUMBERS = "## What wordings mean as numbers"
DATES = "## What wordings mean as dates"


@pytest.mark.parametrize("row", rows(NUMBERS, "wording"), ids=lambda row: row[0])
def test_the_examples_of_numbers_read_as_the_codebook_says(row):
    wording, low, high, examples, read_as = row
    found = re.findall("`([^`]+)`", examples)
    assert found, wording
    for example in found:
        meant = quantities.parse(example)
        assert quantities.words(meant) == read_as, example
        for said, bound in ((low, meant.low), (high, meant.high)):
            if number := re.fullmatch(r"([\d,]+)(?: years)?(?:, open)?", said):
                assert bound == int(number[1].replace(",", "")), example
            if said == "none":
                assert bound is None, example
        assert meant.low_open == low.endswith("open"), example
        assert meant.high_open == high.endswith("open"), example


@pytest.mark.parametrize("words", refusals(NUMBERS))
def test_what_the_codebook_calls_no_number_is_refused(words):
    with pytest.raises(quantities.QuantityError):
        quantities.parse(words)


@pytest.mark.parametrize("row", rows(DATES, "wording"), ids=lambda row: row[0])
def test_the_examples_of_dates_read_as_the_codebook_says(row):
    wording, examples, edtf, first, last = row
    found = re.findall("`([^`]+)`", examples)
    assert found, wording
    for example in found:
        when = dates.parse(example, SAID_ON)
        assert when.edtf == edtf, example
        assert [str(when.earliest or "none"), str(when.latest or "none")] == [first, last], example


@pytest.mark.parametrize("words", refusals(DATES))
def test_what_the_codebook_calls_no_date_is_refused(words):
    with pytest.raises(dates.DateError):
        dates.parse(words, SAID_ON)


def column(sheet: str, name: str) -> list[str]:
    return list(tables.read_sheet(tables.SHEETS[sheet], RAW)[0][name])


def test_every_claim_that_the_codebook_names_is_there():
    claims = set().union(*(column(sheet, "claim_id") for sheet in tables.CLAIM_SHEETS))
    named = set(re.findall(rf"`({tables.CLAIM_ID})`", BOOK))
    assert len(named) > 50
    assert named - claims == set()


def test_every_source_of_what_was_left_out_is_there():
    known = set(column("sources", "source_id"))
    for heading, place in (("### Left out", 2), ("### Told in two lines, coded once", 2)):
        for row in rows(heading, "sheet"):
            assert set(re.findall("`([^`]+)`", row[place])) <= known, row
    documents = {
        row[0].strip("`") for row in rows("### Coded from the document itself", "document")
    }
    assert documents == {s for s in column("sources", "source_id") if s in set(column("passes", "source_id"))}  # fmt: skip


def test_every_row_of_what_was_left_out_has_its_reason():
    for row in rows("### Left out", "sheet"):
        sheet, line, _, what, why = row
        assert sheet in ("figures", "stations", "responses", "legal", "sources")
        assert re.match(r"\d", line), row
        assert what and why.endswith("."), row


@pytest.mark.parametrize("vocabulary", ["measure_time", "footing", "status_group"])
def test_the_codes_that_decide_what_may_be_added_are_those_of_the_vocabulary(vocabulary):
    codes = tables.read_sheet(tables.SHEETS["vocabularies"], RAW)[0]
    known = set(codes.loc[codes["vocabulary"] == vocabulary, "code"])
    below = rows("## `codes/`: the coded lists", "column")
    said = {code for row in below for code in re.findall("`([^`]+)`", row[1])}
    assert known <= said, vocabulary


def test_the_kinds_of_the_subject_s_words_are_those_of_the_contract():
    named = [
        kind
        for row in rows("## `codes/`: the coded lists", "kind")
        for kind in re.findall("`([^`]+)`", row[0])
    ]
    assert named == [k for k in tables.SUBJECT_KINDS if k in named]
    assert set(named) == set(tables.SUBJECT_KINDS) == set(column("subject", "kind"))


def test_the_rule_that_joins_stations_is_the_one_of_the_code():
    def plain(text: str) -> str:
        return " ".join(text.split())

    rule = re.findall(
        r"^\d\. (.+)$", section("## Stations as things: which claims are about one"), re.M
    )
    assert len(rule) > 3
    assert [line for line in rule if plain(line) not in plain(records.__doc__)] == []
