"""What we believe of the coded record itself, some of it held against the sources' own text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from conftest import ROOT, tracked

from overseas110 import clean, tables
from overseas110.audit import Here
from overseas110.audit import snapshots as own_words
from overseas110.audit.result import PASS
from overseas110.params import Params

RAW = ROOT / "data" / "raw"


def rows(sheet: str) -> list[dict]:
    frame, problems = tables.read_sheet(tables.SHEETS[sheet], RAW)
    assert problems == []
    return frame.to_dict("records")


def claims() -> list[dict]:
    return own_words.claims(RAW)


@pytest.fixture
def texts(snapshots: Path) -> dict[str, str]:
    return own_words.texts(snapshots, rows("sources"))


def test_the_coded_sheets_are_without_problems():
    cleaned = clean.run(RAW, Params("2026-11-22", False, 0.5, 0.5))
    assert len(cleaned.claims) == len(claims()) > 0


def test_no_claim_id_is_used_twice():
    ids = [row["claim_id"] for row in claims()]
    assert len(ids) == len(set(ids))


def test_the_claims_of_a_source_share_one_short_name():
    names = {}
    for row in claims():
        names.setdefault(row["source_id"], set()).add(row["claim_id"].rpartition("-")[0])
    assert all(len(found) == 1 for found in names.values()), names
    assert len({min(found) for found in names.values()}) == len(names)


def test_an_anchor_is_at_most_seven_words():
    long = {
        r["claim_id"]: r["anchor"] for r in claims() if len(own_words.WORD.findall(r["anchor"])) > 7
    }
    assert long == {}


def test_every_chain_of_retellings_ends_at_a_root():
    target = {row["claim_id"]: row["restates"] for row in claims()}
    for claim in target:
        chain = [claim]
        while target[chain[-1]]:
            chain.append(target[chain[-1]])
            assert len(chain) <= 4, chain


def test_a_source_that_is_never_to_be_linked_has_no_address_here():
    for row in rows("sources"):
        if row["link"] == "never":
            assert (row["url"], row["archive_url"]) == ("", "")


def test_a_code_stands_once_in_its_vocabulary():
    codes = [(row["vocabulary"], row["code"]) for row in rows("vocabularies")]
    assert len(codes) == len(set(codes))


def test_a_state_is_coded_where_a_state_is_told_and_nowhere_else():
    for row in rows("stations"):
        assert bool(row["status"]) == (row["aspect"] in ("status", "found")), row["claim_id"]


def test_a_response_says_what_was_done_and_nothing_else_does():
    for row in rows("events"):
        assert bool(row["response_action"]) == (row["event_kind"] == "response"), row["claim_id"]


def test_every_source_with_a_hash_has_its_snapshot_and_its_length(snapshots):
    for row in rows("sources"):
        assert bool(row["snapshot_sha256"]) == bool(row["snapshot_chars"])
    answer = own_words.snapshots_match(Here(ROOT, snapshots))
    assert answer.state == PASS, answer.problems


def test_every_snapshot_belongs_to_a_source(texts, snapshots):
    found = {hashlib.sha256(path.read_bytes()).hexdigest() for path in snapshots.glob("*.txt")}
    assert found == {row["snapshot_sha256"] for row in rows("sources")} - {""}


def test_the_words_of_a_claim_stand_inside_its_locator(snapshots):
    answer = own_words.words_at_locators(Here(ROOT, snapshots))
    assert answer.state == PASS, answer.problems


def test_the_search_for_borrowed_words_finds_eight_in_a_row_and_not_seven():
    theirs = set(own_words.runs("One two three, four – five\nsix 'seven' eight nine."))
    assert own_words.borrowed("He said: one TWO three four; five six seven eight!", theirs)
    assert own_words.borrowed("It was two three four five six seven eight nine then", theirs)
    assert not own_words.borrowed("one two three four five six seven and eight nine", theirs)


def test_no_file_of_the_project_holds_eight_words_in_a_row_of_a_source(texts):
    theirs = {run for text in texts.values() for run in own_words.runs(text)}
    assert theirs
    theirs -= {run for row in rows("sources") for run in own_words.runs(row["title"])}
    known = own_words.vocabulary(theirs)
    found = {}
    for name in tracked():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        # JSON writes line ends and quotes as \n and \", and that would glue or part words.
        for shown in {text, re.sub(r"\\[nrt\"]", " ", text)}:
            if hits := own_words.borrowed(shown, theirs, known):
                found[name] = hits
    assert found == {}
