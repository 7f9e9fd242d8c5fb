"""Which checks run in one process, and how the processes run side by side.

Checks of a group share what they read, in one `Here`. A group is a process; what several groups
need is imported before they part.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from functools import partial

from overseas110 import beside
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
    tools,
)
from overseas110.audit.here import Here
from overseas110.audit.result import FAIL, Answer
from overseas110.problems import StopError

Check = Callable[[Here], Answer]

#: The groups: those that take longest first, so that none of them begins when the others are done.
GROUPS: tuple[tuple[Check, ...], ...] = (
    # What is cleaned for the one is there for the others.
    (
        recompute.findings_recompute,
        record.coded_sheets,
        record.claims_have_sources,
        record.corrections_match,
        record.locators_inside,
        record.typed_tables,
        record.conflicts_hold,
        recompute.findings_merged,
    ),
    (exports.exports_valid,),
    (tools.html_valid, tools.json_ld_valid),
    # Pages and PDF, read once.
    (
        people.contacts,
        people.private_names,
        snapshots.no_borrowed_words,
        numbers.numbers_in_pdf,
        stated.stated_values,
        site.links_allowed,
    ),
    (
        numbers.numbers_rendered,
        site.links_inside,
        exports.lineage_exports,
        cards.cards_told,
        numbers.numbers_written,
        numbers.findings_used,
        site.site_files,
        site.site_inputs,
        site.site_commit,
        outputs.lock_stages,
        outputs.lock_inputs,
        outputs.lock_outputs,
        outputs.environment,
        snapshots.snapshots_match,
        snapshots.words_at_locators,
        people.places_coarse,
        people.actors_by_role,
    ),
    (rebuild.rebuild,),
)

#: What several groups import.
_SHARED = ("pandas", "lxml.html", "overseas110.tables", "overseas110.trace_files")


def answers(checks: Iterable[Check], here: Here) -> dict[Check, Answer]:
    """Return the answers of checks, run one after the other in this process."""
    return {check: _answer(check, here) for check in checks}


def answers_beside(checks: Iterable[Check], here: Here) -> dict[Check, Answer]:
    """Return the answers of checks, run side by side by groups."""
    wanted = set(checks)
    groups = [own for group in GROUPS if (own := [check for check in group if check in wanted])]
    for name in _SHARED:
        importlib.import_module(name)
    told = beside.run([partial(_told, group, here) for group in groups])
    return {
        check: answer
        for group, said in zip(groups, told, strict=True)
        for check, answer in zip(group, _of_each(group, said), strict=True)
    }


def _told(group: list[Check], here: Here) -> list[Answer]:
    return list(answers(group, here).values())


def _of_each(group: list[Check], said: list[Answer] | StopError) -> list[Answer]:
    return [_broken(said)] * len(group) if isinstance(said, StopError) else said


def _answer(check: Check, here: Here) -> Answer:
    """Return the answer of a check; one that breaks has failed, and says how."""
    try:
        return check(here)
    except Exception as error:
        return _broken(f"{type(error).__name__}: {error}")


def _broken(why: object) -> Answer:
    told = " ".join(f"the check stopped: {why}".split())
    return Answer(FAIL, told, (told,))
