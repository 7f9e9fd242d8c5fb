"""The record: every claim of the edition, by source, with everything that uses it."""

from __future__ import annotations

from overseas110.report import book as books
from overseas110.report import markup, words
from overseas110.report.book import Book
from overseas110.report.markup import Link, Mark, Part
from overseas110.show import escape
from overseas110.values import date_words


def page(book: Book) -> str:
    """Return the record as Markdown of headings and raw blocks; it is on the site only."""
    groups = _groups(book)
    lines = []
    for source, claims in book.claims_of_source.items():
        if not claims:
            continue
        row = book.chain.sources[source]
        lines += [f"## {escape(row['publisher'])} {{#record-{source}}}", ""]
        lines.append(
            markup.block(
                [_source(book, source), *(_claim(book, claim, groups) for claim in claims)], "html"
            )
        )
    lines += ["## Counts over many claims {#counts-over-many}", ""]
    lines.append(markup.block(_group_list(book, groups), "html"))
    return "\n".join(lines) + "\n"


def _source(book: Book, source: str) -> str:
    row = book.chain.sources[source]
    title = Mark(row["title"], "title", "" if row["language"] == "en" else row["language"])
    parts: list[Part] = [title, f", {date_words(row['published_edtf'])} ("]
    to = Link("about the source", f"sources.html#s-{source}", f"about the source {source}")
    return f'<p class="of">{markup.as_html([*parts, to, ")"])}</p>'


def _claim(book: Book, claim: str, groups: dict[frozenset[str], int]) -> str:
    row = book.chain.claims[claim]
    first = f'<p><span class="id">{claim}</span> {markup.as_html(words.what(book, claim))}</p>'
    lines = [
        f'<div id="c-{claim}" class="claim">',
        first,
        _facts(_said(book, claim, row)),
        _facts(_against(book, claim)),
        _facts(_used(book, claim, groups)),
        "</div>",
    ]
    return "\n".join(line for line in lines if line)


def _facts(parts: list[Part]) -> str:
    return f'<p class="facts">{markup.as_html(parts)}</p>' if parts else ""


def _said(book: Book, claim: str, row: dict) -> list[Part]:
    """Return who says it, when, how it stands, and where it is to be read."""
    parts: list[Part] = [f"said by {book.chain.chain(claim)}, {words.said_when(row)}"]
    if row["when_edtf"]:
        parts.append(f"; time: {date_words(row['when_edtf'])}")
    if row["standing"] != "ok":
        parts += ["; ", Mark(book.labels["standing", row["standing"]].lower())]
    if row["restates"]:
        parts += ["; retells ", words.claim_link(row["restates"])]
    again = book.chain.retold_by.get(claim, ())
    if again:
        parts += [f"; {words.plural(len(again), 'retelling')}: ", *_listed(again)]
    basis = book.labels["basis", row["basis"]].lower()
    return [*parts, f"; {basis}, {words.position(row)}; ", *words.source_links(book, claim)]


def _listed(claims) -> list[Part]:
    parts: list[Part] = []
    for claim in claims:
        parts += [" "] if parts else []
        parts.append(words.claim_link(claim))
    return parts


def _against(book: Book, claim: str) -> list[Part]:
    """Return who denies or answers the claim, and the conflicts that have it."""
    support = book.supports.of([claim])
    parts: list[Part] = []
    for word, claims in (("denied", support.denials), ("answered", support.answers)):
        if claims:
            parts += ["; " if parts else "", f"{word}: "]
            for n, answer in enumerate(claims):
                row = book.chain.claims[answer]
                parts += ["; " if n else "", f"{book.name(row['asserted_by'])} ", words.claim_link(answer)]  # fmt: skip
    for n, name in enumerate(support.conflicts):
        kind = book.labels["conflict_kind", book.chain.conflicts[name]["kind"]].lower()
        parts += [("; " if parts else "") + "conflicts: " if n == 0 else ", "]
        parts.append(Link(kind, f"conflicts.html#x-{name}", f"{kind}: conflict {name}"))
    return parts


def _used(book: Book, claim: str, groups: dict[frozenset[str], int]) -> list[Part]:
    """Return every finding, table, figure and page that uses the claim."""
    names = book.chain.used_by.get(claim, ())
    few = [n for n in names if len(book.chain.findings[n].claims) <= books.MANY]
    many = frozenset(names) - set(few)
    findings: list[Part] = [Link(n, f"evidence.html#f-{n}") for n in few]
    if many:
        text = words.plural(len(many), "count over many claims", "counts over many claims")
        findings.append(Link(text, f"record.html#many-{groups[many]}", f"{text}, of claim {claim}"))
    uses = book.uses_of.get(claim, ())
    tables = {u.file.rpartition("/")[2].removesuffix(".md"): u.page for u in uses if "/tables/" in u.file}  # fmt: skip
    pages = dict.fromkeys(u.page for u in uses if "/tables/" not in u.file)
    parts: list[Part] = []
    for word, links in (
        ("findings", findings),
        ("tables", [Link(table, page) for table, page in tables.items()]),
        ("figures", _figures(book, claim)),
        ("pages", [Link(books.page_name(page), page) for page in pages]),
    ):
        for n, link in enumerate(links):
            opening = f"{'; ' if parts else 'used in '}{word}: "
            parts += [", " if n else opening, link]
    return parts or ["used in no finding, table, figure or page"]


def _figures(book: Book, claim: str) -> list[Part]:
    found: list[Part] = []
    for chart in book.charts_of.get(claim, ()):
        pages = [use.page for use in book.uses_of.get(chart, ()) if use.shortcode == "chart"]
        found.append(Link(chart, pages[0]) if pages else chart)
    return found


def _groups(book: Book) -> dict[frozenset[str], int]:
    """Return the sets of counts over many claims that claims have part in, numbered from 1."""
    groups: dict[frozenset[str], int] = {}
    for claim in book.chain.claims:
        names = book.chain.used_by.get(claim, ())
        many = frozenset(n for n in names if len(book.chain.findings[n].claims) > books.MANY)
        if many:
            groups.setdefault(many, len(groups) + 1)
    return groups


def _group_list(book: Book, groups: dict[frozenset[str], int]) -> list[str]:
    lines = ["<ol>"]
    for names, number in groups.items():
        links: list[Part] = []
        for name in sorted(names):
            links += [", "] if links else []
            links.append(Link(name, f"evidence.html#f-{name}"))
        lines.append(f'<li id="many-{number}">{markup.as_html(links)}</li>')
    return [*lines, "</ol>"]
