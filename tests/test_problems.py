from __future__ import annotations

import pytest

from overseas110.problems import Problem, ProblemsError, StopError

PROBLEM = Problem("data/raw/figures.csv", 7, "value_text", "a large amount", "is no number")


def test_a_problem_is_one_line_with_its_file_line_column_text_and_what_was_expected():
    assert str(PROBLEM) == "data/raw/figures.csv:7 value_text: 'a large amount': is no number"


@pytest.mark.parametrize(
    ("line", "column", "shown"),
    [
        (0, "", "params.yaml: 'x': is wrong"),
        (0, "as_of", "params.yaml as_of: 'x': is wrong"),
        (3, "", "params.yaml:3: 'x': is wrong"),
    ],
)
def test_a_problem_leaves_out_the_line_or_column_that_it_does_not_have(line, column, shown):
    assert str(Problem("params.yaml", line, column, "x", "is wrong")) == shown


@pytest.mark.parametrize(("length", "shown"), [(60, "x" * 60), (61, "x" * 57 + "...")])
def test_a_long_text_is_cut_to_sixty_characters(length, shown):
    assert f": '{shown}': is wrong" in str(Problem("f", 1, "c", "x" * length, "is wrong"))


def test_a_text_of_several_lines_stays_on_one():
    assert "\n" not in str(Problem("f", 1, "c", "one\ntwo", "is wrong"))


def test_problems_are_counted_sorted_by_place_and_told_once():
    later = Problem("data/raw/figures.csv", 10, "unit_text", "", "is missing")
    other = Problem("data/raw/events.csv", 99, "when_text", "x", "is no date")
    error = ProblemsError([later, PROBLEM, other, PROBLEM])
    assert error.problems == [other, PROBLEM, later]
    assert str(error).splitlines() == ["3 problems found:", str(other), str(PROBLEM), str(later)]


def test_one_problem_is_not_counted_in_the_plural():
    assert str(ProblemsError([PROBLEM])).splitlines()[0] == "1 problem found:"


def test_problems_stop_a_run_without_a_traceback_as_any_other_reason_does():
    with pytest.raises(StopError, match="a large amount"):
        raise ProblemsError(iter([PROBLEM]))
