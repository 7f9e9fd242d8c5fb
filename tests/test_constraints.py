from __future__ import annotations

import datetime as dt
import itertools
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overseas110 import constraints
from overseas110.constraints import Limit, Series, Tie

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
        sizes = [
            n for n in range(1, len(stated) + 1)
            if any(not worlds(list(some)) for some in itertools.combinations(stated, n))
        ]  # fmt: skip
        assert min(len(clash) for clash in found.clashes) == sizes[0]


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
