"""What a check answers: pass, fail, or not possible here, with one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PASS = "pass"
FAIL = "fail"
NOT_HERE = "not possible here"


@dataclass(frozen=True)
class Answer:
    """What a check found.

    Parameters
    ----------
    state : str
        `PASS`, `FAIL` or `NOT_HERE`.
    detail : str
        One line: what was looked at, what is wrong first, or what is missing.
    problems : tuple of str
        Everything that is wrong, a sentence each.
    """

    state: str
    detail: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """The answer of one named check; the fields are those of `Answer`, after the check's name."""

    check: str
    state: str
    detail: str
    problems: tuple[str, ...] = ()


def found(problems: Iterable[object], well: str) -> Answer:
    """Return a failure that tells the first of `problems`, or a pass that says `well`."""
    told = tuple(" ".join(str(problem).split()) for problem in problems)
    if not told:
        return Answer(PASS, well)
    more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
    return Answer(FAIL, told[0] + more, told)


def not_here(why: str) -> Answer:
    """Return that a check cannot be done here, and why."""
    return Answer(NOT_HERE, " ".join(why.split()))
