from __future__ import annotations

import pandas as pd
import pytest

from overseas110 import voices


class Row:
    def __init__(self, **cells) -> None:
        usual = {
            "value_low": "", "value_high": "", "low_open": "False", "high_open": "False",
            "approximate": "False", "unit": "people", "when_edtf": "", "when_earliest": "", "when_latest": "",
        }  # fmt: skip
        self.__dict__.update(usual | cells)


@pytest.mark.parametrize(
    ("name", "kind", "inside"),
    [
        ("The Paper", "media", "The Paper"),
        ("Harbour Public Security Bureau", "police", "the Harbour Public Security Bureau"),
        ("Ministry of Order of Farland", "government", "the Ministry of Order of Farland"),
        ("Interior ministry of Farland", "government", "the interior ministry of Farland"),
        ("Foreign Minister of the Isles", "official", "the foreign minister of the Isles"),
        ("Chinese authorities", "government", "Chinese authorities"),
        ("Chinese media, unnamed", "state_media", "unnamed Chinese media"),
        ("Media of Farland, unnamed", "media", "unnamed media of Farland"),
        ("Official of a ministry, unnamed", "official", "an unnamed official of a ministry"),
        ("Officials of Farland, unnamed", "official", "unnamed officials of Farland"),
        ("A vice minister of Farland", "official", "a vice minister of Farland"),
        (
            "Member of the parliament of Farland",
            "parliament",
            "a member of the parliament of Farland",
        ),
        (
            "Operator of a restaurant in Farland",
            "person",
            "the operator of a restaurant in Farland",
        ),
    ],
)
def test_a_name_stands_in_a_sentence_as_people_write_it(name, kind, inside):
    actors = pd.DataFrame([("x", name, kind, "", "")], columns=["actor_id", "name", "kind", "country_text", "part_of"])  # fmt: skip
    record = voices.Record(
        *[pd.DataFrame()] * 3, {r.actor_id: r for r in actors.itertuples()}, {}, *[pd.DataFrame()] * 2, None
    )  # fmt: skip
    assert record.name("x") == inside


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"value_text": "23万", "value_low": "230000", "value_high": "230000"}, "230,000"),
        ({"value_text": "more than 50", "value_low": "50", "low_open": "True"}, "more than 50"),
        ({"value_text": "Some 2,000", "value_low": "1500", "value_high": "2500", "approximate": "True"}, "about 2,000"),
        ({"value_text": "dozens", "value_low": "24", "value_high": "99"}, "dozens"),
        ({"value_text": "Five", "value_low": "5", "value_high": "5"}, "five"),
        ({"value_text": "USD 50 million", "value_low": "50000000", "value_high": "50000000", "unit": "USD"}, "USD 50,000,000"),
    ],
)  # fmt: skip
def test_a_number_is_told_in_words_that_any_reader_knows(cells, words):
    assert voices.value(Row(**cells)) == words


@pytest.mark.parametrize(
    ("edtf", "first", "last", "words"),
    [
        ("2021", "2021-01-01", "2021-12-31", "for 2021"),
        ("2022-01-22", "2022-01-22", "2022-01-22", "as of 22 January 2022"),
        ("../2022-06-14", "", "2022-06-14", "by 14 June 2022"),
        ("2016/..", "2016-01-01", "", "since 2016"),
    ],
)
def test_a_time_is_told_with_the_preposition_that_it_needs(edtf, first, last, words):
    assert voices.over(Row(when_edtf=edtf, when_earliest=first, when_latest=last)) == words


@pytest.mark.parametrize(
    ("publisher", "name"),
    [
        ("Newsweek via a mirror", "Newsweek"),
        ("Republic World (The Guardian)", "Republic World"),
        ("A blog on a site", "a blog on a site"),
    ],
)
def test_a_publisher_is_named_without_where_its_copy_stands(publisher, name):
    assert voices.short(publisher) == name


@pytest.mark.parametrize(
    ("names", "form"),
    [
        (["The Paper"], "says"),
        (["The Paper", "The Other"], "say"),
        (["the Farland police"], "say"),
        (["unnamed media of Farland"], "say"),
        (["Two bodies"], "say"),
    ],
)
def test_a_verb_goes_with_its_names(names, form):
    assert voices.verb(names, "says", "say") == form


def test_parts_are_joined_as_people_do():
    assert [voices.both(["a", "b", "c"][:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]


def test_a_filter_of_no_rows_keeps_the_columns():
    empty = pd.DataFrame(columns=["a", "b"])
    assert list(voices.where(empty, lambda row: True).columns) == ["a", "b"]


def test_what_contains_by_several_steps_contains():
    assert ("a", "c") in voices._all_steps([("a", "b"), ("b", "c")])
