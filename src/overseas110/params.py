"""Every knob of the pipeline, checked before anything runs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, fields
from pathlib import Path

from overseas110 import paths, yamls
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
    workers : str
        What runs the country profiles: ``auto``, a number of workers, or a Dask scheduler's address.
    editions : tuple of str
        Days of earlier editions, ``YYYY-MM-DD`` in order, whose findings the report compares.
    """

    as_of: str
    include_disputed: bool
    rounding: float
    approximation: float
    workers: str = "auto"
    editions: tuple[str, ...] = ()

    @property
    def day(self) -> dt.date:
        """Day of the edition."""
        return dt.date.fromisoformat(self.as_of)

    @property
    def earlier(self) -> tuple[str, ...]:
        """Days of `editions` that lie before this one: an early edition knows of no later one."""
        return tuple(day for day in self.editions if day < self.as_of)


_WORKERS = r"auto|[1-9]\d{0,2}|(?:tcp|tls|ucx)://[^\s/]+"
_DAYS = "tuple[str, ...]"
_KINDS = {"str": str, "bool": bool, "float": (int, float), _DAYS: list}
_WORDS = {
    "str": "text in quotes",
    "bool": "true or false",
    "float": "a number",
    _DAYS: "a list of days in quotes",
}


def load(path: Path | None = None) -> Params:
    """Return the parameters of `path`, by default the project's ``params.yaml``.

    Raises
    ------
    ProblemsError
        For an unknown, missing or mistyped parameter, or a day that cannot be an edition.
    """
    path = path or paths.root() / "params.yaml"
    text = path.read_text(encoding="utf-8")
    found = yamls.parse(text) or {}
    lines = {line.split(":")[0].strip(): n for n, line in enumerate(text.splitlines(), 1)}
    problems = check(found, path.name, lines)
    if problems:
        raise ProblemsError(problems)
    return Params(**{k: tuple(v) if isinstance(v, list) else v for k, v in found.items()})


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
            problems += check_day(value, name, lines.get(key, 0))
        elif kind == _DAYS:
            problems += _check_days(value, name, lines.get(key, 0), key)
        elif key == "workers" and not re.fullmatch(_WORKERS, value):
            wanted = "should be 'auto', a number in quotes, or an address such as tcp://host:8786"
            problems.append(Problem(name, lines.get(key, 0), key, value, wanted))
        elif kind == "float" and not 0 <= value <= 10:
            problems.append(
                Problem(name, lines.get(key, 0), key, str(value), "should lie between 0 and 10")
            )
    return problems


def check_day(
    value: str, name: str = "params.yaml", line: int = 0, column: str = "as_of"
) -> list[Problem]:
    """Return what is wrong with `value` as the day of an edition.

    Parameters
    ----------
    value : str
        The day as written.
    name, line, column : str, int, str
        Where it was written, for the problem.
    """
    try:
        # Python also reads 20220930 and 2022-W39-5; comparing such text with a day would go wrong.
        plain = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None and dt.date.fromisoformat(
            value
        )
    except ValueError:
        plain = None
    if not plain:
        return [Problem(name, line, column, value, "should be a day, YYYY-MM-DD")]
    if value < EARLIEST_EDITION:
        wanted = f"should not be before {EARLIEST_EDITION}, the earliest edition"
        return [Problem(name, line, column, value, wanted)]
    return []


def _check_days(values: list, name: str, line: int, column: str) -> list[Problem]:
    """Return what is wrong with a list of days.

    A day may lie after `as_of`: ``dvc exp run -S as_of=DAY`` makes an early edition without
    touching the list, and what is later is left out (`Params.earlier`).
    """
    unquoted = [day for day in values if not isinstance(day, str)]
    if unquoted:
        wanted = "should be text in quotes"
        return [Problem(name, line, column, str(day), wanted) for day in unquoted]
    problems = [p for day in values for p in check_day(day, name, line, column)]
    if not problems and values != sorted(set(values)):
        shown = ", ".join(values)
        problems.append(Problem(name, line, column, shown, "should be in order, each day once"))
    return problems
