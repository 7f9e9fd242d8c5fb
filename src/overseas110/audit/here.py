"""What the checks look at, read once: the record as cleaned now, the site, what it publishes."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from overseas110.problems import Problem
from overseas110.trace_files import Files

#: What of the site is text to read besides its pages and the PDF.
_TEXTS = (
    ".csv", ".json", ".md", ".ipynb", ".svg", ".txt", ".ttl", ".bib", ".xml", ".yml", ".js", ".css",
)  # fmt: skip

#: What leads on from a page or is taken in by it, and what stands in a page besides its text.
_LINKS = "//@href | //iframe/@src | //object/@data | //embed/@src | //form/@action"
_SAID = "//@* | //comment() | //script/text() | //style/text()"
#: JSON writes line ends and quotes as \n and \", which would glue or part words.
_ESCAPED = re.compile(r"\\[nrt\"]")


@dataclass(frozen=True)
class Stated:
    """A value that a page states.

    Parameters
    ----------
    kind, name : str
        ``finding``, ``claim``, ``was`` or ``count``, and of which one.
    value, shown : str
        The value for machines, and what a reader reads.
    link : str
        Where the number leads; nothing where it stands in no link.
    """

    kind: str
    name: str
    value: str
    shown: str
    link: str


@dataclass(frozen=True)
class Page:
    """One page of the site, parsed.

    Parameters
    ----------
    name : str
        Its path in the site.
    text : str
        What a reader reads, block by block.
    links : list of str
        Every address that it leads to.
    values : list of Stated
        Every stated value.
    attributes : str
        What stands in the page besides: every attribute, every comment, scripts and styles.
    """

    name: str
    text: str
    links: list[str]
    values: list[Stated]
    attributes: str


@dataclass
class Here:
    """One audit: the project, what was given besides, and what was read so far.

    Parameters
    ----------
    root : Path
        The project; it is the working folder while checks run.
    snapshots : Path or None
        Folder of the sources' texts, if they are at hand.
    names : Path or None
        List of private names, one a line, if there is one.
    rebuild : bool
        Whether everything is to be built again.
    tools : bool
        Whether the validators of others are to run, which take their time.
    """

    root: Path
    snapshots: Path | None = None
    names: Path | None = None
    rebuild: bool = False
    tools: bool = True
    site: Path = field(init=False)
    frames: dict | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Note where the site is."""
        self.site = self.root / "report" / "_site"

    @property
    def processed(self) -> Path:
        """Folder that the pipeline writes."""
        return self.root / "data" / "processed"

    @property
    def raw(self) -> Path:
        """Folder of the coded sheets."""
        return self.root / "data" / "raw"

    @cached_property
    def cleaned(self) -> tuple[object | None, list[Problem]]:
        """The typed tables as the coded sheets give them now, or what is wrong with the sheets."""
        from overseas110 import clean, params
        from overseas110.problems import ProblemsError

        try:
            return clean.run(self.raw, params.load(self.root / "params.yaml")), []
        except ProblemsError as error:
            return None, error.problems

    @cached_property
    def files(self) -> Files:
        """What DVC knows of the project: its stages, its lock and its parameters."""
        return Files(self.root)

    @cached_property
    def sources(self) -> list[dict[str, str]]:
        """Rows of the sheet of sources."""
        from overseas110 import tables

        frame, _ = tables.read_sheet(tables.SHEETS["sources"], self.raw)
        return frame.to_dict("records")

    @cached_property
    def actors(self) -> list[dict[str, str]]:
        """Rows of the sheet of actors."""
        from overseas110 import tables

        frame, _ = tables.read_sheet(tables.SHEETS["actors"], self.raw)
        return frame.to_dict("records")

    @cached_property
    def findings(self) -> dict[str, dict]:
        """Findings as merged."""
        return json.loads((self.processed / "findings.json").read_text(encoding="utf-8"))

    @cached_property
    def page_files(self) -> list[Path]:
        """The file of every page of the site."""
        return sorted(self.site.rglob("*.html"))

    @cached_property
    def pages(self) -> list[Page]:
        """Every page of the site."""
        return [_page(self.site, path) for path in self.page_files]

    @cached_property
    def papers(self) -> list[tuple[str, str]]:
        """Name and text of every page of every PDF of the site."""
        from overseas110.report import printed

        return [
            (f"{path.relative_to(self.site).as_posix()} page {number}", text)
            for path in sorted(self.site.rglob("*.pdf"))
            for number, text in enumerate(printed.papers(path), 1)
        ]

    @cached_property
    def manifest(self) -> dict | None:
        """What the site says that it was made from; nothing where there is no site."""
        from overseas110.report import manifest

        path = self.site / manifest.NAME
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    @cached_property
    def published(self) -> list[tuple[str, str]]:
        """Where and what: every text that the site publishes, and the tables in the repository."""
        texts = [(page.name, f"{page.text}\n{page.attributes}") for page in self.pages]
        texts += self.papers
        folders = [self.site, self.root / "data"]
        for path in [p for folder in folders for p in sorted(folder.rglob("*"))]:
            if path.is_file() and path.suffix in _TEXTS and path.name != "manifest.json":
                raw = path.read_text(encoding="utf-8", errors="replace")
                name = path.relative_to(self.root).as_posix().removeprefix("report/_site/")
                if path.suffix == ".svg":
                    raw = " ".join(re.findall(r">([^<>]+)<", raw))
                texts.append((name, _ESCAPED.sub("  ", raw)))
        # The site has copies of the processed tables: one reading is enough.
        once: dict[str, str] = {}
        for name, text in texts:
            once.setdefault(text, name)
        return [(name, text) for text, name in once.items()]

    @cached_property
    def tracked(self) -> list[tuple[str, str]]:
        """Name and text of every file that git tracks and that is not published; none without git."""
        texts = []
        for name in filter(None, (git(self.root, "ls-files", "-z") or "").split("\0")):
            path = self.root / name
            published = name.startswith("data/") and path.suffix in _TEXTS
            if path.is_file() and not published:
                texts.append((name, path.read_bytes().decode("utf-8", errors="ignore")))
        return texts


def _page(site: Path, path: Path) -> Page:
    from lxml import etree, html

    # Said outright: a page without its own word on it would be read as Latin-1.
    parser = html.HTMLParser(encoding="utf-8")
    document = html.fromstring(path.read_bytes(), parser=parser)
    # Strings that do not know where they stand: half the time.
    links, said = (etree.XPath(path, smart_strings=False)(document) for path in (_LINKS, _SAID))
    besides = dict.fromkeys(str(getattr(part, "text", part)) for part in said)
    for element in document.xpath("//script | //style"):
        element.drop_tree()
    values = [_stated(element) for element in document.iter("data")]
    texts = etree.XPath("//text()", smart_strings=False)(document)
    # One text node a line: where a tag stands, words are parted, and a problem has a line to name.
    text = "\n".join(" ".join(part.split()) for part in texts if not part.isspace())
    return Page(
        path.relative_to(site).as_posix(), text, links, values, "\n".join(besides),
    )  # fmt: skip


def _stated(element) -> Stated:
    """Return what a ``data`` element states; its class says of what kind, and its ``data-`` of which."""
    kind = (element.get("class") or "").partition(" ")[0]
    around = next((e for e in element.iterancestors("a")), None)
    return Stated(
        kind, element.get(f"data-{kind}") or "", element.get("value") or "",
        " ".join(element.text_content().split()), "" if around is None else around.get("href") or "",
    )  # fmt: skip


def git(root: Path, *args: str) -> str | None:
    """Return what git says in a folder; nothing where it is missing, refuses, or knows no such thing."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *args], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
