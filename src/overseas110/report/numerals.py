"""Numbers in running text: digits, number words, and which of them count something.

Left out on purpose: ordinals ("second", "21st"), "both" and "half". The word "one" is a number only
straight before a noun that is counted ("one station", "one listed station"): elsewhere it is a
pronoun ("one of them", "the one in Dublin"), and would be in every paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

DIGITS, COUNTED, CARDINAL = "digits", "counted", "cardinal"

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: n for n, word in enumerate(_UNITS)}
_VALUES |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth|"
    r"\w*teenth|\w*tieth|eleventh|twelfth"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: Numerals that are no decimal digits: superscripts, fractions, circled numbers.
_SIGNS = "\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u2189\u2460-\u249b"
_NUMBER = rf"\d++(?:[.,\u00a0\u2009\u202f]\d++)*+|[{_SIGNS}]"
_DIGITS = re.compile(
    rf"(?:\b\d{{1,2}} )?\b(?:{_MONTHS}) \d{{4}}\b|(?:{_NUMBER})(?!(?:st|nd|rd|th)\b)", re.I
)
_SPACE = r"(?:[ \t\u00a0]+|[ \t]*\n[ \t]*)"
_GAP = rf"(?:{_SPACE}|-)"
_WORD = "|".join(sorted([*_VALUES, *(f"{s}s?" for s in _SCALES)], key=len, reverse=True))
_AND = rf"(?:(?<=hundred)|(?<=thousand)|(?<=million)){_SPACE}and{_SPACE}"
_CARDINAL = re.compile(
    rf"\b(?:{_WORD})(?:(?:{_AND}|{_GAP})(?:{_WORD}))*+\b(?!{_GAP}(?:{_ORDINALS})\b)", re.I
)
#: What cannot be an adjective between a number and its noun.
_NO_ADJECTIVE = (
    "a|about|after|all|an|and|any|are|as|at|be|been|before|beside|but|by|can|did|do|does|for|from|"
    "had|has|have|he|his|how|if|in|into|is|it|its|may|nor|not|of|on|or|our|over|said|say|says|she|"
    "so|some|such|than|that|the|their|them|then|these|they|this|those|though|to|under|was|we|were|"
    "what|when|where|which|while|who|whose|with|without"
)
#: Marks that may stand around a word, and that do not part a number from its noun.
_MARK = r"[\"“”‘’']?"
_ADJECTIVES = rf"(?:{_GAP}{_MARK}(?!(?:{_NO_ADJECTIVE})\b)[A-Za-z][\w'’]*{_MARK}){{0,3}}?"
_OF = rf"(?:{_SPACE}of(?:{_SPACE}(?:the|these|those|all|its|their|our|his|her))?)?"
_CHINESE = "[零〇一二两三四五六七八九十百千万亿廿卅]+[余多]?"


@dataclass(frozen=True)
class Numeral:
    """A number that stands in a text.

    Parameters
    ----------
    start : int
        Where it begins.
    text : str
        As it stands there; with its noun where it counts something.
    kind : str
        `DIGITS`, `COUNTED` (a number word with a noun that is counted) or `CARDINAL` (any other).
    value : float or None
        What it says, where that can be read.
    """

    start: int
    text: str
    kind: str
    value: float | None


class Grammar:
    """Finds numbers, knowing the nouns that are counted.

    Parameters
    ----------
    nouns : iterable of str
        English nouns, as they are written.
    measures : iterable of str
        Chinese measure words.
    """

    def __init__(self, nouns: Iterable[str], measures: Iterable[str]) -> None:
        noun = "|".join(sorted(map(re.escape, nouns), key=len, reverse=True))
        measure = "|".join(sorted(map(re.escape, measures), key=len, reverse=True))
        behind = rf"{_MARK}{_ADJECTIVES}{_GAP}{_MARK}(?:{noun})\b"
        self._counts = re.compile(_OF + behind, re.I)
        self._one_counts = re.compile(behind, re.I)
        self._chinese = re.compile(f"{_CHINESE}(?:{measure})")

    def find(self, text: str) -> list[Numeral]:
        """Return every number of `text`, in order."""
        found = [
            Numeral(m.start(), m[0], DIGITS, digits_value(m[0])) for m in _DIGITS.finditer(text)
        ]
        taken = [range(n.start, n.start + len(n.text)) for n in found]
        for match in self._chinese.finditer(text):
            if not any(match.start() - 1 in span for span in taken):
                found.append(Numeral(match.start(), match[0], COUNTED, None))
        for match in _CARDINAL.finditer(text):
            alone = match[0].lower() == "one"
            noun = (self._one_counts if alone else self._counts).match(text, match.end())
            if noun:
                whole = " ".join(text[match.start() : noun.end()].split())
                found.append(Numeral(match.start(), whole, COUNTED, words_value(match[0])))
            elif not alone:
                found.append(Numeral(match.start(), match[0], CARDINAL, words_value(match[0])))
        return sorted(found, key=lambda n: n.start)


def digits_value(text: str) -> float | None:
    """Return the number that digits state: commas and spaces part thousands; None for a date."""
    plain = re.sub(r"[,\u00a0\u2009\u202f]", "", text)
    try:
        return float(plain)
    except ValueError:
        return None


def words_value(text: str) -> float | None:
    """Return the number that English words state; None for "dozens", which states none."""
    total = part = 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _VALUES:
            part += _VALUES[word]
        elif word in ("dozen", "hundred"):
            part = (part or 1) * _SCALES[word]
        elif word in _SCALES:
            total, part = total + (part or 1) * _SCALES[word], 0
        elif word != "and":
            return None
    return float(total + part)
