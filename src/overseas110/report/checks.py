"""The page of the audit: every named check with its rule, who runs it, and how to run it yourself.

The checks themselves need the finished site, so no page of it can say how they came out. It says
which of them a build cannot pass by, and the command for each.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from overseas110 import show

#: One row a check, in the order of the audit; a test holds it against the checks themselves.
TABLE = "data/audit/checks.csv"

#: What a check needs besides the project -> what is said of it.
NEEDS = {
    "": "",
    "snapshots": "the texts of the sources",
    "names": "a list of private names",
    "rebuild": "some minutes",
    "validators": "some seconds",
    "java": "Java and the tools",
    "node": "Node and the tools",
}
_OPTIONS = {"snapshots": " --snapshots DIR", "names": " --names FILE", "rebuild": " --rebuild"}
_WIDTHS = (4, 9, 4, 7)


def rows(root: Path) -> list[dict[str, str]]:
    """Return the rows of the table of checks; none where a project has no such table."""
    path = root / TABLE
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def page(root: Path) -> str:
    """Return the tables of checks as the pages are written: a heading and a table a subject."""
    found = rows(root)
    lines: list[str] = []
    for subject in dict.fromkeys(row["subject"] for row in found):
        own = [row for row in found if row["subject"] == subject]
        shown = pd.DataFrame(
            {
                "Check": [f"[{row['check']}]{{#check-{row['check']} .id}}" for row in own],
                "What it holds": [show.escape(row["rule"]) for row in own],
                "When it is run": [_when(row) for row in own],
                "Run it yourself": [f"`{_command(row)}`" for row in own],
            }
        )
        lines += [
            f"## {subject}",
            "",
            f'::: {{.scroll role="region" tabindex="0" aria-label="Table of checks: {subject.lower()}"}}',
            show.markdown(shown, _WIDTHS),
            ":::",
            "",
        ]
    return "\n".join(lines) + "\n"


def _when(row: dict[str, str]) -> str:
    """Return what is true of a check while the page is made: a build stops at it, or it comes later."""
    if row["stops_the_build"] == "yes":
        return "by the pipeline or the rendering, which stops where it fails"
    if row["needs"]:
        return f"by the audit, where it is given {NEEDS[row['needs']]}"
    return "by the audit, on what the build made"


def _command(row: dict[str, str]) -> str:
    return f"overseas110 audit --only {row['check']}{_OPTIONS.get(row['needs'], '')}"
