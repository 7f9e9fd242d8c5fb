"""The evidence for the numbers on a page, at its end: what the script shows as cards.

A number leads to its entry by a link. Beside that, each page with numbers ends with a short note for
each of them. So the same is there without a script, on paper and from the file system, where a page
cannot fetch another.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from overseas110.report import markup, words
from overseas110.report.book import Book
from overseas110.report.markup import Fact, Link, Part
from overseas110.values import date_words

#: A marked value inside the link to its entry: the link's target says which entry.
_NUMBER = re.compile(r'href="[^"]*?(evidence|record)\.html#([fc])-([^"]+)" class="evidence"')
#: The notes stand right before the foot of the page.
_FOOT = '<footer class="site">'
_ASIDE = '<aside class="notes"'
#: So many denials are told whole; the entry has all.
_DENIALS = 3
_FINDINGS = 4


#: Notes that were made: by the way to the root, the kind and the name.
Made = dict[tuple[str, str, str], str]


def into(site: Path, book: Book) -> None:
    """Put the notes into every page of the site that has numbers with links to their evidence."""
    made: Made = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        with_notes = added(text, path.relative_to(site).as_posix(), book, made)
        if with_notes != text:
            path.write_text(with_notes, encoding="utf-8")


def added(text: str, page: str, book: Book, made: Made) -> str:
    """Return a page with a note for each of its numbers right before its foot.

    Parameters
    ----------
    text : str
        The page without notes.
    page : str
        Its path in the site.
    book : Book
        The edition.
    made : dict
        The notes made so far; many pages have the same.
    """
    found = list(dict.fromkeys((kind, name) for _, kind, name in _NUMBER.findall(text)))
    if not found:
        return text
    root = "../" * page.count("/")
    for kind, name in found:
        key = (root, kind, name)
        if key not in made:
            made[key] = note(book, kind, html.unescape(name), root)
    notes = "\n".join(made[root, kind, name] for kind, name in found)
    head, foot, tail = text.rpartition(_FOOT)
    return f"{head}{_section(notes)}\n{foot}{tail}"


def without(text: str) -> str:
    """Return a page without its notes, as it was before `added`."""
    head, aside, rest = text.partition(_ASIDE)
    _, foot, tail = rest.rpartition(_FOOT)
    return f"{head}{foot}{tail}" if aside and foot else text


def _section(notes: str) -> str:
    return (
        f'{_ASIDE} aria-label="Evidence for the numbers on this page">\n'
        "<details open>\n<summary>Evidence for the numbers on this page</summary>\n"
        f'<div class="notes-list">\n{notes}\n</div>\n</details>\n</aside>'
    )


def note(book: Book, kind: str, name: str, root: str) -> str:
    """Return the note of a finding (``f``) or a claim (``c``) as HTML.

    Parameters
    ----------
    book : Book
        The edition.
    kind, name : str
        ``f`` or ``c``, and the id.
    root : str
        Way from the page to the site's root: nothing or ``../``.
    """
    if kind == "f":
        found = book.chain.findings[name]
        title, facts = found.text + words.unit_of(found), _of_finding(book, name)
        more = Link("The whole entry", f"evidence.html#f-{name}", f"The whole entry: {title}")
    else:
        title, facts = "", _of_claim(book, name)
        more = Link("The claim in the record", f"record.html#c-{name}", f"The claim in the record: {name}")  # fmt: skip
    heading = markup.escaped(title) if title else markup.as_html(words.what(book, name))
    return (
        f'<div class="note" id="n-{kind}-{name}">\n<p class="note-title">{heading}</p>\n'
        f'{markup.facts_html(facts, root)}\n<p class="more">{markup.as_html([more], root)}</p>\n</div>'
    )


def _of_finding(book: Book, name: str) -> list[Fact]:
    found = book.chain.findings[name]
    facts: list[Fact] = [("What", [found.rule]), ("Bounds", [words.bounds(book, found)])]
    if found.claims:
        support = book.supports.of(found.claims)
        facts += [
            ("Counts", [words.counts(book, support, found)]),
            ("Speaks of", ["" if found.kind == "date" else words.times(book, support)]),
            (words.said_term(book, found), [words.said_by(book, support)]),
            ("Denied", words.denials(book, support.denials, _DENIALS)),
            ("Voices", words.voices(support)),
            ("Standing", [words.standing(book, support)]),
            ("Conflicts", [_conflicts(len(support.conflicts))]),
        ]
        facts.append(("Would change", [words.would_change(book, name, support)]))
    else:
        facts.append(("Would change", ["No claim bears on it; one that does would change it."]))
    facts.append(("Earlier", [words.moved(book, name)]))
    return [(term, parts) for term, parts in facts if parts and parts != [""]]


def _conflicts(n: int) -> str:
    if not n:
        return ""
    return f"{words.plural(n, 'conflict')} between sources {'touches' if n == 1 else 'touch'} it"


def _of_claim(book: Book, name: str) -> list[Fact]:
    row = book.chain.claims[name]
    support = book.supports.of([name])
    source = book.chain.sources[row["source_id"]]
    published: list[Part] = [
        Link(source["publisher"], f"sources.html#s-{row['source_id']}"),
        f", {date_words(source['published_edtf'])}; ",
        *words.source_links(book, name),
    ]
    facts: list[Fact] = [
        ("Counts", [words.counts(book, support)]),
        ("Speaks of", [words.date_words_of(row)]),
        ("Said by", [f"{book.chain.chain(name)}, {words.said_when(row)}"]),
        ("Denied", words.denials(book, support.denials, _DENIALS)),
        ("Source", published),
        ("Voices", _voices(book, name)),
        ("Standing", [words.standing(book, support)]),
        ("Conflicts", [_conflicts(len(support.conflicts))]),
        ("Would change", _rest_on(book, name)),
    ]
    return [(term, parts) for term, parts in facts if parts and parts != [""]]


def _voices(book: Book, name: str) -> list[Part]:
    row = book.chain.claims[name]
    if row["restates"]:
        return ["no voice of its own; it retells ", words.claim_link(row["restates"])]
    again = len(book.chain.retold_by.get(name, ()))
    told = f", and {words.plural(again, 'retelling')} of it" if again else ""
    return [f"1{told} (", Link("how voices count", words.RULE_OF_VOICES), ")"]


def _rest_on(book: Book, name: str) -> list[Part]:
    """Return the findings that rest on a claim: with it they may change."""
    names = book.chain.used_by.get(name, ())
    if not names:
        return ["No finding rests on it."]
    # Those on the fewest claims hang on it most.
    order = sorted(names, key=lambda n: (len(book.chain.findings[n].claims), n))
    parts: list[Part] = ["If it fell, these may change: "]
    for n, finding in enumerate(order[:_FINDINGS]):
        parts += [", " if n else "", Link(finding, f"evidence.html#f-{finding}")]
    rest = len(order) - _FINDINGS
    return [*parts, f" and {rest} more." if rest > 0 else "."]
