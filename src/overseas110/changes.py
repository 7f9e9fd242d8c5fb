"""How the findings move from one edition to another: the stage behind the page of changes.

For each other edition the notebooks run on a copy of the project, in this process and with forked
kernels: the pipeline's own bookkeeping would cost more than the notebooks do.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd

from overseas110 import diff, editions, findings, kernels, notebooks, paths, show, tables
from overseas110.params import Params
from overseas110.problems import StopError
from overseas110.values import date_words

#: What the notebooks import besides what every kernel does; forked kernels have it at once.
_WARM = (
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "pycountry",
    "tabulate",
    "pandera.backends.pandas.builtin_checks",
    "pandera.pandas",
    "overseas110.charts_responses",
    "overseas110.charts_returns",
    "overseas110.clean",
    "overseas110.conflicts",
    "overseas110.constraints",
    "overseas110.maps",
    "overseas110.responses",
    "overseas110.returns_tables",
    "overseas110.station_tables",
    "overseas110.timeline",
)

#: What the edition is called in which disputed claims count the other way round.
OTHER = "disputed"

#: More claims than this behind one change are not all linked; the evidence page has them.
_LINK_UP_TO = 3


def run(root: Path, values: Params, say: Callable[[str], None]) -> None:
    """Run the earlier editions and write what differs between them as outputs of the stage.

    Parameters
    ----------
    root : Path
        The project.
    values : Params
        Parameters of the present edition; `Params.earlier` are the days to compare with.
    say : callable
        Called with a line about the progress.

    Raises
    ------
    StopError
        If a notebook stops on an earlier day; its name and the day are said.
    """
    stems = stating(root)
    with tempfile.TemporaryDirectory(prefix="overseas110-") as folder:
        made = _run_all(root, Path(folder), values, stems, say)
    found = [made[day] for day in values.earlier]
    now = diff.of_folder(root, values.as_of)
    own = {name: item for name, item in now.findings.items() if item["notebook"] in stems}
    found.append(replace(now, findings=own))
    tables.write(table(found), paths.output("edition_findings.csv"))
    tables.write(table([made[OTHER]]), paths.output("disputed_findings.csv"))
    with paths.written(paths.output("tables/disputed.md")) as beside:
        beside.write_text(disputed(found[-1], made[OTHER]), encoding="utf-8")
    with paths.written(paths.output("tables/changes.md")) as beside:
        beside.write_text(sections(found), encoding="utf-8")


def stating(root: Path) -> list[str]:
    """Return the notebooks that state findings of the whole report, in the order of the stages.

    The profiles of countries state findings too; they are left out, for there are many.
    """
    return [
        notebooks.NOTEBOOKS[name]
        for name, stage in notebooks.stages(root).items()
        if name in notebooks.NOTEBOOKS
        and f"data/processed/findings/{notebooks.NOTEBOOKS[name]}.json" in notebooks.outputs(stage)
    ]


def _run_all(
    root: Path, folder: Path, values: Params, stems: list[str], say: Callable[[str], None]
) -> dict[str, diff.Edition]:
    """Return the other editions by their names; they run side by side.

    They are those of the earlier days, and `OTHER`: this edition as it would be if disputed
    claims counted, or, where they do, if not.
    """
    asked = {day: replace(values, as_of=day) for day in values.earlier}
    asked[OTHER] = replace(values, include_disputed=not values.include_disputed)
    kernels.use_forked_kernels()
    kernels.warm(*_WARM)

    def one(name: str) -> diff.Edition:
        made = _run_one(root, folder / name, name, asked[name], stems)
        say(f"the edition {name!r} has {len(made.claims)} claims")
        return made

    with (
        paths.unstaged(),
        _undrawn(),
        ThreadPoolExecutor(min(len(asked), 2 * (os.cpu_count() or 1))) as pool,
    ):
        # The largest first, so that none is left to run alone.
        return {made.name: made for made in pool.map(one, reversed(asked))}


def disputed(now: diff.Edition, other: diff.Edition) -> str:
    """Return the findings that change with ``include_disputed`` as a Markdown table.

    Parameters
    ----------
    now, other : Edition
        This edition, and the same with the parameter the other way round.
    """
    moved = [f for f in diff.compare(now, other).findings if f.how != "evidence"]
    rows = [
        {
            "Finding": f"[{f.finding_id.replace('_', ' ')}](evidence.qmd#f-{f.finding_id}){{.id}}",
            "As this edition counts": show.finding(f.finding_id),
            "The other way round": f"{{{{< was {f.finding_id} {OTHER} >}}}}",
            "Claims that it depends on": _linked([claim.claim_id for claim in f.claims]),
        }
        for f in moved
        if f.finding_id in now.findings and f.finding_id in other.findings
    ]
    columns = [
        "Finding",
        "As this edition counts",
        "The other way round",
        "Claims that it depends on",
    ]
    if not rows:
        return "No finding of this edition changes.\n"
    return show.markdown(pd.DataFrame(rows, columns=columns), (4, 4, 4, 6))


@contextmanager
def _undrawn() -> Iterator[None]:
    """Let the notebooks draw nothing: of another edition only the findings are kept."""
    os.environ[paths.UNDRAWN_VARIABLE] = "1"
    try:
        yield
    finally:
        del os.environ[paths.UNDRAWN_VARIABLE]


def _run_one(
    root: Path, project: Path, name: str, values: Params, stems: list[str]
) -> diff.Edition:
    """Return one edition, its notebooks run one after the other in a project of their own."""
    # No page is made of it, and the library that runs is this one.
    editions.mirror(root, project, values.as_of, ("data", "notebooks"))
    for stem in stems:
        path = project / "notebooks" / f"{stem}.ipynb"
        try:
            notebooks.execute(path, notebooks.chosen(path, values), project, name)
        except StopError as error:
            _keep_logs(project / "logs", root / "logs", name)
            raise StopError(f"In the edition {name!r}: {error}") from None
    processed = project / editions.PROCESSED
    merged = findings.merge(processed, tables.read(processed / "claims.csv"))
    findings.write(merged, processed / "findings.json")
    return diff.of_folder(project, name)


def _keep_logs(there: Path, here: Path, name: str) -> None:
    here.mkdir(exist_ok=True)
    for path in there.glob("*.log"):
        shutil.copy(path, here / f"{path.stem}-{name}.log")


def table(found: list[diff.Edition]) -> pd.DataFrame:
    """Return every finding on every day.

    Parameters
    ----------
    found : list of Edition
        Named by their days, in order.

    Returns
    -------
    pandas.DataFrame
        One row a finding and day: finding_id, as_of, kind, value, text, unit, low, high, n_claims.
    """
    keys = ("kind", "value", "text", "unit", "low", "high", "n_claims")
    rows = [
        (name, edition.name, *(edition.findings[name][key] for key in keys))
        for name in sorted({name for edition in found for name in edition.findings})
        for edition in found
        if name in edition.findings
    ]
    # As objects, or a missing bound would turn the counts of a column into fractions.
    return pd.DataFrame(rows, columns=["finding_id", "as_of", *keys], dtype=object)


def sections(found: list[diff.Edition]) -> str:
    """Return the findings that differ as Markdown: a heading and a table for each notebook.

    Parameters
    ----------
    found : list of Edition
        Named by their days, in order; the last is the present one.
    """
    if len(found) < 2:
        return "There is no earlier edition to compare this one with.\n"
    steps = [diff.compare(old, new) for old, new in pairwise(found)]
    moved = {f.finding_id for step in steps for f in step.findings if f.how != "evidence"}
    moved &= set(found[-1].findings)
    if not moved:
        return "No finding differs between these editions.\n"
    lines = []
    for stem in sorted({found[-1].findings[name]["notebook"] for name in moved}, key=_place):
        names = sorted(n for n in moved if found[-1].findings[n]["notebook"] == stem)
        rows = pd.DataFrame([_row(name, found, steps) for name in names])
        lines += _section(stem, show.markdown(rows, (4, *(3 for _ in found), 9)))
    return "\n".join(lines)


def _place(stem: str) -> tuple[bool, str]:
    """Return what sorts the notebooks: how large the record is comes after what it says."""
    return stem == "01_clean", stem


def _section(stem: str, rows: str) -> list[str]:
    number, _, name = stem.partition("_")
    name = "the record itself" if stem == "01_clean" else name
    return [
        f"### {name[0].upper()}{name[1:]} {{#changes-{number}}}",
        "",
        f'::: {{.scroll role="region" tabindex="0" aria-label="Table of changes: {name}"}}',
        rows,
        f": Findings on {name} that differ between editions {{#tbl-changes-{number}}}",
        ":::",
        "",
    ]


def _row(name: str, found: list[diff.Edition], steps: list[diff.Diff]) -> dict[str, str]:
    """Return one finding: its value on each day, in bold where it moved, and what moved it."""
    changes = [{f.finding_id: f for f in step.findings} for step in steps]
    moves = [change.get(name) for change in changes]
    moves = [move if move and move.how != "evidence" else None for move in moves]
    words, unit = name.replace("_", " "), found[-1].findings[name]["unit"]
    beside = "" if unit in words else f" {show.escape(unit)}"
    row = {"Finding": f"[{words}](evidence.qmd#f-{name}){{.id}}{beside}"}
    for edition, move in zip(found, [None, *moves], strict=True):
        shown = f"{{{{< was {name} {edition.name} >}}}}"
        if edition is found[-1]:
            shown = show.finding(name)
        elif name not in edition.findings:
            shown = "not stated"
        row[_day(edition.name)] = f"**{shown}**" if move else shown
    told = [_told(edition.name, m) for edition, m in zip(found[1:], moves, strict=True) if m]
    row["Claims that moved it, by edition"] = " ".join(told)
    return row


def _day(day: str) -> str:
    """Return a day as what it is, the name of an edition; headings take no shortcode on a phone."""
    return f"[{date_words(day)}]{{.edition}}"


def _told(day: str, move: diff.FindingChange) -> str:
    """Return the claims behind one change: those that came or changed, and those that count no more."""
    stayed = [claim.claim_id for claim in move.claims if claim.how != "went"]
    gone = [claim.claim_id for claim in move.claims if claim.how == "went"]
    parts = [_linked(stayed)] if stayed else []
    parts += [f"without {_linked(gone)}"] if gone else []
    none = "stated for the first time" if move.how == "added" else "the same claims, counted anew"
    return f"{_day(day)}: {', '.join(parts) or none}."


def _linked(claims: list[str]) -> str:
    return show.ref(claims[:_LINK_UP_TO]) + (" and others" if len(claims) > _LINK_UP_TO else "")
