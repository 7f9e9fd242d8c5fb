"""Render the site with Pandoc, through the same Lua shortcodes that Quarto runs."""

from __future__ import annotations

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from overseas110 import yamls
from overseas110.problems import StopError
from overseas110.report import subset
from overseas110.report.renderers import Renderer

_HANDLER = re.compile(r"^\s*([\w-]+)\s*=\s*[\w.]+,?\s*$", re.M)

#: Something that may be a citation, or the place of their list.
_CITES = re.compile(r"(?<![\w\\])@[\w{]|#refs\b")


def shortcodes(report: Path) -> tuple[str, ...]:
    """Return the names of the shortcodes that the extension's Lua files hand out."""
    names = []
    for path in lua_files(report):
        table = path.read_text(encoding="utf-8").rpartition("\nreturn {")[2]
        names += _HANDLER.findall(table)
    return tuple(names)


def lua_files(report: Path) -> list[Path]:
    """Return the Lua files that the report's extensions contribute as shortcodes."""
    found = []
    for path in sorted(report.glob("_extensions/*/_extension.yml")):
        said = yamls.read(path)
        found += [path.parent / name for name in said["contributes"].get("shortcodes", [])]
    return found


def pages(report: Path) -> list[Path]:
    """Return the pages of the site in the order of ``_quarto.yml``."""
    patterns = settings(report)["project"]["render"]
    found = [path for pattern in patterns for path in sorted(report.glob(pattern))]
    missing = [pattern for pattern in patterns if not list(report.glob(pattern))]
    if missing:
        raise StopError(f"report/_quarto.yml renders {missing[0]}, and there is no such page.")
    return found


def settings(report: Path) -> dict:
    """Return ``_quarto.yml``."""
    return yamls.read(report / "_quarto.yml")


def environment(report: Path) -> dict[str, str]:
    """Return the environment in which the Lua files find what they read."""
    return {
        **os.environ,
        "OVERSEAS110_BUILD": str(report / "_build"),
        "OVERSEAS110_SHORTCODES": ";".join(str(path) for path in lua_files(report)),
    }


def pandoc(renderer: Renderer, report: Path, text: str, meta: dict, args: list[str]) -> str:
    """Return what Pandoc makes of `text`; its every warning is an error.

    Raises
    ------
    StopError
        With Pandoc's own words.
    """
    front = "---\n" + yaml.safe_dump(meta, allow_unicode=True) + "---\n\n"
    command = [
        renderer.path, "--from=markdown", "--wrap=none", "--section-divs", "--mathml",
        # The filter comes first: it sees cross-references before citeproc takes them for citations.
        f"--lua-filter={report / '_pandoc' / 'subset.lua'}",
        # Reading the styles of citation takes longer than most pages do.
        *(["--citeproc"] if _CITES.search(text) else []), *args,
    ]  # fmt: skip
    done = subprocess.run(
        command,
        input=front + text,
        capture_output=True,
        text=True,
        cwd=report,
        env=environment(report),
        encoding="utf-8",
    )
    if done.returncode or done.stderr.strip():
        said = re.sub(r"^Error running filter .*?:\n", "", done.stderr.strip())
        said = said.split("\nstack traceback:")[0].strip()
        raise StopError(f"Pandoc could not render {meta.get('pagefile', 'the page')}: {said}")
    return done.stdout


def render(report: Path, site: Path, renderer: Renderer) -> None:
    """Render every page of the project into `site`.

    Parameters
    ----------
    report : Path
        The Quarto project, with what it takes in already put together.
    site : Path
        Empty folder to write to.
    renderer : Renderer
        Pandoc.
    """
    known = shortcodes(report)
    config = settings(report)
    shared = {
        key: config[key]
        for key in ("lang", "root", "bibliography", "link-citations", "corrections-to")
    }
    shared |= yamls.read(report / "_build" / "edition.yml")
    html = config["format"]["html"]
    problems = []
    read = []
    for path in pages(report):
        try:
            read.append(subset.read(path, report, known))
        except subset.ProblemsError as error:
            problems += error.problems
    if problems:
        raise subset.ProblemsError(problems)

    def make(page: subset.Page) -> None:
        meta = {**shared, **page.meta, "pagefile": f"report/{page.name}.qmd"}
        if not page.meta.get("dataset-page"):
            # Large, and wanted in one head only.
            meta.pop("dataset", None)
        if page.name != "index":
            meta["title-prefix"] = config["website"]["title"]
        args = [
            "--to=html5",
            "--standalone",
            f"--template={report / html['template']}",
            "--syntax-highlighting=none",
        ]
        if page.meta.get("toc", html["toc"]):
            args += ["--toc", f"--toc-depth={html['toc-depth']}"]
        target = site / f"{page.name}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(pandoc(renderer, report, page.text, meta, args), encoding="utf-8")

    # Pandoc is a process of its own for each page: threads keep all cores busy.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(make, read))
