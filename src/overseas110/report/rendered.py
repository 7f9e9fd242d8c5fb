"""No orphan numbers on what was rendered: each numeral of a page leads to evidence or is declared.

``report/numerals.csv`` declares what a numeral may stand in, with a reason: the marked values first,
then the exceptions. A row holds for the pages that fit its pattern, for everything inside what its
XPath finds there; with a pattern of its own, only for the part of a text that fits it. In an XPath,
``@class~='x'`` asks for one of several classes.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from lxml import etree, html

from overseas110 import paths
from overseas110.problems import StopError
from overseas110.report.printed import main_of, pdf_differences

__all__ = ["Place", "Rendered", "check", "of_site", "pdf_differences", "places"]

#: Digits with what parts their thousands and decimals, or one of the signs that are numbers.
NUMERAL = re.compile(
    r"\d+(?:[.,\u00a0\u2009\u202f]\d+)*|[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2189\u2460-\u249b]"
)
TABLE = "numerals.csv"
_CLASS = re.compile(r"@class~='([\w-]+)'")
#: Elements whose text nobody sees.
_UNSEEN = ("style", "script", "template")


@dataclass(frozen=True)
class Rendered:
    """What was found on the pages of a site.

    Parameters
    ----------
    problems : list of str
        One sentence each.
    counts : dict of str to int
        Numerals by the kind of what they stand in.
    """

    problems: list[str]
    counts: dict[str, int]


@dataclass(frozen=True)
class Place:
    """What a numeral may stand in.

    Parameters
    ----------
    kind : str
        Kind to count it under.
    pages : str
        Pattern of the pages' names.
    find : lxml.etree.XPath
        The elements.
    pattern : re.Pattern or None
        The part of a text that is meant; None for all of it.
    """

    kind: str
    pages: str
    find: etree.XPath
    pattern: re.Pattern | None


def places(path: Path) -> list[Place]:
    """Return what ``numerals.csv`` declares.

    Raises
    ------
    StopError
        If an XPath or a pattern cannot be read, or a reason is missing.
    """
    found = []
    with path.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), 2):
            where = f"{path.parent.name}/{path.name}:{number}"
            if not row["reason"]:
                raise StopError(f"{where}: {row['kind']!r} is declared without a reason.")
            full = _CLASS.sub(r"contains(concat(' ', @class, ' '), ' \1 ')", row["xpath"])
            try:
                find = etree.XPath(full)
                pattern = re.compile(row["pattern"]) if row["pattern"] else None
            except (etree.XPathSyntaxError, re.error) as error:
                raise StopError(f"{where}: {row['kind']!r} cannot be read: {error}.") from None
            found.append(Place(row["kind"], row["pages"], find, pattern))
    return found


def of_site(site: Path, declared: Path | None = None) -> Rendered:
    """Return the numerals of all pages by kind, and those that stand in nothing that is declared.

    Parameters
    ----------
    site : Path
        The rendered site.
    declared : Path, optional
        The table of what a numeral may stand in, by default the project's.
    """
    known = places(declared or paths.root() / "report" / TABLE)
    problems: list[str] = []
    counts: Counter[str] = Counter({place.kind: 0 for place in known})
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        _check_page(path, name, [p for p in known if fnmatchcase(name, p.pages)], problems, counts)
    return Rendered(problems, dict(sorted(counts.items())))


def check(site: Path, declared: Path | None = None) -> None:
    """Stop if a numeral of a freshly rendered site comes from nowhere.

    Raises
    ------
    StopError
        With a line for each.
    """
    found = of_site(site, declared)
    if found.problems:
        raise StopError("\n".join(["Numbers on the rendered pages lead nowhere:", *found.problems]))


def _check_page(
    path: Path, name: str, known: list[Place], problems: list[str], counts: Counter[str]
) -> None:
    main = main_of(path)
    # Kept, so that each element stays one object and can be a key.
    elements = list(main.iter())
    kinds: dict[html.HtmlElement, str] = {}
    for place in known:
        if place.pattern is None:
            for element in place.find(main):
                kinds.setdefault(element, place.kind)
    outside = []
    for element in elements:
        text, tail = element.text, element.tail
        if text and _seen(text, element):
            outside += _outside(text, element, kinds, counts)
        if tail and NUMERAL.search(tail) and element is not main:
            outside += _outside(tail, element.getparent(), kinds, counts)
    if outside:
        parts = _parts(main, [place for place in known if place.pattern is not None])
        for text, inside in outside:
            _check_text(text, inside, name, parts, problems, counts)


def _seen(text: str, element: html.HtmlElement) -> bool:
    """Return whether a text has a numeral that a reader sees."""
    if NUMERAL.search(text) is None:
        return False
    return isinstance(element.tag, str) and element.tag not in _UNSEEN


def _outside(
    text: str,
    inside: html.HtmlElement,
    kinds: dict[html.HtmlElement, str],
    counts: Counter[str],
) -> list[tuple[str, html.HtmlElement]]:
    """Count the numerals of a text in what is declared; return it where it stands in nothing declared."""
    kind = _kind(inside, kinds)
    if not kind:
        return [(text, inside)]
    counts[kind] += len(NUMERAL.findall(text))
    return []


def _kind(element: html.HtmlElement | None, kinds: dict[html.HtmlElement, str]) -> str:
    """Return the kind of the nearest element around that is declared, and keep it; else nothing."""
    way = []
    while element is not None and element not in kinds:
        way.append(element)
        element = element.getparent()
    kind = kinds.get(element, "")
    kinds |= dict.fromkeys(way, kind)
    return kind


def _parts(main: html.HtmlElement, known: list[Place]) -> dict[html.HtmlElement, list[Place]]:
    """Return the elements in which a part of a text is declared, each with its places."""
    parts: dict[html.HtmlElement, list[Place]] = {}
    for place in known:
        for element in place.find(main):
            parts.setdefault(element, []).append(place)
    return parts


def _check_text(
    text: str,
    inside: html.HtmlElement,
    name: str,
    parts: dict[html.HtmlElement, list[Place]],
    problems: list[str],
    counts: Counter[str],
) -> None:
    excused = [
        (place.kind, range(*match.span()))
        for element in (inside, *inside.iterancestors())
        for place in parts.get(element, ())
        for match in place.pattern.finditer(text)
    ]
    for match in NUMERAL.finditer(text):
        kind = next((kind for kind, span in excused if match.start() in span), None)
        if kind is None:
            around = " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())
            problems.append(f"{name}: {match[0]!r} in {around!r} is in nothing that is declared")
        else:
            counts[kind] += 1
