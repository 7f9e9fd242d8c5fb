"""Where the pages use what the pipeline computed: page, file and line of every shortcode.

Pages that a person wrote count, the tables that they take in, and the country pages. The evidence,
record and sources pages list everything there is: that they show a finding is no use of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from overseas110 import yamls

#: A shortcode as pages write it; `subset` reads the same form, and says what is wrong with others.
CALL = re.compile(r"\{\{<\s*([\w-]+)((?:\s+[^\s>][^\s]*?)*)\s*>\}\}")

#: Shortcodes with several targets; the others have one, and settings after it.
_SEVERAL = ("ref",)
#: What the build puts together for the pages, and where it comes from.
_INCLUDED = {"_build/tables/": "data/processed/tables/"}


@dataclass(frozen=True, order=True)
class Use:
    """One shortcode at one place.

    Parameters
    ----------
    page : str
        Page of the site, for example ``returns.html``.
    file : str
        File that holds the shortcode, from the project's root.
    line : int
        Line of that file, from 1.
    shortcode : str
        ``finding``, ``claim``, ``date``, ``ref``, ``chart``, ``was``, ``count`` or another.
    target : str
        What it names: a finding, a claim, a chart.
    """

    page: str
    file: str
    line: int
    shortcode: str
    target: str


def of_report(root: Path) -> list[Use]:
    """Return every use on every page, in the order of the pages and their lines."""
    found = []
    for page, path in _pages(root):
        found += _of_file(root, page, path)
    return found


def tables(root: Path) -> dict[str, list[str]]:
    """Return the pages that take in each table of ``data/processed/tables``, by its name."""
    found: dict[str, list[str]] = {}
    for page, path in _pages(root):
        for _, shortcode, words in _calls(path):
            included = _included(root, words) if shortcode == "include" else None
            if included is not None:
                pages = found.setdefault(included.stem, [])
                pages += [page] if page not in pages else []
    return found


def _pages(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the pages of the site and the files that they are written in."""
    for name in yamls.read(root / "report" / "_quarto.yml")["project"]["render"]:
        if "*" not in name:
            yield f"{name.removesuffix('.qmd')}.html", root / "report" / name
    for path in sorted((root / "data" / "processed" / "countries").glob("*/page.md")):
        yield f"countries/{path.parent.name.lower()}.html", path


def _of_file(root: Path, page: str, path: Path) -> Iterator[Use]:
    file = path.relative_to(root).as_posix()
    for line, shortcode, words in _calls(path):
        if shortcode == "include":
            included = _included(root, words)
            if included is not None:
                yield from _of_file(root, page, included)
            continue
        targets = words if shortcode in _SEVERAL else words[:1]
        for target in targets:
            yield Use(page, file, line, shortcode, target)


def _included(root: Path, words: list[str]) -> Path | None:
    """Return the table that an include takes in; what else is taken in lists everything there is."""
    for prefix, folder in _INCLUDED.items():
        if words and words[0].startswith(prefix):
            path = root / folder / words[0].removeprefix(prefix)
            return path if path.is_file() else None
    return None


def _calls(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for match in CALL.finditer(line):
            yield number, match[1], match[2].split()
