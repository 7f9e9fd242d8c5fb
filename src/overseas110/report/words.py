"""The sentences of evidence: bounds, voices, standing, denials, and what would change a value."""

from __future__ import annotations

import calendar
import re
from decimal import Decimal

from overseas110 import quantities
from overseas110.findings import Finding
from overseas110.report.book import Book
from overseas110.report.markup import BREAK, Link, Mark, Part
from overseas110.support import Support
from overseas110.values import date_words
from overseas110.voices import STATE

#: Where the rule for voices stands.
RULE_OF_VOICES = "evidence.html#voices"
#: So many names are told; more are counted.
_NAMES = 6
#: Kinds of actor that speak for a public body.
_OFFICIAL = (*STATE, "parliament", "court", "international")


def plural(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 claim", "3 claims"."""
    return f"{quantities.number(n)} {one if n == 1 else many or one + 's'}"


def unit_of(found: Finding) -> str:
    """Return the unit of a number behind its value; empty for money, shares, dates and texts."""
    if not found.unit or found.kind != "number" or found.unit == "%":
        return ""
    return f" {_one(found.unit) if found.text == '1' else found.unit}"


def _one(unit: str) -> str:
    """Return a unit for a single thing: units are coded in the plural."""
    head, space, rest = unit.partition(" ")
    for many, one in (("people", "person"), ("ies", "y"), ("sses", "ss"), ("s", "")):
        if head.endswith(many):
            return head.removesuffix(many) + one + space + rest
    return unit


def made(book: Book, found: Finding) -> str:
    """Return how a value comes from its claims.

    Returns
    -------
    str
        ``stated`` by one of them, ``counted`` from them or ``inferred`` from their figures; for
        what is no number ``told``, and for what no claim bears on nothing.
    """
    if not found.claims or found.kind != "number":
        return "told" if found.claims else ""
    rows = [book.chain.claims[claim] for claim in found.claims]
    if any(row["sheet"] != "figures" for row in rows):
        return "counted"
    low = max((Decimal(row["value_low"]) for row in rows if row["value_low"]), default=None)
    high = min((Decimal(row["value_high"]) for row in rows if row["value_high"]), default=None)
    if (_whole(found.low), _whole(found.high)) == (low, high):
        return "stated"
    return "counted" if found.value == len(rows) else "inferred"


def _whole(bound: object) -> Decimal | None:
    return None if bound is None else Decimal(str(bound))


#: What a value without a range is, by how it comes from its claims.
_EXACT = {
    "": "exact",
    "told": "told without a range",
    "stated": "stated without a range",
    "counted": "counted here, exact",
    "inferred": "computed here; nobody stated it",
}

#: What leads to those who assert the claims, by how the value comes from them.
_SAID = {"counted": "From claims of", "inferred": "From figures of"}


def said_term(book: Book, found: Finding) -> str:
    """Return the term for who asserts the claims: what we count or infer, nobody said."""
    return _SAID.get(made(book, found), "Said by")


def bounds(book: Book, found: Finding) -> str:
    """Return how far a value is bounded, in words."""
    if found.value is None:
        return "not known in this edition"
    if found.kind == "text":
        return "a text"
    show = date_words if found.kind == "date" else quantities.number
    if found.low == found.high:
        return _EXACT[made(book, found)]
    if found.high is None:
        return f"{show(found.low)} or {'later' if found.kind == 'date' else 'more'}"
    if found.low is None:
        how = "{} or earlier" if found.kind == "date" else "at most {}"
        return how.format(show(found.high))
    return f"{show(found.low)} to {show(found.high)}"


def label(book: Book, name: str) -> str:
    """Return the accessible name of a finding's number, which makes sense out of context."""
    found = book.chain.findings[name]
    doubt = book.supports.of(found.claims)
    said = _how(book, found, doubt.voices)
    standing = ", disputed" if doubt.doubted and doubt.doubted == len(found.claims) else ""
    return f"{found.text}{unit_of(found)}{said}{standing}, evidence"


def claim_label(book: Book, claim: str, text: str) -> str:
    """Return the accessible name of a claim's number or time, said as `text`."""
    row = book.chain.claims[claim]
    doubt = "" if row["standing"] == "ok" else f", {_standing(book, row['standing'])}"
    unit = row.get("unit_text", "") or ("" if row["sheet"] != "stations" else "station" if text == "1" else "stations")  # fmt: skip
    unit = "" if not unit or unit.rstrip("s") in text or text == date_words_of(row) else f" {unit}"
    return f"{text}{unit}, said by {book.name(row['asserted_by'])}{doubt}, evidence"


def date_words_of(row: dict) -> str:
    """Return the time that a claim speaks of; empty where it states none."""
    return date_words(row["when_edtf"]) if row["when_edtf"] else ""


def _how(book: Book, found: Finding, voices: tuple[str, ...]) -> str:
    if not found.claims:
        return ", no claim of this edition"
    if found.kind == "date":
        return f", told by {_in_short(book, voices)}"
    if found.kind == "text":
        return ""
    how = made(book, found)
    if how == "counted":
        return f", counted from {plural(len(found.claims), 'claim')}"
    if how == "inferred":
        return f", we infer it from {plural(len(found.claims), 'figure')}"
    return f", claimed by {_in_short(book, voices)}"


def _in_short(book: Book, voices: tuple[str, ...]) -> str:
    if len(voices) == 1:
        return book.name(voices[0])
    kinds = {book.chain.actors[voice]["kind"] for voice in voices}
    return "officials" if kinds <= set(_OFFICIAL) else plural(len(voices), "voice")


def said_by(book: Book, support: Support) -> str:
    """Return who asserts the claims, by name where they are few."""
    names = [book.name(actor) for actor in book.chain.voices(list(support.claims))]
    if len(names) <= _NAMES:
        return "; ".join(names)
    kinds: dict[str, int] = {}
    for actor in book.chain.voices(list(support.claims)):
        kind = book.labels["actor_kind", book.chain.actors[actor]["kind"]]
        kind = kind if kind.isupper() else kind.lower()
        kinds[kind] = kinds.get(kind, 0) + 1
    order = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    return f"{len(names)} actors: " + ", ".join(f"{kind} {kinds[kind]}" for kind in order)


def voices(support: Support) -> list[Part]:
    """Return how many independent voices there are, with the way to the rule."""
    sources = plural(len(support.sources), "source")
    one = len(support.claims) > 1 and len(support.voices) == 1
    words = f"{len(support.voices)}{', in all claims' if one else ''}, read in {sources} ("
    return [words, Link("how voices count", RULE_OF_VOICES), ")"]


def times(book: Book, support: Support) -> str:
    """Return the time that the claims speak of."""
    rows = [book.chain.claims[claim] for claim in support.claims]
    stated = list(dict.fromkeys(date_words(r["when_edtf"]) for r in rows if r["when_edtf"]))
    if len(stated) <= 3:
        return "; ".join(stated)
    first = min((r["when_earliest"] for r in rows if r["when_earliest"]), default="")
    last = max((r["when_latest"] for r in rows if r["when_latest"]), default="")
    return span(first, last) if first or last else ""


def published(book: Book, support: Support) -> str:
    """Return from when to when the sources came out."""
    rows = [book.chain.claims[claim] for claim in support.claims]
    first = min(row["reported_earliest"] for row in rows)
    last = max(row["reported_latest"] for row in rows)
    return span(first, last)


def counts(book: Book, support: Support, found: Finding | None = None) -> str:
    """Return what figures of one measure and scope count; empty where they are not of one.

    Empty, too, for a finding computed from them that is of another unit: months are no people.
    """
    rows = [book.chain.claims[claim] for claim in support.claims]
    if found and made(book, found) in _SAID and found.unit not in {row["unit"] for row in rows}:
        return ""
    found = {(row["measure"], row["scope"]) for row in rows}
    if len(found) != 1 or any(row["sheet"] != "figures" for row in rows):
        return ""
    measure, scope = found.pop()
    return f"{book.counts[measure]}; of: {book.codes.scopes[scope]}"


def standing(book: Book, support: Support) -> str:
    """Return the standing of the claims, and why some are in doubt."""
    marked = {s: n for s, n in support.standings.items() if s != "ok"}
    if not marked:
        return "no source or speaker of it is marked as doubtful"
    total = len(support.claims)
    words = ", ".join(
        _standing(book, s) if n == total else f"{n} of {total} claims {_standing(book, s)}"
        for s, n in marked.items()
    )
    return ". ".join([words, *_reasons(book, support)])


def _standing(book: Book, code: str) -> str:
    return book.labels["standing", code].lower()


def _reasons(book: Book, support: Support) -> list[str]:
    notes: dict[str, None] = {}
    for claim in support.claims:
        row = book.chain.claims[claim]
        if row["standing"] == "ok":
            continue
        for of in (book.chain.actors[row["asserted_by"]], book.chain.sources[row["source_id"]]):
            if of["standing"] != "ok" and of["standing_note"]:
                notes[of["standing_note"].rstrip(".")] = None
    return list(notes)[:2]


def denials(book: Book, claims: tuple[str, ...], most: int) -> list[Part]:
    """Return what is said against it, by whom and when; of more than `most` the rest is linked."""
    parts: list[Part] = []
    for claim in claims[:most]:
        parts += [BREAK] if parts else []
        parts += told(book, claim)
    if len(claims) > most:
        parts += [BREAK, f"and {len(claims) - most} more:"]
        for claim in claims[most:]:
            parts += [" ", claim_link(claim)]
    return parts


def told(book: Book, claim: str) -> list[Part]:
    """Return what an event's claim says in our words, with who says it, when, and the way to it."""
    row = book.chain.claims[claim]
    who, when = book.chain.chain(claim), said_when(row)
    # Some roles are named by their day: it need not be told twice.
    said = who if when in who else f"{who}, {when}"
    return [row["summary"], f" ({said}) ", claim_link(claim)]


def claim_link(claim: str) -> Link:
    """Return the link to a claim in the record."""
    return Link(claim, f"record.html#c-{claim}", f"claim {claim}, evidence", "ref")


def said_when(row: dict) -> str:
    """Return when a statement was made; when its source came out where the sheet says no more."""
    first, last = row["asserted_earliest"], row["asserted_latest"]
    return span(first or row["reported_earliest"], last or row["reported_latest"])


def span(first: str, last: str) -> str:
    """Return the time from one day to another in words: a whole month or year by its name."""
    if not first or not last:
        return date_words(f"{first or '..'}/{last or '..'}")
    if first == last:
        return date_words(first)
    month_ends = int(last[8:]) == calendar.monthrange(int(last[:4]), int(last[5:7]))[1]
    if not (first.endswith("-01") and month_ends):
        return date_words(f"{first}/{last}")
    if first.endswith("-01-01") and last.endswith("-12-31"):
        return date_words(first[:4] if first[:4] == last[:4] else f"{first[:4]}/{last[:4]}")
    return date_words(first[:7] if first[:7] == last[:7] else f"{first[:7]}/{last[:7]}")


def would_change(book: Book, name: str, support: Support) -> str:
    """Return what would change a finding, as far as the data of this edition say."""
    found = book.chain.findings[name]
    if not found.claims:
        return "No claim of this edition bears on it; one that does would change it."
    words = [_rests_on(book, support)]
    if name in book.disputed and found.text != book.disputed[name]:
        words.append(f"With disputed claims as evidence it is: {book.disputed[name].rstrip('.')}.")
    elif name in book.disputed:
        words.append("With disputed claims as evidence it stays as it is.")
    if found.kind == "number" and found.value is not None:
        words += _of_bounds(book, found)
    return " ".join(words)


def _rests_on(book: Book, support: Support) -> str:
    n, (first, share) = len(support.claims), next(iter(support.sources.items()))
    publisher = book.chain.sources[first]["publisher"]
    if len(support.sources) == 1:
        return f"It rests on {plural(n, 'claim')} of one source ({publisher}) and is not known without it."
    words = f"It rests on {plural(n, 'claim')} of {plural(len(support.sources), 'source')}; "
    if share > 1 and 2 * share > n:
        return words + f"{share} are of {publisher}. Without any one of them it may change."
    return words + "without any one of them it may change."


def _of_bounds(book: Book, found: Finding) -> list[str]:
    if found.low is not None and found.high is None:
        return ["It is a lower bound: a claim with an upper one would narrow it."]
    if found.low == found.high or found.low is None:
        return []
    rows = [book.chain.claims[claim] for claim in found.claims]
    if any(row["sheet"] != "figures" for row in rows):
        return []
    if len(rows) == 1 and rows[0]["approximate"] == "True":
        return [
            "Its bounds take a number called approximate to be within "
            f"{book.knobs.approximation:g} of its last digit that is not zero (parameter approximation)."
        ]
    own = {row[bound] for row in rows for bound in ("value_low", "value_high")}
    if {str(found.low), str(found.high)} <= own:
        return []
    return [
        "Its bounds follow from its figures, each taken to be within "
        f"{book.knobs.rounding:g} of its last digit (parameter rounding)."
    ]


def moved(book: Book, name: str) -> str:
    """Return what the finding was in earlier editions, one entry a change; empty where it never moved."""
    now = book.chain.findings[name].text
    runs: list[tuple[str, str]] = []
    for day, text in book.earlier.get(name, ()):
        if day < book.knobs.as_of and (not runs or runs[-1][1] != text):
            runs.append((day, text))
    if not runs or [text for _, text in runs] == [now]:
        return ""
    return "; ".join(f"{date_words(day)}: {text}" for day, text in runs)


def what(book: Book, claim: str) -> list[Part]:
    """Return what a claim says: its number as worded, its place, or its event in our words."""
    row = book.chain.claims[claim]
    if row["sheet"] == "figures":
        unit = row["unit_text"]
        unit = "" if not unit or unit.rstrip("s") in row["value_text"] else f" ({unit})"
        return [Mark(row["value_text"]), unit]
    if row["sheet"] == "stations":
        where = ", ".join(p for p in (row["city_text"], row["country_text"]) if p)
        state = book.labels["status", row["status"]].lower() if row["status"] else ""
        counted = f", {row['count_text']}" if row["count_text"] else ""
        state = f", {state}" if state else ""
        aspect = Mark(book.labels["aspect", row["aspect"]])
        return [aspect, f": {where or 'no place named'}{counted}{state}"]
    return [row["summary"]]


def position(row: dict) -> str:
    """Return where in its source a claim stands."""
    if row["locator"].startswith("chars"):
        return f"characters {row['locator_start']} to {row['locator_end']}"
    return re.sub(r"^(\w+):", r"\1 ", row["locator"])


def source_links(book: Book, claim: str) -> list[Part]:
    """Return the ways from a claim to its source, or why there is none."""
    source = book.chain.sources[book.chain.claims[claim]["source_id"]]
    address = book.chain.address(claim)
    parts: list[Part] = []
    if address:
        at = "source at the words" if "#:~:text=" in address else "source"
        parts.append(Link(at, address, f"{at}, of claim {claim}"))
    else:
        parts.append(f"source not linked: {source['link_reason'].rstrip('.')}")
    # An archived copy shows what the page shows: where the one must not be linked the other must not.
    if source["archive_url"] and address:
        parts += ["; ", Link("archived copy", source["archive_url"], f"archived copy, of claim {claim}")]  # fmt: skip
    return parts
