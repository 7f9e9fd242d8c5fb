from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overseas110.report import numerals

GRAMMAR = numerals.Grammar(["stations", "station", "countries", "years", "year"], ["名", "个"])


def found(text: str) -> list[tuple[str, str]]:
    return [(n.kind, n.text) for n in GRAMMAR.find(text)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It lists 54 of them", "54"),
        ("by 1,234.5 or so", "1,234.5"),
        ("some 23万 returned", "23"),
        ("on 10 January 2022 it", "10 January 2022"),
        ("in May 2023.", "May 2023"),
        ("a share of ½", "½"),
    ],
)
def test_digits_are_found_whole(text, shown):
    assert found(text) == [("digits", shown)]


@pytest.mark.parametrize(
    "text",
    [
        "three stations",
        "three listed stations",
        "Twenty-one new police stations",
        "two hundred and five countries",
        "dozens of countries",
        "two of the stations",
        "a three-year window",
        "three “service” stations",
        "four\nstations",
        "one station",
        "one listed station",
        "三名",
        "二十余个",
    ],
)
def test_a_number_word_with_a_counted_noun_counts(text):
    assert [kind for kind, _ in found(text)] == ["counted"]


@pytest.mark.parametrize(
    "text",
    [
        "the second list, its twenty-first page, the 21st of them",
        "both stations, half of the countries",
        "one of the stations, no one, another one",
        "Someone often tended the tenor",
    ],
)
def test_ordinals_both_half_and_the_pronoun_one_are_no_numbers(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "on two clocks",
        "the three, and stations",
        "two that are stations",
        "three\n\nstations",
        "two-thirds",
    ],
)
def test_a_number_word_without_its_noun_is_a_cardinal_only(text):
    assert [kind for kind, _ in found(text)] == ["cardinal"]


UNITS = numerals._UNITS


def in_words(n: int) -> str:
    """Return the English words of a number below a million."""
    if n < 20:
        return UNITS[n]
    if n < 100:
        tens, rest = divmod(n, 10)
        return numerals._TENS[tens - 2] + (f"-{UNITS[rest]}" if rest else "")
    scale, word = (1000, "thousand") if n >= 1000 else (100, "hundred")
    many, rest = divmod(n, scale)
    joint = " and " if rest < 100 and rest else " "
    return f"{in_words(many)} {word}{joint + in_words(rest) if rest else ''}"


@given(st.integers(2, 999_999))
def test_every_number_in_words_is_found_whole_and_read(n):
    text = in_words(n)
    assert [(m.text, m.value) for m in GRAMMAR.find(f"There are {text} stations.")] == [
        (f"{text} stations", float(n))
    ]


@given(st.integers(0, 10**9))
def test_every_number_in_digits_is_read(n):
    (only,) = GRAMMAR.find(f"some {n:,} left")
    assert (only.kind, only.value) == ("digits", float(n))
