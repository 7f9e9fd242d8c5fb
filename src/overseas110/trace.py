"""The whole chain of one thing, both ways: page, finding, cell, rows, source, hashes.

Whatever is asked for, the answer has one form: the places of the report that show it, the
findings, the stages, the claims with their rows, the sources, and the files with their hashes.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from overseas110.problems import StopError
from overseas110.trace_files import PROCESSED, RAW, SHEETS, Files, outputs

#: Shortcodes that name a finding, and those that name a claim.
_OF_FINDINGS = ("finding", "was")
_OF_CLAIMS = ("claim", "date", "ref")


@dataclass(frozen=True)
class Place:
    """A place of the report: page of the site, file and line, and the shortcode there."""

    page: str
    file: str
    line: int
    shortcode: str
    target: str


@dataclass(frozen=True)
class Found:
    """A finding: what it states, its entry in the site, where it is computed and stored."""

    id: str
    entry: str
    text: str
    unit: str
    rule: str
    notebook: str
    cell: str
    stage: str
    file: str
    line: int
    n_claims: int


@dataclass(frozen=True)
class Stage:
    """A stage: its command, its notebook, and the parameters that it reads with their values."""

    name: str
    command: str
    notebook: str
    params: dict[str, object]


@dataclass(frozen=True)
class Claim:
    """A claim: who says what where, its entry in the site, whether it counts, the rows that hold it."""

    id: str
    entry: str
    says: str
    source: str
    asserted_by: str
    locator: str
    basis: str
    anchor: str
    standing: str
    used: bool
    unused_reason: str
    processed: dict[str, int]
    raw_file: str
    raw_line: int
    findings: tuple[str, ...]
    charts: tuple[str, ...]
    restates: str
    retold_by: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A source: what it is, its entry in the site, and the hash of the snapshot that was coded."""

    id: str
    entry: str
    publisher: str
    title: str
    published: str
    standing: str
    link: str
    address: str
    snapshot_sha256: str
    raw_file: str
    raw_line: int
    n_claims: int


@dataclass(frozen=True)
class File:
    """A file: the stage that makes it, the MD5 that ``dvc.lock`` records, and how the file compares."""

    path: str
    stage: str
    md5: str
    state: str
    changed: bool


@dataclass(frozen=True)
class Trace:
    """The chain of one thing.

    Parameters
    ----------
    id, kind : str
        What was asked for, and what it is: ``finding``, ``claim``, ``source``, ``chart``,
        ``table``, ``page``, ``conflict``, ``stage`` or ``file``.
    what : str
        What it says, in a line.
    commit : str
        The commit of the project; empty outside a repository.
    places, findings, stages, claims, sources, files : tuple
        The chain. Of a page or file with many claims these are all of them.
    """

    id: str
    kind: str
    what: str
    commit: str
    places: tuple[Place, ...]
    findings: tuple[Found, ...]
    stages: tuple[Stage, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    files: tuple[File, ...]


def of(root: Path, name: str) -> Trace:
    """Return the chain of a finding, claim, source, chart, table, page, conflict, stage or file.

    Parameters
    ----------
    root : Path
        The project.
    name : str
        An id, a name, or a path from the root. A page by its address (``returns.html``) or file;
        a stage with the name of a page or chart as ``stage:returns``.

    Raises
    ------
    StopError
        For what is none of these; the nearest are named.
    """
    files = Files(root)
    asked = _entry(name.removeprefix("./").removeprefix("report/_site/"))
    for kind, find in _KINDS.items():
        found = find(files, asked)
        if found is not None:
            return _chain(files, asked, kind, *found)
    raise StopError(_unknown(files, name))


def _entry(name: str) -> str:
    """Return what an address of an entry leads to: ``evidence.html#f-ID`` to the finding."""
    page, _, anchor = name.rpartition("#")
    return anchor[2:] if page.endswith(".html") and anchor[:2] in ("f-", "c-", "s-", "x-") else name


def as_json(trace: Trace) -> str:
    """Return a chain for machines: the fields of `Trace`, always all of them."""
    return json.dumps(asdict(trace), ensure_ascii=False, indent=1)


def _finding(files: Files, name: str):
    found = files.findings.get(name)
    if found is None:
        return None
    unit = f" {found['unit']}" if found["unit"] else ""
    places = [use for use in files.uses if use.shortcode in _OF_FINDINGS and use.target == name]
    return f"{found['text']}{unit}. {found['rule']}", places, [name], found["claims"], []


def _claim(files: Files, name: str):
    if name not in files.claims:
        return None
    findings = _closest(files, {name})
    return _says(files.claims[name]), _places(files, findings, [name]), findings, [name], []


def _source(files: Files, name: str):
    if name not in files.sources:
        return None
    claims = [i for i, row in files.claims.items() if row["source_id"] == name]
    findings = _closest(files, set(claims))
    row = files.sources[name]
    what = f"{row['publisher']}: {row['title']}"
    return what, _places(files, findings, claims), findings, claims, []


def _closest(files: Files, claims: set[str]) -> list[str]:
    """Return the findings that rest on any of `claims`: those on the fewest claims first."""
    found = [i for i, item in files.findings.items() if not claims.isdisjoint(item["claims"])]
    return sorted(found, key=lambda i: files.findings[i]["n_claims"])


def _chart(files: Files, name: str):
    path = Path(name)
    inside = path.parent.as_posix() in (f"{PROCESSED}/figures", "figures", "report/figures", ".")
    if not inside or path.suffix not in ("", ".svg", ".json"):
        return None
    chart = path.stem.removesuffix("-wide").removesuffix("-narrow")
    if chart not in files.charts:
        return None
    held = files.charts[chart]
    claims = [claim for claim in held["claims"] if claim in files.claims]
    places = [use for use in files.uses if use.shortcode == "chart" and use.target == chart]
    drawn = f"{PROCESSED}/figures/"
    own = [file for file in files.maker if file.startswith(drawn) and _stem(file) == chart]
    return held["title"], places, [], claims, own


def _stem(name: str) -> str:
    return Path(name).stem.removesuffix("-wide").removesuffix("-narrow")


def _page(files: Files, name: str):
    pages = {use.page: use.file for use in reversed(files.uses)} | {
        f"{path.stem}.html": f"report/{path.name}" for path in files.path("report").glob("*.qmd")
    }
    path = Path(name)
    shown = {f"report/{page.removesuffix('.html')}.qmd": page for page in pages}
    shown |= {page.removesuffix(".html"): page for page in pages}
    shown |= {f"{page.removesuffix('.html')}.qmd": page for page in pages}
    if path.name == "page.md":
        shown[name] = f"countries/{path.parent.name.lower()}.html"
    page = name if name in pages else shown.get(name)
    if page is None or page not in pages:
        return None
    places = [use for use in files.uses if use.page == page]
    if page in _LISTS:
        what, held = _LISTS[page]
        findings, claims = held(files)
        return what, places, findings, claims, [pages[page]]
    return f"{len(places)} uses on this page", places, *_named(files, places), [pages[page]]


#: Pages that no shortcode makes, and what they list.
_LISTS = {
    "evidence.html": ("an entry for every finding", lambda files: (list(files.findings), [])),
    "record.html": ("an entry for every claim", lambda files: ([], list(files.claims))),
    "sources.html": ("an entry for every source", lambda files: ([], list(files.claims))),
}


def _named(files: Files, places: Iterable) -> tuple[list[str], list[str]]:
    """Return the findings and claims that some places name, or draw, each once."""
    places = list(places)
    findings = dict.fromkeys(p.target for p in places if p.shortcode in _OF_FINDINGS)
    claims = dict.fromkeys(p.target for p in places if p.shortcode in _OF_CLAIMS)
    for use in places:
        if use.shortcode == "chart" and use.target in files.charts:
            claims |= dict.fromkeys(files.charts[use.target]["claims"])
    for finding in findings:
        claims |= dict.fromkeys(files.findings.get(finding, {"claims": []})["claims"])
    known = [i for i in findings if i in files.findings]
    return known, [i for i in claims if i in files.claims]


def _table(files: Files, name: str):
    path = Path(name)
    if path.suffix not in ("", ".md") or path.stem not in files.included:
        return None
    file = f"{PROCESSED}/tables/{path.stem}.md"
    if name not in (path.stem, path.name, file):
        return None
    places = [use for use in files.uses if use.file == file]
    pages = ", ".join(files.included[path.stem])
    return f"table on {pages}", places, *_named(files, places), [file]


def _conflict(files: Files, name: str):
    row = files.conflicts.get(name)
    if row is None:
        return None
    claims = [claim for claim in row["claim_ids"].split(";") if claim in files.claims]
    places = _places(files, [], claims)
    return row["explanation"], places, [], claims, [f"{PROCESSED}/conflicts.csv"]


def _stage_asked(files: Files, name: str):
    stage = name.removeprefix("stage:")
    if stage not in files.stages:
        return None
    read, made = files.stages[stage].get("deps", []), outputs(files.stages[stage])
    findings = [i for i in files.findings if _found(files, i).stage == stage]
    what = f"reads {len(read)} files and folders, makes {len(made)}"
    return what, _places(files, findings, []), findings, [], [*made, *read]


def _file(files: Files, name: str):
    path = files.path(name)
    if not name or not path.exists() or path.resolve() == files.root.resolve():
        return None
    if files.root.resolve() not in path.resolve().parents:
        return None
    name = path.resolve().relative_to(files.root.resolve()).as_posix()
    reading = [s for s, stage in files.stages.items() if name in stage.get("deps", [])]
    if name == "params.yaml":
        reading = [s for s, stage in files.stages.items() if stage.get("params")]
    made = files.stage_of(name)
    what = f"made by the stage {made}" if made else "written by a person"
    if name == "dvc.lock":
        what = "written by DVC, stage by stage"
    what += f"; read by {', '.join(reading)}" if reading else "; read by no stage"
    places = [use for use in files.uses if use.file == name]
    findings, claims = _named(files, places)
    if name.startswith(f"{PROCESSED}/findings"):
        stem = Path(name).stem
        findings = [i for i, f in files.findings.items() if stem in ("findings", f["notebook"])]
    elif Path(name).suffix == ".ipynb":
        findings = [i for i, f in files.findings.items() if f["notebook"] == path.stem]
    elif name in {f"{RAW}/{s}.csv" for s in SHEETS}:
        claims = [i for i, row in files.claims.items() if row["raw_file"] == name]
    elif Path(name).suffix == ".csv":
        claims = [i for i, row in files.claims.items() if name in row["lines"]]
    if claims and not findings:
        findings = _closest(files, set(claims))
        places = _places(files, findings, claims)
    return what, places, findings, claims, [name]


#: In this order: a name that is a chart's and a page's is the chart's.
_KINDS = {
    "finding": _finding,
    "claim": _claim,
    "source": _source,
    "chart": _chart,
    "page": _page,
    "table": _table,
    "conflict": _conflict,
    "stage": _stage_asked,
    "file": _file,
}


def _places(files: Files, findings: list[str], claims: list[str]) -> list:
    """Return the places that show any of these: the claims, the charts, then the findings in turn."""
    shown = set(claims)
    charts = {c for c, held in files.charts.items() if not shown.isdisjoint(held["claims"])}
    rank = {name: number for number, name in enumerate(findings, 1)}
    ranked = []
    for use in files.uses:
        if use.shortcode in _OF_CLAIMS and use.target in shown:
            ranked.append((0, use))
        elif use.shortcode == "chart" and use.target in charts:
            ranked.append((0, use))
        elif use.shortcode in _OF_FINDINGS and use.target in rank:
            ranked.append((rank[use.target], use))
    return [use for _, use in sorted(ranked, key=lambda pair: pair[0])]


def _chain(files: Files, name, kind, what, places, findings, claims, own) -> Trace:
    """Return the chain, filled in from the ids."""
    found = tuple(_found(files, i) for i in findings)
    told = _claims(files, claims)
    sources = tuple(_said(files, s) for s in dict.fromkeys(c.source for c in told))
    if kind == "source" and not sources:
        sources = (_said(files, name),)
    touched = _touched(found, told, sources, own)
    stages = {name.removeprefix("stage:"): None} if kind == "stage" else {}
    stages |= dict.fromkeys(f.stage for f in found if f.stage)
    stages |= dict.fromkeys(s for s in map(files.stage_of, own) if s)
    stages |= {"clean": None} if told and "clean" in files.stages else {}
    return Trace(
        name, kind, " ".join(what.split()), files.commit[0],
        tuple(Place(u.page, u.file, u.line, u.shortcode, u.target) for u in places),
        found, tuple(_stage(files, s) for s in stages), told, sources,
        tuple(_hashed(files, f) for f in touched),
    )  # fmt: skip


def _found(files: Files, name: str) -> Found:
    item = files.findings[name]
    notebook = f"notebooks/{item['notebook']}.ipynb"
    own = f"{PROCESSED}/findings/{item['notebook']}.json"
    made = files.stage_of(own)
    if not made:
        # A profile's findings lie with its country.
        own = f"{PROCESSED}/countries/{name[:3].upper()}/findings.json"
        made = files.stage_of(own)
    return Found(
        name, f"evidence.html#f-{name}", item["text"], item["unit"], item["rule"], notebook, item["cell"], made,
        f"{PROCESSED}/findings.json", files.finding_lines.get(name, 0), item["n_claims"],
    )  # fmt: skip


def _stage(files: Files, name: str) -> Stage:
    stage, locked = files.stages[name], files.lock.get(name, {})
    values = {k: v for held in locked.get("params", {}).values() for k, v in held.items()}
    wanted = {p: values.get(p, files.params.get(p)) for p in stage.get("params", [])}
    notebook = next((d for d in stage.get("deps", []) if d.endswith(".ipynb")), "")
    return Stage(name, stage["cmd"], notebook, wanted)


def _claims(files: Files, names: list[str]) -> tuple[Claim, ...]:
    wanted = set(names)
    used: dict[str, list[str]] = {}
    for finding, item in files.findings.items():
        for claim in item["claims"]:
            if claim in wanted:
                used.setdefault(claim, []).append(finding)
    retold: dict[str, list[str]] = {}
    for claim, row in files.claims.items():
        if row["restates"] in wanted:
            retold.setdefault(row["restates"], []).append(claim)
    disputed: dict[str, list[str]] = {}
    for conflict, row in files.conflicts.items():
        for claim in row["claim_ids"].split(";"):
            disputed.setdefault(claim, []).append(conflict)
    drawn = {c: set(held["claims"]) for c, held in files.charts.items()}
    found = []
    for name in names:
        row = files.claims[name]
        said_by = [row["asserted_by"], *filter(None, row["via"].split(";"))]
        found.append(
            Claim(
                name, f"record.html#c-{name}", _says(row), row["source_id"],
                ", per ".join(files.actors.get(a, a) for a in said_by), row["locator"],
                row["basis"], row["anchor"], row["standing"], row["used"] == "True",
                row["unused_reason"], row["lines"], row["raw_file"], int(row["raw_line"]),
                tuple(used.get(name, ())), tuple(c for c, ids in drawn.items() if name in ids),
                row["restates"], tuple(retold.get(name, ())), tuple(disputed.get(name, ())),
            )
        )  # fmt: skip
    return tuple(found)


def _says(row: dict) -> str:
    """Return what a claim says, in a few words of ours or the value as the source words it."""
    if row["sheet"] == "figures":
        parts = [row["value_text"], row["unit_text"], row["when_text"], row["place_text"]]
        return ", ".join(part for part in parts if part)
    if row["sheet"] == "events":
        return row["summary"]
    place = ", ".join(part for part in (row["city_text"], row["country_text"]) if part)
    return ", ".join(part for part in (row["aspect"], place, row["count_text"]) if part)


def _said(files: Files, name: str) -> Source:
    row = files.sources[name]
    counted = sum(claim["source_id"] == name for claim in files.claims.values())
    address = row["url"] if row["link"] == "yes" else ""
    return Source(
        name, f"sources.html#s-{name}", row["publisher"], row["title"], row["published_edtf"],
        row["standing"], row["link"], address, row["snapshot_sha256"], f"{RAW}/sources.csv", files.raw_sources.get(name, 0),
        counted,
    )  # fmt: skip


def _touched(found, told, sources, own) -> list[str]:
    """Return the files of the chain, from the coded sheets to what the pages take in."""
    touched = [claim.raw_file for claim in told]
    touched += [source.raw_file for source in sources]
    touched += [name for claim in told for name in claim.processed]
    touched += [item.notebook for item in found]
    for item in found:
        if item.stage == "country":
            touched.append(f"{PROCESSED}/countries/{item.id[:3].upper()}/findings.json")
        else:
            touched.append(f"{PROCESSED}/findings/{Path(item.notebook).stem}.json")
    touched += [item.file for item in found]
    return list(dict.fromkeys([*touched, *own]))


def _hashed(files: Files, name: str) -> File:
    recorded, state = files.hash_of(name)
    return File(name, files.stage_of(name), recorded, state, name in files.commit[1])


def _unknown(files: Files, name: str) -> str:
    """Return that there is no such thing, and the nearest that there are."""
    known = dict.fromkeys(sorted(files.path("data").rglob("*.*")), "file")
    known = {p.relative_to(files.root).as_posix(): k for p, k in known.items()}
    known |= {use.page: "page" for use in files.uses}
    known |= dict.fromkeys(files.included, "table")
    known |= dict.fromkeys(files.stages, "stage")
    for kind, held in (
        ("conflict", files.conflicts), ("chart", files.charts), ("source", files.sources),
        ("claim", files.claims), ("finding", files.findings),
    ):  # fmt: skip
        known |= dict.fromkeys(held, kind)
    near = difflib.get_close_matches(name, known, n=4, cutoff=0.6)
    said = "; ".join(f"{known[i]} {i}" for i in near)
    hint = (
        f"Nearest: {said}."
        if near
        else "The evidence page has the findings, the record page the claims."
    )
    return f"{name!r} is no finding, claim, source, chart, table, page, conflict, stage or file here. {hint}"
