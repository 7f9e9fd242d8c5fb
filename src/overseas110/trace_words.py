"""A trace in words, on one screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from overseas110.trace import Claim, File, Found, Place, Source, Stage, Trace

#: Lines of a section before the rest is only counted; with `everything` there is no end.
_SHOWN = 5
_WIDTH = 160


def words(trace: Trace, *, everything: bool = False) -> str:
    """Return a chain as text: from the pages down to the sources, then files and commit.

    Parameters
    ----------
    trace : Trace
        The chain.
    everything : bool
        Whether long lists are shown whole.
    """
    most = None if everything else _SHOWN
    lines = [f"{trace.kind} {trace.id}: {_short(trace.what, everything)}", ""]
    sections: Sequence[tuple[str, Iterable[str]]] = (
        ("shown at", _places(trace.places)),
        ("findings", map(_finding, trace.findings)),
        ("stages", map(_stage, trace.stages)),
        ("claims", map(_claim, trace.claims)),
        ("sources", map(_source, trace.sources)),
        ("files", map(_file, trace.files)),
    )
    for title, items in sections:
        lines += _section(title, list(items), most, everything)
    lines.append(f"{'commit':<9} {trace.commit or 'not in a repository'}{_dirty(trace)}")
    return "\n".join(lines)


def _section(title: str, items: list[str], most: int | None, everything: bool) -> list[str]:
    if not items:
        return [f"{title:<9} none"]
    kept = items[:most]
    lines = []
    for number, item in enumerate(kept):
        for part in item.split("\n"):
            head = title if number == 0 and not lines else ""
            lines.append(f"{head:<9} {part if everything else _short(part, False)}")
    if len(items) > len(kept):
        lines.append(f"{'':<9} … and {len(items) - len(kept)} more (--all)")
    return lines


def _short(text: str, everything: bool) -> str:
    if everything or len(text) <= _WIDTH:
        return text
    return text[: _WIDTH - 2].rsplit(" ", 1)[0] + " …"


def _places(places: tuple[Place, ...]) -> list[str]:
    """Return the places, one line of a file a line; what shows on several pages is told once."""
    told: dict[tuple[str, str, int], list[str]] = {}
    for place in places:
        named = told.setdefault((place.page, place.file, place.line), [])
        if place.target not in named:
            named.append(place.target)
    return [
        f"{page} ← {file}:{line} ({', '.join(named[:4])}{', …' if len(named) > 4 else ''})"
        for (page, file, line), named in told.items()
    ]


def _finding(item: Found) -> str:
    unit = f" {item.unit}" if item.unit and item.unit != "%" else ""
    claims = _several(item.n_claims, "claim")
    return (
        f"{item.id} = {item.text}{unit} ← {item.notebook} cell {item.cell} "
        f"({_name(item.file)}:{item.line}), {claims}, {item.entry}"
    )


def _stage(item: Stage) -> str:
    values = ", ".join(f"{name}={value}" for name, value in item.params.items()) or "no parameters"
    return f"{item.name}: {item.command} ({values})"


def _claim(item: Claim) -> str:
    rows = ", ".join(f"{_name(file)}:{line}" for file, line in item.processed.items())
    counts = "counts" if item.used else f"does not count: {item.unused_reason}"
    used = f"; used in {_several(len(item.findings), 'finding')}" if item.findings else ""
    retells = f"; retells {item.restates}" if item.restates else ""
    retold = f"; retold by {len(item.retold_by)}" if item.retold_by else ""
    clash = f"; in {_several(len(item.conflicts), 'conflict')}" if item.conflicts else ""
    standing = "" if item.standing == "ok" else f"; {item.standing}"
    return (
        f"{item.id}: {textwrap.shorten(item.says, 60, placeholder=' …')} ({item.asserted_by})\n"
        f"  {rows} ← {item.raw_file}:{item.raw_line} ← {item.source} {item.locator} ({item.basis})\n"
        f"  {item.entry}; {counts}{standing}{retells}{retold}{clash}{used}"
    )


def _several(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _name(file: str) -> str:
    return file.removeprefix("data/processed/")


def _source(item: Source) -> str:
    snapshot = f"sha256 {item.snapshot_sha256[:12]}…" if item.snapshot_sha256 else "no snapshot"
    address = item.address or f"link: {item.link}"
    return (
        f"{item.id}: {item.publisher}, {item.published}; {snapshot}; {_several(item.n_claims, 'claim')}; "
        f"{item.raw_file}:{item.raw_line}; {address}"
    )


def _file(item: File) -> str:
    by = f" by {item.stage}" if item.stage else ""
    state = {
        "same": "as recorded",
        "differs": "DIFFERS from dvc.lock",
        "missing": "MISSING",
        "in a folder": "recorded with its folder",
        "not recorded": "no input or output of a stage",
    }[item.state]
    return f"{item.path}{by}: md5 {item.md5[:12] or '-'} ({state})"


def _dirty(trace: Trace) -> str:
    changed = [item.path for item in trace.files if item.changed]
    return f", with changes since in {', '.join(changed)}" if changed else ""
