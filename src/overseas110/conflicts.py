"""Claims that cannot all be true, or that a careless reader would add or compare wrongly.

What a rule can find is computed here; what needs judgement is a row of ``data/raw/conflicts.csv``,
and a judged conflict whose claims no longer disagree stops the run.

Rules read one edition, so no sentence of theirs tells what its sources had not said yet. What has
to be decided about sources is in coded lists and not here: which measures are counted over a
window, which scope is part of which, which words mean the same people, what comes before what.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from overseas110 import conflicts_events, conflicts_figures, tables
from overseas110.problems import Problem, ProblemsError
from overseas110.voices import Conflict, Record

#: Columns of ``data/processed/conflicts.csv``: fixed, outside checks read them.
COLUMNS = ("conflict_id", "kind", "severity", "claim_ids", "explanation")

#: Themes of the page: code -> heading, in the page's order.
THEMES = {
    "returns": "Returns, arrests and other counts of people",
    "counts": "Counts of stations and countries",
    "places": "Single places and their states",
    "denials": "Denials and answers",
    "dates": "Dates, and what came first",
    "words": "Campaigns, laws and words",
}

#: Units of the counts at one time that are about stations and where they are.
_STATION_UNITS = ("stations", "centres", "bureaus", "cities", "countries", "continents")


def computed(record: Record) -> list[Conflict]:
    """Return the conflicts that rules find, each rule a function of its own."""
    rules = (
        conflicts_figures.values_differ,
        conflicts_figures.numbers_retold,
        conflicts_figures.times_retold,
        conflicts_figures.scopes_retold,
        conflicts_figures.asserters_retold,
        conflicts_figures.populations_differ,
        conflicts_figures.windows_overlap,
        conflicts_figures.sums_clash,
        conflicts_events.dates_differ,
        conflicts_events.openings_differ,
        conflicts_events.effects_before_causes,
        conflicts_events.lists_shorter,
        conflicts_events.countries_unnamed,
        conflicts_events.places_unnamed,
        conflicts_events.listed_but_not_found,
        conflicts_events.ended_and_active,
        conflicts_events.denied_by_host,
        conflicts_events.cleared_by_host,
        conflicts_events.denials,
        conflicts_events.denied_and_told,
        conflicts_events.misprints,
    )
    return [conflict for rule in rules for conflict in rule(record)]


def judged(rows: pd.DataFrame, record: Record, name: str) -> list[Conflict]:
    """Return the conflicts judged by hand whose claims are all in the edition.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``data/raw/conflicts.csv``, the index being the line.
    record : Record
        The edition.
    name : str
        File to name in the problems.

    Raises
    ------
    ProblemsError
        If the claims of a judged conflict no longer differ on what it says they differ on.
    """
    by_id = record.claims()
    found, problems = [], []
    for line, row in rows.iterrows():
        ids = tables.split(row["claim_ids"])
        if any(claim not in by_id for claim in ids):
            continue
        if not _DIFFERS[row["differ_on"]]([by_id[claim] for claim in ids]):
            expected = (
                f"its claims no longer differ on {row['differ_on']}; remove or renew this conflict"
            )
            problems.append(Problem(name, int(line), "differ_on", row["conflict_id"], expected))
        found.append(
            Conflict(
                row["conflict_id"], row["kind"], row["severity"], tuple(ids), row["explanation"]
            )
        )
    if problems:
        raise ProblemsError(problems)
    return found


def table(found: list[Conflict]) -> pd.DataFrame:
    """Return conflicts as the processed table, the worst first.

    Raises
    ------
    ValueError
        If two conflicts have one id.
    """
    order = {"high": 0, "medium": 1, "low": 2}
    rows = sorted(found, key=lambda c: (order[c.severity], c.kind, c.conflict_id))
    ids = [c.conflict_id for c in rows]
    if len(ids) != len(set(ids)):
        raise ValueError(
            f"conflict ids stand twice: {sorted({i for i in ids if ids.count(i) > 1})}"
        )
    cells = [
        (c.conflict_id, c.kind, c.severity, ";".join(dict.fromkeys(c.claim_ids)), c.explanation)
        for c in rows
    ]
    return pd.DataFrame(cells, columns=list(COLUMNS))


def claims_of(rows: pd.DataFrame) -> list[str]:
    """Return the claims of some conflicts, each once."""
    return sorted({claim for cell in rows["claim_ids"] for claim in tables.split(cell)})


def theme(kind: str, claim_ids: Iterable[str], record: Record) -> str:
    """Return the theme of the page under which a conflict stands: a code of `THEMES`."""
    if kind == "denial":
        return "denials"
    if kind in ("date", "effect_before_cause"):
        return "dates"
    ids, known = set(claim_ids), record.claims()
    figures = ids.intersection(record.figures["claim_id"])
    measures = [record.measure(known[claim]) for claim in figures]
    if any(m.time != "stock" or m.unit not in _STATION_UNITS for m in measures):
        return "returns"
    if measures:
        return "counts"
    return "words" if ids.isdisjoint(record.stations["claim_id"]) else "places"


def _several(rows: list, *columns: str) -> bool:
    return len({tuple(getattr(row, column, "") for column in columns) for row in rows}) > 1


#: What a judged conflict says that its claims differ on -> whether they still do.
_DIFFERS = {
    "value": lambda rows: _several(rows, "value_low", "value_high", "low_open", "high_open"),
    "when": lambda rows: _several(rows, "when_edtf"),
    "scope": lambda rows: _several(rows, "measure", "scope"),
    "actor": lambda rows: _several(rows, "asserted_by") or _several(rows, "bureaus"),
    "status": lambda rows: _several(rows, "status"),
    # Wordings that cannot both hold: only a reader can see it; two claims are needed all the same.
    "meaning": lambda rows: _several(rows, "claim_id"),
}
