"""The country profiles as pages of the site."""

from __future__ import annotations

import shutil
from pathlib import Path


def write(processed: Path, report: Path) -> list[str]:
    """Put the pages and timelines of all countries where the renderers find them.

    Parameters
    ----------
    processed : Path
        ``data/processed``.
    report : Path
        The Quarto project.

    Returns
    -------
    list of str
        Codes of the countries that have a timeline.
    """
    pages, drawings = report / "countries", report / "figures" / "countries"
    for folder in (pages, drawings):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    drawn = []
    for folder in sorted((processed / "countries").iterdir()):
        short = folder.name.lower()
        shutil.copyfile(folder / "page.md", pages / f"{short}.qmd")
        drawing = (folder / "strip.svg").read_text(encoding="utf-8")
        if drawing:
            (drawings / f"{short}.svg").write_text(drawing, encoding="utf-8")
            drawn.append(folder.name)
    return drawn
