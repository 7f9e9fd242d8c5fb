"""The report as one PDF: Pandoc to Typst, compiled by the `typst` package, whichever renders the HTML."""

from __future__ import annotations

import json
import re
from pathlib import Path

from overseas110 import yamls
from overseas110.problems import StopError
from overseas110.report import markup, site, subset
from overseas110.report.edition import Edition
from overseas110.report.renderers import Renderer

#: Pages that stand in the PDF, in order; the record is on the site only, it would be a book of its own.
PAGES = (
    "index", "stations", "returns", "responses", "law", "conflicts", "changes", "methods", "sources",
    "evidence",
)  # fmt: skip

#: From this page on the PDF is an appendix: small type, two columns.
_APPENDIX = "sources"

#: Files of ``data/processed`` that are attached to the PDF, each with what it is.
ATTACHED = {
    "claims.csv": "Every coded claim of this edition, with bounds, time, place, standing and position",
    "findings.json": "Every finding of this edition, with bounds, rule, notebook cell and claims",
    "sources.csv": "Every source of this edition, with date, address, rights and hash",
}

#: A page's own list of the works that it cites; on paper there is one for all pages, at the end.
_REFERENCES = re.compile(r"^## Sources \{#bibliography\}\s+::: \{#refs\}\s+:::\s*", re.M)

#: Accessible and archivable, checked by Typst itself as it writes.
STANDARDS = ["ua-1", "a-3a"]


def render(report: Path, target: Path, pandoc: Renderer, edition: Edition) -> None:
    """Write the PDF.

    Parameters
    ----------
    report : Path
        The Quarto project, with what it takes in already put together.
    target : Path
        File to write.
    pandoc : Renderer
        Pandoc; Quarto has no part in the PDF.
    edition : Edition
        For the title page and the date inside the file.

    Raises
    ------
    StopError
        If Typst refuses, for example because an image has no alternative text.
    """
    import typst

    known = site.shortcodes(report)
    pages = [subset.read(report / f"{name}.qmd", report, known) for name in PAGES]
    config = site.settings(report)
    headings = ["The report", *(page.meta["title"] for page in pages[1:])]
    parts = [
        f"# {head} {{#page-{page.name}}}\n\n{_REFERENCES.sub('', page.text)}"
        for head, page in zip(headings, pages, strict=True)
    ]
    at = PAGES.index(_APPENDIX)
    parts.insert(at, markup.block(["#show: appendix"], "typst"))
    parts.append("# Works cited {#bibliography}\n\n::: {#refs}\n:::\n")
    shared = {key: config[key] for key in ("lang", "bibliography", "link-citations")}
    said = yamls.read(report / "_build" / "edition.yml")
    said.pop("dataset", None)
    meta = {**shared, **said, "title": pages[0].meta["title"], "pagefile": "the PDF"}
    meta["subtitle"] = pages[0].meta.get("subtitle", "")
    args = [
        "--to=typst",
        "--standalone",
        f"--template={report / '_template.typ'}",
        f"--lua-filter={report / '_pandoc' / 'paper.lua'}",
    ]
    source = site.pandoc(pandoc, report, "\n\n".join(parts), meta, args)
    main = report / "_build" / "report.typ"
    fonts = report / "_fonts"
    main.write_text(_printable(source, fonts) + _attached(report), encoding="utf-8")
    try:
        data = typst.compile(
            str(main), root=str(report), format="pdf", pdf_standards=STANDARDS, timestamp=edition.timestamp or 1,
            ignore_system_fonts=True, font_paths=[str(fonts)],
        )  # fmt: skip
    except Exception as error:
        raise StopError(f"Typst could not make the PDF: {error}") from None
    target.write_bytes(data)


def _attached(report: Path) -> str:
    """Return what attaches the data that the build has put beside the pages."""
    lines = []
    for name, what in ATTACHED.items():
        if (report / "_build" / "data" / name).is_file():
            kind = "text/csv" if name.endswith(".csv") else "application/json"
            lines.append(
                f'#pdf.attach("data/{name}", relationship: "data", mime-type: "{kind}", '
                f"description: {json.dumps(what)})\n"
            )
    return "\n" + "".join(lines)


def _printable(source: str, fonts: Path) -> str:
    """Return the text with signs that no shipped font has as 〓, the printers' mark for a missing one."""
    from fontTools.ttLib import TTFont

    known: set[int] = set()
    for path in sorted(fonts.glob("*.ttf")):
        known |= set(TTFont(path).getBestCmap())
    # Below this lie the scripts that the text font has.
    first = 0x2E80
    return "".join(c if ord(c) < first or ord(c) in known else "〓" for c in source)
