from station_rows import KNOWN, TWO, joined

from overseas110 import record_parts, tables
from overseas110.record_counts import Count


def split(*rows: dict) -> list[tuple]:
    parts = record_parts.split(tables.rows(joined(*rows)), set(), KNOWN)
    return [
        (sorted(p.bureaus), [r.claim_id for r in p.own], [r.claim_id for r in p.shared], p.held)
        for p in parts
    ]


def test_a_place_without_a_bureau_is_one_part():
    assert split({}, {"aspect": "status"}) == [([], ["c0", "c1"], [], Count())]


def test_several_bureaus_share_what_names_none():
    found = split({"bureaus": "two_psb"}, {"bureaus": "one_psb"}, {"aspect": "status"})
    assert found == [(["one_psb"], ["c1"], ["c2"], Count()), (["two_psb"], ["c0"], ["c2"], Count())]


def test_what_is_counted_beyond_the_named_bureau_is_a_part_of_its_own():
    found = split({"bureaus": "one_psb", "value_high": "1"}, TWO)
    assert found == [
        (["one_psb"], ["c0"], ["c1"], Count()),
        ([], ["c1"], [], Count(1, 1, 1)),
    ]
