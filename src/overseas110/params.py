"""Every knob of the pipeline, checked before anything runs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from overseas110 import paths
from overseas110.problems import Problem, ProblemsError

#: The first day for which enough was public to write a report at all.
EARLIEST_EDITION = "2022-09-30"


@dataclass(frozen=True)
class Params:
    """Parameters of one edition, as ``params.yaml`` holds them.

    Parameters
    ----------
    as_of : str
        Day of the edition, ``YYYY-MM-DD``; nothing published later enters it.
    include_disputed : bool
        Whether disputed and retracted claims may count as evidence.
    rounding : float
        How far a figure may be from the truth, in units of its last stated digit.
    approximation : float
        How far "about N" may be from N, in units of N's last digit that is not zero.
    """

    as_of: str
    include_disputed: bool
    rounding: float
    approximation: float

    @property
    def day(self) -> dt.date:
        """Day of the edition."""
        return dt.date.fromisoformat(self.as_of)


_KINDS = {"str": str, "bool": bool, "float": (int, float)}
_WORDS = {"str": "text in quotes", "bool": "true or false", "float": "a number"}


def load(path: Path | None = None) -> Params:
    """Return the parameters of `path`, by default the project's ``params.yaml``.

    Raises
    ------
    ProblemsError
        For an unknown, missing or mistyped parameter, or a day that cannot be an edition.
    """
    path = path or paths.root() / "params.yaml"
    text = path.read_text(encoding="utf-8")
    found = yaml.safe_load(text) or {}
    lines = {line.split(":")[0].strip(): n for n, line in enumerate(text.splitlines(), 1)}
    problems = check(found, path.name, lines)
    if problems:
        raise ProblemsError(problems)
    return Params(**found)


def check(found: dict, name: str = "params.yaml", lines: dict | None = None) -> list[Problem]:
    """Return what is wrong with the parameters `found`.

    Parameters
    ----------
    found : dict
        Name to value.
    name : str
        File to name in the problems.
    lines : dict, optional
        Name to line of that file.
    """
    lines = lines or {}
    known = {field.name: field.type for field in fields(Params)}
    problems = [
        Problem(
            name,
            lines.get(key, 0),
            key,
            str(found[key]),
            f"is no parameter; known are {', '.join(known)}",
        )
        for key in found
        if key not in known
    ]
    for key, kind in known.items():
        if key not in found:
            problems.append(Problem(name, 0, key, "", "is missing"))
            continue
        value = found[key]
        right = isinstance(value, _KINDS[kind]) and (kind == "bool" or not isinstance(value, bool))
        if not right:
            problems.append(
                Problem(name, lines.get(key, 0), key, str(value), f"should be {_WORDS[kind]}")
            )
        elif key == "as_of":
            problems += _check_day(value, name, lines.get(key, 0))
        elif kind == "float" and not 0 <= value <= 10:
            problems.append(
                Problem(name, lines.get(key, 0), key, str(value), "should lie between 0 and 10")
            )
    return problems


def _check_day(value: str, name: str, line: int) -> list[Problem]:
    try:
        # Python also reads 20220930 and 2022-W39-5; comparing such text with a day would go wrong.
        plain = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None and dt.date.fromisoformat(
            value
        )
    except ValueError:
        plain = None
    if not plain:
        return [Problem(name, line, "as_of", value, "should be a day, YYYY-MM-DD")]
    if value < EARLIEST_EDITION:
        wanted = f"should not be before {EARLIEST_EDITION}, the earliest edition"
        return [Problem(name, line, "as_of", value, wanted)]
    return []
