"""Put the report together: pages, site, PDF, files to download, manifest."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import yaml

from overseas110 import params, paths
from overseas110.report import edition, manifest, renderers

PDF = "overseas110.pdf"


def planned(root: Path, renderer: renderers.Renderer) -> edition.Edition:
    """Return the edition that a build now would be."""
    return edition.current(root, params.load(root / "params.yaml").as_of, str(renderer))


def render(root: Path | None = None) -> Path:
    """Render the site and the PDF and return the site's folder.

    The last good site stays until the new one is whole.
    """
    from overseas110.report import notes, partials, pdf, quarto, site

    root = root or paths.root()
    report = root / "report"
    renderer = renderers.choose()
    now = planned(root, renderer)
    book = partials.write(root, now)
    fresh = report / "_site.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    make = quarto.render if renderer.name == "quarto" else site.render
    make(report, fresh, renderer)
    notes.into(fresh, book)
    pdf.render(report, fresh / PDF, renderers.choose("pandoc"), now)
    _copy(root, report, fresh)
    manifest.write(fresh, root, now)
    final = report / "_site"
    shutil.rmtree(final, ignore_errors=True)
    os.replace(fresh, final)
    return final


def run_stage() -> None:
    """Render as the last stage of the pipeline; DVC calls this when what the site shows has changed."""
    started = time.monotonic()
    stages = yaml.safe_load((paths.root() / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    place = f"[{list(stages).index('report') + 1}/{len(stages)}]"
    sys.stdout.write(f"{place} report: {stages['report']['desc']}\n")
    sys.stdout.flush()
    render()
    sys.stdout.write(f"{place} report: done in {time.monotonic() - started:.1f} s\n")


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
    (site / "data").mkdir(exist_ok=True)
    for path in [*sorted(processed.glob("*.csv")), processed / "findings.json"]:
        shutil.copy(path, site / "data")
