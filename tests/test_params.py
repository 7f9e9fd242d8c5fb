from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest
import yaml

from overseas110.params import EARLIEST_EDITION, Params, check, load
from overseas110.problems import ProblemsError

GOOD = {
    "as_of": "2026-11-22",
    "include_disputed": False,
    "rounding": 0.5,
    "approximation": 0.5,
    "workers": "auto",
    "editions": ["2022-09-30", "2022-12-31"],
}


@pytest.fixture
def written(tmp_path):
    def write(found: dict):
        path = tmp_path / "params.yaml"
        path.write_text("# Knobs.\n" + yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
        return path

    return write


def test_the_parameters_of_the_project_load(root):
    params = load(root / "params.yaml")
    written = yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8"))
    assert asdict(params) == written | {"editions": tuple(written["editions"])}
    assert params.day >= dt.date.fromisoformat(EARLIEST_EDITION)


def test_the_parameters_of_the_project_are_the_ones_loaded_without_a_path(root, monkeypatch):
    monkeypatch.chdir(root / "data" / "raw")
    assert load() == load(root / "params.yaml")


def test_good_parameters_come_back_with_the_edition_as_a_day(written):
    params = load(written(GOOD))
    days = ("2022-09-30", "2022-12-31")
    assert params == Params("2026-11-22", False, 0.5, 0.5, "auto", days)
    assert params.day == dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("changes", "column", "text", "expected"),
    [
        (
            {"asof": "2026-11-22"},
            "asof",
            "2026-11-22",
            "is no parameter; known are as_of, include_disputed",
        ),
        ({"as_of": "November 2026"}, "as_of", "November 2026", "should be a day, YYYY-MM-DD"),
        ({"as_of": "2026-02-30"}, "as_of", "2026-02-30", "should be a day, YYYY-MM-DD"),
        ({"as_of": ""}, "as_of", "", "should be a day, YYYY-MM-DD"),
        ({"as_of": 2026}, "as_of", "2026", "should be text in quotes"),
        ({"as_of": dt.date(2026, 11, 22)}, "as_of", "2026-11-22", "should be text in quotes"),
        ({"as_of": None}, "as_of", "None", "should be text in quotes"),
        ({"include_disputed": "no"}, "include_disputed", "no", "should be true or false"),
        ({"include_disputed": 0}, "include_disputed", "0", "should be true or false"),
        ({"rounding": True}, "rounding", "True", "should be a number"),
        ({"rounding": "half"}, "rounding", "half", "should be a number"),
        ({"approximation": [0.5]}, "approximation", "[0.5]", "should be a number"),
        ({"rounding": -0.1}, "rounding", "-0.1", "should lie between 0 and 10"),
        ({"approximation": 10.5}, "approximation", "10.5", "should lie between 0 and 10"),
        ({"rounding": float("nan")}, "rounding", "nan", "should lie between 0 and 10"),
        ({"workers": 2}, "workers", "2", "should be text in quotes"),
        (
            {"workers": "all"},
            "workers",
            "all",
            "should be 'auto', a number in quotes, or an address",
        ),
        ({"workers": "http://host"}, "workers", "http://host", "should be 'auto'"),
        (
            {"editions": "2022-09-30"},
            "editions",
            "2022-09-30",
            "should be a list of days in quotes",
        ),
        ({"editions": None}, "editions", "None", "should be a list of days in quotes"),
        (
            {"editions": [dt.date(2022, 9, 30)]},
            "editions",
            "2022-09-30",
            "should be text in quotes",
        ),
        ({"editions": ["2022-9-30"]}, "editions", "2022-9-30", "should be a day, YYYY-MM-DD"),
        (
            {"editions": ["2022-09-29"]},
            "editions",
            "2022-09-29",
            "should not be before 2022-09-30, the earliest edition",
        ),
        (
            {"editions": ["2022-12-31", "2022-09-30"]},
            "editions",
            "2022-12-31, 2022-09-30",
            "should be in order, each day once",
        ),
        (
            {"editions": ["2022-09-30", "2022-09-30"]},
            "editions",
            "2022-09-30, 2022-09-30",
            "should be in order, each day once",
        ),
    ],
)
def test_a_wrong_parameter_is_one_problem_that_names_it(changes, column, text, expected):
    (problem,) = check(GOOD | changes)
    assert (problem.column, problem.text) == (column, text)
    assert expected in problem.expected


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_parameter_is_one_problem_that_names_it(name):
    (problem,) = check({key: value for key, value in GOOD.items() if key != name})
    assert (problem.column, problem.expected) == (name, "is missing")


@pytest.mark.parametrize(
    ("name", "value"), [("rounding", 0), ("rounding", 10), ("approximation", 1)]
)
def test_a_whole_number_within_bounds_is_a_number(name, value):
    assert check(GOOD | {name: value}) == []


def test_an_edition_of_the_earliest_day_is_allowed():
    assert EARLIEST_EDITION == "2022-09-30"
    assert check(GOOD | {"as_of": EARLIEST_EDITION}) == []


def test_an_edition_before_the_earliest_day_is_refused_with_one_sentence_that_names_it(written):
    with pytest.raises(ProblemsError) as refused:
        load(written(GOOD | {"as_of": "2022-09-29"}))
    assert str(refused.value).splitlines() == [
        "1 problem found:",
        "params.yaml:2 as_of: '2022-09-29': should not be before 2022-09-30, the earliest edition",
    ]


def test_all_wrong_parameters_are_told_at_once_each_with_its_line(written):
    path = written({"as_of": "2026-11-22", "include_disputed": "no", "rounding": True, "extra": 1})
    with pytest.raises(ProblemsError) as refused:
        load(path)
    assert [(p.file, p.line, p.column) for p in refused.value.problems] == [
        ("params.yaml", 0, "approximation"),
        ("params.yaml", 0, "editions"),
        ("params.yaml", 0, "workers"),
        ("params.yaml", 3, "include_disputed"),
        ("params.yaml", 4, "rounding"),
        ("params.yaml", 5, "extra"),
    ]


def test_an_empty_file_misses_every_parameter(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text("# nothing yet\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as refused:
        load(path)
    assert {p.column for p in refused.value.problems} == set(GOOD)


@pytest.mark.parametrize("day", ["2026-W47-7", "20261122", "20220101"])
def test_a_day_of_another_iso_form_is_refused(day):
    (problem,) = check(GOOD | {"as_of": day})
    assert problem.expected == "should be a day, YYYY-MM-DD"


@pytest.mark.parametrize("workers", ["auto", "1", "16", "tcp://127.0.0.1:8786", "tls://host:1"])
def test_workers_are_counted_or_have_an_address(workers):
    assert check(GOOD | {"workers": workers}) == []


@pytest.mark.parametrize(
    ("as_of", "earlier"),
    [
        ("2026-11-22", ("2022-09-30", "2022-12-31")),
        ("2022-12-31", ("2022-09-30",)),
        ("2022-10-31", ("2022-09-30",)),
        ("2022-09-30", ()),
    ],
)
def test_an_early_edition_is_compared_with_those_before_it_and_no_other(as_of, earlier, written):
    assert load(written(GOOD | {"as_of": as_of})).earlier == earlier


def test_no_editions_to_compare_with_are_allowed(written):
    assert load(written(GOOD | {"editions": []})).earlier == ()


def test_the_editions_of_the_project_are_days_before_the_present_one(root):
    params = load(root / "params.yaml")
    assert params.earlier == params.editions
    assert params.editions[0] == EARLIEST_EDITION
