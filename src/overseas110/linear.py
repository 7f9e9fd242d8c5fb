"""Linear programs over whole counts: the least that some rows of limits allow, and what holds it there.

The programs are small and asked many times with other goals and fewer rows, so one is handed to
the solver (HiGHS) once and altered between questions.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import highspy
import numpy as np

#: Below this a number of the solver is noise: counts are whole, and weights are fractions of small numbers.
_NOISE = 1e-6


class Least(NamedTuple):
    """Answer of a program.

    Parameters
    ----------
    feasible : bool
        Whether any counts keep to all limits.
    value : int or None
        The least whole value of the goal; ``None`` where there is none, or no least one.
    holding : numpy.ndarray
        For each row whether its limit weighs on the value. These rows are enough to hold it there;
        they need not be the fewest.
    """

    feasible: bool
    value: int | None
    holding: np.ndarray


class Program:
    """Unknown counts, none below zero, and the most that sums of them may be.

    Parameters
    ----------
    rows : numpy.ndarray
        Weights of the unknowns, one row for each limit.
    most : numpy.ndarray
        The limits.
    """

    def __init__(self, rows: np.ndarray, most: np.ndarray) -> None:
        count, size = rows.shape
        self._most = most
        self._all = np.arange(count, dtype=np.int32)
        self._unknowns = np.arange(size, dtype=np.int32)
        self._solver = highspy.Highs()
        self._solver.silent()
        # Without it the answer tells apart what has no solution from what has no least one.
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("threads", 1)
        none = np.zeros(0)
        for _ in self._unknowns:
            self._solver.addCol(0.0, 0.0, highspy.kHighsInf, 0, none.astype(np.int32), none)
        for row, limit in zip(rows, most, strict=True):
            places = np.flatnonzero(row).astype(np.int32)
            self._solver.addRow(-highspy.kHighsInf, limit, len(places), places, row[places])

    def least(self, goal: np.ndarray, counts: np.ndarray) -> Least:
        """Return the least value of a goal within the rows that count.

        Parameters
        ----------
        goal : numpy.ndarray
            Weights of the unknowns.
        counts : numpy.ndarray of bool
            For each row whether its limit counts.

        Raises
        ------
        ArithmeticError
            If the solver gives up.
        """
        solver, states = self._solver, highspy.HighsModelStatus
        low = np.full(len(self._all), -highspy.kHighsInf)
        high = np.where(counts, self._most, highspy.kHighsInf)
        solver.changeRowsBounds(len(self._all), self._all, low, high)
        solver.changeColsCost(len(self._unknowns), self._unknowns, goal)
        # From nothing, so that no answer depends on the questions before.
        solver.clearSolver()
        solver.run()
        state = solver.getModelStatus()
        nothing = np.zeros(len(self._all), dtype=bool)
        if state in (states.kInfeasible, states.kUnbounded):
            return Least(state == states.kUnbounded, None, nothing)
        if state != states.kOptimal:
            raise ArithmeticError(f"HiGHS gave up: {solver.modelStatusToString(state)}")
        weights = np.abs(np.array(solver.getSolution().row_dual))
        value = math.ceil(solver.getInfo().objective_function_value - _NOISE)
        return Least(True, value, weights > _NOISE)
