"""The sources page: what each source is, its claims, its rights, and what would change without it."""

from __future__ import annotations

from overseas110 import support
from overseas110.report import markup, words
from overseas110.report.book import Book
from overseas110.report.markup import Fact, Link, Mark, Only, Part
from overseas110.show import escape
from overseas110.values import date_words


def page(book: Book, here: tuple[str, ...]) -> str:
    """Return a section for every source as Markdown of headings and raw blocks."""
    lines = []
    for source, row in book.chain.sources.items():
        facts = _facts(book, source)
        paper = [fact for fact in facts if fact[0] not in _SITE_ONLY] + _short(book, source)
        lines += [f"## {escape(row['publisher'])} {{#s-{source}}}", ""]
        lines.append(markup.block([f"<p>{markup.as_html(_title(row))}</p>", markup.facts_html(facts)], "html"))  # fmt: skip
        title = markup.as_typst(_title(row), here)
        lines.append(markup.block([f"#fact[Title][{title}]", markup.facts_typst(paper, here)], "typst"))  # fmt: skip
    return "\n".join(lines) + "\n"


#: What paper leaves out, and long lists of links, which it tells by their numbers.
_SITE_ONLY = ("Claims", "Not known without it", "May change without it", "Snapshot")


def _title(row: dict) -> list[Part]:
    if row["link"] == "yes":
        return [Link(row["title"], row["url"])]
    return [Mark(row["title"], "title", "" if row["language"] == "en" else row["language"])]


def _facts(book: Book, source: str) -> list[Fact]:
    row = book.chain.sources[source]
    claims = book.claims_of_source[source]
    whole, part = support.lost_without(book.chain, book.claims_of_source[source])
    archived: list[Part] = []
    if row["archive_url"] and row["link"] == "yes":
        archived = [Link("archived copy", row["archive_url"], f"archived copy of {source}")]
    facts: list[Fact] = [
        ("Kind", [book.labels["source_kind", row["kind"]]]),
        ("Published", [f"{date_words(row['published_edtf'])}. {row['published_reason']}".rstrip()]),
        ("Copy of", _copy_of(book, row)),
        ("Standing", [_standing(book, row, claims)]),
        ("Claims", _claims(source, claims)),
        ("Not known without it", _findings(whole)),
        ("May change without it", _findings(part)),
        ("Rights", [row["rights"]]),
        ("Not linked", [] if row["link"] == "yes" else [row["link_reason"]]),
        ("Archived", archived),
        ("Snapshot", _snapshot(row)),
        ("Note", [row["note"]]),
    ]  # fmt: skip
    return [(term, parts) for term, parts in facts if parts and parts != [""]]


def _short(book: Book, source: str) -> list[Fact]:
    """Return what paper says of the claims and findings of a source: the numbers that the page has."""
    whole, part = support.lost_without(book.chain, book.claims_of_source[source])
    n = len(book.claims_of_source[source])
    if not n:
        return [("Claims", ["none coded"])]
    lost = [f"{words.plural(len(whole), 'finding')} not known"] if whole else []
    lost += [f"{words.plural(len(part), 'finding')} may change"] if part else []
    without = f" Without it {', '.join(lost)}." if lost else " No finding needs it."
    return [("Claims", [f"{words.plural(n, 'claim')}.{without}"])]


def _snapshot(row: dict) -> list[Part]:
    """Return length and hash of what was coded; the PDF has them in the table that is attached to it."""
    if not row["snapshot_sha256"]:
        return []
    chars = f"{row['snapshot_chars']} characters, SHA-256 "
    return [Only((chars, Mark(row["snapshot_sha256"], "hash")))]


def _copy_of(book: Book, row: dict) -> list[Part]:
    original = row["repost_of"]
    if original not in book.chain.sources:
        return []
    publisher = book.chain.sources[original]["publisher"]
    return [Link(publisher, f"sources.html#s-{original}"), "; no voice of its own"]


def _standing(book: Book, row: dict, claims: list[str]) -> str:
    standing = book.labels["standing", row["standing"]].lower()
    doubted = sum(book.chain.claims[c]["standing"] in support.DOUBTED for c in claims)
    if row["standing"] == "ok" and doubted:
        return f"not disputed as a source; {doubted} of its {len(claims)} claims are"
    note = f". {row['standing_note']}" if row["standing_note"] else ""
    return standing + note


def _claims(source: str, claims: list[str]) -> list[Part]:
    if not claims:
        return ["none coded; the note says what it is here for"]
    text = words.plural(len(claims), "claim")
    return [Link(f"{text} in the record", f"record.html#record-{source}", f"{text} of {source} in the record")]  # fmt: skip


def _findings(names: list[str]) -> list[Part]:
    if not names:
        return []
    parts: list[str | Link] = []
    for name in names:
        parts += [", " if parts else ": ", Link(name, f"evidence.html#f-{name}")]
    return [words.plural(len(names), "finding"), Only(tuple(parts))]
