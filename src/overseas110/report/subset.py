"""The declared subset of Quarto that the Pandoc renderer knows, and the error for the rest.

A page may use: front matter with `FRONT_MATTER`, Pandoc's Markdown, the shortcodes of the evidence
extension, ``include``, callouts, figures and tables with ``#fig-`` and ``#tbl-`` and references to
them, citations, and links to other pages. Whatever else means something to Quarto is refused with
file and line: a page that renders must mean the same with both renderers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from overseas110.problems import Problem, ProblemsError

FRONT_MATTER = ("title", "subtitle", "description", "root", "toc")
CALLOUTS = ("callout-note", "callout-tip", "callout-warning", "callout-important", "callout-caution")

_CALL = re.compile(r"\{\{<\s*([\w-]+)((?:\s+[^\s>][^\s]*?)*)\s*>\}\}")
_RESERVED_CLASS = re.compile(
    r"\.(?:callout-?\w*|panel-\w+|column-\w[\w-]*|content-(?:visible|hidden)|aside|cell(?:-\w+)?|hidden|quarto-[\w-]+"
    r"|fragment|incremental|grid|g-col-\d+|landscape|lightbox|proof|remark|solution)(?=[\s}.])"
)
_RESERVED_ATTRIBUTE = re.compile(r"\b(?:layout(?:-\w+)?|fig-(?!alt\b)\w[\w-]*|tbl-[\w-]+=|when-format|unless-format|when-meta|collapse|appearance|icon)\s*=")
_OTHER_REFERENCE = re.compile(r"(?<![\w\\])@(?:sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|nte|tip|wrn|imp|cau|suppfig)-[\w-]+|\{#(?:sec|eq|lst|thm|nte|tip|wrn|imp|cau)-[\w-]+")
_EXECUTABLE = re.compile(r"^\s*(?:`{3,}|~{3,})\s*\{(?:python|r|julia|ojs|bash|mermaid|dot)\b", re.I)
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


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
        Body, includes taken in and every shortcode put into a span that the Lua filter runs.
    """

    name: str
    meta: dict
    text: str


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
    problems: list[Problem] = []
    meta, body, skipped = _front(path, report, problems)
    text = _body(body, path, report, shortcodes, problems, skipped)
    if problems:
        raise ProblemsError(problems)
    return Page(path.relative_to(report).with_suffix("").as_posix(), meta, text)


def _name(path: Path, report: Path) -> str:
    return f"{report.name}/{path.relative_to(report).as_posix()}"


def _front(path: Path, report: Path, problems: list[Problem]) -> tuple[dict, list[str], int]:
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        problems.append(Problem(_name(path, report), 1, "", lines[0] if lines else "", "a page begins with front matter between '---'"))
        return {}, lines, 0
    end = lines.index("---", 1)
    meta = yaml.safe_load("\n".join(lines[1:end])) or {}
    for key in meta:
        if key not in FRONT_MATTER:
            line = next(n for n, text in enumerate(lines[:end], 1) if text.startswith(f"{key}:"))
            expected = f"is outside the subset; a page's front matter knows {', '.join(FRONT_MATTER)}"
            problems.append(Problem(_name(path, report), line, "", key, expected))
    return meta, lines[end + 1 :], end + 1


def _body(lines: list[str], path: Path, report: Path, shortcodes, problems: list[Problem], skipped: int) -> str:
    name, out, fence = _name(path, report), [], ""
    for number, line in enumerate(lines, skipped + 1):
        mark = _FENCE.match(line)
        if fence:
            out.append(line)
            if mark and mark[1].startswith(fence) and line.strip() == mark[1]:
                fence = ""
            continue
        if _EXECUTABLE.match(line):
            problems.append(Problem(name, number, "", line.strip(), "no page runs code; show it with ```python, without braces"))
        if mark:
            fence = mark[1]
            out.append(line)
            continue
        problems += _outside(line, name, number)
        out.append(_calls(line, path, report, shortcodes, problems, number))
    return "\n".join(out) + "\n"


def _outside(line: str, name: str, number: int) -> list[Problem]:
    found = []
    for match in _RESERVED_CLASS.finditer(line):
        if match[0][1:] not in CALLOUTS:
            found.append(Problem(name, number, "", match[0], "is a class that only Quarto knows; it is outside the subset"))
    for match in _RESERVED_ATTRIBUTE.finditer(line):
        found.append(Problem(name, number, "", match[0], "is an attribute that only Quarto knows; it is outside the subset"))
    for match in _OTHER_REFERENCE.finditer(line):
        found.append(Problem(name, number, "", match[0], "only figures (fig-) and tables (tbl-) can be labelled and referred to"))
    if "{{{<" in line:
        found.append(Problem(name, number, "", "{{{<", "escaped shortcodes are outside the subset"))
    return found


def _calls(line: str, path: Path, report: Path, shortcodes, problems: list[Problem], number: int) -> str:
    name = _name(path, report)

    def one(match: re.Match) -> str:
        code, args = match[1], match[2].strip()
        if code == "include":
            return _include(path, report, args, shortcodes, problems, number, match[0] == line.strip())
        if code not in shortcodes:
            known = ", ".join((*shortcodes, "include"))
            problems.append(Problem(name, number, "", match[0], f"is no shortcode of this report; known are {known}"))
            return ""
        quoted = args.replace("\\", "\\\\").replace('"', '\\"')
        return f'[]{{.shortcode-call name="{code}" args="{quoted}" file="{name}" line="{number}"}}'

    replaced = _CALL.sub(one, line)
    if "{{<" in replaced and not replaced.startswith("\n"):
        problems.append(Problem(name, number, "", line.strip(), "holds a shortcode that cannot be read"))
    return replaced


def _include(path: Path, report: Path, args: str, shortcodes, problems: list[Problem], number: int, alone: bool) -> str:
    target = (path.parent / args).resolve()
    if not alone:
        problems.append(Problem(_name(path, report), number, "", args, "an include stands on a line of its own"))
        return ""
    if not target.is_file():
        problems.append(Problem(_name(path, report), number, "", args, "is no file to include"))
        return ""
    lines = target.read_text(encoding="utf-8").splitlines()
    return _body(lines, target, report, shortcodes, problems, 0).rstrip("\n")
