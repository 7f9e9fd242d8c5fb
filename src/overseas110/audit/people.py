"""People and places: nothing that leads to a person's door, number or name is published.

What looks like an address or a number is told by ``data/audit/contact_patterns.csv``, and what
only looks like one by ``data/audit/contact_exceptions.csv``, each row with a reason.
"""

from __future__ import annotations

import bisect
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here
from overseas110.problems import StopError

PATTERNS = "data/audit/contact_patterns.csv"
EXCEPTIONS = "data/audit/contact_exceptions.csv"

#: Kinds of place that the record may speak of: nothing finer than a municipality.
_COARSE = frozenset({"continent", "country", "municipality", "region", "unknown"})
#: Actors who appear by what they are and do, and never by name.
_BY_ROLE = frozenset({"association", "company", "person", "witness"})
#: A degree is about 111 km: two digits after the point place a town, and no house in it.
_DIGITS = 2
#: Signs that part what a sheet, a page or data says: no pattern reads across them.
_PARTING = '"|;<>{}[]\\='
#: Without an at sign, a digit in a word beside a space, or a run of digits nothing is a mailbox, an
#: address or a number; in Chinese an address has no space, and may have no digit.
_TELLING = re.compile(r"@| \S*\d|\d\S* |\d[\d ()./-]{4,}\d|[路街道巷弄同].*[号號]")
#: A sign without which `_TELLING` finds nothing, looked for first.
_DIGIT = re.compile(r"[\d@号號]")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def contacts(here: Here) -> Answer:
    """Nothing shaped like a street address, a telephone number or an e-mail address is published."""
    patterns = [(row["kind"], re.compile(row["pattern"])) for row in _rows(here.root / PATTERNS)]
    allowed = {row["text"] for row in _rows(here.root / EXCEPTIONS)}
    parts = _parts(here)
    # All at once: one search of a long text is quicker than a thousand of short ones.
    whole = "\n".join(parts)
    starts = list(itertools.accumulate((len(part) + 1 for part in parts), initial=0))
    problems = [
        (_where(here, parts[bisect.bisect_right(starts, hit.start()) - 1]), kind, hit[0])
        for kind, pattern in patterns
        for hit in pattern.finditer(whole)
        if hit[0] not in allowed
    ]
    told = [
        f"{name}:{line}: {text!r}: looks like {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        for (name, line), kind, text in sorted(problems)
    ]
    return found(told, f"{len(here.published)} texts hold none, by {len(patterns)} patterns")


def _looked_at(here: Here) -> Iterator[tuple[str, str]]:
    """Yield what is published but the patterns and exceptions themselves."""
    return (pair for pair in here.published if not pair[0].startswith("data/audit/"))


def _parts(here: Here) -> list[str]:
    """Return everything published that may tell a contact, part by part.

    The same words stand on pages, in tables and in the lineage: each is looked at once.
    """
    lines: set[str] = set()
    for name, text in _looked_at(here):
        lines.update(_cells(text) if name.endswith(".csv") else text.split("\n"))
    whole = "\n".join(lines)
    # Sign by sign: a tenth of the time that a pattern of all of them takes.
    for sign in _PARTING:
        whole = whole.replace(sign, "\n")
    return [
        part for part in set(whole.split("\n")) if _DIGIT.search(part) and _TELLING.search(part)
    ]


def _cells(text: str) -> Iterator[str]:
    """Yield the cells of a table: the same word stands in many rows."""
    return itertools.chain.from_iterable(csv.reader(io.StringIO(text)))


def _where(here: Here, part: str) -> tuple[str, int]:
    """Return the first text that holds a part, and the line that it stands on."""
    name, text = next((name, text) for name, text in _looked_at(here) if part in text)
    return name, text.partition(part)[0].count("\n") + 1


def private_names(here: Here) -> Answer:
    """No name of the list of private names is published or in a tracked file."""
    if here.names is None:
        return not_here("there is no list of private names here; --names FILE gives one")
    wanted = read_names(here.names, here.root)
    problems = []
    for name, text in [*here.published, *here.tracked]:
        plain = folded(text)
        problems += [
            # The name itself stays out of logs and reports.
            f"{name}: holds the private name in line {line} of the list"
            for line, pattern in wanted.items()
            if pattern.search(plain)
        ]
    looked = len(here.published) + len(here.tracked)
    return found(dict.fromkeys(problems), f"none of {len(wanted)} names stands in {looked} texts")


def read_names(path: Path, root: Path) -> dict[int, re.Pattern[str]]:
    """Return line to pattern of a list of names, one a line; ``#`` begins a remark.

    Raises
    ------
    StopError
        If the list lies inside the project, where it might be committed, or holds no name.
    """
    if path.resolve().is_relative_to(root.resolve()):
        raise StopError(f"{path.name} lies inside the project; keep the list of names outside it.")
    if not path.is_file():
        raise StopError(f"There is no list of names at {path}.")
    wanted = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        name = folded(line.partition("#")[0]).strip()
        if name:
            parts = [re.escape(part) for part in re.findall(r"[^\W_]+", name)]
            orders = [parts, parts[::-1]] if len(parts) == 2 else [parts]
            words = "|".join(r"[\W_]+".join(order) for order in orders)
            # Chinese has no spaces between words: there a name counts wherever it stands.
            wanted[number] = re.compile(
                words if _CJK.search(name) else rf"(?<!\w)(?:{words})(?!\w)"
            )
    if not wanted:
        raise StopError(f"{path.name} holds no name.")
    return wanted


def folded(text: str) -> str:
    """Return a text without capitals and accents."""
    apart = text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return apart.casefold()


def places_coarse(here: Here) -> Answer:
    """No place of the record is finer than a municipality, and no coordinate than a town."""
    rows = _rows(here.raw / "codes" / "gazetteer.csv")
    file = "data/raw/codes/gazetteer.csv"
    problems = []
    for row in rows:
        where = f"{file}:{row['line']}"
        if row["place_kind"] not in _COARSE:
            problems.append(
                f"{where} place_kind: {row['place_kind']!r}: is finer than a municipality"
            )
        for column in ("latitude", "longitude"):
            if len(row[column].partition(".")[2]) > _DIGITS:
                problems.append(f"{where} {column}: {row[column]!r}: is finer than a town")
    towns = {row["municipality"] for row in rows}
    for row in _rows(here.processed / "claims.csv"):
        for town in filter(None, row["place_city"].split(";")):
            if town not in towns:
                problems.append(
                    f"data/processed/claims.csv:{row['line']} place_city: {town!r}: "
                    "is no municipality of the gazetteer"
                )
    return found(problems, f"{len(rows)} places, none finer than a municipality")


def actors_by_role(here: Here) -> Answer:
    """Persons, witnesses, businesses and associations are called by what they are, not by name."""
    roles = _rows(here.root / "data" / "audit" / "role_words.csv")
    words = {row["word"] for row in roles}
    looked, problems = 0, []
    for row in _rows(here.raw / "actors.csv"):
        if row["kind"] not in _BY_ROLE:
            continue
        looked += 1
        if words.isdisjoint(re.findall(r"[a-z]+", row["name"].lower())):
            problems.append(
                f"data/raw/actors.csv:{row['line']} name: {row['name']!r}: says no role; "
                "a word for one is a row of data/audit/role_words.csv"
            )
    return found(problems, f"{looked} actors are called by their roles")


def _rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table, each with the ``line`` that it begins on."""
    if not path.is_file():
        return []
    found = []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        headings = next(reader)
        line = reader.line_num + 1
        for cells in reader:
            found.append({**dict(zip(headings, cells, strict=False)), "line": str(line)})
            line = reader.line_num + 1
    return found
