"""Counts of rows that no finding states, for the shortcode ``count``.

``{{< count claims source=globe-2022 >}}`` is the number of claims from a source. Every count has one
key, its words as the page writes them, and leads to the page that lists the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from overseas110 import quantities, tables

#: Where a filter's values come from that no row may have: the sources, among them later ones.
_SOURCES = "sources"


@dataclass(frozen=True)
class _Counted:
    """A table of the pipeline whose rows may be counted.

    Parameters
    ----------
    page : str
        Page of the site that lists the rows.
    filters : dict of str to tuple of str and str
        Name of a filter to its column and the vocabulary of its values.
    """

    page: str
    filters: dict[str, tuple[str, str]] = field(default_factory=dict)


COUNTED = {
    "claims": _Counted(
        "record",
        {
            "source": ("source_id", _SOURCES),
            "basis": ("basis", "basis"),
            "standing": ("standing", "standing"),
        },
    ),
    "sources": _Counted(
        "sources", {"kind": ("kind", "source_kind"), "standing": ("standing", "standing")}
    ),
    "conflicts": _Counted(
        "conflicts", {"kind": ("kind", "conflict_kind"), "severity": ("severity", "severity")}
    ),
}


def of_edition(root: Path) -> dict[str, dict[str, str]]:
    """Return every count: its key to its value, its words, its page with anchor, and its label.

    Parameters
    ----------
    root : Path
        The project, its data processed.

    Returns
    -------
    dict of str to dict of str to str
        ``"claims source=globe-2022"`` to ``value``, ``text``, ``page``, ``anchor`` and ``label``. A
        code that is known and has no row in this edition counts 0.
    """
    found = {}
    codes = _codes(root / "data" / "raw")
    for name, counted in COUNTED.items():
        frame = tables.read(root / "data" / "processed" / f"{name}.csv")
        found[name] = _words(len(frame), name, counted.page)
        for key, (column, vocabulary) in counted.filters.items():
            numbers = frame[column].value_counts()
            for code in codes[vocabulary]:
                words = _words(int(numbers.get(code, 0)), name, counted.page)
                if vocabulary == _SOURCES and code in numbers:
                    words["anchor"] = f"#record-{code}"
                found[f"{name} {key}={code}"] = words
    return found


def _codes(raw: Path) -> dict[str, list[str]]:
    listed: pd.DataFrame = tables.read(raw / "codes" / "vocabularies.csv")
    codes = {name: list(rows["code"]) for name, rows in listed.groupby("vocabulary")}
    return codes | {_SOURCES: list(tables.read(raw / "sources.csv")["source_id"])}


def _words(n: int, what: str, page: str) -> dict[str, str]:
    return {
        "value": str(n),
        "text": quantities.number(n),
        "page": page,
        "anchor": "",
        "label": f"{quantities.number(n)} {what}, counted, all of them",
    }
