"""The evidence page: an entry for every finding, once as HTML and once for the PDF's appendix."""

from __future__ import annotations

import html

from overseas110.findings import Finding
from overseas110.report import book as books
from overseas110.report import markup, words
from overseas110.report.book import Book
from overseas110.report.markup import Fact, Link, Mark, Only, Part
from overseas110.support import Support
from overseas110.values import date_words

#: Up to so many claims are told one by one; more are listed by source, each a link to the record.
_ONE_BY_ONE = 12
#: So many sources are named with their number of claims; paper has no more than these.
_NAMED = 8
_DENIALS = 5
_CONFLICTS = 6


def page(book: Book, here: tuple[str, ...]) -> str:
    """Return the entries of all findings as Markdown of headings and raw blocks, by notebook.

    Parameters
    ----------
    book : Book
        The edition.
    here : tuple of str
        Pages that the PDF holds, so that links on paper lead only to them.
    """
    lines = []
    for notebook in sorted({found.notebook for found in book.chain.findings.values()}):
        title = notebook.partition("_")[2].capitalize()
        names = [n for n, found in book.chain.findings.items() if found.notebook == notebook]
        lines += [f"## {title} {{#findings-{notebook[:2]}}}", ""]
        lines.append(markup.block((_html(book, name) for name in names), "html"))
        lines.append(markup.block((_typst(book, name, here) for name in names), "typst"))
    return "\n".join(lines) + "\n"


def _html(book: Book, name: str) -> str:
    found = book.chain.findings[name]
    support = book.supports.of(found.claims)
    value = "" if found.value is None else str(found.value)
    data = (
        f'<data class="finding" data-finding="{name}" value="{html.escape(value)}">'
        f"{markup.escaped(found.text)}</data>"
    )
    unit = markup.escaped(words.unit_of(found))
    claims = markup.as_html(_all_claims(book, found, support))
    if 0 < len(found.claims) <= _ONE_BY_ONE:
        items = "".join(f"<li>{markup.as_html(_claim(book, c))}</li>\n" for c in found.claims)
        claims = f"\n<ul>\n{items}</ul>\n"
    facts = markup.facts_html(facts_of(book, name, support))
    rows = facts.removesuffix("</dl>") + f"<dt>Claims</dt><dd>{claims}</dd>\n</dl>"
    return (
        f'<section class="entry" id="f-{name}" aria-labelledby="e-{name}">\n'
        f'<h3 id="e-{name}">{data}{unit}</h3>\n<p class="id">{name}</p>\n{rows}\n</section>'
    )


def _typst(book: Book, name: str, here: tuple[str, ...]) -> str:
    found = book.chain.findings[name]
    support = book.supports.of(found.claims)
    facts = markup.facts_typst(facts_of(book, name, support), here)
    title = markup.literal(found.text + words.unit_of(found))
    claims = _on_paper(book, found, support)
    return (
        f"#entry[{title}][{markup.literal(name)}] <f-{name}>\n{facts}\n"
        f"#fact[Claims][{markup.as_typst(claims, here)}]"
    )


def facts_of(book: Book, name: str, support: Support) -> list[Fact]:
    """Return everything that an entry says of a finding but its claims."""
    found = book.chain.findings[name]
    facts: list[Fact] = [("Bounds", [words.bounds(book, found)]), ("Rule", [found.rule])]
    if found.claims:
        facts += [
            ("Counts", [words.counts(book, support, found)]),
            ("Speaks of", ["" if found.kind == "date" else words.times(book, support)]),
            ("Published", [words.published(book, support)]),
            (words.said_term(book, found), [words.said_by(book, support)]),
            ("Voices", words.voices(support)),
            ("Standing", [words.standing(book, support)]),
            ("Denied", words.denials(book, support.denials, _DENIALS)),
            ("Answered", words.denials(book, support.answers, _DENIALS)),
            ("Conflicts", _conflicts(book, support)),
        ]
    facts += [
        ("Would change", [words.would_change(book, name, support)]),
        ("Earlier", [words.moved(book, name)]),
        ("Computed in", [_computed_in(name, found)]),
        ("Stands in", _used_on(book, name)),
    ]
    return [(term, parts) for term, parts in facts if parts and parts != [""]]


def _conflicts(book: Book, support: Support) -> list[Part]:
    """Return the conflicts that touch the claims, each with the way to it."""
    names = support.conflicts
    parts: list[Part] = []
    if len(support.claims) <= books.MANY:
        for name in names[:_CONFLICTS]:
            row = book.chain.conflicts[name]
            kind = book.labels["conflict_kind", row["kind"]]
            to = f"conflicts.html#x-{name}"
            parts += ["; "] if parts else []
            parts.append(Link(f"{kind.lower()}", to, f"{kind}: conflict {name}"))
            parts.append(f" (weight {row['severity']})")
        if len(names) <= _CONFLICTS:
            return parts
        return [*parts, "; ", Link(f"and {len(names) - _CONFLICTS} more", "conflicts.html")]
    if not names:
        return []
    count = words.plural(len(names), "conflict")
    return [f"{count} touch its claims: ", Link("all conflicts", "conflicts.html")]


def _computed_in(name: str, found: Finding) -> Link:
    """Return a link to the cell that computes a finding; a profile's notebook is published as it ran."""
    text = f"notebook {found.notebook}, cell “{found.cell}”"
    if found.notebook != "05_country":
        return Link(text, f"notebooks/{found.notebook}.html#cell-{found.cell}")
    iso3 = name[:3].upper()
    return Link(f"{text}, as it ran for {iso3}", f"notebooks/05_country/{iso3}.ipynb")


def _used_on(book: Book, name: str) -> list[Part]:
    """Return the pages that state a finding, with file and line of each place."""
    places: dict[str, dict[str, list[int]]] = {}
    for use in book.uses_of.get(name, ()):
        places.setdefault(use.page, {}).setdefault(use.file, []).append(use.line)
    parts: list[Part] = []
    for page, files in places.items():
        lines = ", ".join(
            f"{file.rpartition('/')[2]}:{number}"
            for file, numbers in files.items()
            for number in dict.fromkeys(numbers)
        )
        parts += ["; "] if parts else []
        parts += [Link(books.page_name(page), page), f" ({lines})"]
    return parts


def _claim(book: Book, claim: str) -> list[Part]:
    """Return one claim in a line: what, who, when, standing, where, and the ways to its source."""
    row = book.chain.claims[claim]
    when = f", {words.said_when(row)}" if row["asserted_earliest"] else ""
    parts: list[Part] = [words.claim_link(claim), Only((" ", *words.what(book, claim)))]
    parts += [f": {book.chain.chain(claim)}"]
    parts += [Only((when,))] if when else []
    parts += [". In ", *_source(book, row["source_id"]), "; "]
    if row["standing"] != "ok":
        parts += [Mark(book.labels["standing", row["standing"]].lower()), "; "]
    basis = book.labels["basis", row["basis"]].lower()
    ways = Only(tuple(words.source_links(book, claim)))
    return [*parts, f"{basis}, {words.position(row)}; ", ways]


def _source(book: Book, source: str) -> list[Part]:
    row = book.chain.sources[source]
    return [
        Link(row["publisher"], f"sources.html#s-{source}"),
        f", {date_words(row['published_edtf'])}",
    ]


def _all_claims(book: Book, found: Finding, support: Support) -> list[Part]:
    """Return how many claims which sources have, and all of them: each by its id, of very many none."""
    if not found.claims:
        return ["none in this edition"]
    many = len(found.claims) > books.MANY
    parts: list[str | Link | Mark] = []
    for source, count in support.sources.items():
        parts += ["; "] if parts else [" All, by source: "]
        row = book.chain.sources[source]
        if many:
            to = Link(source, f"record.html#record-{source}", f"claims of {row['publisher']}")
            parts += [to, f" {count}"]
            continue
        parts += [*_source(book, source), ": "]
        ids = [c for c in found.claims if book.chain.claims[c]["source_id"] == source]
        for i, claim in enumerate(ids):
            parts += [" "] if i else []
            parts.append(words.claim_link(claim))
    return [*_by_source(book, found, support), Only((*parts, "."))]


def _on_paper(book: Book, found: Finding, support: Support) -> list[Part]:
    """Return the claims as the appendix has them: with who and where from, or counted by source."""
    if not found.claims:
        return ["none in this edition"]
    if len(found.claims) <= _ONE_BY_ONE:
        parts: list[Part] = []
        for claim in found.claims:
            parts += [" · "] if parts else []
            parts += _claim_on_paper(book, claim)
        return parts
    return [*_by_source(book, found, support), " All are in the record, on the site."]


def _by_source(book: Book, found: Finding, support: Support) -> list[Part]:
    """Return how many claims there are, and how many of them the first sources have."""
    named = list(support.sources.items())[:_NAMED]
    parts: list[Part] = [f"{words.plural(len(found.claims), 'claim')}: "]
    for n, (source, count) in enumerate(named):
        parts += ["; "] if n else []
        parts += [Link(book.chain.sources[source]["publisher"], f"sources.html#s-{source}"), f" {count}"]  # fmt: skip
    rest = len(support.sources) - len(named)
    more = f"; and {words.plural(rest, 'more source')}" if rest else ""
    return [*parts, f"{more}."]


def _claim_on_paper(book: Book, claim: str) -> list[Part]:
    row = book.chain.claims[claim]
    parts: list[Part] = [f"{claim}: {book.chain.chain(claim)}, in "]
    parts += [*_source(book, row["source_id"]), f", {words.position(row)}"]
    if row["standing"] != "ok":
        parts += [", ", Mark(book.labels["standing", row["standing"]].lower())]
    address = book.chain.address(claim)
    return [*parts, *([", ", Link("at the words", address)] if address else [", not linked"])]
