"""What differs between two editions: which findings moved, and which claims moved them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from overseas110 import editions
from overseas110.problems import StopError

#: What makes a finding another one, besides its claims.
STATED = ("kind", "value", "low", "high", "text", "unit", "rule")

#: What makes a claim another one: what it says, when, and whether it counts.
CLAIMED = (
    "value_low", "value_high", "low_open", "high_open", "approximate", "unit", "when_edtf",
    "when_earliest", "when_latest", "standing", "used", "restates",
)  # fmt: skip

_RETELLING = "retelling of "


@dataclass(frozen=True)
class Edition:
    """The findings and claims of one edition.

    Parameters
    ----------
    name : str
        How to call it: a day, a revision, or the working tree.
    findings : dict of str to dict
        By id, as ``findings.json`` has them.
    claims : dict of str to dict
        By id, as ``claims.csv`` has them, with ``restates`` besides.
    """

    name: str
    findings: dict[str, dict]
    claims: dict[str, dict]


@dataclass(frozen=True)
class ClaimChange:
    """A claim that came, went or changed.

    Parameters
    ----------
    claim_id, source_id : str
        The claim and its source.
    how : str
        ``came``, ``went`` or ``changed``.
    changed : tuple of (str, str, str)
        Column, old and new, of a claim that changed.
    """

    claim_id: str
    source_id: str
    how: str
    changed: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class FindingChange:
    """A finding that differs.

    Parameters
    ----------
    finding_id : str
        The finding.
    how : str
        ``added``, ``removed``, ``changed``, or ``evidence`` where only its claims differ.
    old, new : dict or None
        What it states, by the names in `STATED`; ``None`` where there is no such finding.
    claims : tuple of ClaimChange
        Claims that it gained, lost, or that changed under it.
    """

    finding_id: str
    how: str
    old: dict | None
    new: dict | None
    claims: tuple[ClaimChange, ...]


@dataclass(frozen=True)
class Diff:
    """What differs between two editions.

    Parameters
    ----------
    old, new : str
        Names of the editions.
    findings : tuple of FindingChange
        Findings that differ, by id.
    claims : tuple of ClaimChange
        Claims of the whole record that came, went or changed, by id.
    """

    old: str
    new: str
    findings: tuple[FindingChange, ...]
    claims: tuple[ClaimChange, ...]

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.findings or self.claims)


def between(root: Path, old: str, new: str = "") -> Diff:
    """Return what differs between two revisions or days.

    Parameters
    ----------
    root : Path
        The project.
    old, new : str
        Each a git revision or a day ``YYYY-MM-DD``; `new` is the working tree where empty.

    Raises
    ------
    StopError
        For a revision or a day that there is not.
    """
    before = of(root, old)
    return compare(before, of(root, new) if new else of_folder(root, "the working tree"))


def of(root: Path, name: str) -> Edition:
    """Return an edition by its day, built where that is needed, or by its revision.

    Raises
    ------
    StopError
        For a revision or a day that there is not.
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", name):
        return of_folder(editions.data(root, name), name)
    if not _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"):
        raise StopError(
            f"{name!r} is neither a revision that git knows here nor a day, YYYY-MM-DD."
        )
    held = {}
    for file in ("findings.json", "claims.csv"):
        shown = _git(root, "show", f"{name}:./{editions.PROCESSED}/{file}")
        if shown is None:
            raise StopError(f"Revision {name!r} holds no {editions.PROCESSED}/{file} to compare.")
        held[file] = shown
    return parsed(name, held["findings.json"], held["claims.csv"])


def of_folder(root: Path, name: str) -> Edition:
    """Return the edition that a project holds as it lies there.

    Raises
    ------
    StopError
        If its pipeline has not run yet.
    """
    held = {}
    for file in ("findings.json", "claims.csv"):
        path = root / editions.PROCESSED / file
        if not path.is_file():
            raise StopError(f"{editions.PROCESSED}/{file} is not made yet; make report makes it.")
        held[file] = path.read_text(encoding="utf-8")
    return parsed(name, held["findings.json"], held["claims.csv"])


def parsed(name: str, findings: str, claims: str) -> Edition:
    """Return an edition from the texts of ``findings.json`` and ``claims.csv``.

    An older edition may lack what was added since; it counts as empty.
    """
    rows = {row["claim_id"]: row for row in csv.DictReader(io.StringIO(claims, newline=""))}
    for row in rows.values():
        reason = row.get("unused_reason") or ""
        row["restates"] = reason.removeprefix(_RETELLING) if reason.startswith(_RETELLING) else ""
    return Edition(name, json.loads(findings), rows)


def _git(root: Path, *args: str) -> str | None:
    """Return what git says, or None where it refuses or there is no git."""
    try:
        done = subprocess.run(["git", "-C", str(root), *args], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8")


def compare(old: Edition, new: Edition) -> Diff:
    """Return what differs between two editions.

    A finding differs where what it states or the rule behind it differs, where it rests on other
    claims, or where a claim that it rests on has changed.
    """
    names = sorted({*old.findings, *new.findings})
    found = [_finding(name, old, new) for name in names]
    claims = _claims(old.claims, new.claims, old, new)
    return Diff(old.name, new.name, tuple(f for f in found if f), claims)


def _finding(name: str, old: Edition, new: Edition) -> FindingChange | None:
    before, after = old.findings.get(name), new.findings.get(name)
    claims = _claims((before or {}).get("claims", ()), (after or {}).get("claims", ()), old, new)
    if before is None or after is None:
        how = "added" if before is None else "removed"
    elif _stated(before) != _stated(after):
        how = "changed"
    elif claims:
        how = "evidence"
    else:
        return None
    return FindingChange(name, how, _stated(before), _stated(after), claims)


def _stated(found: dict | None) -> dict | None:
    return None if found is None else {key: found.get(key) for key in STATED}


def _claims(
    before: Iterable[str], after: Iterable[str], old: Edition, new: Edition
) -> tuple[ClaimChange, ...]:
    """Return how claims came, went or changed from one set to another."""
    before, after = set(before), set(after)
    changes = []
    for claim in sorted(before | after):
        was, now = old.claims.get(claim, {}), new.claims.get(claim, {})
        source = now.get("source_id") or was.get("source_id") or ""
        if claim not in before:
            changes.append(ClaimChange(claim, source, "came"))
        elif claim not in after:
            changes.append(ClaimChange(claim, source, "went"))
        elif moved := _differing(was, now):
            changes.append(ClaimChange(claim, source, "changed", moved))
    return tuple(changes)


def _differing(was: dict, now: dict) -> tuple[tuple[str, str, str], ...]:
    """Return the cells of a claim that differ, with what they held and what they hold."""
    if was == now:
        return ()
    cells = ((key, was.get(key) or "", now.get(key) or "") for key in CLAIMED)
    return tuple(cell for cell in cells if cell[1] != cell[2])


#: More claims than this under one heading are counted instead of listed; the JSON has all of them.
_LIST_UP_TO = 12

_HEADINGS = (
    ("changed", "Findings that differ"),
    ("evidence", "Findings that state the same on other evidence"),
    ("added", "Findings added"),
    ("removed", "Findings removed"),
)


def words(diff: Diff) -> str:
    """Return a difference as text for people, or one sentence where there is none."""
    if not diff:
        return f"Nothing differs between {diff.old} and {diff.new}: same findings, same claims."
    lines = [f"From {diff.old} to {diff.new}:"]
    for how, heading in _HEADINGS:
        found = [finding for finding in diff.findings if finding.how == how]
        if found:
            lines += ["", f"{heading} ({len(found)})"]
        for finding in found:
            lines += _finding_lines(finding)
    if not diff.findings:
        lines += ["", "No finding differs."]
    shown = {claim.claim_id for finding in diff.findings for claim in finding.claims}
    rest = [claim for claim in diff.claims if claim.claim_id not in shown]
    if rest:
        lines += ["", f"Claims on which no finding above rests ({len(rest)})", *_claim_lines(rest)]
    return "\n".join(lines)


def as_json(diff: Diff) -> str:
    """Return a difference as JSON, every claim of it."""
    data = {
        "old": diff.old,
        "new": diff.new,
        "findings": [
            {
                "finding_id": finding.finding_id,
                "how": finding.how,
                "old": finding.old,
                "new": finding.new,
                "claims": [_claim_data(claim) for claim in finding.claims],
            }
            for finding in diff.findings
        ],
        "claims": [_claim_data(claim) for claim in diff.claims],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _claim_data(claim: ClaimChange) -> dict:
    moved = {column: {"old": old, "new": new} for column, old, new in claim.changed}
    return {
        "claim_id": claim.claim_id,
        "source_id": claim.source_id,
        "how": claim.how,
        "changed": moved,
    }


def _finding_lines(finding: FindingChange) -> list[str]:
    lines = [f"  {finding.finding_id}"]
    if finding.how == "evidence":
        lines.append(f"    still:   {_value(finding.new)}")
    else:
        lines += [f"    old:     {_value(finding.old)}"] if finding.old else []
        lines += [f"    new:     {_value(finding.new)}"] if finding.new else []
    if finding.old and finding.new and finding.old["rule"] != finding.new["rule"]:
        lines += [f"    rule was: {finding.old['rule']}", f"    rule is:  {finding.new['rule']}"]
    return lines + _claim_lines(finding.claims, "    ")


def _value(stated: dict) -> str:
    """Return a value in words with its unit and its bounds."""
    if stated["value"] is None:
        return "not known"
    unit = f" {stated['unit']}" if stated["unit"] else ""
    low, high = stated["low"], stated["high"]
    if low == high:
        return f"{stated['text']}{unit}"
    shown = ["open" if bound is None else str(bound) for bound in (low, high)]
    return f"{stated['text']}{unit} (from {shown[0]} to {shown[1]})"


def _claim_lines(claims: Iterable[ClaimChange], indent: str = "  ") -> list[str]:
    lines = []
    for how in ("came", "went", "changed"):
        some = [claim for claim in claims if claim.how == how]
        shown = ", ".join(f"{c.claim_id} ({c.source_id}){_moved(c)}" for c in some[:_LIST_UP_TO])
        more = f" and {len(some) - _LIST_UP_TO} more" if len(some) > _LIST_UP_TO else ""
        if some:
            lines.append(f"{indent}{how + ':':<8} {shown}{more}")
    return lines


def _moved(claim: ClaimChange) -> str:
    moves = [f"{column} {old or 'none'} to {new or 'none'}" for column, old, new in claim.changed]
    return f": {', '.join(moves)}" if moves else ""
