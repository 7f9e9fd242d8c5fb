"""What the pages take in: values for the shortcodes, the evidence, the record, the sources, the notebooks."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import yaml

from overseas110 import findings, lineage, tables
from overseas110.exports import dataset
from overseas110.exports.references import reference
from overseas110.lineage import Lineage
from overseas110.report import checks, countries, counts
from overseas110.report.edition import Edition
from overseas110.show import escape
from overseas110.values import date_words

#: From how many claims on an entry counts them by source instead of listing them.
_LIST_UP_TO = 40


def write(root: Path, edition: Edition) -> None:
    """Write everything that the pages of an edition take in.

    Parameters
    ----------
    root : Path
        The project.
    edition : Edition
        The edition being built.
    """
    report, processed = root / "report", root / "data" / "processed"
    build = report / "_build"
    for folder in (build, report / "figures", report / "notebooks"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    found = findings.read(processed / "findings.json")
    chain = lineage.load(processed, found)
    labels = _labels(root)
    _json(build / "findings.json", {i: _finding_words(f) for i, f in found.items()})
    later = _later(root, chain)
    _json(
        build / "claims.json",
        {i: _claim_words(row) for i, row in chain.claims.items()}
        | dict.fromkeys(later["claim_id"], _LATER_CLAIM),
    )
    _json(build / "charts.json", _charts(processed, report))
    countries.write(processed, report)
    _json(build / "was.json", _earlier(processed))
    _json(build / "counts.json", counts.of_edition(root))
    day = date_words(edition.day)
    _json(
        build / "edition.json", {"day": day, "commit": edition.commit, "renderer": edition.renderer}
    )
    settings = {
        "edition-day": day,
        "edition-commit": edition.commit,
        "edition-renderer": edition.renderer,
        "dataset": dataset.block(dataset.described(root, edition.day, edition.commit)),
    }
    (build / "edition.yml").write_text(yaml.safe_dump(settings, sort_keys=True), encoding="utf-8")
    references = [reference(row) for row in chain.sources.values()]
    references += [{**_LATER_SOURCE, "id": source} for source in sorted(later["source_id"])]
    _json(build / "references.json", references)
    (build / "evidence.md").write_text(_evidence(chain), encoding="utf-8")
    (build / "record.md").write_text(_record(chain, labels), encoding="utf-8")
    (build / "audit.md").write_text(checks.page(root), encoding="utf-8")
    (build / "sources.md").write_text(_sources(chain, labels), encoding="utf-8")
    for name in ("tables",):
        shutil.copytree(processed / name, build / name)
    for path in sorted((processed / "notebooks").glob("*.ipynb")):
        (report / "notebooks" / f"{path.stem}.qmd").write_text(_notebook(path), encoding="utf-8")


#: What stands for a claim or a source that was not public on the day of the edition: nothing of it.
_LATER_CLAIM = {"later": True}
_LATER_SOURCE = {
    "type": "webpage",
    "title": "Not part of this edition",
    "author": [{"literal": "A source published later"}],
}


def _later(root: Path, chain: Lineage) -> dict[str, set[str]]:
    """Return the coded claims and sources that the edition does not have, by their ids alone.

    A page may name them; an id that is coded nowhere stays an error.
    """
    raw = root / "data" / "raw"
    claims = set()
    for sheet in tables.CLAIM_SHEETS:
        claims |= set(tables.read(raw / f"{sheet}.csv")["claim_id"])
    sources = set(tables.read(raw / "sources.csv")["source_id"])
    return {"claim_id": claims - set(chain.claims), "source_id": sources - set(chain.sources)}


def _json(path: Path, data) -> None:
    path.write_text(
        json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


def _labels(root: Path) -> dict[tuple[str, str], str]:
    codes = tables.read(root / "data" / "raw" / "codes" / "vocabularies.csv")
    return {(row.vocabulary, row.code): row.label for row in codes.itertuples()}


def _finding_words(found: findings.Finding) -> dict:
    unit = (
        f" {found.unit}"
        if found.unit and found.kind == "number" and found.unit not in ("%",)
        else ""
    )
    # As text: Lua would print 54 as 54.0, and nothing as an object.
    value = "" if found.value is None else str(found.value)
    return {"value": value, "text": found.text, "label": f"{found.text}{unit}, evidence"}


def _claim_words(row: dict) -> dict:
    return {
        "value_text": row.get("value_text") or row.get("count_text") or "",
        "value": row["value_low"] or row["value_high"],
        "when": date_words(row["when_edtf"]) if row["when_edtf"] else "",
        "when_edtf": row["when_edtf"],
    }


def _earlier(processed: Path) -> dict[str, dict]:
    """Return the findings of other editions, by "FINDING EDITION"."""
    found = {}
    for name, edition in (("edition_findings", ""), ("disputed_findings", "disputed")):
        for row in tables.read(processed / f"{name}.csv").itertuples():
            label = f"{row.text}, in another edition, evidence"
            found[f"{row.finding_id} {edition or row.as_of}"] = {
                "value": row.value, "text": row.text, "label": label,
            }  # fmt: skip
    return found


def _charts(processed: Path, report: Path) -> dict:
    words = {}
    for path in sorted((processed / "figures").glob("*.json")):
        words[path.stem] = json.loads(path.read_text(encoding="utf-8"))
        if words[path.stem].get("inline"):
            _drawing(path.with_suffix(".svg"), report)
            continue
        for size in ("wide", "narrow"):
            shutil.copy(path.with_name(f"{path.stem}-{size}.svg"), report / "figures")
    return words


def _drawing(path: Path, report: Path) -> None:
    """Put a drawing that stands in the page itself where the shortcode finds it.

    Beside it goes a picture for paper and for download, in which nothing leads anywhere.
    """
    svg = path.read_text(encoding="utf-8")
    (report / "_build" / "figures").mkdir(exist_ok=True)
    (report / "_build" / "figures" / path.name).write_text(svg, encoding="utf-8")
    picture = re.sub(r"<style>.*?</style>", "", svg, flags=re.S)
    picture = re.sub(r"<a\b[^>]*>", "<g>", picture).replace("</a>", "</g>")
    picture = picture.replace("{{id}}", path.stem).replace('role="group"', 'role="img"')
    (report / "figures" / path.name).write_text(picture, encoding="utf-8")


def _bounds(found: findings.Finding) -> str:
    if found.value is None:
        return "not known in this edition"
    show = (
        (lambda v: date_words(str(v)))
        if found.kind == "date"
        else (lambda v: findings.quantities.number(v))
    )
    if found.kind == "text":
        return "a text"
    if found.low == found.high:
        return "exact as stated"
    if found.high is None:
        return (
            f"{show(found.low)} or later" if found.kind == "date" else f"{show(found.low)} or more"
        )
    if found.low is None:
        return (
            f"{show(found.high)} or earlier"
            if found.kind == "date"
            else f"at most {show(found.high)}"
        )
    return f"{show(found.low)} to {show(found.high)}"


def _standings(chain: Lineage, claims: list[str]) -> str:
    disputed = [c for c in claims if chain.claims[c]["standing"] in ("disputed", "retracted")]
    if not disputed:
        return "not disputed"
    return (
        f"{len(disputed)} of {len(claims)} claims disputed"
        if len(disputed) < len(claims)
        else "disputed"
    )


def _evidence(chain: Lineage) -> str:
    """Return an entry for every finding, by notebook."""
    lines = []
    notebooks = sorted({found.notebook for found in chain.findings.values()})
    for notebook in notebooks:
        title = notebook.partition("_")[2].capitalize()
        lines += [f"## {title} {{#findings-{notebook[:2]}}}", ""]
        for name, found in chain.findings.items():
            if found.notebook == notebook:
                lines += _entry(chain, name, found)
    return "\n".join(lines) + "\n"


def _entry(chain: Lineage, name: str, found: findings.Finding) -> list[str]:
    unit = f" ({escape(found.unit)})" if found.unit and found.unit != "%" else ""
    lines = [
        f"::: {{#f-{name} .entry}}",
        f"### {{{{< finding {name} link=false >}}}}{unit} {{#e-{name} .unlisted}}",
        "",
        f"[{escape(name)}]{{.id}}",
        "",
        f"Bounds\n:   {escape(_bounds(found))}",
        "",
        f"Rule\n:   {escape(found.rule)}",
        "",
        f"Computed in\n:   {_computed_in(name, found)}",
        "",
    ]
    if not found.claims:
        return [*lines, "Claims\n:   none in this edition", "", ":::", ""]
    voices = [chain.actors[a]["name"] for a in chain.voices(found.claims)]
    said = escape("; ".join(voices)) if len(voices) <= 6 else f"{len(voices)} actors"
    lines += [f"Said by\n:   {said}", "", f"Standing\n:   {_standings(chain, found.claims)}", ""]
    if len(found.claims) <= _LIST_UP_TO:
        lines.append("Claims\n:   " + " ".join(f"{{{{< ref {c} >}}}}" for c in found.claims))
        answers = sorted(
            {
                a
                for c in found.claims
                for a in chain.answers(c)
                if chain.claims[a].get("event_kind") == "denial"
            }
        )
        if answers:
            said = " ".join(
                f"{escape(chain.claims[a]['summary'])} {{{{< ref {a} >}}}}" for a in answers
            )
            lines += ["", f"Denied\n:   {said}"]
    else:
        lines.append(
            f"Claims\n:   {len(found.claims)} claims, all of them in [the record](record.qmd)"
        )
    return [*lines, "", ":::", ""]


def _computed_in(name: str, found: findings.Finding) -> str:
    """Return a link to the cell that computes a finding; a profile's notebook is published as it ran."""
    words = f"notebook {escape(found.notebook)}, cell “{escape(found.cell)}”"
    if found.notebook != "05_country":
        return f"[{words}](notebooks/{found.notebook}.qmd#cell-{found.cell})"
    iso3 = name[:3].upper()
    return f"[{words}, as it ran for {iso3}](notebooks/05_country/{iso3}.ipynb)"


def _record(chain: Lineage, labels: dict) -> str:
    """Return every claim of the edition, by source."""
    lines = []
    for source_id, source in chain.sources.items():
        claims = {c: row for c, row in chain.claims.items() if row["source_id"] == source_id}
        if not claims:
            continue
        lines += [
            f"## {escape(source['publisher'])} {{#record-{source_id}}}",
            "",
            f"[@{source_id}]",
            "",
        ]
        for claim, row in claims.items():
            lines += _claim(chain, claim, row, labels)
    return "\n".join(lines) + "\n"


def _claim(chain: Lineage, claim: str, row: dict, labels: dict) -> list[str]:
    what = {
        "figures": lambda: (
            f"**{escape(row['value_text'])}** "
            + (
                ""
                if row["unit_text"].rstrip("s") in row["value_text"]
                else f"({escape(row['unit_text'])})"
            )
        ),
        "stations": lambda: (
            f"**{escape(labels['aspect', row['aspect']])}**: "
            + escape(
                ", ".join(p for p in (row["city_text"], row["country_text"]) if p)
                or "no place named"
            )
            + (f", {escape(labels['status', row['status']].lower())}" if row["status"] else "")
        ),
        "events": lambda: escape(row["summary"]),
    }[row["sheet"]]()
    facts = [f"said by {escape(chain.chain(claim))}"]
    if row["when_edtf"]:
        facts.append(f"time: {escape(date_words(row['when_edtf']))}")
    if row["standing"] != "ok":
        facts.append(f"**{labels['standing', row['standing']].lower()}**")
    if row["restates"]:
        facts.append(f"retells {{{{< ref {row['restates']} >}}}}")
    where = (
        f"characters {row['locator_start']} to {row['locator_end']}"
        if row["locator"].startswith("chars")
        else row["locator"]
    )
    facts.append(where)
    address = chain.address(claim)
    if address:
        facts.append(
            f'[source at the words]({address}){{aria-label="source of {claim} at the words"}}'
        )
    used = [
        name
        for name in chain.used_by.get(claim, [])
        if chain.findings[name].n_claims <= _LIST_UP_TO
    ]
    if used:
        facts.append("used in " + ", ".join(f"[{escape(n)}](evidence.qmd#f-{n})" for n in used))
    return [
        f"::: {{#c-{claim} .claim}}",
        f"[{claim}]{{.id}} {what}",
        "",
        f"[{'; '.join(facts)}]{{.facts}}",
        ":::",
        "",
    ]


def _sources(chain: Lineage, labels: dict) -> str:
    """Return a section for every source: what it is, its date and standing, and its rights."""
    lines = []
    counted = {
        s: sum(row["source_id"] == s for row in chain.claims.values()) for s in chain.sources
    }
    for source_id, row in chain.sources.items():
        claims = [c for c, r in chain.claims.items() if r["source_id"] == source_id]
        disputed = [c for c in claims if chain.claims[c]["standing"] in ("disputed", "retracted")]
        standing = labels["standing", row["standing"]].lower()
        if row["standing"] == "ok" and disputed:
            standing = f"not disputed as a source; {len(disputed)} of its {len(claims)} claims are"
        title = (
            f"[{escape(row['title'])}]({row['url']})"
            if row["link"] == "yes"
            else escape(row["title"])
        )
        lines += [
            f"## {escape(row['publisher'])} {{#s-{source_id}}}", "",
            title, "",
            f"Kind\n:   {escape(labels['source_kind', row['kind']])}", "",
            f"Published\n:   {escape(date_words(row['published_edtf']))}. {escape(row['published_reason'])}".rstrip(), "",
            f"Standing\n:   {escape(standing)}", "",
            "Claims\n:   " + (f"[{counted[source_id]} in the record](record.qmd#record-{source_id})" if counted[source_id] else "none coded; the note says what it is here for"), "",
            f"Rights\n:   {escape(row['rights'])}", "",
        ]  # fmt: skip
        if row["link"] != "yes":
            lines += [f"Not linked\n:   {escape(row['link_reason'])}", ""]
        if row["snapshot_sha256"]:
            lines += [
                f"Snapshot\n:   {row['snapshot_chars']} characters, SHA-256 `{row['snapshot_sha256']}`",
                "",
            ]
        if row["note"]:
            lines += [f"Note\n:   {escape(row['note'])}", ""]
    return "\n".join(lines) + "\n"


def _notebook(path: Path) -> str:
    """Return an executed notebook as a page, with its stored outputs and an anchor on every cell."""
    book = nbformat.read(path, as_version=4)
    first = book.cells[0].source.splitlines()
    title = first[0].lstrip("# ")
    lines = ["---", f"title: {json.dumps(title)}", 'root: ".."', "---", ""]
    lines += [
        f"Notebook `{path.name}` as it ran for this edition, with [the file itself]({path.name}).",
        "",
    ]
    for cell in book.cells:
        source = "\n".join(first[1:]) if cell is book.cells[0] else cell.source
        lines += [f"::: {{#cell-{cell.id} .nb-cell}}", ""]
        if cell.cell_type == "markdown":
            lines += [source, ""]
        else:
            lines += ["````python", source, "````", ""]
            for output in cell.get("outputs", []):
                lines += _output(output)
        lines += [":::", ""]
    return "\n".join(lines) + "\n"


def _output(output) -> list[str]:
    if output.output_type == "stream":
        return ["````{.output}", output.text.rstrip("\n"), "````", ""]
    data = output.get("data", {})
    if "text/html" in data:
        html = re.sub(r"<style.*?</style>", "", data["text/html"], flags=re.S)
        html = html.replace(' border="1"', "").replace(' style="text-align: right;"', "")
        html = "\n".join(line for line in html.splitlines() if line.strip())
        return [
            '::: {.output .scroll role="region" tabindex="0" aria-label="Output table"}',
            "",
            "````{=html}",
            html,
            "````",
            "",
            ":::",
            "",
        ]
    if "text/plain" in data:
        return ["````{.output}", data["text/plain"], "````", ""]
    return []
