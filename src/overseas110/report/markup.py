"""Text with links that the build writes itself, once for the site and once for paper.

Pages that list everything there is hold thousands of links. As Markdown each would be parsed and
filtered one by one; as raw HTML and raw Typst they cost nothing, and mean the same to Quarto.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Han, kana and hangul: a run of them is marked with its language.
_EAST = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef][\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\s]*"
)
_KANA, _HANGUL = re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\uac00-\ud7af]")
#: A page of the site and the place on it.
_PAGE = re.compile(r"([\w/-]+)\.html(?:#(.+))?")


@dataclass(frozen=True)
class Link:
    """A link.

    Parameters
    ----------
    text : str
        What stands there.
    to : str
        A page of the site from its root, ``evidence.html#f-x``, or an address.
    label : str
        Accessible name, where the text does not make sense by itself.
    css : str
        Class in HTML.
    """

    text: str
    to: str
    label: str = ""
    css: str = ""


@dataclass(frozen=True)
class Mark:
    """Text in bold or of a class, for HTML and paper alike.

    Parameters
    ----------
    text : str
        What stands there.
    css : str
        Class in HTML; in bold where empty.
    lang : str
        Language of the text where it is another than the page's.
    """

    text: str
    css: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Only:
    """What stands on the site alone: details that lead on, where paper says how many there are.

    Parameters
    ----------
    parts : tuple of str, Link or Mark
        What stands there.
    """

    parts: tuple[str | Link | Mark, ...]


Part = str | Link | Mark | Only
#: Between two things said of one term: a row of its own for each.
BREAK = "\n"
#: A term with what is said of it.
Fact = tuple[str, list[Part]]


def escaped(text: str) -> str:
    """Return plain text as HTML, runs of East Asian signs marked with their language."""
    return _EAST.sub(_with_language, html.escape(text, quote=False))


def _with_language(match: re.Match) -> str:
    run = match[0].rstrip()
    lang = "ja" if _KANA.search(run) else "ko" if _HANGUL.search(run) else "zh"
    return f'<span lang="{lang}">{run}</span>{match[0][len(run) :]}'


def as_html(parts: Iterable[Part], root: str = "") -> str:
    """Return text with links as HTML; `root` leads from the page to the site's root, ``../`` or nothing."""
    return "".join(_html(part, root) for part in parts)


def _html(part: Part, root: str) -> str:
    if isinstance(part, str):
        return escaped(part)
    if isinstance(part, Only):
        # By this class the check of the PDF knows what paper does not have.
        return f'<span class="site">{as_html(part.parts, root)}</span>'
    if isinstance(part, Mark):
        lang = f' lang="{part.lang}"' if part.lang else ""
        inner = html.escape(part.text, quote=False) if part.lang else escaped(part.text)
        if part.css or lang:
            css = f' class="{part.css}"' if part.css else ""
            return f"<span{css}{lang}>{inner}</span>"
        return f"<strong>{inner}</strong>"
    to = root + part.to if _PAGE.fullmatch(part.to) else part.to
    label = f' aria-label="{html.escape(part.label)}"' if part.label else ""
    css = f' class="{part.css}"' if part.css else ""
    return f'<a{css} href="{html.escape(to)}"{label}>{escaped(part.text)}</a>'


def as_typst(parts: Iterable[Part], here: Iterable[str]) -> str:
    """Return text with links as Typst; links lead to the pages `here` and out, and are text otherwise."""
    return "".join(_typst(part, here) for part in parts)


def _typst(part: Part, here: Iterable[str]) -> str:
    if part == BREAK:
        return "#linebreak()"
    if isinstance(part, Only):
        return ""
    text = literal(part if isinstance(part, str) else part.text)
    if isinstance(part, str):
        return text
    if isinstance(part, Mark):
        return text if part.css or part.lang else f"#strong[{text}]"
    page = _PAGE.fullmatch(part.to)
    if page is None:
        return f"#link({json.dumps(part.to, ensure_ascii=False)})[{text}]"
    if page[1] not in here:
        return text
    return f"#link(<{page[2] or 'page-' + page[1]}>)[{text}]"


def literal(text: str) -> str:
    """Return plain text so that Typst takes it literally."""
    # The semicolon ends the code, so that whatever follows is text again.
    return f"#{json.dumps(text, ensure_ascii=False)};" if text else ""


def block(lines: Iterable[str], form: str) -> str:
    """Return lines as a raw block of Markdown in the form ``html`` or ``typst``."""
    return "\n".join([f"````{{={form}}}", *lines, "````", ""])


def facts_html(facts: Iterable[Fact], root: str = "") -> str:
    """Return facts as a description list."""
    rows = (f"<dt>{escaped(term)}</dt>{_said(parts, root)}\n" for term, parts in facts)
    return f"<dl>\n{''.join(rows)}</dl>"


def _said(parts: list[Part], root: str) -> str:
    rows: list[list[Part]] = [[]]
    for part in parts:
        if part == BREAK:
            rows.append([])
        else:
            rows[-1].append(part)
    return "".join(f"<dd>{as_html(row, root)}</dd>" for row in rows)


def facts_typst(facts: Iterable[Fact], here: Iterable[str]) -> str:
    """Return facts as run-in paragraphs, compact enough for an appendix."""
    return "\n".join(f"#fact[{literal(t)}][{as_typst(p, here)}]" for t, p in facts)
