"""What the pages take in: values for the shortcodes, the evidence, the record, the sources, the notebooks."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import yaml

from overseas110 import findings, tables
from overseas110.exports import dataset, pipeline
from overseas110.exports.references import reference
from overseas110.lineage import Lineage
from overseas110.report import (
    book,
    checks,
    countries,
    counts,
    evidence_page,
    notebook_pages,
    pdf,
    pipeline_page,
    record_page,
    sources_page,
    words,
)
from overseas110.report.book import Book
from overseas110.report.edition import Edition
from overseas110.values import date_words


def write(root: Path, edition: Edition) -> Book:
    """Write everything that the pages of an edition take in, and return what it was made from.

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
    made = book.load(root, found)
    chain = made.chain
    _json(
        build / "findings.json",
        {i: _finding_words(f, words.label(made, i)) for i, f in found.items()},
    )
    later = _later(root, chain)
    _json(
        build / "claims.json",
        {i: _claim_words(row, made) for i, row in chain.claims.items()}
        | dict.fromkeys(later["claim_id"], _LATER_CLAIM),
    )
    _json(build / "charts.json", _charts(processed, report) | _pipeline(root, report))
    countries.write(processed, report)
    _json(build / "was.json", earlier(processed))
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
    (build / "evidence.md").write_text(evidence_page.page(made, pdf.PAGES), encoding="utf-8")
    (build / "record.md").write_text(record_page.page(made), encoding="utf-8")
    (build / "sources.md").write_text(sources_page.page(made, pdf.PAGES), encoding="utf-8")
    (build / "audit.md").write_text(checks.page(root), encoding="utf-8")
    (build / "pipeline.md").write_text(pipeline_page.sections(root), encoding="utf-8")
    shutil.copytree(processed / "tables", build / "tables")
    (build / "data").mkdir()
    for name in pdf.ATTACHED:
        shutil.copy(processed / name, build / "data")
    for path in sorted((processed / "notebooks").glob("*.ipynb")):
        page = notebook_pages.page(path)
        (report / "notebooks" / f"{path.stem}.qmd").write_text(page, encoding="utf-8")
    return made


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


def _finding_words(found: findings.Finding, label: str = "") -> dict:
    # As text: Lua would print 54 as 54.0, and nothing as an object.
    value = "" if found.value is None else str(found.value)
    return {"value": value, "text": found.text, "label": label}


def _claim_words(row: dict, made: Book) -> dict:
    claim = row["claim_id"]
    value = row.get("value_text") or row.get("count_text") or ""
    when = words.date_words_of(row)
    shown = value or row["value_low"] or row["value_high"]
    return {
        "value_text": value,
        "value": row["value_low"] or row["value_high"],
        "when": when,
        "when_edtf": row["when_edtf"],
        "label": words.claim_label(made, claim, shown) if shown else "",
        "when_label": words.claim_label(made, claim, when) if when else "",
    }


def earlier(processed: Path) -> dict[str, dict]:
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
            _drawing(path.stem, path.with_suffix(".svg").read_text(encoding="utf-8"), report)
            continue
        for size in ("wide", "narrow"):
            shutil.copy(path.with_name(f"{path.stem}-{size}.svg"), report / "figures")
    return words


def _pipeline(root: Path, report: Path) -> dict:
    """Draw the pipeline and return what stands around the picture."""
    stages = pipeline.stages(root)
    _drawing(pipeline_page.NAME, pipeline_page.drawing(stages), report)
    return {pipeline_page.NAME: pipeline_page.words(stages)}


def _drawing(name: str, svg: str, report: Path) -> None:
    """Put a drawing that stands in the page itself where the shortcode finds it.

    Beside it goes a picture for paper and for download, in which nothing leads anywhere.
    """
    (report / "_build" / "figures").mkdir(exist_ok=True)
    (report / "_build" / "figures" / f"{name}.svg").write_text(svg, encoding="utf-8")
    picture = re.sub(r"<style>.*?</style>", "", svg, flags=re.S)
    picture = re.sub(r"<a\b[^>]*>", "<g>", picture).replace("</a>", "</g>")
    picture = picture.replace("{{id}}", name).replace('role="group"', 'role="img"')
    (report / "figures" / f"{name}.svg").write_text(picture, encoding="utf-8")
