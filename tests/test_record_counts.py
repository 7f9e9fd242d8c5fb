import pytest
from station_rows import KNOWN, THREE, TWO, joined

from overseas110 import record_counts, tables
from overseas110.record_counts import Count, Voice


def said(*rows: dict, beside: frozenset = frozenset()) -> list[Voice]:
    return record_counts.voices(tables.rows(joined(*rows)), set(beside), KNOWN)


def test_one_asserter_adds_what_one_source_lists_and_each_asserter_has_a_voice():
    found = said(TWO, TWO, {**THREE, "asserted_by": "press"})
    assert found == [Voice(4, 4, ("c0", "c1")), Voice(3, 3, ("c2",))]


def test_of_two_lists_in_one_source_the_one_asserted_last_counts():
    later = {**THREE, "list": "ngo_later", "asserted_latest": "2022-12-05"}
    assert said(TWO, later) == [Voice(3, 3, ("c1",))]


@pytest.mark.parametrize(
    "row", [{"aspect": "opened"}, {"used": "False"}, {"list": "press"}, {"list": "state"}]
)
def test_what_is_no_listing_or_no_evidence_or_on_no_list_has_no_voice(row):
    assert said(row) == []


def test_what_counts_others_one_by_one_has_no_voice():
    rows = [{}, {"part_of": "c0"}, {"list": "state"}]
    beside = record_counts.totals(tables.rows(joined(*rows)), KNOWN)
    assert beside == {"c0", "c2"}
    assert said(*rows, beside=beside) == [Voice(1, 1, ("c1",))]


def test_a_total_that_restates_another_leaves_out_both():
    rows = tables.rows(joined({}, {"restates": "c0"}, {"part_of": "c1"}))
    assert record_counts.totals(rows, KNOWN) == {"c0", "c1"}


def test_the_best_count_is_what_most_tell_and_of_several_the_smallest():
    voices = [Voice(n, n, (f"c{place}",)) for place, n in enumerate((3, 2, 3, 5))]
    assert record_counts.count(voices) == Count(2, 3, 5)
    assert record_counts.count(voices[:2]) == Count(2, 2, 3)
    assert [voice.claims for voice in record_counts.ordered(voices)] == [("c0",), ("c1",), ("c3",)]
    assert record_counts.count([]) == Count()
