from __future__ import annotations

import pandas as pd
import pytest

from overseas110.places import Gazetteer, Place, PlaceError, check, country_name

COLUMNS = ["place_text", "place_kind", "iso3", "municipality"]
ROWS = [
    ("Serbia", "country", "SRB", ""),
    ("Kosovo", "country", "XKX", ""),
    ("Canada", "country", "CAN", ""),
    ("the Netherlands", "country", "NLD", ""),
    ("Toronto", "municipality", "CAN", "Toronto"),
    ("Toranto", "municipality", "CAN", "Toronto"),
    ("The Hague", "municipality", "NLD", "The Hague"),
    ("Addis Ababa, Ethiopia", "municipality", "ETH", "Addis Ababa"),
    ("Tuscany", "region", "ITA", ""),
    ("Europe", "continent", "", ""),
]


def frame(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS, index=range(2, 2 + len(rows)))


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer(frame(*ROWS))


@pytest.fixture
def coded(root) -> pd.DataFrame:
    sheet = root / "data" / "raw" / "codes" / "gazetteer.csv"
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    table.index += 2
    return table


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Canada", Place("CAN", "")),
        ("Toronto", Place("CAN", "Toronto")),
        ("Toranto", Place("CAN", "Toronto")),
        ("Addis Ababa, Ethiopia", Place("ETH", "Addis Ababa")),
        ("Tuscany", Place("ITA", "")),
        ("Europe", Place("", "")),
        ("Canada; the Netherlands", Place("CAN;NLD", "")),
        ("Toronto;The Hague", Place("CAN;NLD", "Toronto;The Hague")),
        ("Toronto; Toranto; Canada", Place("CAN", "Toronto")),
        (" Canada ;", Place("CAN", "")),
    ],
)
def test_a_place_is_found_by_the_exact_words_of_the_source(gazetteer, text, place):
    assert gazetteer.find(text) == place


def test_kosovo_is_kosovo_and_never_serbia(gazetteer):
    assert gazetteer.find("Kosovo") == Place("XKX", "")
    assert country_name("XKX") == "Kosovo"
    assert check(frame(("Kosovo", "country", "XKX", "")), "gazetteer.csv") == []


def test_kosovo_without_a_row_is_refused_and_not_taken_for_serbia():
    with pytest.raises(PlaceError):
        Gazetteer(frame(("Serbia", "country", "SRB", ""))).find("Kosovo")


@pytest.mark.parametrize(
    "text",
    ["canada", "Canad", "Toronto, Canada", "Torontos", "the Canada", "CAN", "Republic of Serbia"],
)
def test_a_place_that_only_resembles_a_row_is_refused(gazetteer, text):
    with pytest.raises(PlaceError, match=r"in no row of codes/gazetteer\.csv"):
        gazetteer.find(text)


def test_one_unknown_place_among_known_ones_is_refused(gazetteer):
    with pytest.raises(PlaceError):
        gazetteer.find("Canada; Atlantis")


@pytest.mark.parametrize(
    ("city", "country", "place"),
    [
        ("Toronto", "Canada", Place("CAN", "Toronto")),
        ("", "Canada", Place("CAN", "")),
        ("Toronto", "", Place("CAN", "Toronto")),
        ("Toronto", "Europe", Place("CAN", "Toronto")),
        ("Tuscany", "", Place("ITA", "")),
    ],
)
def test_a_city_and_a_country_that_agree_make_one_place(gazetteer, city, country, place):
    assert gazetteer.in_country(city, country) == place


def test_a_city_in_another_country_is_refused_and_both_are_named(gazetteer):
    with pytest.raises(PlaceError, match="lies in CAN by the gazetteer, not in SRB"):
        gazetteer.in_country("Toronto", "Serbia")


@pytest.mark.parametrize(("city", "country"), [("Atlantis", "Canada"), ("Toronto", "Atlantis")])
def test_an_unknown_city_or_country_is_refused(gazetteer, city, country):
    with pytest.raises(PlaceError, match="no row"):
        gazetteer.in_country(city, country)


@pytest.mark.parametrize(
    ("row", "column", "text", "expected"),
    [
        (("Kosovo", "country", "KOS", ""), "iso3", "KOS", "no ISO 3166-1 alpha-3 code"),
        (("Canada", "country", "CA", ""), "iso3", "CA", "no ISO 3166-1 alpha-3 code"),
        (("Canada", "country", "can ", ""), "iso3", "can ", "no ISO 3166-1 alpha-3 code"),
        (("Canada", "country", "", ""), "iso3", "", "needs its country's code"),
        (("Toronto", "municipality", "", "Toronto"), "iso3", "", "needs its country's code"),
        (
            ("Toronto", "municipality", "CAN", ""),
            "municipality",
            "",
            "should be filled for a municipality",
        ),
        (("Tuscany", "region", "ITA", "Prato"), "municipality", "Prato", "empty for anything else"),
        (
            ("Canada", "country", "CAN", "Toronto"),
            "municipality",
            "Toronto",
            "empty for anything else",
        ),
    ],
)
def test_a_wrong_row_is_one_problem_that_names_its_line_and_column(row, column, text, expected):
    (problem,) = check(frame(("Serbia", "country", "SRB", ""), row), "codes/gazetteer.csv")
    assert (problem.file, problem.line, problem.column, problem.text) == (
        "codes/gazetteer.csv",
        3,
        column,
        text,
    )
    assert expected in problem.expected


def test_all_problems_of_a_gazetteer_come_at_once():
    wrong = frame(("Kosovo", "country", "KOS", ""), ("Toronto", "municipality", "", ""))
    assert [(p.line, p.column) for p in check(wrong, "g")] == [
        (2, "iso3"),
        (3, "iso3"),
        (3, "municipality"),
    ]


def test_a_continent_or_a_region_of_no_single_country_needs_no_code():
    assert check(frame(("Europe", "continent", "", ""), ("Balkans", "region", "", "")), "g") == []


def test_the_gazetteer_of_the_project_passes_its_check(coded):
    assert len(coded) > 50
    assert check(coded, "codes/gazetteer.csv") == []


def test_every_row_of_the_gazetteer_of_the_project_is_found_and_no_two_share_their_words(coded):
    gazetteer = Gazetteer(coded)
    assert coded["place_text"].is_unique
    for row in coded.itertuples():
        assert gazetteer.find(row.place_text) == Place(row.iso3, row.municipality)


@pytest.mark.parametrize(
    ("iso3", "name"),
    [("CAN", "Canada"), ("CZE", "Czechia"), ("KOR", "South Korea"), ("TWN", "Taiwan")],
)
def test_a_country_has_a_short_name_for_readers(iso3, name):
    assert country_name(iso3) == name


@pytest.mark.parametrize("code", ["", "XXX", "CA", "Canada"])
def test_a_code_of_no_country_has_no_name(code):
    with pytest.raises(PlaceError, match="no ISO 3166-1 alpha-3 code"):
        country_name(code)
