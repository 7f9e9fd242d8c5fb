"""Rules on figures: counts that cannot both hold, retellings that change them, windows that invite adding."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import pandas as pd

from overseas110 import tables
from overseas110.values import row_bounds
from overseas110.voices import (
    TELLING,
    Conflict,
    Record,
    both,
    capital,
    counted,
    covers,
    figure,
    over,
    root_of,
    roots,
    slug,
    span,
    stated,
    times_meet,
    value,
    verb,
    where,
)


def values_differ(record: Record) -> list[Conflict]:
    """Two root figures of one measure, scope, place and time whose bounds do not meet."""
    found = []
    for rows in _series(where(roots(record.figures), lambda r: record.measure(r).time != "case")):
        for a, b in combinations(rows, 2):
            if _of_each_other(a, b) or _bounds_meet(a, b) or not _one_time(record, a, b):
                continue
            measure = record.measure(a)
            says = (
                f"{measure.label}: {value(a)} by {record.who(a)} and {value(b)} by "
                f"{record.who(b)}, of the same thing at the same time."
            )
            severity = "high" if (measure.time, measure.unit) == ("flow", "people") else "medium"
            name = f"value-{a.claim_id}-{b.claim_id}"
            found.append(Conflict(name, "value", severity, (a.claim_id, b.claim_id), says))
    return found


def numbers_retold(record: Record) -> list[Conflict]:
    """Retellings whose number their root does not allow: one conflict for each root."""
    found = []
    for root, family in _families(record.figures):
        case = record.measure(root).time == "case"
        changed = [
            row
            for row in family
            if not row_bounds(row).contains(row_bounds(root))
            and not (case and _bounds_meet(row, root))
        ]
        if changed:
            another = any(
                stated(r) != stated(root) and r.source_id != root.source_id for r in changed
            )
            said = [f"{word} {_in(record, root, told)}" for word, told in _by(value, changed)]
            says = (
                f"{record.measure(root).label}: {value(root)} by {record.who(root)} became "
                f"{both(said)}."
            )
            ids = (root.claim_id, *(row.claim_id for row in changed))
            severity = "medium" if another and not case else "low"
            name = f"restates-number-{root.claim_id}"
            found.append(Conflict(name, "restates", severity, ids, says))
    return found


def _in(record: Record, root, rows: list) -> str:
    elsewhere = [row for row in rows if row.source_id != root.source_id]
    return f"in {both(record.told(elsewhere))}" if elsewhere else "elsewhere in the same text"


def times_retold(record: Record) -> list[Conflict]:
    """Retellings that move figures to another time.

    One conflict for each root of a count over a window; where a text dates several counts to one
    day, one for the text and the day.
    """
    moved: dict[str, list] = {}
    for root, family in _families(record.figures):
        over_time = record.measure(root).time in ("flow", "reach")
        for row in family:
            if _moved(record, root, row):
                of = root.claim_id if over_time else row.source_id
                moved.setdefault(f"restates-time-{of}-{_id(row.when_edtf)}", []).append((root, row))
    found = []
    for name, pairs in sorted(moved.items()):
        origins = list({root.claim_id: root for root, _ in pairs}.values())
        rows = [row for _, row in pairs]
        over_time = record.measure(origins[0]).time in ("flow", "reach")
        stretched = all(covers(row, root) for root, row in pairs)
        severity = "low" if stretched else "high" if over_time else "medium"
        first = [
            f"{both([figure(row) for row in same])} {over(same[0])}, by {record.who(same[0])},"
            for _, same in _by(lambda row: (row.when_edtf, row.asserted_by), origins)
        ]
        label = f"{record.measure(origins[0]).label}: " if len(origins) == 1 else ""
        says = f"{label}{both(first)} are told {over(rows[0])} by {both(record.told(rows))}."
        ids = (*(row.claim_id for row in origins), *(row.claim_id for row in rows))
        found.append(Conflict(name, "restates", severity, ids, capital(says)))
    return found


def scopes_retold(record: Record) -> list[Conflict]:
    """Figures that are retold of something else: a part's told of the whole, one body's of another's.

    What was said of the whole and is retold of a part is left out, and so is a wider telling with
    another number, which `numbers_retold` has.
    """
    contains = record.codes.contains
    moved: dict[str, list] = {}
    for root, family in _families(record.figures):
        for row in family:
            changed = (row.measure, row.scope) != (root.measure, root.scope)
            narrower = (root.scope, row.scope) in contains
            wider = (row.scope, root.scope) in contains and stated(row) != stated(root)
            if changed and not narrower and not wider:
                name = f"restates-scope-{root.source_id}-{row.scope}"
                moved.setdefault(name.replace("_", "-"), []).append((root, row))
    found = []
    for name, pairs in sorted(moved.items()):
        origins = list({root.claim_id: root for root, _ in pairs}.values())
        rows = [row for _, row in pairs]
        tellers = record.told(rows)
        says = (
            f"{both(record.names(origins))} {verb(record.names(origins), 'gives', 'give')} "
            f"{both([figure(row) for row in origins])} for {record.codes.scopes[origins[0].scope]}; "
            f"{both(tellers)} {verb(tellers, 'tells', 'tell')} the same of "
            f"{record.codes.scopes[rows[0].scope]}."
        )
        ids = (*(row.claim_id for row in origins), *(row.claim_id for row in rows))
        found.append(Conflict(name, "restates", "high", ids, capital(says)))
    return found


def asserters_retold(record: Record) -> list[Conflict]:
    """A figure of one body that is retold as said by another body, the first one unnamed."""
    found = []
    for root, family in _families(record.figures):
        body = record.top(root.asserted_by)
        rows = [
            row
            for row in family
            if record.kind(row.asserted_by) not in TELLING
            and row.scope == root.scope
            and body not in {record.top(actor) for actor in _chain(row)}
        ]
        if rows and record.kind(root.asserted_by) not in TELLING:
            tellers = record.told(rows)
            says = (
                f"The count of {figure(root)} is that of {record.who(root)}; {both(tellers)} "
                f"{verb(tellers, 'gives', 'give')} it as said by {both(record.names(rows))}."
            )
            ids = (root.claim_id, *(row.claim_id for row in rows))
            name = f"attribution-{root.claim_id}"
            found.append(Conflict(name, "attribution", "low", ids, says))
    return found


def populations_differ(record: Record) -> list[Conflict]:
    """One number of people, told of people who are not called the same: one conflict for each root."""
    found = []
    for root, family in _families(record.figures):
        if (record.measure(root).time, record.measure(root).unit) != ("flow", "people"):
            continue
        called = dict(
            _by(lambda r: record.codes.populations.get(r.unit_text, r.unit_text), [root, *family])
        )
        # A figure that names an action and no people calls them nothing.
        called.pop("", None)
        if len(called) > 1:
            words = [f"{word} ({both(record.told(rows))})" for word, rows in called.items()]
            says = (
                f"{record.measure(root).label}: one number, {value(root)}, is told of "
                f"{both(words)}; these words do not mean the same people."
            )
            ids = (root.claim_id, *(row.claim_id for rows in called.values() for row in rows))
            name = f"population-{root.claim_id}"
            found.append(Conflict(name, "population", "high", ids, says))
    return found


def windows_overlap(record: Record) -> list[Conflict]:
    """Root figures of one measure, scope and place for windows that overlap.

    Two or three of them make a conflict for each pair; more make one together, since a cumulative
    series would fill the page otherwise. Three that count different things over time, such as
    countries, do so too: nobody adds them.
    """
    found = []
    retold = {root.claim_id for root, _ in _families(record.figures)}
    figures = roots(record.figures)
    figures = figures[(figures["when_text"] != "") & (figures["when_edtf"] != "")]
    for rows in _series(where(figures, lambda r: record.measure(r).time in ("flow", "reach"))):
        by_id = {row.claim_id: row for row in rows}
        pairs = [
            (a.claim_id, b.claim_id)
            for a, b in combinations(rows, 2)
            if times_meet(a, b) and not _of_each_other(a, b) and not _same_window(a, b)
        ]
        for group in _chained(pairs):
            pairwise = 2 if record.measure(rows[0]).time == "reach" else 3
            if len(group) > pairwise:
                found.append(_many_overlap(record, [by_id[claim] for claim in group]))
            else:
                inside = [pair for pair in pairs if pair[0] in group]
                found += [
                    _two_overlap(record, by_id[a], by_id[b], {a, b} <= retold) for a, b in inside
                ]
    return found


def _two_overlap(record: Record, a, b, retold: bool) -> Conflict:
    a, b = sorted((a, b), key=lambda row: (span([row])[1], row.claim_id))
    measure, who = record.measure(a), (record.who(a), record.who(b))
    if measure.time == "reach":
        severity, harm = "low", f"the same {measure.unit} are in both"
    else:
        # Numbers that others retell are the ones that a reader meets without their windows.
        severity = "high" if retold and measure.unit == "people" else "medium"
        harm = f"added, they could count the same {measure.unit} twice"
    if who[0] == who[1]:
        told = f"{value(a)} {over(a)} and {value(b)} {over(b)}, both by {who[0]},"
    else:
        told = f"{value(a)} {over(a)} ({who[0]}) and {value(b)} {over(b)} ({who[1]})"
    says = f"{measure.label}: {told} overlap in time; {harm}."
    name = f"overlap-{a.claim_id}-{b.claim_id}"
    return Conflict(name, "overlap", severity, (a.claim_id, b.claim_id), says)


def _many_overlap(record: Record, rows: list) -> Conflict:
    measure = record.measure(rows[0])
    least = min(rows, key=lambda row: (stated(row), row.claim_id))
    most = max(rows, key=lambda row: (stated(row), row.claim_id))
    contain = any(covers(a, b) for a in rows for b in rows if a is not b)
    nested = ", the longer ones holding shorter ones" if contain else ""
    flow = measure.time == "flow"
    harm = "they must not be added" if flow else f"the same {measure.unit} are in several"
    says = (
        f"{measure.label}: {len(rows)} counts, from {value(least)} {over(least)} to {value(most)} "
        f"{over(most)}, are of windows that overlap{nested}; {harm}."
    )
    ids = tuple(row.claim_id for row in sorted(rows, key=lambda r: (*span([r]), r.claim_id)))
    name = f"overlap-{slug(rows[0].measure, rows[0].scope, rows[0].place_iso3, rows[0].place_city)}"
    return Conflict(name, "overlap", "medium" if flow else "low", ids, says)


def sums_clash(record: Record) -> list[Conflict]:
    """Sets of figures that cannot all hold, as linear programming found them."""
    return [
        Conflict(
            f"sum-{'-'.join(tables.split(row.claim_ids))}", "sum", "high",
            tuple(tables.split(row.claim_ids)), row.explanation,
        )
        for row in tables.rows(record.clashes)
    ]  # fmt: skip


def _series(figures: pd.DataFrame) -> list[list]:
    """Return the figures that count one thing in one place, together."""
    columns = ["measure", "scope", "place_iso3", "place_city"]
    return [tables.rows(group) for _, group in figures.groupby(columns)]


def _families(figures: pd.DataFrame) -> list[tuple[object, list]]:
    """Return every figure that is retold, with its retellings and retellings of these."""
    rows = {row.claim_id: row for row in tables.rows(figures)}
    families: dict[str, list] = {}
    for row in rows.values():
        if row.restates in rows:
            families.setdefault(root_of(rows, row).claim_id, []).append(row)
    return [(rows[root], family) for root, family in sorted(families.items())]


def _by(key, rows: Iterable) -> list[tuple[object, list]]:
    """Return rows in groups of one key, in the order in which keys come."""
    groups: dict[object, list] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.items())


def _chain(row) -> list[str]:
    return [row.asserted_by, *tables.split(row.via)]


def _of_each_other(a, b) -> bool:
    part = a.claim_id == b.part_of or b.claim_id == a.part_of
    return part or bool(a.part_of and a.part_of == b.part_of)


def _one_time(record: Record, a, b) -> bool:
    """Return whether two figures of one measure are of one time, so that both cannot hold."""
    if a.source_id != b.source_id and not (counted(a) and counted(b)):
        return False
    if record.measure(a).time in ("flow", "reach"):
        return bool(a.when_text and b.when_text) and _same_window(a, b)
    # A count without a time of its own is as old as its telling: held against another such only.
    return bool(a.when_text) == bool(b.when_text) and times_meet(a, b)


def _moved(record: Record, root, row) -> bool:
    """Return whether a retelling that states a time states another one than its root."""
    time = record.measure(root).time
    if time == "case" or not root.when_text or not row.when_text or _same_window(root, row):
        return False
    windows = all(r.when_earliest != r.when_latest for r in (root, row))
    return time in ("flow", "reach") or windows or not covers(row, root)


def _same_window(a, b) -> bool:
    return span([a]) == span([b])


def _bounds_meet(a, b) -> bool:
    p, q = row_bounds(a), row_bounds(b)
    for first, second in ((p, q), (q, p)):
        if first.high is None or second.low is None:
            continue
        touching = first.high == second.low and (first.high_open or second.low_open)
        if first.high < second.low or touching:
            return False
    return True


def _chained(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """Return the groups that pairs chain together, each sorted."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(set(pair).union(*touched))
    return sorted(sorted(group) for group in groups)


def _id(edtf: str) -> str:
    return slug(edtf.replace("..", "open").replace("/", " to "))
