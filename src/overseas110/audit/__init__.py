"""Named checks of the whole project: each passes, fails, or is not possible here.

A check is a function of `Here`; its name, with dashes, is the check's, and its docstring the rule.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from overseas110.audit import (
    exports,
    numbers,
    outputs,
    people,
    rebuild,
    recompute,
    record,
    site,
    snapshots,
    tools,
)
from overseas110.audit.here import Here
from overseas110.audit.result import FAIL, NOT_HERE, PASS, Answer, Result
from overseas110.problems import StopError

Check = Callable[[Here], Answer]

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
        site.stated_values,
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
    ),
    "People and places": (
        people.contacts,
        people.private_names,
        people.places_coarse,
        people.actors_by_role,
    ),
}

#: Checks that clean the sheets and run the notebooks' cells: they share what was read, in a process
#: of their own, so that the others need not wait.
_APART = (
    record.coded_sheets,
    record.claims_have_sources,
    record.corrections_match,
    record.conflicts_hold,
    record.locators_inside,
    record.typed_tables,
    recompute.findings_recompute,
    recompute.findings_merged,
)
#: Checks that wait for a program: they run beside the others.
_WAITING = (site.links_inside, tools.html_valid, tools.json_ld_valid, rebuild.rebuild)


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
    only : iterable of str
        Names of the checks to run; all where empty.

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
        root.resolve(), snapshots and snapshots.resolve(), names and names.resolve(), rebuild
    )
    apart = [check for check in wanted if check in _APART] if not only else []
    with contextlib.chdir(root), ThreadPoolExecutor(len(_WAITING) + 1) as pool:
        child = pool.submit(_run_apart, here, apart) if apart else None
        # What several threads want is read before they begin.
        _ = here.pages if set(wanted) & set(_WAITING) else None
        waiting = {c: pool.submit(_answer, c, here) for c in wanted if c in _WAITING}
        answers = {c: _answer(c, here) for c in wanted if c not in waiting and c not in apart}
        answers |= {check: future.result() for check, future in waiting.items()}
        answers |= child.result() if child else {}
    return [
        Result(name_of(c), answers[c].state, answers[c].detail, answers[c].problems) for c in wanted
    ]


def _wanted(only: Iterable[str]) -> list[Check]:
    asked = list(only)
    for name in asked:
        if name not in CHECKS:
            raise StopError(f"There is no check {name!r}; there are {', '.join(CHECKS)}.")
    return [check for name, check in CHECKS.items() if not asked or name in asked]


def _answer(check: Check, here: Here) -> Answer:
    """Return the answer of a check; one that breaks has failed, and says how."""
    try:
        return check(here)
    except Exception as error:
        told = " ".join(f"the check stopped: {type(error).__name__}: {error}".split())
        return Answer(FAIL, told, (told,))


def _run_apart(here: Here, checks: list[Check]) -> dict[Check, Answer]:
    """Return the answers of `checks`, run by a process of their own."""
    command = [sys.executable, "-m", "overseas110", "audit", "--json"]
    command += [part for check in checks for part in ("--only", name_of(check))]
    done = subprocess.run(
        command, cwd=here.root, capture_output=True, text=True, env={**os.environ}
    )
    try:
        said = {item["check"]: item for item in json.loads(done.stdout)["checks"]}
    except ValueError:
        told = " ".join(f"the checks stopped: {done.stderr.strip()[-200:]}".split())
        return dict.fromkeys(checks, Answer(FAIL, told, (told,)))
    return {
        check: Answer(item["state"], item["detail"], tuple(item["problems"]))
        for check, item in ((check, said[name_of(check)]) for check in checks)
    }


def failed(results: list[Result]) -> bool:
    """Return whether any check failed."""
    return any(result.state == FAIL for result in results)


def as_json(results: list[Result]) -> str:
    """Return the results for machines: ``{"failed": …, "checks": [{check, state, …, rule}]}``."""
    told = [{**asdict(result), "rule": rule_of(CHECKS[result.check])} for result in results]
    return json.dumps({"failed": failed(results), "checks": told}, ensure_ascii=False, indent=1)


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
