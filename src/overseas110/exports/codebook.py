"""The columns of everything that is published, each described once: where the codebook does it.

Coded sheets take their columns from the contract (`tables.SHEETS`) and their words from
``data/raw/README.md``. What only processed tables have is in ``report/exports/columns.csv``, which
describes a column only where the codebook does not; ``report/exports/tables.csv`` lists the tables.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from pathlib import Path

from overseas110 import tables
from overseas110.problems import StopError

_COMMON = "Columns that every claim sheet has"
_CODES = "`codes/`: the coded lists"


@dataclass(frozen=True)
class Described:
    """One column of a published table.

    Parameters
    ----------
    name : str
        Heading.
    type : str
        Type of a Table Schema: ``string``, ``integer``, ``number``, ``boolean``, ``date``, ``list``.
    required, unique : bool
        Whether every row fills it; whether no two rows hold the same.
    pattern : str
        Regular expression that a filled cell matches whole; empty means any.
    refers_to : str
        As in `tables.Column`.
    unit, description : str
        What is counted, where it is a number; what the column holds.
    """

    name: str
    type: str = "string"
    required: bool = False
    unique: bool = False
    pattern: str = ""
    refers_to: str = ""
    unit: str = ""
    description: str = ""


@dataclass(frozen=True)
class Published:
    """One published table, with its columns in the order of the file.

    Parameters
    ----------
    name : str
        Name of the resource.
    path : str
        Its file, from the folder ``data`` of the site.
    title : str
        What it holds, in a line.
    key : tuple of str
        Columns that name a row together; empty where none do.
    licence : str
        A licence other than that of all the data.
    columns : tuple of Described
        Its columns.
    """

    name: str
    path: str
    title: str
    key: tuple[str, ...]
    licence: str
    columns: tuple[Described, ...]


def published(root: Path) -> list[Published]:
    """Return the tables that an edition publishes.

    An edition of an earlier day publishes no coded sheet, since a sheet is whole or it is not the
    coders' sheet, and nothing of an edition may name what was not public yet.

    Raises
    ------
    StopError
        If a column is neither in the contract nor in ``columns.csv``, or nothing describes it.
    """
    words = _words(root)
    own = _own(root)
    whole = is_whole(root)
    found = []
    for row in _rows(root / "report" / "exports" / "tables.csv"):
        name = row["resource"]
        if row["editions"] == "present" and not whole:
            continue
        columns = tuple(
            _column(name, heading, own, words) for heading in headings(file_of(root, row["path"]))
        )
        key = tuple(tables.split(row["key"]))
        found.append(Published(name, row["path"], row["title"], key, row["licence"], columns))
    return found


def is_whole(root: Path) -> bool:
    """Return whether the edition holds every claim that is coded."""
    known = set(tables.read(root / "data" / "processed" / "claims.csv")["claim_id"])
    sheets = (tables.SHEETS[name].file for name in tables.CLAIM_SHEETS)
    coded = (tables.read(root / "data" / "raw" / file)["claim_id"] for file in sheets)
    return all(set(claims) <= known for claims in coded)


def file_of(root: Path, path: str) -> Path:
    """Return where in the project a published table comes from."""
    return root / "data" / (path if path.startswith("raw/") else f"processed/{path}")


def headings(path: Path) -> list[str]:
    """Return the headings of a table."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return next(csv.reader(handle))


def _column(table: str, heading: str, own: dict, words: dict) -> Described:
    """Return a column as ``columns.csv`` has it, or else as the contract has it."""
    column = own.get((table, heading)) or _contract(table, heading)
    if column is None:
        raise StopError(
            f"report/exports/columns.csv says nothing of {heading} of {table}; add a row for it."
        )
    if column.description.startswith("see "):
        return replace(
            column, description=own[column.description.removeprefix("see "), heading].description
        )
    if not column.description:
        column = replace(column, description=_description(table, heading, own, words))
    return column


def _contract(table: str, heading: str) -> Described | None:
    """Return a column of a coded sheet, or of the processed table that carries it on."""
    sheet = tables.SHEETS.get(table.partition("-")[2] or table)
    for column in sheet.columns if sheet else ():
        if column.name == heading:
            kind = "list" if column.many else "date" if column.pattern == tables.DAY else "string"
            pattern = column.pattern if kind == "string" else ""
            return Described(
                column.name, kind, column.required, column.unique, pattern, column.refers_to
            )
    return None


def _description(table: str, heading: str, own: dict, words: dict) -> str:
    """Return what the codebook says of a column: of its sheet, or where several sheets have it."""
    sheet = table.partition("-")[2] or table
    for place in (sheet, _COMMON, "sources", "figures"):
        if (place, heading) in words:
            return words[place, heading]
    for (_, name), column in own.items():
        if name == heading and column.description:
            return column.description
    raise StopError(f"Neither the codebook nor report/exports/columns.csv describes {heading} of {table}.")  # fmt: skip


def _own(root: Path) -> dict[tuple[str, str], Described]:
    found = {}
    for row in _rows(root / "report" / "exports" / "columns.csv"):
        column = Described(
            row["column"], row["type"], row["required"] == "yes", row["unique"] == "yes",
            refers_to=row["refers_to"], unit=row["unit"], description=row["description"],
        )  # fmt: skip
        contract = _contract(row["table"], row["column"])
        if contract is not None:
            # The row adds a type or a unit; what the contract asks for stays.
            column = replace(
                contract, type=column.type, unit=column.unit, description=column.description
            )
        found[row["table"], row["column"]] = column
    return found


def _words(root: Path) -> dict[tuple[str, str], str]:
    """Return what the codebook says of columns, by sheet and heading."""
    book = (root / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    found: dict[tuple[str, str], str] = {}
    for part in re.split(r"^## ", book, flags=re.M)[1:]:
        heading, _, text = part.partition("\n")
        if heading == _CODES:
            found |= _code_words(text)
            continue
        name = re.match(r"`(\w+)\.csv`", heading)
        place = name[1] if name else heading
        for cells in _table(text, "column", "what it holds"):
            # A row that refers to another sheet ("and the three columns after it") describes nothing.
            if not re.sub("`[^`]+`|[, ]", "", cells[0]):
                for column in re.findall("`([^`]+)`", cells[0]):
                    found[place, column] = _sentence(cells[1])
    return found


def _code_words(text: str) -> dict[tuple[str, str], str]:
    found, file = {}, ""
    for cells in _table(text, "file", "column", "what it holds"):
        file = cells[0].strip("`").removesuffix(".csv") or file
        found[file, cells[1].strip("`")] = _sentence(cells[2])
    return found


def _table(text: str, *first: str) -> list[list[str]]:
    """Return the rows of the tables of a text of Markdown that begin with these headings."""
    rows, inside = [], False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip()[1:-1].split("|")]
        if not line.startswith("|"):
            inside = False
        elif tuple(cells) == first:
            inside = True
        elif inside and not set(line) <= set("|-: "):
            rows.append(cells)
    return rows


def _sentence(words: str) -> str:
    """Return words of the codebook as plain text that begins with a capital where it begins with a letter."""
    plain = words.replace("`", "")
    return plain if words.startswith("`") else plain[:1].upper() + plain[1:]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
