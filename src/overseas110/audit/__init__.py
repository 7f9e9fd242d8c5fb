"""Named checks of the whole project: each passes, fails, or is not possible here.

A check is a function of `Here`; its name, with dashes, is the check's, and its docstring the rule.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from overseas110.audit import (
    cards,
    exports,
    numbers,
    outputs,
    people,
    rebuild,
    recompute,
    record,
    site,
    snapshots,
    stated,
    together,
    tools,
)
from overseas110.audit.here import Here
from overseas110.audit.result import FAIL, NOT_HERE, PASS, Result
from overseas110.audit.together import Check
from overseas110.problems import StopError
from overseas110.trace_files import Files

#: What each check is about, in the order of the report.
SUBJECTS: dict[str, tuple[Check, ...]] = {
    "The coded record": (
        record.coded_sheets,
        record.claims_have_sources,
        record.corrections_match,
        record.conflicts_hold,
        record.locators_inside,
    ),
    "The sources' own words": (
        snapshots.snapshots_match,
        snapshots.words_at_locators,
        snapshots.no_borrowed_words,
    ),
    "What was made from what": (
        record.typed_tables,
        recompute.findings_recompute,
        recompute.findings_merged,
        outputs.lock_stages,
        outputs.lock_inputs,
        outputs.lock_outputs,
        outputs.environment,
        rebuild.rebuild,
    ),
    "Every number has an origin": (
        numbers.numbers_written,
        numbers.numbers_rendered,
        numbers.numbers_in_pdf,
        numbers.findings_used,
        stated.stated_values,
        cards.cards_told,
    ),
    "The site": (
        site.site_files,
        site.site_inputs,
        site.site_commit,
        site.links_inside,
        site.links_allowed,
        tools.html_valid,
        tools.json_ld_valid,
        exports.lineage_exports,
        exports.exports_valid,
    ),
    "People and places": (
        people.contacts,
        people.private_names,
        people.places_coarse,
        people.actors_by_role,
    ),
}


def name_of(check: Check) -> str:
    """Return the name of a check."""
    return check.__name__.replace("_", "-")


def rule_of(check: Check) -> str:
    """Return what a check holds, in one sentence."""
    return (check.__doc__ or "").strip()


CHECKS: dict[str, Check] = {
    name_of(check): check for checks in SUBJECTS.values() for check in checks
}


def run(
    root: Path,
    *,
    snapshots: Path | None = None,
    names: Path | None = None,
    rebuild: bool = False,
    tools: bool = False,
    only: Iterable[str] = (),
) -> list[Result]:
    """Run the checks and return their results, in their order.

    Parameters
    ----------
    root : Path
        The project.
    snapshots : Path or None
        Folder of the sources' texts.
    names : Path or None
        List of private names, outside the project.
    rebuild : bool
        Whether to build everything again in a scratch clone.
    tools : bool
        Whether to run the validators of others, too, which take their time.
    only : iterable of str
        Names of the checks to run; all where empty. What is named runs, be it a tool or not.

    Raises
    ------
    StopError
        For a check that there is not, a folder of snapshots that is not there, or a list of names
        that must not lie where it does.
    """
    wanted = _wanted(only)
    if snapshots is not None and not snapshots.is_dir():
        raise StopError(f"There is no folder of snapshots at {snapshots}.")
    if names is not None:
        people.read_names(names, root)
    here = Here(
        root.resolve(),
        snapshots and snapshots.resolve(),
        names and names.resolve(),
        rebuild,
        tools or bool(only),
    )
    with contextlib.chdir(root):
        # Single checks need no processes; what they read is soon read.
        run_them = together.answers if only else together.answers_beside
        answers = run_them(wanted, here)
    return [
        Result(name_of(c), answers[c].state, answers[c].detail, answers[c].problems) for c in wanted
    ]


def _wanted(only: Iterable[str]) -> list[Check]:
    asked = list(only)
    for name in asked:
        if name not in CHECKS:
            raise StopError(f"There is no check {name!r}; there are {', '.join(CHECKS)}.")
    return [check for name, check in CHECKS.items() if not asked or name in asked]


def failed(results: list[Result]) -> bool:
    """Return whether any check failed."""
    return any(result.state == FAIL for result in results)


def as_json(results: list[Result]) -> str:
    """Return the results for machines: ``{"failed": …, "checks": [{check, state, …, rule}]}``."""
    told = [{**asdict(result), "rule": rule_of(CHECKS[result.check])} for result in results]
    return json.dumps({"failed": failed(results), "checks": told}, ensure_ascii=False, indent=1)


def ground(root: Path) -> str:
    """Return what was audited: the commit, and how many tracked files differ from it.

    An audit of changed files speaks for nobody else's copy.
    """
    commit, changed = Files(root).commit
    if not commit:
        return "files that are in no repository"
    first = f"; the first is {min(changed)}" if changed else ""
    differ = f", with changes in {len(changed)} tracked files{first}" if changed else ""
    return f"commit {commit[:12]}{differ}"


def words(results: list[Result]) -> str:
    """Return the results as text: a line a check, and how many there are of each state."""
    width = max(len(result.check) for result in results)
    lines = [
        f"{result.state:<{len(NOT_HERE)}}  {result.check:<{width}}  {result.detail}"
        for result in results
    ]
    counted = [
        f"{sum(result.state == state for result in results)} {state}"
        for state in (PASS, FAIL, NOT_HERE)
    ]
    return "\n".join([*lines, f"audit: {', '.join(counted)}"])
