"""A small record to break: the project's own codes, and a few made-up claims of three made-up sources."""

from __future__ import annotations

import csv
from pathlib import Path

from overseas110 import clean, tables
from overseas110.params import Params
from overseas110.problems import ProblemsError

EARLY, MIDDLE, LATE = "2022-09-12", "2023-05-01", "2024-08-04"
TODAY = "2026-11-22"

_CLAIM = {
    "source_id": "test-early",
    "locator": "chars:0-95",
    "basis": "snapshot",
    "anchor": "three stations",
    "asserted_by": "test_paper",
}
_FIGURE = {
    "measure": "stations",
    "scope": "world",
    "value_text": "three",
    "unit_text": "stations",
}
_STATION = {"aspect": "listed", "country_text": "Canada"}
_EVENT = {
    "event_kind": "report",
    "event_id": "test-report",
    "summary": "A paper told of it.",
}
_STANDING = {
    "standing": "disputed",
    "standing_since": LATE,
    "standing_source_id": "test-late",
    "standing_note": "Doubted.",
}
_SOURCE = {
    "publisher": "A paper",
    "title": "A title",
    "title_basis": "described",
    "published_reason": "Made up.",
    "url": "https://example.org/",
    "link": "yes",
    "language": "en",
    "kind": "news",
    "standing": "ok",
    "rights": "None",
    "snapshot_chars": "1000",
}
_ACTOR = {"name": "A voice", "kind": "media", "standing": "ok"}

#: What the small record holds instead of the project's rows.
INSTEAD = {
    "figures": [{"claim_id": f"test-f00{n}", **_CLAIM, **_FIGURE} for n in (1, 2, 3)],
    "stations": [{"claim_id": f"test-s00{n}", **_CLAIM, **_STATION} for n in (1, 2, 3)],
    "events": [{"claim_id": f"test-e00{n}", **_CLAIM, **_EVENT} for n in (1, 2, 3)],
    "corrections": [
        {
            "claim_id": "test-f003",
            "column": "basis",
            "expect": "snapshot",
            "replace": "page",
            "reason": "Made up.",
            "decided": "2026-01-01",
        }
    ],
    "standings": [{"claim_id": "test-e003", **_STANDING}],
    "passes": [
        {
            "coding_pass": "a",
            "source_id": "test-early",
            "sheet": "figures",
            "locator": "chars:0-95",
        }
    ],
    "order": [
        {
            "cause": "test-report",
            "effect": "test-f002",
            "told_by": "test-f001",
            "reason": "Made up.",
        }
    ],
    "conflicts": [
        {
            "conflict_id": "test-conflict",
            "kind": "value",
            "severity": "low",
            "claim_ids": "test-f002;test-f003",
            "differ_on": "value",
            "explanation": "Made up.",
            "decided": "2026-01-01",
        }
    ],
}

#: What the small record holds beside the project's rows; nothing refers to the last row of a sheet.
BESIDE = {
    "sources": [
        {"source_id": "test-early", **_SOURCE, "published_edtf": EARLY},
        {"source_id": "test-middle", **_SOURCE, "published_edtf": MIDDLE},
        {"source_id": "test-late", **_SOURCE, "published_edtf": LATE},
        {"source_id": "test-spare", **_SOURCE, "published_edtf": EARLY},
    ],
    "actors": [
        {"actor_id": "test_paper", **_ACTOR},
        {"actor_id": "test_ngo", **_ACTOR},
        {"actor_id": "test_witness", **_ACTOR, **_STANDING},
        {"actor_id": "test_spare", **_ACTOR},
    ],
    "vocabularies": [
        {"vocabulary": "test", "code": "spare", "label": "Spare", "definition": "Spare."}
    ],
    "measures": [
        {
            "measure": "test_spare",
            "label": "Spare",
            "counts": "none",
            "unit": "people",
            "time": "stock",
        }
    ],
    "scopes": [{"scope": "test_spare", "label": "Spare", "of": "nothing"}],
    "lists": [{"list": "test_spare", "label": "Spare", "definition": "None.", "footing": "list"}],
    "populations": [{"unit_text": "test people", "population": "people"}],
    "regions": [{"iso3": "TST", "region": "Test"}],
    "subject": [{"word": "testword", "language": "en", "kind": "subject"}],
    "relations": [
        {
            "of": "scope",
            "subject": "world",
            "relation": "contains",
            "object": "test_spare",
            "reason": "Made up.",
        }
    ],
    "gazetteer": [
        {
            "place_text": "Testville",
            "place_kind": "municipality",
            "iso3": "CAN",
            "municipality": "Testville",
        }
    ],
    "names": [{"name": "Test Name", "reason": "Made up."}],
    "counted": [{"noun": "tests", "language": "en"}],
}

#: Claims that have no correction and no standing of their own.
_OTHERS = [f"test-{letter}00{n}" for letter in "fse" for n in (1, 2)]


class Record:
    """The coded sheets of one folder, cut down to the small record."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in tables.SHEETS:
            rows = INSTEAD[name] if name in INSTEAD else [*self.rows(name), *BESIDE[name]]
            self.write(name, rows)

    def path(self, sheet: str) -> Path:
        """Return the file of a sheet."""
        return self.folder / tables.SHEETS[sheet].file

    def shown(self, sheet: str) -> str:
        """Return the file of a sheet as messages name it."""
        return f"data/raw/{tables.SHEETS[sheet].file}"

    def rows(self, sheet: str) -> list[dict[str, str]]:
        """Return the rows of a sheet."""
        with self.path(sheet).open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def write(self, sheet: str, rows: list[dict[str, str]], without: str = "") -> None:
        """Write a sheet, all its columns or all but one; no rows leave the headings."""
        headings = [name for name in tables.SHEETS[sheet].headings if name != without]
        with self.path(sheet).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, headings, "", "ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, sheet: str, row: int, /, **cells: str) -> int:
        """Change cells of one row, counted from 0 or from the end, and return its line."""
        rows = self.rows(sheet)
        rows[row].update(cells)
        self.write(sheet, rows)
        return self.line(sheet, row)

    def plant(self, sheet: str, *wrong: dict[str, str]) -> list[int]:
        """Add a row like the last for each of some changes, and return the lines."""
        rows = self.rows(sheet)
        base, names = rows[-1], [c.name for c in tables.SHEETS[sheet].columns if c.unique]
        for n, cells in enumerate(wrong, 1):
            own = {name: f"{base[name][:-1]}{n:02d}" for name in names}
            if sheet in ("standings", "corrections"):
                own = {"claim_id": _OTHERS[n - 1]}
            rows.append(base | own | cells)
        self.write(sheet, rows)
        return [self.line(sheet, n - len(wrong)) for n in range(len(wrong))]

    def line(self, sheet: str, row: int) -> int:
        """Return the line on which a row begins."""
        data = self.path(sheet).read_text(encoding="utf-8")
        assert data.count("\n") == len(self.rows(sheet)) + 1, "the cells have one line each"
        return range(len(self.rows(sheet)))[row] + 2

    def clean(self, as_of: str = TODAY, include_disputed: bool = False) -> clean.Cleaned:
        """Return the typed claims of one edition."""
        return clean.run(self.folder, Params(as_of, include_disputed, 0.5, 0.5))

    def problems(self) -> list[str]:
        """Return what a run says is wrong, without the head."""
        try:
            self.clean()
        except ProblemsError as error:
            return str(error).splitlines()[1:]
        return []
