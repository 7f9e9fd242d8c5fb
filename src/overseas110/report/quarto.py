"""Render the site with a real Quarto; what it warns of is an error."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from overseas110.problems import StopError
from overseas110.report import site as pandoc_site
from overseas110.report.renderers import Renderer

_WARNING = re.compile(r"^\s*(?:\[?WARN(?:ING)?\b|WARNING|ERROR).*", re.M)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def render(report: Path, site: Path, renderer: Renderer) -> None:
    """Render the whole project with Quarto and move its output to `site`.

    Raises
    ------
    StopError
        If Quarto fails, or warns: an unknown shortcode or reference is a warning to it.
    """
    # The subset holds with Quarto too, so that a page that renders here renders for everybody.
    known = pandoc_site.shortcodes(report)
    for path in pandoc_site.pages(report):
        pandoc_site.subset.read(path, report, known)
    made = report / "_quarto_site"
    shutil.rmtree(made, ignore_errors=True)
    done = subprocess.run(
        [renderer.path, "render", str(report), "--output-dir", made.name],
        capture_output=True, text=True, encoding="utf-8", env=pandoc_site.environment(report),
    )  # fmt: skip
    said = _COLOUR.sub("", done.stderr + done.stdout)
    warnings = [match.strip() for match in _WARNING.findall(said)]
    if done.returncode or warnings or not made.is_dir():
        shown = "\n".join(warnings) or said.strip()[-2000:]
        shutil.rmtree(made, ignore_errors=True)
        raise StopError(
            f"Quarto {renderer.version} could not render the site without a warning:\n{shown}"
        )
    for path in sorted(made.iterdir()):
        shutil.move(str(path), str(site / path.name))
    shutil.rmtree(made)
