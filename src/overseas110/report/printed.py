"""The PDF states what the pages state: the same numerals, page by page.

What has to differ is left out on both sides, and declared in `DIFFERENCES`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from overseas110.problems import StopError
from overseas110.report.pdf import PAGES

#: What differs of necessity, and why; each is left out by a function of this module.
DIFFERENCES = {
    "foot of a page": "edition, commit and page number stand on each page of paper",
    "front page": "title, edition and table of contents are made by Typst",
    "bibliography": "each page of the site has its own, the PDF has one at its end",
    "running number": "figures and tables are numbered page by page on the site, throughout in the PDF",
    "heading of a table": "on paper it is repeated where a table goes on",
    "detail of the site": "lists that lead on, and hashes; paper says how many, and attaches the tables",
    "drawing": "a chart's letters are drawn on paper, and are no text of the PDF",
    "hyphen": "a hyphen at the end of a line may be the word's or the line's: none is compared",
}
#: Elements whose text is no text of the PDF.
_DRAWN = ".//svg | .//style | .//script"
#: What the first page has on the front page of the PDF.
_FRONT = "./h1 | ./p[@class='subtitle']"
_BIBLIOGRAPHY = ".//div[@id='refs']"
#: What the build writes for the site alone (`overseas110.report.markup.Only`).
_SITE_ONLY = ".//span[@class='site']"

_FOOT = re.compile(r"\s*Edition of [^\n]*, commit [^\n]*\s*$")
_NUMBERED = re.compile(r"\b(?:Figure|Table)\s\d+")
#: Hyphens, soft ones, and what the reader of PDFs gives for one that it took out.
_HYPHEN = re.compile(r"[-\u00ad\u2010\u2011\ufffe\x02][ \t]*(?:\r?\n)?")
_THIN = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d)")
#: Ligatures become letters; signs such as a half stay as they are.
_LIGATURES = str.maketrans(
    {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0xFB00, 0xFB07)}
)
_NUMERAL = re.compile(r"\d+(?:[.,\u066b\u066c]\d+)*|[\u00b2\u00b3\u00b9\u00bc-\u00be\u2150-\u2189]")
#: Words of a numeral's surroundings that a difference shows.
_AROUND = 25


@dataclass(frozen=True)
class _Text:
    """The numerals of a page, in order, and its text to quote from."""

    text: str
    numerals: tuple[str, ...]


def papers(path: Path) -> list[str]:
    """Return the text of every page of a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def pdf_differences(site: Path, texts: Sequence[str] | None = None) -> list[str]:
    """Return where the PDF has other numerals than the pages that are in it.

    Parameters
    ----------
    site : Path
        The rendered site, with the PDF beside its pages.
    texts : sequence of str, optional
        What `papers` says of the PDF, where it has been read already.

    Returns
    -------
    list of str
        One sentence for each numeral that one of both has and the other has not.

    Raises
    ------
    StopError
        If the PDF has not one part for each page, and one for the works cited.
    """
    from overseas110.report.build import PDF

    mains = [main_of(site / f"{name}.html") for name in PAGES]
    parts = _parts(site / PDF, papers(site / PDF) if texts is None else texts)
    cited = _read(_cited(mains))
    found = []
    for element in mains[0].xpath(_FRONT):
        element.drop_tree()
    for name, main, part in zip(PAGES, mains, parts, strict=False):
        heads = Counter(_squeezed(head.text_content()) for head in main.iterfind(".//thead"))
        paper = "\n".join(_headed_once(part, heads))
        found += _differences(f"{name}.html", _read(_without(main)), _read(paper))
    return found + _differences("the works cited", cited, _read("\n".join(parts[-1])))


def main_of(path: Path) -> html.HtmlElement:
    """Return the ``<main>`` of a page.

    Raises
    ------
    StopError
        If there is none.
    """
    parser = html.HTMLParser(encoding="utf-8")
    main = html.fromstring(path.read_bytes(), parser=parser).find(".//main")
    if main is None:
        raise StopError(f"{path.name} has no <main>.")
    return main


def _without(main: html.HtmlElement) -> str:
    """Return the text of a page without what the PDF has elsewhere or as a drawing."""
    gone = [*main.xpath(_DRAWN), *main.xpath(_BIBLIOGRAPHY), *main.xpath(_SITE_ONLY)]
    for element in gone:
        element.drop_tree()
    for ordered in main.iter("ol"):
        for number, item in enumerate(ordered.iterfind("li"), int(ordered.get("start", "1"))):
            # A browser draws the number of an item; on paper it is text.
            item.text = f"{number}. {item.text or ''}"
    return _spaced(main)


def _spaced(element: html.HtmlElement) -> str:
    """Return the text with a space between blocks, so that two cells do not make one number."""
    blocks = ("p", "td", "th", "li", "dt", "dd", "h2", "h3", "h4", "div", "caption", "figcaption")
    for block in element.iter(*blocks):
        block.tail = f"\n{block.tail or ''}"
    return element.text_content()


def _cited(mains: list[html.HtmlElement]) -> str:
    """Return the entries of all bibliographies, each once, in the order of the PDF's: by their text."""
    entries = {}
    for main in mains:
        for entry in main.iterfind(".//div[@class='csl-entry']"):
            entries[entry.get("id")] = entry.text_content()
    return "\n".join(entries.values())


def _parts(path: Path, texts: Sequence[str]) -> list[list[str]]:
    """Return the parts of the PDF, one a page of the site and the works cited: texts of their pages."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        starts = [mark.get_dest().get_index() for mark in document.get_toc() if mark.level == 0]
    if len(starts) != len(PAGES) + 1:
        raise StopError(
            f"{path.name} has {len(starts)} parts, and should have one for each of "
            f"{len(PAGES)} pages and one for the works cited."
        )
    ends = [*starts[1:], len(texts)]
    return [
        [_without_foot(text) for text in texts[start:end]]
        for start, end in zip(starts, ends, strict=True)
    ]


def _without_foot(text: str) -> str:
    return _FOOT.sub("", text.replace("\r\n", "\n"))


def _headed_once(texts: list[str], heads: Counter[str]) -> list[str]:
    """Return the pages without the headings of tables that go on, which stand first on a page."""
    for head, tables in heads.items():
        if not _NUMERAL.search(head):
            continue
        pattern = re.compile(r"\s*" + r"\s*".join(map(re.escape, head)))
        again = sum(len(pattern.findall(text)) for text in texts) - tables
        for number, text in enumerate(texts):
            match = pattern.match(text)
            if match and again > 0:
                texts[number] = text[match.end() :]
                again -= 1
    return texts


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _read(text: str) -> _Text:
    text = _NUMBERED.sub("", text)
    text = _THIN.sub("", _HYPHEN.sub("", text)).translate(_LIGATURES)
    return _Text(text, tuple(_NUMERAL.findall(text)))


def _differences(name: str, page: _Text, paper: _Text) -> list[str]:
    only_page = Counter(page.numerals) - Counter(paper.numerals)
    only_paper = Counter(paper.numerals) - Counter(page.numerals)
    return [
        *(
            f"{name}: {n!r} stands on the page {_often(times)}more than in the PDF, {_where(page, n)}"
            for n, times in sorted(only_page.items())
        ),
        *(
            f"{name}: {n!r} stands in the PDF {_often(times)}more than on the page, {_where(paper, n)}"
            for n, times in sorted(only_paper.items())
        ),
    ]


def _often(times: int) -> str:
    return "once " if times == 1 else f"{times} times "


def _where(text: _Text, numeral: str) -> str:
    # The numeral first: a search that begins with it can skip through a long text.
    found = re.finditer(rf"{re.escape(numeral)}(?!\d|[.,]\d)", text.text)
    match = next(
        (m for m in found if not re.match(r"[\d.,]", text.text[m.start() - 1 : m.start()])), None
    )
    if match is None:
        return "somewhere"
    around = text.text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
    return f"for example in {' '.join(around.split())!r}"
