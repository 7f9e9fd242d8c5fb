"""What entries, notes and sources say of the real record."""

from __future__ import annotations

import re

import pytest

from overseas110 import findings
from overseas110.report import book as books
from overseas110.report import evidence_page, notes, record_page, sources_page, words


@pytest.fixture(scope="module")
def book():
    from conftest import ROOT

    return books.load(ROOT, findings.read(ROOT / "data" / "processed" / "findings.json"))


def support(book, name):
    return book.supports.of(book.chain.findings[name].claims)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2022-09-12", "2022-09-12", "12 September 2022"),
        ("2023-05-01", "2023-05-31", "May 2023"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2021-01-01", "2022-12-31", "2021 to 2022"),
        ("2021-04-01", "2022-07-31", "April 2021 to July 2022"),
        ("2022-09-12", "2022-10-03", "12 September 2022 to 3 October 2022"),
        ("2018-01-01", "", "since 1 January 2018"),
    ],
)
def test_a_span_of_days_has_the_name_of_its_month_or_year(first, last, said):
    assert words.span(first, last) == said


def test_the_name_of_a_number_makes_sense_out_of_context(book):
    labels = {name: words.label(book, name) for name in book.chain.findings}
    assert labels["returned_2021_2022"] == "230,000 people, claimed by Ministry of Public Security of China, evidence"  # fmt: skip
    for name, label in labels.items():
        assert label.startswith(book.chain.findings[name].text)
        assert label.endswith(", evidence")
    assert not [label for label in labels.values() if re.match(r"1 (?:\w+s|people),", label)]


@pytest.mark.parametrize(
    ("name", "made", "bounds", "term"),
    [
        ("returned_2021", "stated", "stated without a range", "Said by"),
        ("interpol_accounts", "stated", "3,500 to 4,500", "Said by"),
        ("returned_2021_low", "inferred", "computed here; nobody stated it", "From figures of"),
        ("windows_shared_months", "inferred", "computed here; nobody stated it", "From figures of"),
        ("skynet_returned_20150101_20151231", "inferred", "863 to 1,534", "From figures of"),
        ("record_figures", "counted", "counted here, exact", "From claims of"),
    ],
)
def test_what_we_count_or_infer_is_not_said_by_anybody(book, name, made, bounds, term):
    found = book.chain.findings[name]
    assert words.made(book, found) == made
    assert words.bounds(book, found) == bounds
    assert words.said_term(book, found) == term


def test_months_computed_from_figures_count_no_people(book):
    of = {n: book.chain.findings[n] for n in ("windows_shared_months", "returned_2021_low")}
    told = {n: words.counts(book, support(book, n), found) for n, found in of.items()}
    assert told["windows_shared_months"] == "" and "people" in told["returned_2021_low"]


def test_those_who_deny_the_same_do_not_deny_each_other(book):
    denials = [c for c in book.chain.claims if book.supports.is_denial(c)]
    assert len(denials) > 1
    assert all(book.supports.of([claim]).denials == () for claim in denials)


def test_the_ministrys_denials_stand_with_the_ngos_count(book):
    denied = words.denials(book, support(book, "stations_first_report").denials, 9)
    text = "".join(part if isinstance(part, str) else part.text for part in denied)
    assert "Spokesperson of China's foreign ministry" in text
    assert "22 December 2022, 22 December 2022" not in text


def test_what_would_change_a_number_is_read_off_the_data(book):
    one = words.would_change(book, "returned_2021_2022", support(book, "returned_2021_2022"))
    assert "1 claim of one source" in one and "is not known without it" in one
    many = words.would_change(book, "listed_stations", support(book, "listed_stations"))
    assert "without any one of them it may change" in many.lower()
    empty = next(n for n, f in book.chain.findings.items() if not f.claims)
    assert words.would_change(book, empty, support(book, empty)).startswith(
        "No claim of this edition"
    )


def test_what_disputed_claims_would_make_of_a_finding_is_told_where_it_differs(book):
    for name, text in book.disputed.items():
        found = book.chain.findings.get(name)
        if found is not None and found.claims and found.text != text:
            assert text.rstrip(".") in words.would_change(book, name, support(book, name))


def test_a_disputed_claim_says_so_and_why(book):
    disputed = next(
        c for c, r in book.chain.claims.items() if r["asserted_by"] == "insider_witness"
    )
    said = words.standing(book, book.supports.of([disputed]))
    assert said.startswith("disputed. ") and "NPR" in said
    assert ", disputed, evidence" in words.claim_label(book, disputed, "9")


def test_a_source_that_is_not_linked_says_why_and_shows_no_archived_copy(book):
    for source, row in book.chain.sources.items():
        if row["link"] == "yes":
            continue
        for claim in book.claims_of_source[source]:
            parts = words.source_links(book, claim)
            assert parts == [f"source not linked: {row['link_reason'].rstrip('.')}"]


def test_an_archived_copy_is_linked_beside_a_source_that_is(book, monkeypatch):
    claim = next(c for c in book.chain.claims if book.chain.address(c))
    source = book.chain.sources[book.chain.claims[claim]["source_id"]]
    monkeypatch.setitem(source, "archive_url", "https://archive.example/1")
    assert words.source_links(book, claim)[-1].to == "https://archive.example/1"


def test_every_claim_is_reachable_from_the_entry_of_every_finding_on_it(book):
    page = evidence_page.page(book, ("evidence",))
    record = record_page.page(book)
    for name, found in book.chain.findings.items():
        entry = page.partition(f'id="f-{name}"')[2].partition("</section>")[0]
        for claim in found.claims:
            source = book.chain.claims[claim]["source_id"]
            assert f'#c-{claim}"' in entry or f'#record-{source}"' in entry, (name, claim)
            assert f'id="c-{claim}"' in record


def test_the_record_names_every_finding_that_uses_a_claim(book):
    record = record_page.page(book)
    lists = dict(re.findall(r'<li id="(many-\d+)">(.*?)</li>', record))
    for claim, row in re.findall(r'<div id="c-([^"]+)" class="claim">(.*?)</div>', record, re.S):
        group = re.search(r"record\.html#(many-\d+)", row)
        named = row + (lists[group[1]] if group else "")
        for name in book.chain.used_by.get(claim, ()):
            assert f'evidence.html#f-{name}"' in named, (claim, name)


def test_a_source_names_the_findings_that_hang_on_it(book):
    page = sources_page.page(book, ("sources",))
    at = page.partition("{#s-cns20220414}")[2].partition("\n## ")[0]
    assert "Not known without it</dt><dd>" in at and '#f-returned_2021"' in at


def test_a_note_of_a_claim_says_who_says_it_and_what_rests_on_it(book):
    note = notes.note(book, "c", "cns20220414-f001", "../")
    assert 'href="../record.html#c-cns20220414-f001"' in note
    assert "Said by</dt>" in note and "If it fell, these may change" in note
    retold = next(c for c, r in book.chain.claims.items() if r["restates"])
    assert "no voice of its own" in notes.note(book, "c", retold, "")


def test_notes_stand_before_the_foot_of_pages_with_numbers_only(book, tmp_path):
    foot = '<footer class="site">x</footer>'
    number = '<a href="../evidence.html#f-returned_2021" class="evidence">210,000</a>'
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "can.html").write_text(f"<main>{number}{number}</main>{foot}")
    (tmp_path / "plain.html").write_text(f"<main>no number</main>{foot}")
    notes.into(tmp_path, book)
    made = (tmp_path / "countries" / "can.html").read_text(encoding="utf-8")
    assert made.count('id="n-f-returned_2021"') == 1
    assert made.index("</main>") < made.index('class="notes"') < made.index("<footer")
    assert 'href="../evidence.html#f-returned_2021"' in made.partition('class="notes"')[2]
    assert "notes" not in (tmp_path / "plain.html").read_text(encoding="utf-8")
