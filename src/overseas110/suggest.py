"""Draft rows for a new source: spans of its text that look like claims, for a person to judge.

Nothing is coded here. A draft is a span and what a rule can safely say of it; measure, scope and
asserter stay empty, as does every other cell that a reader has to decide. Numbers and dates are read
by the pipeline's own grammars, so that what is proposed can be read once it is coded.
"""

from __future__ import annotations

import calendar
import csv
import gettext
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pycountry

from overseas110 import dates, locate, paths, quantities, tables
from overseas110.problems import StopError

#: How many sentences away a word of the subject may stand.
_NEAR = 2
#: Words of context on either side of a span, and signs of it where words have no spaces between.
_CONTEXT_WORDS, _CONTEXT_SIGNS = 6, 16
#: Most words of an anchor, and signs where words have no spaces between.
_ANCHOR_WORDS, _ANCHOR_SIGNS = 7, 12

_CJK = r"\u3007\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W\d_{_CJK}]+(?:['’][^\W\d_{_CJK}]+)*|\d+(?:[.,'’]\d+)*|[^\w\s]")
_WORD = re.compile(r"[^\W_]+")
_HAS_CJK = re.compile(f"[{_CJK}]")

#: Words that are a number or the heart of one; the grammar decides what it can read around them.
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion dozen first second third fourth fifth sixth seventh eighth ninth tenth "
    "several few couple handful multiple many numerous both dozens tens scores hundreds thousands "
    "millions billions series number decade decades half month year week day hour".split()
)
#: Behind these "one" is a pronoun.
_NO_COUNT = frozenset("no any every each this which some another".split())
_CHINESE_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿数几]+"
)
#: A small Chinese numeral is a number in front of these and otherwise part of another word: 一起, 十分.
_CHINESE_COUNTED = re.compile(r"[余多]?(?:名|个|家|国|件|人|位|座|处|所|次|省|市|城|批)")
#: Leading words that a value does without.
_IDLE = frozenset("the all these those another additional further of".split())
_OPENERS = frozenset("between from".split())
#: What cannot stand between a number and the thing that is counted.
_UNIT_BREAK = re.compile(
    r"[,.;:()，。；：、（）]|\b(?:in|of|on|at|from|by|to|and|or|for|with|who|that|which|were|was|had|has|is|are)\b"
)
_NUMBER_BREAK = re.compile(r"[^\w\s$€£¥%+-]")

_MONTHS = frozenset(["Sept", *calendar.month_name[1:], *calendar.month_abbr[1:]])
_YEAR = re.compile(r"(?:19|20)\d\d")
_CHINESE_DATE = re.compile(
    r"(?:(?:19|20)\d\d|[〇零一二三四五六七八九]{4})年|(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
)
_DATE_BREAK = re.compile(r"[;:；：()!?！？。\"“”\n]")
#: A date that only counts from another one is tried behind any day.
_ANY_DAY = "2020-01-01"
#: These count from another date of the text too, though the grammar would take the statement's.
_COUNTS_ON = re.compile(r"\b(?:later|earlier|after|afterwards|before)$|(?:之|以)?后$", re.I)

#: Where a sentence ends: at a full stop that belongs to no short form, or with its line.
_SHORT = r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|No|Mt))(?<!\b(?:Mrs|Gen|Sen|Rep|Gov|Jan|Feb|Mar|Apr|Aug|Sep|Oct|Nov|Dec))(?<!\bSept)"
_STOP = re.compile(rf"[。！？]+[”’」』\"]?|{_SHORT}[.!?]+[”’\")]*(?=\s|$)|\n(?![a-z])")

#: Kinds of words that may name what is counted.
_THINGS = ("station", "people", "operation", "subject")
#: Kinds of words that make a sentence without a date worth a draft of an event.
_TOLD = frozenset({"return", "response", "denial", "explanation", "law", "operation", "report"})


@dataclass(frozen=True, order=True)
class Span:
    """Characters of a text from `start` to `end`, the last not included."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words, with single spaces between."""
        return " ".join(text[self.start : self.end].split())

    def overlaps(self, other: Span) -> bool:
        """Return whether both hold a character together."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Place:
    """A place that a text names: where, what kind, which country, and whether the gazetteer has it."""

    span: Span
    kind: str
    iso3: str
    coded: bool


@dataclass(frozen=True)
class Draft:
    """A row that somebody may want to code.

    Parameters
    ----------
    sheet : str
        ``figures``, ``stations`` or ``events``.
    span : Span
        What the locator holds.
    core : Span
        The number, date, place or word that the row was made for.
    cells : dict of str to str
        What a rule could fill in.
    """

    sheet: str
    span: Span
    core: Span
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Codes:
    """What the coded lists know.

    Parameters
    ----------
    kinds : dict of str to re.Pattern
        Kind of word to any word of it.
    counted : re.Pattern
        Nouns of things that are counted.
    names : re.Pattern
        Proper names that hold a numeral.
    places : dict of str to tuple of str, str, bool
        Place to its kind, its country and whether the gazetteer has it.
    place : re.Pattern
        Any place.
    """

    kinds: dict[str, re.Pattern]
    counted: re.Pattern
    names: re.Pattern
    places: dict[str, tuple[str, str, bool]]
    place: re.Pattern


def codes(frames: dict[str, pd.DataFrame], language: str) -> Codes:
    """Return what the coded lists know, and the countries that they lack, in English, Chinese and `language`.

    Parameters
    ----------
    frames : dict of str to pandas.DataFrame
        The coded sheets.
    language : str
        Language tag of the source.
    """
    subject = frames["subject"]
    words = {kind: list(rows["word"]) for kind, rows in subject.groupby("kind")}
    things = [
        *frames["counted"]["noun"],
        *(word for kind in _THINGS for word in words.get(kind, [])),
    ]
    with_digits = [word for word in subject["word"] if re.search(r"\d", word)]
    listed = frames["gazetteer"][frames["gazetteer"]["place_kind"] != "unknown"]
    places = {name: ("country", iso3, False) for name, iso3 in _countries(language[:2]).items()}
    places |= {row.place_text: (row.place_kind, row.iso3, True) for row in tables.rows(listed)}
    return Codes(
        {kind: _any_of(of_kind) for kind, of_kind in words.items()},
        _any_of(things),
        _any_of([*frames["names"]["name"], *with_digits]),
        places,
        _any_of(places, flags=0),
    )


def _any_of(words, flags: int = re.IGNORECASE) -> re.Pattern:
    """Return a pattern for any of `words` as a whole word; Chinese words have no edges."""
    letter = rf"[^\W_{_CJK}]"
    # By their edges, so that the pattern has each edge once: compiling it for every word takes half a minute.
    edged: dict[tuple[str, str], list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        left = f"(?<!{letter})" if re.match(letter, word[0]) else ""
        right = f"(?!{letter})" if re.match(letter, word[-1]) else ""
        edged.setdefault((left, right), []).append(re.escape(word))
    parts = [f"{left}(?:{'|'.join(group)}){right}" for (left, right), group in edged.items()]
    return re.compile("|".join(parts) or r"(?!)", flags)


@lru_cache(maxsize=8)
def _countries(language: str) -> dict[str, str]:
    """Return the names of the countries of ISO 3166-1, in English, Chinese and `language`, to their codes."""
    names = {}
    for tag in dict.fromkeys(["en", "zh_CN", language]):
        said = gettext.translation(
            "iso3166-1", pycountry.LOCALES_DIR, languages=[tag], fallback=True
        )
        for country in pycountry.countries:
            for name in (country.name, getattr(country, "common_name", country.name)):
                names.setdefault(said.gettext(name), country.alpha_3)
    return names


def sentences(text: str) -> list[Span]:
    """Return the sentences, without the spaces around them."""
    ends = [*(match.end() for match in _STOP.finditer(text)), len(text)]
    found = []
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        part = text[start:end]
        start += len(part) - len(part.lstrip())
        if part.strip():
            found.append(Span(start, start + len(part.strip())))
    return found


def _tokens(text: str, sentence: Span) -> list[Span]:
    found = _TOKEN.finditer(text, sentence.start, sentence.end)
    return [Span(match.start(), match.end()) for match in found]


def _grown(text: str, tokens: list[Span], at: int, read: Callable, stop: re.Pattern, reach, brief):
    """Return the longest words around a token that `read` reads, and what they mean.

    It grows to the right first and then to the left; to the right no farther than it changes the
    meaning, where `brief`.

    Parameters
    ----------
    text : str
        The whole text.
    tokens : list of Span
        Those of the sentence.
    at : int
        The token to begin with.
    read : callable
        Words to their meaning, or nothing.
    stop : re.Pattern
        What no such words go across.
    reach : tuple of int, int
        How many tokens it may grow by, to the left and to the right.
    brief : bool
        Whether words at the end that change nothing are left out: "50 of the".

    Returns
    -------
    tuple of Span and meaning, or None
    """
    left, right = reach
    ends = _within(text, tokens[at + 1 : at + 1 + right], stop)
    befores = _within(text, tokens[max(0, at - left) : at][::-1], stop)
    best, end = None, 0
    for n in range(len(ends) + 1):
        meaning = _read(text, tokens[at].start, tokens[at + n].end, read)
        if meaning is not None and not (brief and best and meaning == best[1]):
            best, end = (Span(tokens[at].start, tokens[at + n].end), meaning), n
    for n in range(1, len(befores) + 1):
        begin = tokens[at - n]
        if not re.match(r"[\w$€£¥]", text[begin.start]):
            continue
        whole = best is None or text[begin.start : begin.end].lower() in _OPENERS
        for m in range(len(ends), -1, -1) if whole else [end]:
            meaning = _read(text, begin.start, tokens[at + m].end, read)
            if meaning is not None:
                best, end = (Span(begin.start, tokens[at + m].end), meaning), m
                break
    return best


def _within(text: str, tokens: list[Span], stop: re.Pattern) -> list[Span]:
    """Return the tokens up to the first that is not to be gone across."""
    for n, token in enumerate(tokens):
        if stop.search(text[token.start : token.end]):
            return tokens[:n]
    return tokens


def _read(text: str, start: int, end: int, read: Callable):
    words = " ".join(text[start:end].split())
    return read(words) if _WORD.search(words[-1]) or words[-1] in "%+$€" else None


@lru_cache(maxsize=1 << 16)
def _quantity(words: str) -> quantities.Quantity | None:
    try:
        return quantities.parse(words)
    except quantities.QuantityError:
        return None


def numbers(text: str, sentence: Span, known: Codes) -> list[tuple[Span, quantities.Quantity]]:
    """Return the numbers of a sentence with their qualifiers, and what they mean."""
    tokens = _tokens(text, sentence)
    starts = {m.start() for m in _CHINESE_NUMBER.finditer(text, sentence.start, sentence.end)}
    names = [Span(*m.span()) for m in known.names.finditer(text, sentence.start, sentence.end)]
    found: list[tuple[Span, quantities.Quantity]] = []
    for at, token in enumerate(tokens):
        word = text[token.start : token.end].lower()
        taken = [*names, *(span for span, _ in found)]
        if not (token.start in starts or word in _NUMBER_WORDS) or any(map(token.overlaps, taken)):
            continue
        before = text[tokens[at - 1].start : tokens[at - 1].end].lower() if at else ""
        if word == "one" and before in _NO_COUNT:
            continue
        reach = (0, 8) if word == "both" else (4, 8)
        grown = _grown(text, tokens, at, _quantity, _NUMBER_BREAK, reach, True)
        if grown and not any(map(grown[0].overlaps, taken)) and _counts(text, grown):
            found.append((_without_idle(text, *grown), grown[1]))
    return found


def _counts(text: str, grown: tuple[Span, quantities.Quantity]) -> bool:
    """Return whether a Chinese numeral is a number and no part of another word."""
    span, quantity = grown
    words = span.of(text)
    if text[span.start - 1 : span.start] == "第":
        return False
    if re.search(rf"[^{_CJK}]", words) or quantity.unit or (quantity.low or 0) >= 100:
        return True
    return bool(_CHINESE_COUNTED.match(text, span.end)) and words != "一"


def _without_idle(text: str, span: Span, quantity: quantities.Quantity) -> Span:
    """Return the words of a number without leading ones that say nothing."""
    while match := re.match(r"([a-z]+)\s+", text[span.start : span.end], re.I):
        shorter = Span(span.start + match.end(), span.end)
        if match[1].lower() not in _IDLE or _quantity(shorter.of(text)) != quantity:
            break
        span = shorter
    return span


def times(text: str, sentence: Span, known: Codes, reference) -> list[tuple[Span, bool]]:
    """Return the dates of a sentence, and of each whether it counts from another date of the text.

    Parameters
    ----------
    text : str
        The whole text.
    sentence : Span
        Where to look.
    known : Codes
        What `codes` returns.
    reference : dates.When or None
        When the statement was made.
    """

    def read(words: str) -> tuple[dates.When, bool] | None:
        for said, chained in ((words, False), (f"{_ANY_DAY}; {words}", True)):
            try:
                return dates.parse(said, reference), chained or bool(_COUNTS_ON.search(words))
            except dates.DateError:
                continue
        return None

    tokens = _tokens(text, sentence)
    starts = {m.start() for m in _CHINESE_DATE.finditer(text, sentence.start, sentence.end)}
    if "time" in known.kinds:
        words = known.kinds["time"].finditer(text, sentence.start, sentence.end)
        starts |= {m.start() for m in words}
    found: list[tuple[Span, bool]] = []
    for at, token in enumerate(tokens):
        word = text[token.start : token.end]
        if not (token.start in starts or word in _MONTHS or _YEAR.fullmatch(word)):
            continue
        grown = _grown(text, tokens, at, read, _DATE_BREAK, (6, 12), False)
        if grown is None or any(grown[0].overlaps(span) for span, _ in found):
            continue
        if not _is_number(text, grown[0], known):
            found.append((grown[0], grown[1][1]))
    return found


def _is_number(text: str, span: Span, known: Codes) -> bool:
    """Return whether a bare year is no year but a count: "2000 suspects"."""
    behind = re.match(rf"\s*(?:[^\W\d_{_CJK}]+\s+)?", text[span.end :]).end() + span.end
    bare = _YEAR.fullmatch(span.of(text)) is not None
    return bare and any(known.counted.match(text, at) for at in (behind, span.end, span.end + 1))


def where(text: str, sentence: Span, known: Codes) -> list[Place]:
    """Return the places of a sentence that the gazetteer or ISO 3166-1 has."""
    return [
        Place(Span(*match.span()), *known.places[match[0]])
        for match in known.place.finditer(text, sentence.start, sentence.end)
    ]


def drafts(text: str, known: Codes, reference: dates.When | None) -> list[Draft]:
    """Return the drafts of a text in the order of the text.

    Parameters
    ----------
    text : str
        The snapshot.
    known : Codes
        What `codes` returns.
    reference : When, optional
        When the source was published; relative dates count from it.
    """
    parts = sentences(text)
    kinds = [_kinds(text, part, known) for part in parts]
    found = []
    for n, part in enumerate(parts):
        near = set().union(*kinds[max(0, n - _NEAR) : n + _NEAR + 1])
        if near:
            found += _of_sentence(text, part, kinds[n], known, reference)
    return found


def _kinds(text: str, sentence: Span, known: Codes) -> set[str]:
    """Return which kinds of words a sentence has; a word of time alone makes nothing near."""
    return {
        kind
        for kind, any_word in known.kinds.items()
        if kind != "time" and any_word.search(text, sentence.start, sentence.end)
    }


def _of_sentence(text, sentence, kinds, known, reference) -> list[Draft]:
    days = times(text, sentence, known, reference)
    fixed = [span for span, counts_on in days if not counts_on]
    stated = [span for span in fixed if _stated(span.of(text))]
    when = stated[0].of(text) if len(days) == len(stated) == 1 else ""
    places = where(text, sentence, known)
    found = [
        _figure(text, sentence, span, quantity, when, known)
        for span, quantity in numbers(text, sentence, known)
        if not any(span.overlaps(day) for day in stated)
    ]
    abroad = [place for place in places if place.iso3 != "CHN" and place.kind != "continent"]
    if "station" in kinds:
        found += [_station(text, place) for place in abroad]
    elif "response" in kinds:
        found += [_response(text, place, when) for place in abroad]
    found += [_event(text, sentence, span, counts_on) for span, counts_on in days]
    if not days and kinds & _TOLD:
        words = (
            known.kinds[kind].search(text, sentence.start, sentence.end) for kind in kinds & _TOLD
        )
        first = min(Span(*word.span()) for word in words)
        found.append(Draft("events", sentence, first))
    return found


def _stated(words: str) -> bool:
    """Return whether a date names its year, month or day, and is no "recent" or "now"."""
    return bool(re.search(r"\d", words)) or not _MONTHS.isdisjoint(_WORD.findall(words))


def _figure(text, sentence, span, quantity, when, known) -> Draft:
    unit = _unit(text, span, quantity, sentence, known)
    cells = {"value_text": span.of(text), "unit_text": unit.of(text), "when_text": when}
    return Draft("figures", Span(span.start, max(span.end, unit.end)), span, cells)


def _unit(text, span, quantity, sentence, known) -> Span:
    """Return the words for what is counted: the unit in the number itself, or the noun behind it."""
    if quantity.unit:
        sign = r"(?:[A-Z]{1,3} ?)?\$|[€£¥%]"
        own = re.search(sign, text[span.start : span.end]) or re.search(
            rf"[^\W\d_{_CJK}]+$|[{_CJK}]{{1,3}}$", text[span.start : span.end]
        )
        return Span(span.start + own.start(), span.start + own.end()) if own else span
    noun = known.counted.search(text, span.end, min(sentence.end, span.end + 60))
    between = re.sub(r"^ of\b", "   ", text[span.end : noun.start()]) if noun else ""
    if noun and not _UNIT_BREAK.search(between) and len(_TOKEN.findall(between)) <= 4:
        end, gap = noun.end(), "" if _HAS_CJK.search(noun[0]) else " "
        while further := re.match(rf"{gap}(?:{known.counted.pattern})", text[end:], re.I):
            begin, end = end, end + further.end()
            if not gap:
                noun = known.counted.match(text, begin)
        if not gap:
            return Span(*noun.span())
        lead = re.match(
            r"\W*(?:(?:the|these|more|other|additional|his|her|their|such)\W+)*", between
        ).end()
        quoted = between.count("“") and text[end : end + 1] == "”"
        return Span(span.end + lead, end + quoted)
    plural = re.match(
        r" (?:[a-z]+ ){0,2}?[a-z]{3,}s\b(?<!his)(?<!has)(?<!was)(?<!this)", text[span.end :]
    )
    if plural and not _UNIT_BREAK.search(plural[0]):
        return Span(span.end + 1, span.end + plural.end())
    return Span(span.end, span.end)


def _station(text: str, place: Place) -> Draft:
    column = "country_text" if place.kind == "country" else "city_text"
    return Draft("stations", place.span, place.span, {column: place.span.of(text), **_new(place)})


def _response(text: str, place: Place, when: str) -> Draft:
    cells = {"place_text": place.span.of(text), "when_text": when}
    return Draft("events", place.span, place.span, {**cells, **_new(place)})


def _new(place: Place) -> dict[str, str]:
    return {} if place.coded else {"note": "draft; the gazetteer lacks this place"}


def _event(text: str, sentence: Span, day: Span, counts_on: bool) -> Draft:
    words = day.of(text)
    cells = {"when_text": words}
    if counts_on:
        cells = {"note": f"draft; {words!r} counts from a date that has to stand before it"}
    return Draft("events", sentence, day, cells)


def anchor(text: str, draft: Draft) -> str:
    """Return the words that a draft was made for and what follows them, as much as an anchor may hold.

    It ends before a capital letter, since that may begin a name; of a text without spaces between
    words it holds nothing but the span itself.
    """
    core = text[draft.core.start : draft.core.end]
    if _HAS_CJK.search(core):
        return " ".join(core.split())[:_ANCHOR_SIGNS]
    rest = text[draft.core.end : draft.span.end]
    begins_name = re.search(rf"[^\W\d_]*[A-ZÀ-Þ]|[{_CJK}\n]", rest)
    words = core + (rest[: begins_name.start()] if begins_name else rest)
    match = re.match(rf"[\W_]*[^\W_]+(?:[\W_]+[^\W_]+){{0,{_ANCHOR_WORDS - 1}}}", words)
    return " ".join(match[0].split()).strip(" -=+@") if match else ""


def context(text: str, sentence: Span) -> str:
    """Return a few words around a span, the span in brackets; for the terminal only."""
    before, after = text[: sentence.start].split("\n")[-1], text[sentence.end :].split("\n")[0]
    if _HAS_CJK.search(sentence.of(text)):
        before, after = before[-_CONTEXT_SIGNS:], after[:_CONTEXT_SIGNS]
    else:
        before = " ".join(before.split()[-_CONTEXT_WORDS:])
        after = " ".join(after.split()[:_CONTEXT_WORDS])
    core = sentence.of(text)
    return f"{before} [{core if len(core) <= 80 else core[:77] + '…'}] {after}".strip()


def report(snapshot: Path, source_id: str) -> str:
    """Return the drafts as CSV rows, under the headings of their sheets, each below a line of context.

    Lines of context begin with ``#``; they hold words of the source and belong into no file of the
    project.

    Parameters
    ----------
    snapshot : Path
        A plain text in UTF-8.
    source_id : str
        Its source; where it is empty, the one whose hash is that of the text.

    Raises
    ------
    StopError
        If the text is no UTF-8, or its source is not there or has another text.
    """
    frames = {}
    for name in (*tables.CLAIM_SHEETS, "sources", "gazetteer", "names", "counted", "subject"):
        frames[name], problems = tables.read_sheet(tables.SHEETS[name], paths.raw())
        if problems:
            raise StopError(f"Mend this sheet first: {problems[0]}")
    text = _text(snapshot)
    source = _source(frames["sources"], snapshot, source_id)
    known = codes(frames, source["language"])
    found = drafts(text, known, _published(source))
    coded = {sheet: _coded(frames[sheet], source["source_id"]) for sheet in tables.CLAIM_SHEETS}
    new = [d for d in found if not any(d.core.overlaps(span) for span in coded[d.sheet])]
    counts = ", ".join(f"{sum(d.sheet == s for d in new)} {s}" for s in tables.CLAIM_SHEETS)
    lines = [
        f"# {source['source_id']}: {len(text)} characters, {len(new)} drafts ({counts}); nothing was written.",
        f"# {len(found) - len(new)} more spans are coded already.",
    ]
    for sheet in tables.CLAIM_SHEETS:
        rows = [draft for draft in new if draft.sheet == sheet]
        if rows:
            lines += ["", f"# {tables.SHEETS[sheet].file}", _line(tables.SHEETS[sheet].headings)]
            ids = _ids(frames, source["source_id"], sheet)
            for draft in rows:
                row = _row(text, draft, source["source_id"], next(ids))
                lines += [f"# {context(text, draft.core)}", _line(row.values())]
    lacking = {
        place.span.of(text): place
        for part in sentences(text)
        for place in where(text, part, known)
        if not place.coded
    }
    lines += _unread(text, found)
    if lacking:
        gazetteer = tables.SHEETS["gazetteer"]
        lines += [
            "",
            f"# {gazetteer.file}: rows for the places it lacks",
            _line(gazetteer.headings),
        ]
        lines += [
            _line([name, place.kind, place.iso3, "", "", "", ""]) for name, place in lacking.items()
        ]
    return "\n".join(lines)


def _unread(text: str, found: list[Draft]) -> list[str]:
    """Return the numbers in digits that no draft holds, so that nothing is dropped in silence."""
    held = [draft.core for draft in found]
    numbers = (Span(*match.span()) for match in re.finditer(r"\d+(?:[.,'’]\d+)*", text))
    loose = [span for span in numbers if not any(map(span.overlaps, held))]
    head = "# No draft holds these numbers: far from the subject, in a name, or not to be read."
    return (
        ["", head, *(f"# chars:{s.start}-{s.end} {context(text, s)}" for s in loose)]
        if loose
        else []
    )


def _text(snapshot: Path) -> str:
    try:
        return locate.read(snapshot)
    except OSError as error:
        raise StopError(f"{snapshot} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise StopError(f"{snapshot} is no plain text in UTF-8.") from None


def _source(sources: pd.DataFrame, snapshot: Path, source_id: str) -> dict[str, str]:
    """Return the row of the source, which has to have this very text where it has one."""
    sha256 = hashlib.sha256(snapshot.read_bytes()).hexdigest()
    column = "source_id" if source_id else "snapshot_sha256"
    rows = sources[sources[column] == (source_id or sha256)]
    if rows.empty:
        pinned = f"its snapshot_sha256 is {sha256}, its snapshot_chars {len(_text(snapshot))}"
        who = f"{source_id!r} is no source_id" if source_id else "No source has this text's hash"
        raise StopError(f"{who} in sources.csv. Add its row first; {pinned}.")
    row = rows.iloc[0].to_dict()
    if row["snapshot_sha256"] not in ("", sha256):
        raise StopError(
            f"{row['source_id']} was coded from another text: sources.csv has the hash "
            f"{row['snapshot_sha256'][:12]}…, and this text {sha256[:12]}…."
        )
    return row


def _published(source: dict[str, str]) -> dates.When | None:
    try:
        return dates.from_edtf(source["published_edtf"])
    except dates.DateError:
        return None


def _coded(frame: pd.DataFrame, source_id: str) -> list[Span]:
    """Return the spans that claims of the source have."""
    rows = frame[(frame["source_id"] == source_id) & frame["locator"].str.startswith("chars:")]
    return [Span(*map(int, cell.removeprefix("chars:").split("-"))) for cell in rows["locator"]]


def _ids(frames: dict[str, pd.DataFrame], source_id: str, sheet: str):
    """Yield the next free claim ids of a source, with the short name that its claims have."""
    own = [
        i
        for s in tables.CLAIM_SHEETS
        for i in frames[s].loc[frames[s]["source_id"] == source_id, "claim_id"]
    ]
    name = own[0].rpartition("-")[0] if own else source_id.replace("-", "_")
    start = f"{name}-{sheet[0]}"
    taken = [int(i.removeprefix(start)) for i in frames[sheet]["claim_id"] if i.startswith(start)]
    number = max(taken, default=0)
    while True:
        number += 1
        yield f"{start}{number:03d}"


def _row(text: str, draft: Draft, source_id: str, claim_id: str) -> dict[str, str]:
    """Return the row with every column of its sheet."""
    held = {
        "claim_id": claim_id,
        "source_id": source_id,
        "locator": f"chars:{draft.span.start}-{draft.span.end}",
        "basis": "snapshot",
        "anchor": anchor(text, draft),
        "note": "draft",
        **draft.cells,
    }
    return {column: held.get(column, "") for column in tables.SHEETS[draft.sheet].headings}


def _line(cells) -> str:
    beside = io.StringIO()
    csv.writer(beside, lineterminator="").writerow(cells)
    return beside.getvalue()
