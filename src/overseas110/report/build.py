"""Put the report together: pages, site, PDF, files to download, manifest."""

from __future__ import annotations

import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from overseas110 import exports, params, paths, yamls
from overseas110.exports.built import Built
from overseas110.problems import ProblemsError
from overseas110.report import edition, manifest, renderers, uses

PDF = "overseas110.pdf"


def planned(root: Path, renderer: renderers.Renderer) -> edition.Edition:
    """Return the edition that a build now would be."""
    return edition.current(root, params.load(root / "params.yaml").as_of, str(renderer))


def render(root: Path | None = None) -> Path:
    """Render the site and the PDF and return the site's folder.

    The last good site stays until the new one is whole.
    """
    from overseas110.report import notes, partials, pdf, quarto, rendered, site

    root = root or paths.root()
    _no_orphans(root)
    report = root / "report"
    renderer = renderers.choose()
    now = planned(root, renderer)
    book = partials.write(root, now)
    fresh = report / "_site.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    make = quarto.render if renderer.name == "quarto" else site.render
    # The PDF is one long run of single processes: it is made while the pages keep the other cores.
    with ThreadPoolExecutor(1) as beside:
        paper = beside.submit(pdf.render, report, fresh / PDF, renderers.choose("pandoc"), now)
        make(report, fresh, renderer)
        notes.into(fresh, book)
        paper.result()
    _copy(root, report, fresh)
    rendered.check(fresh, report / rendered.TABLE)
    exports.write(_exported(root, fresh, now))
    manifest.write(fresh, root, now)
    final = report / "_site"
    shutil.rmtree(final, ignore_errors=True)
    os.replace(fresh, final)
    return final


def _no_orphans(root: Path) -> None:
    """Stop if a page states a number that comes from nowhere; say in one line each what looks like it.

    Raises
    ------
    ProblemsError
        With all of them.
    """
    from overseas110.report import orphans

    found = orphans.check(root)
    if found.errors:
        raise ProblemsError(found.errors)
    for warning in found.warnings:
        sys.stdout.write(f"warning: {warning}\n")


def run_stage() -> None:
    """Render as the last stage of the pipeline; DVC calls this when what the site shows has changed."""
    started = time.monotonic()
    stages = yamls.read(paths.root() / "dvc.yaml")["stages"]
    place = f"[{list(stages).index('report') + 1}/{len(stages)}]"
    sys.stdout.write(f"{place} report: {stages['report']['desc']}\n")
    sys.stdout.flush()
    render()
    sys.stdout.write(f"{place} report: done in {time.monotonic() - started:.1f} s\n")


def _exported(root: Path, site: Path, now: edition.Edition) -> Built:
    """Return what the exports need to know of a build."""
    used = tuple((use.page, use.shortcode, use.target) for use in uses.of_report(root))
    return Built(
        root, site, now.day, now.commit, now.timestamp, now.renderer, used, uses.tables(root)
    )


def _copy(root: Path, report: Path, site: Path) -> None:
    """Put beside the pages what they show and offer."""
    for name in ("styles.css", "evidence.js"):
        shutil.copy(report / name, site)
    for path in sorted((report / "figures").rglob("*.svg")):
        target = site / path.relative_to(report)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    processed = root / "data" / "processed"
    for path in sorted((processed / "notebooks").rglob("*.ipynb")):
        target = site / path.relative_to(processed)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
