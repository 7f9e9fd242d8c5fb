from __future__ import annotations

from collections import Counter

import pytest

from overseas110 import paths, sample, tables


@pytest.fixture(autouse=True)
def in_the_project(root, monkeypatch):
    monkeypatch.chdir(root)


def drawn(n: int, seed: int = 0) -> list[list[str]]:
    lines = [line for line in sample.draw(n, seed).splitlines() if line.startswith("[ ] ")]
    return [line.removeprefix("[ ] ").split() for line in lines]


def test_the_same_seed_draws_the_same_claims():
    assert sample.draw(12, 3) == sample.draw(12, 3)


def test_another_seed_draws_others():
    assert {row[0] for row in drawn(12, 1)} != {row[0] for row in drawn(12, 2)}


def test_as_many_are_drawn_as_asked_for_and_none_twice():
    ids = [row[0] for row in drawn(20)]
    assert len(ids) == len(set(ids)) == 20


def test_the_draw_is_even_over_the_sources():
    sources = set(tables.read(paths.processed() / "claims.csv")["source_id"])
    counts = Counter(row[1] for row in drawn(2 * len(sources)))
    held = Counter(tables.read(paths.processed() / "claims.csv")["source_id"])
    assert all(counts[source] >= min(2, held[source]) for source in sources)


def test_a_longer_draw_holds_the_shorter_one():
    assert {row[0] for row in drawn(5)} < {row[0] for row in drawn(15)}


def test_more_than_there_are_gives_every_claim_once():
    claims = tables.read(paths.processed() / "claims.csv")
    assert sorted(row[0] for row in drawn(10**6)) == sorted(claims["claim_id"])


def test_a_line_says_source_locator_speaker_and_reading():
    claims = tables.read(paths.processed() / "claims.csv").set_index("claim_id")
    for claim, source, locator, *rest in drawn(30):
        assert claims.loc[claim, "source_id"] == source
        assert locator.startswith(("chars:", "page:", "para:"))
        assert rest == ["said", "by", claims.loc[claim, "asserted_by"]]


def test_every_drawn_claim_has_a_second_line_to_compare():
    lines = sample.draw(30, 0).splitlines()
    assert len(lines) == 60
    assert all(line.startswith("    ") and line.strip() for line in lines[1::2])
