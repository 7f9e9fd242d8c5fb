"""What is wrong with an input, said in one sentence that names the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong at one place of one file.

    Parameters
    ----------
    file : str
        Path from the project's root.
    line : int
        Line of the file, from 1; 0 where the whole file is meant.
    column : str
        Column of a sheet or key of a parameter file; empty where there is none.
    text : str
        The text found there.
    expected : str
        What was expected instead, as a phrase.
    """

    file: str
    line: int
    column: str
    text: str
    expected: str

    def __str__(self) -> str:
        """Return ``file:line column: 'text': expected``."""
        where = self.file if not self.line else f"{self.file}:{self.line}"
        column = f" {self.column}" if self.column else ""
        shown = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        return f"{where}{column}: {shown!r}: {self.expected}"


class StopError(Exception):
    """A reason to stop that the user can act on: one sentence, no traceback."""


class ProblemsError(StopError):
    """All problems of one run, listed at once.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} found:"
        super().__init__("\n".join([head, *map(str, self.problems)]))
