"""The declared subset of Quarto that the Pandoc renderer knows, and the error for the rest.

A page may use: front matter with `FRONT_MATTER`, Pandoc's Markdown, the shortcodes of the evidence
extension, ``include``, blocks and spans that stand only in editions that know a claim (``.known``,
``.unknown``), callouts, figures and tables with ``#fig-`` and ``#tbl-`` and references to them,
citations, and links to other pages. Whatever else means something to Quarto is refused with
file and line: a page that renders must mean the same with both renderers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from overseas110 import yamls
from overseas110.problems import Problem, ProblemsError
from overseas110.report.uses import CALL

#: `dataset-page` puts the data set, as search engines read it, into the head of the page.
FRONT_MATTER = ("title", "subtitle", "description", "root", "toc", "dataset-page")
CALLOUTS = (
    "callout-note",
    "callout-tip",
    "callout-warning",
    "callout-important",
    "callout-caution",
)

_RESERVED_CLASS = re.compile(
    r"\.(?:callout-?\w*|panel-\w+|column-\w[\w-]*|content-(?:visible|hidden)|aside|cell(?:-\w+)?|hidden|quarto-[\w-]+"
    r"|fragment|incremental|grid|g-col-\d+|landscape|lightbox|proof|remark|solution)(?=[\s}.])"
)
_RESERVED_ATTRIBUTE = re.compile(
    r"\b(?:layout(?:-\w+)?|fig-(?!alt\b)\w[\w-]*|tbl-[\w-]+=|when-format|unless-format|when-meta|collapse|appearance|icon)\s*="
)
_OTHER_REFERENCE = re.compile(
    r"(?<![\w\\])@(?:sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|nte|tip|wrn|imp|cau|suppfig)-[\w-]+|\{#(?:sec|eq|lst|thm|nte|tip|wrn|imp|cau)-[\w-]+"
)
_EXECUTABLE = re.compile(r"^\s*(?:`{3,}|~{3,})\s*\{[A-Za-z]")
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LABEL = re.compile(r"\{[^}]*?#((?:fig|tbl)-[\w-]+)")
_REFERENCE = re.compile(r"(?<![\w\\])@((?:fig|tbl)-[\w-]+)")
_BRACKETED = re.compile(
    r"\[[^\]]*(?<![\w\\])-?@(?:fig|tbl)-[^\]]*\](?!\()|(?<![\w\\])-@(?:fig|tbl)-[\w-]+"
)
_LABELLED_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)\{[^}]*#fig-[\w-]+")
ATTRIBUTES = re.compile(r"(?<!\{)\{(?!\{)([^{}]*)\}(?!\})")
_CONDITION = re.compile(r"(?:^|\s)\.(?:known|unknown)(?=\s|$)|(?:^|\s)since=")
_WHOLE_CONDITION = re.compile(r"\.(?:known|unknown)\s+since=(?:\"\s*[\w-][\w\s-]*\"|[\w-]+)")
_CONDITION_FORM = (
    '{.known since=CLAIM} or {.unknown since="CLAIM CLAIM"}, with nothing else in the braces'
)
_BARE_CONDITION = re.compile(r"^\s*:{3,}\s*(?:un)?known\s*:*\s*$")
#: What lines up the columns of a table for people; Pandoc would read all of it, space by space.
_PADDING = re.compile(r" {2,}")
FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


@dataclass(frozen=True)
class Page:
    """A page ready for Pandoc.

    Parameters
    ----------
    name : str
        Path from the report's folder, without ending.
    meta : dict
        Front matter.
    text : str
        Body, includes taken in and every shortcode put where the Lua filter runs it: in raw text of
        the format "shortcode", which Pandoc reads three times as fast as a span with attributes.
    """

    name: str
    meta: dict
    text: str


@dataclass
class _Reading:
    """One page being read: what is wrong with it, what it labels, and what it refers to."""

    report: Path
    shortcodes: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    references: list[tuple[str, int, str]] = field(default_factory=list)
    within: list[Path] = field(default_factory=list)

    def name(self, path: Path) -> str:
        return f"{self.report.name}/{path.relative_to(self.report).as_posix()}"

    def wrong(self, path: Path, line: int, text: str, expected: str) -> None:
        self.problems.append(Problem(self.name(path), line, "", text, expected))


def read(path: Path, report: Path, shortcodes: tuple[str, ...]) -> Page:
    """Return a page of the report, checked against the subset.

    Parameters
    ----------
    path : Path
        The ``.qmd`` file.
    report : Path
        The Quarto project's folder.
    shortcodes : tuple of str
        Names that the extension knows.

    Raises
    ------
    ProblemsError
        For everything that lies outside the subset.
    """
    path, report = path.resolve(), report.resolve()
    reading = _Reading(report, shortcodes)
    meta, body, skipped = _front(path, reading)
    text = _body(body, path, reading, skipped)
    for name, line, label in reading.references:
        if label not in reading.labels:
            reading.problems.append(
                Problem(
                    name, line, "", f"@{label}", "there is no such figure or table on this page"
                )
            )
    if reading.problems:
        raise ProblemsError(reading.problems)
    return Page(path.relative_to(report).with_suffix("").as_posix(), meta, text)


def _front(path: Path, reading: _Reading) -> tuple[dict, list[str], int]:
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        reading.wrong(
            path, 1, lines[0] if lines else "", "a page begins with front matter between '---'"
        )
        return {}, lines, 0
    end = lines.index("---", 1)
    try:
        meta = yamls.parse("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        reading.wrong(
            path,
            line,
            lines[min(line, end) - 1],
            f"is no YAML: {getattr(error, 'problem', None) or error}",
        )
        meta = {}
    if not isinstance(meta, dict):
        reading.wrong(path, 2, lines[1], "front matter holds lines such as 'title: The title'")
        meta = {}
    for key in meta:
        if key not in FRONT_MATTER:
            line = next(
                (n for n, text in enumerate(lines[:end], 1) if text.startswith(f"{key}:")), 1
            )
            reading.wrong(
                path,
                line,
                str(key),
                f"is outside the subset; a page's front matter knows {', '.join(FRONT_MATTER)}",
            )
    return meta, lines[end + 1 :], end + 1


def _body(lines: list[str], path: Path, reading: _Reading, skipped: int) -> str:
    out, fence = [], ""
    reading.within.append(path)
    for number, line in enumerate(lines, skipped + 1):
        mark = FENCE.match(line)
        if fence:
            if "{{<" in line:
                reading.wrong(
                    path,
                    number,
                    line.strip(),
                    "a shortcode in code is run by Quarto; it is outside the subset",
                )
            out.append(line)
            if mark and mark[1].startswith(fence) and line.strip() == mark[1]:
                fence = ""
            continue
        if _EXECUTABLE.match(line):
            reading.wrong(
                path,
                number,
                line.strip(),
                "no page runs code; show it with ```python, without braces",
            )
        if mark:
            fence = mark[1]
            out.append(line)
            continue
        _outside(line, path, reading, number)
        called = _calls(_conditions(line, path, reading, number), path, reading, number)
        out.append(_PADDING.sub(" ", called) if line.startswith("|") else called)
    reading.within.pop()
    return "\n".join(out) + "\n"


def _outside(line: str, path: Path, reading: _Reading, number: int) -> None:
    for match in _RESERVED_CLASS.finditer(line):
        if match[0][1:] not in CALLOUTS:
            reading.wrong(
                path,
                number,
                match[0],
                "is a class that only Quarto knows; it is outside the subset",
            )
    for match in _RESERVED_ATTRIBUTE.finditer(line):
        reading.wrong(
            path,
            number,
            match[0],
            "is an attribute that only Quarto knows; it is outside the subset",
        )
    for match in _OTHER_REFERENCE.finditer(line):
        reading.wrong(
            path,
            number,
            match[0],
            "only figures (fig-) and tables (tbl-) can be labelled and referred to",
        )
    for match in _LABELLED_IMAGE.finditer(line):
        reading.wrong(
            path,
            number,
            match[0],
            "a figure is a div, '::: {#fig-name}', whose last paragraph is its caption",
        )
    for match in CODE.finditer(line):
        if "{{<" in match[2]:
            reading.wrong(
                path,
                number,
                match[0],
                "a shortcode in code is run by Quarto; it is outside the subset",
            )
    if "{{{<" in line:
        reading.wrong(path, number, "{{{<", "escaped shortcodes are outside the subset")
    prose = CODE.sub("", line)
    for match in _BRACKETED.finditer(prose):
        reading.wrong(
            path,
            number,
            match[0],
            "figures and tables are referred to by a bare @fig- or @tbl-, one at a time",
        )
    reading.labels |= set(_LABEL.findall(prose))
    reading.references += [
        (reading.name(path), number, label.rstrip("-")) for label in _REFERENCE.findall(prose)
    ]


def _conditions(line: str, path: Path, reading: _Reading, number: int) -> str:
    """Return `line` with file and line noted on each ``.known`` and ``.unknown``, for the Lua filter."""
    code = [match.span() for match in CODE.finditer(line)]

    def one(match: re.Match) -> str:
        if not _CONDITION.search(match[1]) or any(a <= match.start() < b for a, b in code):
            return match[0]
        if not _WHOLE_CONDITION.fullmatch(match[1].strip()):
            reading.wrong(path, number, match[0], _CONDITION_FORM)
        return f'{{{match[1]} file="{reading.name(path)}" line="{number}"}}'

    if _BARE_CONDITION.match(line):
        reading.wrong(path, number, line.strip(), _CONDITION_FORM)
    return ATTRIBUTES.sub(one, line)


def _calls(line: str, path: Path, reading: _Reading, number: int) -> str:
    name = reading.name(path)

    def one(match: re.Match) -> str:
        code, args = match[1], match[2].strip()
        if code == "include":
            return _include(path, reading, args, number, match[0] == line.strip())
        if code not in reading.shortcodes:
            known = ", ".join((*reading.shortcodes, "include"))
            reading.wrong(
                path, number, match[0], f"is no shortcode of this report; known are {known}"
            )
            return ""
        if "`" in args:
            reading.wrong(path, number, match[0], "holds a backtick")
        return f"`{name}:{number} {code} {args}`{{=shortcode}}"

    replaced = CALL.sub(one, line)
    if "{{<" in CALL.sub("", line):
        reading.wrong(path, number, line.strip(), "holds a shortcode that cannot be read")
    return replaced


def _include(path: Path, reading: _Reading, args: str, number: int, alone: bool) -> str:
    target = (path.parent / args).resolve()
    if not alone:
        expected = "an include stands on a line of its own"
    elif not target.is_relative_to(reading.report):
        expected = "lies outside the report's folder"
    elif not target.is_file():
        expected = "is no file to include"
    elif target in reading.within:
        expected = "includes itself"
    else:
        lines = target.read_text(encoding="utf-8").splitlines()
        return _body(lines, target, reading, 0).rstrip("\n")
    reading.wrong(path, number, args, expected)
    return ""
