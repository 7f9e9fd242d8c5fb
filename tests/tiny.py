"""Tiny throw-away reports: the real extension, Lua and frame around a page that a test writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from overseas110.report import edition, pdf, renderers, site, subset

REPORT = Path(__file__).resolve().parents[1] / "report"

EDITION = edition.Edition("2026-11-22", "0123456789ab", 1_700_000_000, "Pandoc 3")

FINDINGS = {
    "stations": {"value": "54", "text": "more than 54", "label": "more than 54 stations, evidence"},
    "quoted": {"value": "", "text": 'so "many" <of> them & more', "label": "quoted, evidence"},
}
CLAIMS = {
    "globe-f001": {"value_text": "“dozens”", "value": "24", "when": "", "when_edtf": ""},
    "globe-f002": {"value_text": "", "value": "", "when": "April 2021", "when_edtf": "2021-04"},
}
CHARTS = {"beginnings": {"alt": 'Chart of "one" bar & more.', "description": "It begins in 2016."}}
COUNTS = {
    "claims source=globe-2022": {
        "value": "1140", "text": "1,140", "page": "record", "anchor": "#record-globe-2022",
        "label": "1,140 claims, counted, all of them",
    },
    "conflicts": {
        "value": "7", "text": "7", "page": "conflicts", "anchor": "",
        "label": "7 conflicts, counted, all of them",
    },
}  # fmt: skip
REFERENCES = [
    {
        "id": "globe-2022", "type": "article-newspaper", "title": "A title of an article",
        "author": [{"literal": "The Globe and Mail"}], "issued": {"date-parts": [[2022, 11, 1]]},
        "URL": "https://example.org/article",
    }
]  # fmt: skip


class Report:
    """A Quarto project with pages of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder.parent / "site"
        self.names: list[str] = []

    def page(self, body: str, name: str = "index", front: str = "title: A page") -> Path:
        """Write a page and list it in ``_quarto.yml``."""
        path = self.folder / f"{name}.qmd"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}\n---\n\n{body}\n", encoding="utf-8")
        if name not in self.names:
            self.names.append(name)
        said = yaml.safe_load((REPORT / "_quarto.yml").read_text(encoding="utf-8"))
        said["project"]["render"] = [f"{listed}.qmd" for listed in self.names]
        (self.folder / "_quarto.yml").write_text(yaml.safe_dump(said), encoding="utf-8")
        return path

    def write(self, name: str, text: str) -> Path:
        """Write any other file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, body: str, front: str = "title: A page") -> subset.Page:
        """Read one page as the renderers do."""
        return subset.read(self.page(body, front=front), self.folder, site.shortcodes(self.folder))

    def problems(self, body: str, front: str = "title: A page") -> list[str]:
        """Return what is wrong with one page."""
        with pytest.raises(subset.ProblemsError) as caught:
            self.read(body, front)
        return [str(problem) for problem in caught.value.problems]

    def render(self) -> dict[str, str]:
        """Render with Pandoc and return page to HTML."""
        shutil.rmtree(self.site, ignore_errors=True)
        self.site.mkdir()
        site.render(self.folder, self.site, renderers.choose("pandoc"))
        pages = sorted(self.site.rglob("*.html"))
        return {p.relative_to(self.site).as_posix(): p.read_text(encoding="utf-8") for p in pages}

    def html(self, body: str, front: str = "title: A page") -> str:
        """Render one page and return what stands in its ``<main>``."""
        self.page(body, front=front)
        return self.render()["index.html"].partition("<main")[2].partition("</main>")[0]

    def pdf(self) -> bytes:
        """Make the PDF, with the pages it wants where a test wrote none."""
        for name in pdf.PAGES:
            if not (self.folder / f"{name}.qmd").exists():
                self.page("Text.", name, f"title: Page {name}")
        target = self.folder.parent / "report.pdf"
        pdf.render(self.folder, target, renderers.choose("pandoc"), EDITION)
        return target.read_bytes()


def made(folder: Path) -> Report:
    """Return a tiny report in a new folder."""
    shutil.copytree(REPORT / "_extensions", folder / "_extensions")
    shutil.copytree(REPORT / "_pandoc", folder / "_pandoc")
    for name in ("_template.html", "_template.typ"):
        shutil.copy(REPORT / name, folder)
    tiny = Report(folder)
    for name, data in (
        ("findings", FINDINGS), ("claims", CLAIMS), ("charts", CHARTS), ("references", REFERENCES),
        ("counts", COUNTS),
        ("edition", {"day": "22 November 2026", "commit": EDITION.commit, "renderer": "Pandoc 3"}),
    ):  # fmt: skip
        tiny.write(f"_build/{name}.json", json.dumps(data))
    settings = {
        "edition-day": "22 November 2026",
        "edition-commit": EDITION.commit,
        "edition-renderer": EDITION.renderer,
    }
    tiny.write("_build/edition.yml", yaml.safe_dump(settings))
    return tiny
