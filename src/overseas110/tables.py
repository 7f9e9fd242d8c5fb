"""The one data contract: which sheets there are, what each column holds, and how they are read and written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from overseas110 import paths
from overseas110.problems import Problem

if TYPE_CHECKING:
    import pandera.pandas as pa


@dataclass(frozen=True)
class Column:
    """One column of a coded sheet.

    Parameters
    ----------
    name : str
        Heading.
    required : bool
        Whether every row must fill it.
    pattern : str
        Regular expression that a filled cell matches whole; empty means any text.
    expected : str
        What the pattern asks for, as a phrase for the error.
    refers_to : str
        ``sheet.column`` whose values the cell holds; a vocabulary is ``vocabularies:NAME``.
    many : bool
        Whether the cell may hold several values with ``;`` between.
    unique : bool
        Whether no two rows may hold the same value.
    """

    name: str
    required: bool = False
    pattern: str = ""
    expected: str = ""
    refers_to: str = ""
    many: bool = False
    unique: bool = False


@dataclass(frozen=True)
class Sheet:
    """One coded sheet: its file under ``data/raw`` and its columns, in order."""

    name: str
    file: str
    columns: tuple[Column, ...]
    headings: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Note the headings."""
        object.__setattr__(self, "headings", tuple(column.name for column in self.columns))


ID = r"[a-z0-9]+(?:[_-][a-z0-9]+)*"
CLAIM_ID = r"[a-z0-9]+(?:_[a-z0-9]+)*-[fse][0-9]{3,4}"
LOCATOR = r"(?:chars:[0-9]+-[0-9]+|page:[0-9]+|para:[0-9]+)"
DAY = r"\d{4}-\d{2}-\d{2}"
# Seven words at most, "don't" counting as two: letters and digits between anything else.
ANCHOR = r"[\W_]*[^\W_]+(?:[\W_]+[^\W_]+){0,6}[\W_]*"

_A_CLAIM = "should be a claim_id such as 'globe-f001'"
_A_NAME = "should be a short name of lower-case letters, digits, '-' and '_'"


def _standing() -> tuple[Column, ...]:
    return (
        Column("standing", required=True, refers_to="vocabularies:standing"),
        Column("standing_since", pattern=DAY, expected="should be a day, YYYY-MM-DD"),
        Column("standing_source_id", refers_to="sources.source_id"),
        Column("standing_note"),
    )


def _claim_columns(letter: str, own: tuple[Column, ...]) -> tuple[Column, ...]:
    return (
        Column(
            "claim_id",
            True,
            CLAIM_ID.replace("[fse]", letter),
            f"{_A_CLAIM[:-5]}{letter}001'",
            unique=True,
        ),
        Column("source_id", required=True, refers_to="sources.source_id"),
        Column("locator", True, LOCATOR, "should be 'chars:START-END', 'page:N' or 'para:N'"),
        Column("basis", required=True, refers_to="vocabularies:basis"),
        Column("anchor", False, ANCHOR, "should be at most seven words with single spaces between"),
        Column("asserted_by", required=True, refers_to="actors.actor_id"),
        Column("via", refers_to="actors.actor_id", many=True),
        Column("asserted_when_text"),
        Column("restates", refers_to="claims.claim_id"),
        Column("part_of", refers_to="claims.claim_id"),
        Column("responds_to", refers_to="claims.claim_id", many=True),
        *own,
        Column("note"),
    )


_WHEN = Column("when_text")

CLAIM_SHEETS = ("figures", "stations", "events")

#: What a word of the subject's vocabulary tells of: the codebook says it kind by kind.
SUBJECT_KINDS = (
    "station", "people", "return", "response", "denial", "explanation", "law", "operation", "report",
    "subject", "time",
)  # fmt: skip

SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet(
            "sources",
            "sources.csv",
            (
                Column("source_id", True, r"[a-z0-9]+(?:[_-][a-z0-9]+)*", _A_NAME, unique=True),
                Column("publisher", required=True),
                Column("title", required=True),
                Column("title_basis", required=True, refers_to="vocabularies:title_basis"),
                Column("author"),
                Column("published_text"),
                Column("published_edtf", required=True),
                Column("published_reason"),
                Column("url", False, r"https?://[^\s<>\"]+", "should be a web address"),
                Column("link", required=True, refers_to="vocabularies:link"),
                Column("link_reason"),
                Column("archive_url", False, r"https?://[^\s<>\"]+", "should be a web address"),
                Column(
                    "language",
                    True,
                    r"[a-z]{2}(?:-[A-Z][A-Za-z]+)?",
                    "should be a language tag such as 'en'",
                ),
                Column("kind", required=True, refers_to="vocabularies:source_kind"),
                Column("repost_of", refers_to="sources.source_id"),
                *_standing(),
                Column("rights", required=True),
                Column(
                    "snapshot_sha256", False, r"[0-9a-f]{64}", "should be a SHA-256 of 64 digits"
                ),
                Column(
                    "snapshot_chars",
                    False,
                    r"[1-9]\d*",
                    "should be the number of characters of the snapshot",
                ),
                Column("note"),
            ),
        ),
        Sheet(
            "actors",
            "actors.csv",
            (
                Column("actor_id", True, ID, _A_NAME, unique=True),
                Column("name", required=True),
                Column("kind", required=True, refers_to="vocabularies:actor_kind"),
                Column("country_text", refers_to="gazetteer.place_text"),
                Column("part_of", refers_to="actors.actor_id"),
                *_standing(),
                Column("note"),
            ),
        ),
        Sheet(
            "figures",
            "figures.csv",
            _claim_columns(
                "f",
                (
                    Column("measure", required=True, refers_to="measures.measure"),
                    Column("scope", required=True, refers_to="scopes.scope"),
                    Column("value_text", required=True),
                    Column("unit_text", required=True),
                    _WHEN,
                    Column("place_text"),
                ),
            ),
        ),
        Sheet(
            "stations",
            "stations.csv",
            _claim_columns(
                "s",
                (
                    Column("aspect", required=True, refers_to="vocabularies:aspect"),
                    Column("country_text"),
                    Column("city_text"),
                    Column("bureaus", refers_to="actors.actor_id", many=True),
                    Column("count_text"),
                    Column("list", refers_to="lists.list"),
                    _WHEN,
                    Column("status", refers_to="vocabularies:status"),
                ),
            ),
        ),
        Sheet(
            "events",
            "events.csv",
            _claim_columns(
                "e",
                (
                    Column("event_kind", required=True, refers_to="vocabularies:event_kind"),
                    Column("event_id", True, ID, _A_NAME),
                    _WHEN,
                    Column("place_text"),
                    Column("actors", refers_to="actors.actor_id", many=True),
                    Column("response_action", refers_to="vocabularies:response_action"),
                    Column("summary", required=True),
                ),
            ),
        ),
        Sheet(
            "corrections",
            "corrections.csv",
            (
                Column("claim_id", required=True, refers_to="claims.claim_id"),
                Column("column", required=True),
                Column("expect", required=True),
                Column("replace", required=True),
                Column("reason", required=True),
                Column("decided", True, DAY, "should be a day, YYYY-MM-DD"),
            ),
        ),
        Sheet(
            "standings",
            "standings.csv",
            (
                Column("claim_id", required=True, refers_to="claims.claim_id", unique=True),
                *_standing(),
            ),
        ),
        Sheet(
            "conflicts",
            "conflicts.csv",
            (
                Column("conflict_id", True, ID, _A_NAME, unique=True),
                Column("kind", required=True, refers_to="vocabularies:conflict_kind"),
                Column("severity", required=True, refers_to="vocabularies:severity"),
                Column("claim_ids", required=True, refers_to="claims.claim_id", many=True),
                Column("differ_on", required=True, refers_to="vocabularies:differ_on"),
                Column("explanation", required=True),
                Column("decided", True, DAY, "should be a day, YYYY-MM-DD"),
            ),
        ),
        Sheet(
            "passes",
            "passes.csv",
            (
                Column("coding_pass", True, r"[ab]", "should be 'a' or 'b'"),
                Column("source_id", required=True, refers_to="sources.source_id"),
                Column(
                    "sheet",
                    True,
                    "|".join(CLAIM_SHEETS),
                    f"should be one of {', '.join(CLAIM_SHEETS)}",
                ),
                Column(
                    "locator", True, LOCATOR, "should be 'chars:START-END', 'page:N' or 'para:N'"
                ),
            ),
        ),
        Sheet(
            "vocabularies",
            "codes/vocabularies.csv",
            (
                Column("vocabulary", True, ID, _A_NAME),
                Column("code", True, ID, _A_NAME),
                Column("group", refers_to="vocabularies:status_group"),
                Column("label", required=True),
                Column("definition", required=True),
            ),
        ),
        Sheet(
            "measures",
            "codes/measures.csv",
            (
                Column("measure", True, ID, _A_NAME, unique=True),
                Column("label", required=True),
                Column("counts", required=True),
                Column("unit", required=True),
                Column("time", required=True, refers_to="vocabularies:measure_time"),
            ),
        ),
        Sheet(
            "scopes",
            "codes/scopes.csv",
            (
                Column("scope", True, ID, _A_NAME, unique=True),
                Column("label", required=True),
                Column("of", required=True),
            ),
        ),
        Sheet(
            "lists",
            "codes/lists.csv",
            (
                Column("list", True, ID, _A_NAME, unique=True),
                Column("label", required=True),
                Column("published_by", refers_to="actors.actor_id"),
                Column("footing", required=True, refers_to="vocabularies:footing"),
                Column("definition", required=True),
            ),
        ),
        Sheet(
            "relations",
            "codes/relations.csv",
            (
                Column("of", required=True, refers_to="vocabularies:relates"),
                Column("subject", True, ID, _A_NAME),
                Column("relation", required=True, refers_to="vocabularies:relation"),
                Column("object", True, ID, _A_NAME),
                Column("reason", required=True),
            ),
        ),
        Sheet(
            "gazetteer",
            "codes/gazetteer.csv",
            (
                Column("place_text", required=True, unique=True),
                Column("place_kind", required=True, refers_to="vocabularies:place_kind"),
                Column("iso3", False, r"[A-Z]{3}", "should be an ISO 3166-1 alpha-3 code"),
                Column("municipality"),
                Column(
                    "latitude",
                    False,
                    r"-?\d{1,2}(?:\.\d{1,2})?",
                    "should be degrees with two decimals at most",
                ),
                Column(
                    "longitude",
                    False,
                    r"-?\d{1,3}(?:\.\d{1,2})?",
                    "should be degrees with two decimals at most",
                ),
                Column("note"),
            ),
        ),
        Sheet(
            "regions",
            "codes/regions.csv",
            (Column("iso3", required=True, unique=True), Column("region", required=True)),
        ),
        Sheet(
            "populations",
            "codes/populations.csv",
            (Column("unit_text", required=True, unique=True), Column("population")),
        ),
        Sheet(
            "order",
            "codes/order.csv",
            (
                Column("cause", required=True),
                Column("effect", required=True),
                Column("told_by", required=True, refers_to="claims.claim_id", many=True),
                Column("reason", required=True),
            ),
        ),
        Sheet(
            "names",
            "codes/names.csv",
            (Column("name", required=True, unique=True), Column("reason", required=True)),
        ),
        Sheet(
            "counted",
            "codes/counted.csv",
            (
                Column("noun", required=True, unique=True),
                Column("language", True, r"[a-z]{2}", "should be 'en' or 'zh'"),
            ),
        ),
        Sheet(
            "subject",
            "codes/subject.csv",
            (
                Column("word", required=True, unique=True),
                Column("language", True, r"[a-z]{2}", "should be a language tag such as 'en'"),
                Column(
                    "kind",
                    True,
                    "|".join(SUBJECT_KINDS),
                    f"should be one of {', '.join(SUBJECT_KINDS)}",
                ),
            ),
        ),
    )
}
_FORMULA = re.compile(r"^\s*[=@+]|^-[^\W\d]|^-\d[^|]*[|(!]")
_HTML = re.compile(r"<\s*/?\s*[A-Za-z!][^>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_UNREAD = "unread"


def read_sheet(sheet: Sheet, folder: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows of a coded sheet and what is wrong with the file itself.

    Parameters
    ----------
    sheet : Sheet
        Which sheet.
    folder : Path
        The folder of the coded sheets.

    Returns
    -------
    frame : pandas.DataFrame
        Text cells; the index is the line of the file on which the row begins. It has all columns
        of the sheet, even where the file lacks some, so that further checks can go on.
    problems : list of Problem
        Encoding, shape, headings, and cells that could do harm.
    """
    path = folder / sheet.file
    name = _shown(path)
    empty = pd.DataFrame(columns=list(sheet.headings), dtype=object)
    empty.attrs[_UNREAD] = sheet.headings
    if not path.is_file():
        return empty, [Problem(name, 0, "", sheet.file, "is missing")]
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        shown = data[error.start : error.start + 4].hex(" ")
        return empty, [Problem(name, line, "", shown, "these bytes are not UTF-8")]
    if not text.strip():
        return empty, [Problem(name, 0, "", "", "is empty; the headings at least are needed")]
    rows, lacking, problems = _rows(text, name, sheet)
    frame = pd.DataFrame([row for _, row in rows], columns=list(sheet.headings), dtype=object)
    frame.index = pd.Index([line for line, _ in rows], name="line", dtype=int)
    frame.attrs[_UNREAD] = lacking
    return frame, problems


def unread(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns of a coded sheet whose cells could not all be read; nothing is to be concluded from them."""
    return frame.attrs.get(_UNREAD, ())


def _rows(
    text: str, name: str, sheet: Sheet
) -> tuple[list[tuple[int, list[str]]], tuple[str, ...], list[Problem]]:
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    headings: list[str] = []
    line = 1
    try:
        headings = next(reader)
        for missing in (column for column in sheet.headings if column not in headings):
            problems.append(Problem(name, 1, missing, "", "this column is missing"))
        for unknown in (column for column in headings if column not in sheet.headings):
            problems.append(Problem(name, 1, unknown, unknown, f"is no column of {sheet.file}"))
        for twice in sorted({column for column in headings if headings.count(column) > 1}):
            problems.append(Problem(name, 1, twice, twice, "this column stands twice"))
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                problems += _shape(cells, headings, name, line)
                found = dict(zip(headings, cells, strict=False))
                problems += _harm(found, name, line)
                rows.append((line, [found.get(column, "").strip() for column in sheet.headings]))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(name, line, "", str(error), "should be well-formed CSV"))
        return rows, sheet.headings, problems
    return rows, tuple(column for column in sheet.headings if column not in headings), problems


def _shape(cells: list[str], headings: list[str], name: str, line: int) -> list[Problem]:
    if len(cells) > len(headings):
        shown = cells[len(headings)]
        return [
            Problem(
                name,
                line,
                "",
                shown,
                f"this row has {len(cells)} cells, and there are {len(headings)} columns",
            )
        ]
    if len(cells) < len(headings):
        return [
            Problem(
                name,
                line,
                "",
                cells[-1],
                f"this row has only {len(cells)} cells of {len(headings)}",
            )
        ]
    return []


def _harm(cells: Mapping[str, str], name: str, line: int) -> list[Problem]:
    problems = []
    for column, cell in cells.items():
        if not cell:
            continue
        if _FORMULA.search(cell):
            problems.append(
                Problem(name, line, column, cell, "looks like a formula; spreadsheets would run it")
            )
        if _HTML.search(cell):
            problems.append(
                Problem(name, line, column, cell, "holds HTML; only plain text is allowed")
            )
        if _CONTROL.search(cell):
            problems.append(Problem(name, line, column, cell, "holds a control character"))
    return problems


def read_all(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Return every coded sheet and all that is wrong with them, cell by cell.

    Parameters
    ----------
    folder : Path
        The folder of the coded sheets.
    """
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for sheet in SHEETS.values():
        frames[sheet.name], found = read_sheet(sheet, folder)
        problems += found
    known = _known(frames)
    for sheet in SHEETS.values():
        problems += _validate(sheet, frames[sheet.name], known, _shown(folder / sheet.file))
    return frames, problems


def _known(frames: Mapping[str, pd.DataFrame]) -> dict[str, frozenset[str] | None]:
    """Return the values that references may hold: ``sheet.column`` or ``vocabularies:NAME`` to values.

    Where they could not be read the value is ``None``: one broken file should not make every reference wrong.
    """
    known: dict[str, frozenset[str] | None] = {
        f"{sheet.name}.{column.name}": frozenset(frames[sheet.name][column.name])
        for sheet in SHEETS.values()
        for column in sheet.columns
        if column.unique
    }
    known["claims.claim_id"] = frozenset().union(
        *(frames[name]["claim_id"] for name in CLAIM_SHEETS)
    )
    for name, rows in frames["vocabularies"].groupby("vocabulary"):
        known[f"vocabularies:{name}"] = frozenset(rows["code"])
    for target in {
        column.refers_to
        for sheet in SHEETS.values()
        for column in sheet.columns
        if column.refers_to
    }:
        if any(unread(frames[name]) for name in _sheets_behind(target)):
            known[target] = None
    return known


def _sheets_behind(target: str) -> tuple[str, ...]:
    """Return the sheets that hold the values of a reference."""
    name = re.split("[.:]", target)[0]
    return CLAIM_SHEETS if name == "claims" else (name,)


def schema(
    sheet: Sheet, known: Mapping[str, frozenset[str] | None], without=()
) -> pa.DataFrameSchema:
    """Return the pandera schema of a sheet, given the values that references may hold; nothing is asked of the columns `without`."""
    # Only the first notebook checks sheets; the others should not wait a second for this import.
    import pandera.pandas as pa

    columns = {}
    for column in sheet.columns:
        checks = []
        if column.required and column.name not in without:
            checks.append(_check(bool, "should not be empty"))
        if column.pattern:
            checks.append(
                _check(
                    lambda cell, p=column.pattern: not cell or _matches(cell, p), column.expected
                )
            )
        allowed = known.get(column.refers_to, frozenset())
        if column.refers_to and allowed is not None:
            checks.append(
                _check(
                    lambda cell, c=column, a=allowed: _allowed(cell, c, a),
                    _should_be(column, allowed),
                )
            )
        columns[column.name] = pa.Column(checks=[_check(_is_text, "should be text"), *checks])
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def _check(holds: Callable[[str], bool], expected: str) -> pa.Check:
    import pandera.pandas as pa

    return pa.Check(lambda cell: bool(holds(cell)), element_wise=True, error=expected)


def _is_text(cell: object) -> bool:
    return isinstance(cell, str)


def _matches(cell: str, pattern: str) -> bool:
    if re.fullmatch(pattern, cell) is None:
        return False
    if pattern == DAY:
        try:
            dt.date.fromisoformat(cell)
        except ValueError:
            return False
    return True


def _allowed(cell: str, column: Column, allowed: frozenset[str]) -> bool:
    return (
        all(part in allowed for part in split(cell)) if column.many else not cell or cell in allowed
    )


def _should_be(column: Column, allowed: frozenset[str]) -> str:
    where, _, name = column.refers_to.partition(":")
    if name:
        return f"should be one of {', '.join(sorted(allowed))}"
    sheet, _, key = where.partition(".")
    where = "a claim sheet" if sheet == "claims" else SHEETS[sheet].file
    several = ", several with ';' between" if column.many else ""
    article = "an" if key[0] in "aeiou" else "a"
    return f"should be {article} {key} of {where}{several}"


def _validate(
    sheet: Sheet, frame: pd.DataFrame, known: Mapping[str, frozenset[str] | None], name: str
) -> list[Problem]:
    import pandera.pandas as pa

    problems = []
    for column in sheet.columns:
        if column.unique:
            cells = frame[column.name]
            for line, cell in cells[cells.duplicated(keep="first") & (cells != "")].items():
                problems.append(
                    Problem(name, int(line), column.name, cell, "stands twice in this sheet")
                )
    try:
        schema(sheet, known, unread(frame)).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for case in errors.failure_cases.itertuples():
            problems.append(
                Problem(
                    name, int(case.index), str(case.column), str(case.failure_case), str(case.check)
                )
            )
    return problems


def split(cell: str) -> list[str]:
    """Return the values of a cell that holds several with ``;`` between."""
    if ";" not in cell:
        return [alone] if (alone := cell.strip()) else []
    return [part.strip() for part in cell.split(";") if part.strip()]


def _shown(path: Path) -> str:
    try:
        return paths.relative(path)
    except Exception:
        return path.name


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write `frame` as CSV beside `path` and rename it, so that a failure leaves the last good file."""
    with paths.written(path) as beside:
        frame.to_csv(beside, index=False, lineterminator="\n", encoding="utf-8")


def read(path: Path) -> pd.DataFrame:
    """Return a processed table with every cell as text; empty stays empty."""
    # As objects: columns of one kind lie in one block, so that picking rows costs a tenth.
    return pd.read_csv(path, dtype=object, keep_default_na=False, encoding="utf-8")


def rows(frame: pd.DataFrame) -> list[tuple]:
    """Return the rows of a table as named tuples, without the index.

    As `pandas.DataFrame.itertuples` does, which takes a tenth of a second for the columns of a wide
    table however few its rows are.
    """
    row = _row_type(tuple(frame.columns))
    return [row._make(cells) for cells in frame.to_numpy(dtype=object).tolist()]


def grouped(found: Iterable, key: Callable[[object], object]) -> list[tuple[object, list]]:
    """Return rows in groups of one key, in the order of the keys; in a group their order stays.

    As `pandas.DataFrame.groupby` does, which takes a hundred times as long for a few rows.
    """
    return [(name, list(group)) for name, group in groupby(sorted(found, key=key), key=key)]


def lines(frame: pd.DataFrame) -> list[tuple[int, dict]]:
    """Return the rows of a coded sheet as column to cell, each with its line of the file."""
    columns, cells = list(frame.columns), frame.to_numpy(dtype=object).tolist()
    found = (dict(zip(columns, row, strict=True)) for row in cells)
    return list(zip(map(int, frame.index), found, strict=True))


@cache
def _row_type(columns: tuple[str, ...]) -> type:
    return namedtuple("Row", columns, rename=True)
