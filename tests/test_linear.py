import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overseas110.linear import Program

ROWS = np.array([[1.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
ALL = np.ones(3, dtype=bool)


def test_the_least_and_the_most_of_a_sum_and_the_rows_that_hold_them():
    program = Program(ROWS, np.array([10.0, -3.0, -2.0]))
    least = program.least(np.array([1.0, 1.0]), ALL)
    assert (least.feasible, least.value) == (True, 5)
    assert list(least.holding) == [False, True, True]
    most = program.least(np.array([-1.0, 0.0]), ALL)
    assert most.value == -8
    assert list(most.holding) == [True, False, True]


def test_a_row_that_does_not_count_limits_nothing():
    program = Program(ROWS, np.array([10.0, -3.0, -2.0]))
    without = program.least(np.array([1.0, 1.0]), np.array([True, False, True]))
    assert without.value == 2


def test_what_nothing_bounds_has_no_least_value_and_can_be_all_the_same():
    program = Program(ROWS, np.array([10.0, -3.0, -2.0]))
    answer = program.least(np.array([-1.0, 0.0]), np.array([False, True, True]))
    assert (answer.feasible, answer.value) == (True, None)


def test_limits_that_cannot_hold_together_have_no_solution():
    program = Program(ROWS, np.array([4.0, -3.0, -2.0]))
    assert program.least(np.zeros(2), ALL)[:2] == (False, None)
    # The same program answers as before once a row is left out.
    assert program.least(np.zeros(2), np.array([True, True, False])).feasible


def test_a_value_within_noise_of_a_whole_number_is_that_number():
    program = Program(np.array([[-3.0]]), np.array([-1.0 - 1e-9]))
    assert program.least(np.array([3.0]), np.array([True])).value == 1


def test_the_solver_says_nothing_on_the_console(capfd):
    Program(ROWS, np.array([10.0, -3.0, -2.0])).least(np.ones(2), ALL)
    assert capfd.readouterr() == ("", "")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([(1, 0), (0, 1), (1, 1)]), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=4)
)  # fmt: skip
def test_the_least_is_what_trying_all_small_counts_gives(sums):
    # Each sum of unknowns lies between two bounds: rows of an interval matrix have whole vertices.
    rows, most = [], []
    for weights, a, b in sums:
        rows += [weights, tuple(-w for w in weights)]
        most += [max(a, b), -min(a, b)]
    rows, most = np.array(rows, dtype=float), np.array(most, dtype=float)
    counts = np.ones(len(rows), dtype=bool)
    fitting = [
        x + y
        for x, y in itertools.product(range(13), repeat=2)
        if (rows @ np.array([x, y]) <= most).all()
    ]
    found = Program(rows, most).least(np.ones(2), counts)
    assert found.feasible == bool(fitting)
    assert found.value == (min(fitting) if fitting else None)


def test_a_solver_that_gives_up_is_told(monkeypatch):
    program = Program(ROWS, np.array([10.0, -3.0, -2.0]))
    program._solver.setOptionValue("simplex_iteration_limit", 0)
    program._solver.setOptionValue("ipm_iteration_limit", 0)
    with pytest.raises(ArithmeticError, match="HiGHS gave up: "):
        program.least(np.ones(2), ALL)
