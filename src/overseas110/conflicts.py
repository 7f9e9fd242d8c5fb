"""Claims that cannot all be true, or that a careless reader would add or compare wrongly.

What a rule can find is computed here; what needs judgement is a row of ``data/raw/conflicts.csv``,
and a judged conflict whose claims no longer disagree stops the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from overseas110 import tables
from overseas110.problems import Problem, ProblemsError
from overseas110.values import date_words, row_bounds

#: Columns of ``data/processed/conflicts.csv``: fixed, outside checks read them.
COLUMNS = ("conflict_id", "kind", "severity", "claim_ids", "explanation")

#: Measures whose figures for different windows a reader might add.
_FLOWS = ("persuaded_to_return", "fraud_suspects_arrested")
#: Measures of single cases: two figures of one such measure need not be of one thing.
_ONE_CASE = ("case_", "interval", "person_", "addresses_", "organisations", "penalty")
#: Kinds of event that have one time, so that two times are a contradiction.
_HAPPENED = ("case", "programme", "operation", "legal")
#: What was at a place instead of a station.
_NOT_A_STATION = ("not_known_locally", "private_home", "shopping_mall", "association_premises")
_LONG_AGO, _LATE = "0000-00-00", "9999-99-99"


@dataclass(frozen=True)
class Conflict:
    """One conflict; its fields are the columns of the processed table."""

    conflict_id: str
    kind: str
    severity: str
    claim_ids: tuple[str, ...]
    explanation: str


def computed(
    claims: pd.DataFrame, own: dict[str, pd.DataFrame], corrections: pd.DataFrame
) -> list[Conflict]:
    """Return the conflicts that rules find, each rule a function of its own.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``claims.csv``.
    own : dict of str to pandas.DataFrame
        ``figures``, ``stations`` and ``events`` of the processed tables.
    corrections : pandas.DataFrame
        Corrections that were applied.
    """
    figures = claims.merge(own["figures"], on="claim_id")
    stations = claims.merge(own["stations"], on="claim_id")
    events = claims.merge(own["events"], on="claim_id")
    return [
        *values_differ(figures),
        *retellings_differ(figures),
        *populations_differ(figures),
        *windows_overlap(figures),
        *dates_differ(events),
        *lists_and_totals(figures, events),
        *listed_but_not_found(stations),
        *denials(events),
        *misprints(corrections),
    ]


def values_differ(figures: pd.DataFrame) -> list[Conflict]:
    """Two root figures of one measure, scope and time whose bounds do not meet."""
    found = []
    roots = figures[(figures["restates"] == "") & ~figures["measure"].str.startswith(_ONE_CASE)]
    for _, group in roots.groupby(["measure", "scope"], sort=True):
        for a, b in combinations(group.itertuples(), 2):
            of_each_other = (
                a.claim_id in b.part_of
                or b.claim_id in a.part_of
                or (a.part_of and a.part_of == b.part_of)
            )
            one_time = a.when_edtf == b.when_edtf if a.measure in _FLOWS else _times_meet(a, b)
            if one_time and not _bounds_meet(a, b) and not of_each_other:
                says = f"One count gives {a.value_text}, the other {b.value_text}, for the same thing at the same time."
                found.append(
                    Conflict(
                        f"value-{a.claim_id}-{b.claim_id}",
                        "value",
                        "high",
                        (a.claim_id, b.claim_id),
                        says,
                    )
                )
    return found


def retellings_differ(figures: pd.DataFrame) -> list[Conflict]:
    """A retelling whose number, window or object is not its root's."""
    found = []
    rows = {row.claim_id: row for row in figures.itertuples()}
    for row in figures[figures["restates"] != ""].itertuples():
        root = rows.get(row.restates)
        if root is None:
            continue
        differences, severity = [], "low"
        if not _same_bounds(row, root):
            differences.append(f"the number from {root.value_text} to {row.value_text}")
            severity = "low" if _bounds_meet(row, root) else "medium"
        if root.when_text and not row.when_text and root.when_edtf != row.when_edtf:
            differences.append(f"its time from {_when(root)} to none")
            severity = "medium"
        elif row.when_edtf != root.when_edtf:
            differences.append(f"its time from {_when(root)} to {_when(row)}")
            severity = "high"
        if (row.measure, row.scope) != (root.measure, root.scope):
            differences.append("what is counted")
            severity = "high"
        if differences:
            says = f"The retelling changes {_and(differences)}."
            found.append(
                Conflict(
                    f"restates-{row.claim_id}",
                    "restates",
                    severity,
                    (row.claim_id, root.claim_id),
                    says,
                )
            )
    return found


def populations_differ(figures: pd.DataFrame) -> list[Conflict]:
    """One number of a flow, told of people who are not called the same."""
    found = []
    flows = figures[figures["measure"].isin(_FLOWS)].copy()
    flows["family"] = flows["restates"].where(flows["restates"] != "", flows["claim_id"])
    for root, group in flows.groupby("family", sort=True):
        words = list(dict.fromkeys(group["unit_text"]))
        if len(words) > 1:
            says = f"The same number is told of {_and(words, 'and of')}; these are not the same people."
            found.append(
                Conflict(
                    f"population-{root}", "population", "medium", tuple(group["claim_id"]), says
                )
            )
    return found


def windows_overlap(figures: pd.DataFrame) -> list[Conflict]:
    """Two root figures of one flow whose windows overlap, so that adding them counts people twice."""
    found = []
    roots = figures[
        (figures["restates"] == "") & figures["measure"].isin(_FLOWS) & (figures["when_edtf"] != "")
    ]
    for _, group in roots.groupby("measure", sort=True):
        for a, b in combinations(group.itertuples(), 2):
            if _times_meet(a, b) and a.when_edtf != b.when_edtf:
                says = (
                    f"{a.value_text} for {_when(a)} and {b.value_text} for {_when(b)} overlap in time: "
                    "added, they could count the same people twice."
                )
                found.append(
                    Conflict(
                        f"overlap-{a.claim_id}-{b.claim_id}",
                        "overlap",
                        "high",
                        (a.claim_id, b.claim_id),
                        says,
                    )
                )
    return found


def dates_differ(events: pd.DataFrame) -> list[Conflict]:
    """One thing that two sources put at times that do not meet."""
    found = []
    dated = events[(events["when_edtf"] != "") & events["event_kind"].isin(_HAPPENED)]
    for event_id, group in dated.groupby("event_id", sort=True):
        spans = [
            (
                part["when_earliest"].replace("", _LONG_AGO).min(),
                part["when_latest"].replace("", _LATE).max(),
                part,
            )
            for _, part in group.groupby("source_id", sort=True)
        ]
        for (a_first, a_last, a), (b_first, b_last, b) in combinations(spans, 2):
            if a_last < b_first or b_last < a_first:
                says = f"One source dates what it tells of {_named(event_id)} to {_when(a.iloc[0])}, another to {_when(b.iloc[0])}."
                ids = (*a["claim_id"], *b["claim_id"])
                sources = f"{a['source_id'].iloc[0]}-{b['source_id'].iloc[0]}"
                found.append(Conflict(f"date-{event_id}-{sources}", "date", "high", ids, says))
    return found


def lists_and_totals(figures: pd.DataFrame, events: pd.DataFrame) -> list[Conflict]:
    """A stated number of investigating countries, and fewer of them named in the same source."""
    found = []
    totals = figures[
        (figures["measure"] == "countries_investigating") & (figures["restates"] == "")
    ]
    for total in totals.itertuples():
        listed = events[
            (events["source_id"] == total.source_id)
            & (events["event_id"] == "investigations-announced")
            & (events["place_iso3"] != "")
        ]
        named = sorted({code for cell in listed["place_iso3"] for code in tables.split(cell)})
        low = row_bounds(total).low
        if named and low is not None and len(named) < low:
            says = f"The source says {total.value_text} {total.unit_text} and names {len(named)} of them."
            ids = (total.claim_id, *listed["claim_id"])
            found.append(
                Conflict(f"list_total-{total.claim_id}", "list_total", "medium", ids, says)
            )
    return found


def listed_but_not_found(stations: pd.DataFrame) -> list[Conflict]:
    """A station that a list names and that somebody on the spot did not find."""
    found = []
    seen = stations[(stations["aspect"] == "found") & stations["status"].isin(_NOT_A_STATION)]
    for iso3, group in seen.groupby("place_iso3", sort=True):
        towns = set(group["place_city"]) - {""}
        listed = stations[
            (stations["aspect"] == "listed")
            & (stations["place_iso3"] == iso3)
            & stations["list"].isin(set(group["list"]))
            & (stations["place_city"].isin(towns) | (stations["place_city"] == ""))
        ]
        if not listed.empty:
            says = "A list names stations there; on the spot nobody knew of one, or something else was there."
            ids = (*listed["claim_id"], *group["claim_id"])
            found.append(Conflict(f"status-listed-{iso3.lower()}", "status", "high", ids, says))
    return found


def denials(events: pd.DataFrame) -> list[Conflict]:
    """A party that says that what another asserts is not so."""
    found = []
    denied = events[(events["event_kind"] == "denial") & (events["responds_to"] != "")]
    for (who, event_id), group in denied.groupby(["asserted_by", "event_id"], sort=True):
        targets = list(
            dict.fromkeys(t for cell in group["responds_to"] for t in tables.split(cell))
        )
        severity = "low" if event_id.startswith("case-") else "high"
        says = " ".join(dict.fromkeys(group["summary"]))
        ids = (*targets, *group["claim_id"])
        found.append(
            Conflict(f"denial-{who.replace('_', '-')}-{event_id}", "denial", severity, ids, says)
        )
    return found


def misprints(corrections: pd.DataFrame) -> list[Conflict]:
    """Every correction: the raw text stays as it is and the reader is told."""
    return [
        Conflict(
            f"misprint-{row.claim_id}-{row.column}".replace("_", "-"), "misprint", "low", (row.claim_id,),
            f"The source has {row.expect!r}, read as {row.replace!r}: {row.reason}",
        )
        for row in corrections.itertuples()
    ]  # fmt: skip


def judged(
    rows: pd.DataFrame, claims: pd.DataFrame, own: dict[str, pd.DataFrame], name: str
) -> list[Conflict]:
    """Return the conflicts judged by hand whose claims are all in the edition.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``data/raw/conflicts.csv``, the index being the line.
    claims, own
        As for `computed`.
    name : str
        File to name in the problems.

    Raises
    ------
    ProblemsError
        If the claims of a judged conflict no longer differ on what it says they differ on.
    """
    everything = claims.merge(
        own["stations"][["claim_id", "bureaus", "status"]], on="claim_id", how="left"
    ).fillna("")
    by_id = {row.claim_id: row for row in everything.itertuples()}
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


def _times_meet(a, b) -> bool:
    a_before_b = a.when_latest and b.when_earliest and a.when_latest < b.when_earliest
    b_before_a = b.when_latest and a.when_earliest and b.when_latest < a.when_earliest
    return not (a_before_b or b_before_a)


def _bounds_meet(a, b) -> bool:
    p, q = row_bounds(a), row_bounds(b)
    for first, second in ((p, q), (q, p)):
        if first.high is None or second.low is None:
            continue
        touching = first.high == second.low and (first.high_open or second.low_open)
        if first.high < second.low or touching:
            return False
    return True


def _same_bounds(a, b) -> bool:
    p, q = row_bounds(a), row_bounds(b)
    return (p.low, p.high, p.low_open, p.high_open) == (q.low, q.high, q.low_open, q.high_open)


def _when(row) -> str:
    return date_words(row.when_edtf) if row.when_edtf else "no stated time"


def _named(event_id: str) -> str:
    return "“" + event_id.replace("-", " ") + "”"


def _and(parts: list[str], word: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _several(rows: list, *columns: str) -> bool:
    return len({tuple(getattr(row, column) for column in columns) for row in rows}) > 1


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
