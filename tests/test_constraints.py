from __future__ import annotations

import datetime as dt
import itertools
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overseas110 import constraints
from overseas110.constraints import Asked, Limit, Series, Tie

ONE, OTHER = Series("returned", "campaign"), Series("arrested", "campaign")
MOST = 4


def year(first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date(2000 + first, 1, 1), dt.date(2000 + last, 12, 31)


def limit(name: str, first: int, last: int, low: int | None, high: int | None, series=ONE) -> Limit:
    return Limit(name, series, *year(first, last), low, high)


@st.composite
def figures(draw, largest: int = 3):
    found = []
    for place in range(draw(st.integers(1, largest))):
        first = draw(st.integers(0, 2))
        last = draw(st.integers(first, 2))
        low = draw(st.integers(0, MOST))
        found.append(limit(f"c{place}", first, last, low, draw(st.integers(low, MOST))))
    return found


def worlds(stated: list[Limit], years: int = 3, series=(ONE,), tied=()) -> list[dict]:
    """Return every way to put whole numbers into the years that satisfies all figures."""
    found = []
    cells = [(s, y) for s in series for y in range(years)]
    for counts in itertools.product(range(MOST + 1), repeat=len(cells)):
        world = dict(zip(cells, counts, strict=True))

        def total(figure, world=world):
            return sum(
                n for (s, y), n in world.items()
                if s == figure.series and figure.start.year <= 2000 + y <= figure.end.year
            )  # fmt: skip

        held = all(
            (f.low or 0) <= total(f) and (f.high is None or total(f) <= f.high) for f in stated
        )
        parts = all(
            world[(t.second, y)] == world[(t.first, y)] if t.relation == "equals"
            else world[(t.second, y)] <= world[(t.first, y)]
            for t in tied for y in range(years)
        )  # fmt: skip
        if held and parts:
            found.append(world)
    return found


def by_enumeration(found: list[dict], bound) -> tuple[int, int]:
    totals = [
        sum(
            n for (s, y), n in world.items()
            if s == bound.series and bound.start.year <= 2000 + y <= bound.end.year
        )
        for world in found
    ]  # fmt: skip
    return min(totals), max(totals)


@settings(deadline=None, max_examples=60)
@given(figures())
def test_bounds_are_those_of_trying_every_possibility(stated):
    possible = worlds(stated)
    found = constraints.implied(stated, [])
    if not possible:
        assert found.clashes
        return
    assert found.clashes == []
    for bound in found.bounds:
        assert (bound.low, bound.high) == by_enumeration(possible, bound)


@settings(deadline=None, max_examples=40)
@given(figures(largest=4))
def test_a_clash_is_the_smallest_set_without_a_possible_world(stated):
    found = constraints.implied(stated, [])
    for clash in found.clashes[:1]:
        inside = [f for f in stated if f.claim_id in clash]
        assert not worlds(inside)
    if worlds(stated):
        assert found.clashes == []
    else:
        ordered = sorted(stated)
        first = next(
            some for n in range(1, len(stated) + 1)
            for some in itertools.combinations(ordered, n) if not worlds(list(some))
        )  # fmt: skip
        assert tuple(figure.claim_id for figure in first) in found.clashes
        assert min(len(clash) for clash in found.clashes) == len(first)


@settings(deadline=None, max_examples=40)
@given(figures(), st.integers(0, 2), st.integers(0, 2))
def test_a_consistent_figure_more_never_widens_a_bound(stated, a, b):
    first, last = min(a, b), max(a, b)
    possible = worlds(stated)
    before = constraints.implied(stated, [])
    if not possible:
        return
    world = possible[len(possible) // 2]
    true = sum(world[(ONE, y)] for y in range(first, last + 1))
    after = constraints.implied([*stated, limit("z", first, last, true, true)], [])
    assert after.clashes == []
    new = {(b.start, b.end): b for b in after.bounds}
    for bound in before.bounds:
        if (bound.start, bound.end) in new:
            now = new[(bound.start, bound.end)]
            assert now.low >= bound.low
            assert now.high <= bound.high


@settings(deadline=None, max_examples=30)
@given(figures(largest=4), st.randoms(use_true_random=False))
def test_the_order_of_the_figures_changes_nothing(stated, rng):
    shuffled = list(stated)
    rng.shuffle(shuffled)
    assert constraints.implied(shuffled, []) == constraints.implied(stated, [])


@pytest.mark.parametrize("relation", ["contains", "equals"])
def test_tied_series_bound_each_other_as_trying_every_possibility_shows(relation):
    stated = [limit("a", 0, 1, 2, 3), limit("b", 0, 0, 1, 1, OTHER), limit("c", 0, 1, 0, 4, OTHER)]
    tied = [Tie(OTHER, relation, ONE)]
    possible = worlds(stated, 2, (ONE, OTHER), tied)
    for bound in constraints.implied(stated, tied).bounds:
        assert (bound.low, bound.high) == by_enumeration(possible, bound)


@st.composite
def tied_figures(draw):
    found = []
    for place in range(draw(st.integers(2, 4))):
        first = draw(st.integers(0, 1))
        last = draw(st.integers(first, 1))
        low = draw(st.integers(0, MOST))
        high = draw(st.integers(low, MOST))
        found.append(
            limit(f"c{place}", first, last, low, high, draw(st.sampled_from([ONE, OTHER])))
        )
    return found


@settings(deadline=None, max_examples=40)
@given(tied_figures(), st.sampled_from(["contains", "equals"]))
def test_no_possibility_lies_outside_the_bounds_of_tied_series(stated, relation):
    series = sorted({figure.series for figure in stated})
    tied = [Tie(OTHER, relation, ONE)] if len(series) == 2 else []
    possible = worlds(stated, 2, tuple(series), tied)
    found = constraints.implied(stated, tied)
    if not possible:
        return
    assert found.clashes == []
    for bound in found.bounds:
        least, most = by_enumeration([dict(world) for world in possible], bound)
        assert bound.low <= least
        # Enumeration ends at MOST a year; a bound beyond that is none of its business.
        assert bound.high is None or bound.high >= most


@settings(deadline=None, max_examples=30)
@given(figures(largest=4))
def test_binding_claims_are_what_leaving_out_one_by_one_leaves(stated):
    found = constraints.implied(stated, [])
    if found.clashes:
        return
    for bound in found.bounds:
        for side, claims in (("low", bound.low_claims), ("high", bound.high_claims)):
            kept = sorted(stated)
            for figure in sorted(stated):
                fewer = [other for other in kept if other != figure]
                if _bound(fewer, bound, side) == getattr(bound, side):
                    kept = fewer
            assert claims == tuple(figure.claim_id for figure in kept)


def _bound(stated, bound, side):
    """Return one side of a bound that some figures give; without any, nothing is known."""
    silent = Limit("~", bound.series, bound.start, bound.end, None, None)
    (now,) = (
        b for b in constraints.implied([*stated, silent], []).bounds
        if (b.start, b.end) == (bound.start, bound.end)
    )  # fmt: skip
    return getattr(now, side)


def test_series_that_nothing_ties_share_nothing():
    stated = [limit("a", 0, 1, 2, 3), limit("b", 0, 0, 9, 9, OTHER)]
    found = constraints.implied(stated, [])
    assert found.clashes == []
    assert {(b.series, b.low, b.high) for b in found.bounds} == {(ONE, 2, 3), (OTHER, 9, 9)}


def test_the_two_official_figures_leave_what_the_trial_found():
    a = Limit("a", ONE, dt.date(2021, 1, 1), dt.date(2021, 12, 31), 210_000, 210_000)
    b = Limit("b", ONE, dt.date(2021, 4, 1), dt.date(2022, 7, 31), 230_000, 230_000)
    months = (dt.date(2022, 1, 1), dt.date(2022, 7, 31))
    (gap,) = (x for x in constraints.implied([a, b], []).bounds if (x.start, x.end) == months)
    assert (gap.kind, gap.low, gap.high) == ("gap", 20_000, 230_000)
    assert (gap.low_claims, gap.high_claims) == (("a", "b"), ("b",))
    a = Limit("a", ONE, a.start, a.end, 205_000, 215_000)
    b = Limit("b", ONE, b.start, b.end, 225_000, 235_000)
    (gap,) = (x for x in constraints.implied([a, b], []).bounds if (x.start, x.end) == months)
    assert (gap.low, gap.high) == (10_000, 235_000)


def test_a_planted_contradiction_is_found_with_exactly_its_claims():
    sound = [limit(f"s{y}", y, y, 10 * y, 10 * y) for y in range(8)]
    total = limit("total", 0, 7, 280, 280)
    assert constraints.implied([*sound, total], []).clashes == []
    planted = limit("planted", 2, 3, 51, None)
    rows = [*sound, total, planted]
    random.Random(1).shuffle(rows)
    assert constraints.implied(rows, []).clashes == [("planted", "s2", "s3")]


def test_a_binding_claim_is_one_without_which_the_bound_is_another():
    stated = [limit("a", 0, 1, 3, 4), limit("b", 0, 0, 1, 2), limit("c", 1, 1, 0, 9)]
    found = {(b.start, b.end): b for b in constraints.implied(stated, []).bounds}
    second = found[year(1, 1)]
    assert (second.low, second.high) == (1, 3)
    assert second.low_claims == ("a", "b")
    assert second.high_claims == ("a", "b")


def test_a_claim_without_an_upper_bound_leaves_the_most_open():
    (bound,) = constraints.implied([limit("a", 0, 0, 3, None)], []).bounds
    assert (bound.low, bound.high, bound.high_claims) == (3, None, ())


def test_ties_come_from_the_relations_of_measures_and_scopes():
    relations = pd.DataFrame(
        [
            ("measure", "arrested", "contains", "returned", ""),
            ("scope", "campaign", "excludes", "other", ""),
            ("scope", "campaign", "contains", "other", ""),
        ],
        columns=["of", "subject", "relation", "object", "reason"],
    )
    part = Series("returned", "other")
    assert constraints.ties(relations, [ONE, OTHER, part]) == [
        Tie(OTHER, "contains", ONE),
        Tie(ONE, "contains", part),
    ]


FLOWS = {"returned"}


def sheets(**cells) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a claim as the processed tables ``claims.csv`` and ``figures.csv`` have it."""
    row = {
        "claim_id": "x-f001", "measure": "returned", "scope": "campaign", "used": "True",
        "value_low": "230000", "value_high": "230000", "low_open": "False", "high_open": "False",
        "approximate": "False", "when_earliest": "2021-04-01", "when_latest": "2022-07-31",
        "reported_latest": "2022-08-17",
    }  # fmt: skip
    own = {"claim_id": "x-f001", "value_text": "23万", "when_text": "2021年4月至2022年7月"}
    row |= {key: value for key, value in cells.items() if key in row}
    own |= {key: value for key, value in cells.items() if key in own}
    return pd.DataFrame([row]), pd.DataFrame([own])


def read(rounding: float = 0.5, **cells) -> list[Limit]:
    return constraints.limits(*sheets(**cells), FLOWS, rounding)


def test_a_figure_is_a_limit_within_its_rounding():
    window = (dt.date(2021, 4, 1), dt.date(2022, 7, 31))
    assert read() == [Limit("x-f001", ONE, *window, 225_000, 235_000)]
    exact = read(rounding=0)[0]
    assert (exact.low, exact.high) == (230_000, 230_000)


@pytest.mark.parametrize(
    "cells",
    [
        {"used": "False"},
        {"measure": "stations"},
        {"when_text": ""},
        {"when_earliest": ""},
        {"when_latest": ""},
        {"reported_latest": "2021-03-31"},
    ],
    ids=["retelling", "no flow", "no window", "no first day", "no last day", "a forecast"],
)
def test_what_counts_no_days_in_particular_is_no_limit(cells):
    assert read(**cells) == []


def test_bounds_of_people_are_whole_and_open_bounds_begin_beyond():
    found = read(value_low="610", value_high="", low_open="True", value_text="610余")[0]
    assert (found.low, found.high) == (611, None)
    found = read(value_low="409", value_high="409", value_text="409")[0]
    assert (found.low, found.high) == (409, 409)
    found = read(value_low="0", value_high="10", high_open="True", value_text="less than 10")[0]
    assert found.high == 9


def test_a_window_ends_with_the_month_of_its_report():
    assert read(reported_latest="2022-06-09")[0].end == dt.date(2022, 6, 30)
    assert read(reported_latest="2023-06-09")[0].end == dt.date(2022, 7, 31)


def test_shuffled_rows_give_the_same_limits():
    first, second = sheets(), sheets(claim_id="a-f001")
    claims, own = (pd.concat([a, b]) for a, b in zip(first, second, strict=True))
    found = constraints.limits(claims, own, FLOWS, 0.5)
    assert [figure.claim_id for figure in found] == ["a-f001", "x-f001"]
    assert found == constraints.limits(claims[::-1], own, FLOWS, 0.5)


def test_the_table_has_a_row_a_bound_and_leaves_what_nothing_bounds_empty():
    stated = [limit("a", 0, 0, 3, None), limit("b", 0, 1, 0, 9)]
    table = constraints.table(constraints.implied(stated, []))
    assert list(table.columns) == [
        "measure", "scope", "start", "end", "kind", "low", "high", "low_claims", "high_claims",
    ]  # fmt: skip
    assert table.to_numpy().tolist() == [
        ["returned", "campaign", "2000-01-01", "2000-12-31", "window", 3, 9, "a", "b"],
        ["returned", "campaign", "2000-01-01", "2001-12-31", "window", 3, 9, "a", "b"],
        ["returned", "campaign", "2001-01-01", "2001-12-31", "gap", 0, 6, "", "a;b"],
    ]
    alone = constraints.table(constraints.implied(stated[:1], []))
    assert alone["high"].tolist() == [""]


def test_without_figures_there_are_tables_with_headings_only():
    nothing = constraints.implied([], [])
    assert constraints.table(nothing).empty and len(constraints.table(nothing).columns) == 9
    assert list(constraints.clash_table(nothing, [], [], {}).columns) == [
        "claim_ids",
        "explanation",
    ]


def test_days_that_are_asked_about_are_bounded_and_change_no_other_bound():
    stated = [limit("a", 0, 1, 3, 4), limit("b", 0, 0, 1, 2)]
    summer = Asked(ONE, dt.date(2001, 6, 1), dt.date(2001, 8, 31))
    found = constraints.implied(stated, [], [summer, Asked(OTHER, *year(0, 0))])
    bound = found.of(*summer)
    assert (bound.kind, bound.low, bound.high) == ("asked", 0, 3)
    assert [b for b in found.bounds if b != bound] == constraints.implied(stated, []).bounds
    assert found.of(OTHER, *year(0, 0)) is None


def test_the_years_of_a_series_run_from_its_first_figure_to_its_last():
    stated = [limit("a", 0, 1, 3, 4), limit("b", 3, 3, 1, 2), limit("c", 5, 5, 1, 2, OTHER)]
    assert constraints.years(stated) == [
        Asked(OTHER, *year(5, 5)), *(Asked(ONE, *year(y, y)) for y in range(4)),
    ]  # fmt: skip
    found = constraints.implied(stated, [], constraints.years(stated))
    empty = found.of(ONE, *year(2, 2))
    assert (empty.low, empty.high, empty.claims, empty.words()) == (0, None, [], "any number")


def test_claims_for_the_same_days_stand_together():
    stated = [limit("b", 0, 0, 3, 4), limit("a", 0, 0, 3, 5), limit("c", 0, 1, 3, 4)]
    said = constraints.by_window(stated)
    assert said == {Asked(ONE, *year(0, 0)): ["a", "b"], Asked(ONE, *year(0, 1)): ["c"]}


def test_a_bound_says_something_when_no_single_figure_says_it():
    stated = [limit("a", 0, 1, 10, 10), limit("b", 1, 2, 12, 12)]
    found = constraints.implied(stated, [])
    first, last = found.of(ONE, *year(0, 0)), found.of(ONE, *year(2, 2))
    assert (first.low, first.high, first.says_something) == (0, 10, False)
    assert (last.low, last.high, last.says_something) == (2, 12, True)
    assert found.of(ONE, *year(0, 1)).says_something
    assert (first.words(), last.words()) == ("at most 10", "2 to 12")


def test_a_clash_is_explained_by_what_the_others_leave_for_the_longest_window():
    stated = [
        limit("a", 0, 0, 1000, 1000),
        limit("b", 1, 1, 500, 500),
        limit("t", 0, 1, 2000, None),
    ]
    found = constraints.implied(stated, [])
    table = constraints.clash_table(found, stated, [], {"returned": "Returned"})
    assert table.to_numpy().tolist() == [
        [
            "a;b;t",
            "Returned, 2000 to 2001: one figure says at least 2,000, and what the others say "
            "allows 1,500, even within their rounding.",
        ]
    ]


def test_a_clash_of_a_whole_and_its_part_is_explained():
    stated = [limit("part", 0, 0, 9, 9), limit("whole", 0, 0, 5, 5, OTHER)]
    tied = [Tie(OTHER, "contains", ONE)]
    (clash,) = constraints.implied(stated, tied).clashes
    says = constraints.explain(clash, stated, tied, {"returned": "A", "arrested": "B"})
    assert says == (
        "B, 2000: one figure says 5, and what the others say allows at least 9, "
        "even within their rounding."
    )


def test_a_figure_that_clashes_with_itself_is_explained():
    stated = [limit("a", 0, 0, 3, 2)]
    assert constraints.implied(stated, []).clashes == [("a",)]
    says = constraints.explain(("a",), stated, [], {"returned": "Returned"})
    assert says.endswith("at least 3 and at most 2, which no count can be.")


def test_after_a_clash_the_other_figures_still_bound():
    stated = [limit("a", 0, 0, 3, 3), limit("b", 0, 0, 4, 4), limit("c", 1, 1, 5, 5)]
    found = constraints.implied(stated, [])
    assert found.clashes == [("a", "b")]
    assert [(b.start, b.low, b.high) for b in found.bounds] == [(dt.date(2001, 1, 1), 5, 5)]
