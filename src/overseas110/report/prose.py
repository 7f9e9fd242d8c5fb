"""The words of a Markdown file that somebody reads as words: no code, no ids, no addresses, no shortcodes.

Every line keeps its number. What is shown and is no prose of the author (a shortcode's value, code,
a citation, a marked name) leaves `HIDDEN` behind, so that words before and after it stay apart; what
is not shown at all (attributes, link targets, marks of emphasis) leaves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from overseas110.report import subset
from overseas110.report.uses import CALL

#: Stands for something that is shown and is no prose.
HIDDEN = "\ufffc"
#: Front matter that is shown, or read out by machines.
_SHOWN = ("title", "subtitle", "description")
#: Attributes whose value is shown, or read out.
_SAID = re.compile(r"\b(?:title|alt|fig-alt|aria-label)=(?:\"([^\"]*)\"|'([^']*)')")

_NAME = re.compile(r"\[([^\[\]]*)\]\{\s*\.name\s*\}")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ADDRESS = re.compile(r"<?\bhttps?://[^\s<>)\]]+>?")
_TARGET = re.compile(r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_CITATION = re.compile(r"(?<![\w\\])-?@[\w][\w:.#$%&+?~/-]*")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]+\]:?")
_ENTITY = re.compile(r"&#?\w+;")
_LIST_NUMBER = re.compile(r"^([ \t>]*)\d+[.)](?=[ \t])", re.M)
_EMPHASIS = re.compile(r"[*\[\]]|(?<!\w)_|_(?!\w)|\\(?=\W)")


@dataclass(frozen=True)
class Prose:
    """What stands in a file to be read as words.

    Parameters
    ----------
    text : str
        As many lines as the file has.
    names : list of tuple of int and str
        Line and text of everything marked as a name.
    """

    text: str
    names: list[tuple[int, str]]

    def line(self, start: int) -> int:
        """Return the line, from 1, of a position in the text."""
        return self.text.count("\n", 0, start) + 1


def read(source: str) -> Prose:
    """Return the prose of a Markdown file.

    Parameters
    ----------
    source : str
        The whole file, with front matter or without.
    """
    text = "\n".join(_outside_code(_front(source.splitlines())))
    text = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)
    text = subset.CODE.sub(HIDDEN, text)
    text = CALL.sub(HIDDEN, text)
    names = [(text.count("\n", 0, m.start()) + 1, m[1]) for m in _NAME.finditer(text)]
    text = _NAME.sub(HIDDEN, text)
    text = subset.ATTRIBUTES.sub(_said, text)
    text = _TARGET.sub("", text)
    text = _ADDRESS.sub(HIDDEN, text)
    text = _TAG.sub("", text)
    for shown in (_CITATION, _FOOTNOTE, _ENTITY):
        text = shown.sub(HIDDEN, text)
    text = _LIST_NUMBER.sub(r"\1", text)
    return Prose(_EMPHASIS.sub("", text), names)


def _said(match: re.Match) -> str:
    said = [one or two for one, two in _SAID.findall(match[1])]
    return HIDDEN + HIDDEN.join(said) + HIDDEN if said else ""


def _front(lines: list[str]) -> list[str]:
    """Return the lines, of the front matter only what is shown."""
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        return lines
    end = lines.index("---", 1)
    kept, shown = [""], False
    for line in lines[1:end]:
        key = re.match(r"([\w-]+):\s*(.*)", line)
        if key:
            shown = key[1] in _SHOWN
        kept.append((key[2] if key else line) if shown else "")
    return [*kept, "", *lines[end + 1 :]]


def _outside_code(lines: list[str]) -> list[str]:
    """Return the lines, those of blocks of code and of raw text empty."""
    kept, fence = [], ""
    for line in lines:
        mark = subset.FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and line.strip() == mark[1]:
                fence = ""
            kept.append("")
        elif mark:
            fence = mark[1]
            kept.append("")
        else:
            kept.append(line)
    return kept
