"""How sources word numbers, in English and Chinese, read as bounds.

The grammar is small on purpose: what it does not know is an error, never a guess.
The meaning of the vague words is one table (`VAGUE`), repeated in the codebook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod


class QuantityError(ValueError):
    """A wording that is not in the grammar."""


@dataclass(frozen=True)
class Quantity:
    """Bounds on a number.

    Parameters
    ----------
    low, high : Decimal or None
        Least and greatest value; ``None`` means unbounded.
    low_open, high_open : bool
        Whether the bound itself is excluded ("more than 5" is low 5, open).
    approximate : bool
        Whether the source said that the number is not exact.
    unit : str
        Unit that stands in the wording itself: a currency (ISO 4217), ``%`` or a unit of time.
    """

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    approximate: bool = False
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse bounds in the wrong order."""
        if self.low is not None and self.high is not None and self.low > self.high:
            raise QuantityError(f"the low bound {self.low} is above the high bound {self.high}")

    def contains(self, other: Quantity) -> bool:
        """Return whether every value that `other` allows is allowed here."""
        low = self.low is None or (
            other.low is not None
            and (
                self.low < other.low
                or (self.low == other.low and (not self.low_open or other.low_open))
            )
        )
        high = self.high is None or (
            other.high is not None
            and (
                self.high > other.high
                or (self.high == other.high and (not self.high_open or other.high_open))
            )
        )
        return low and high


#: What vague words mean: word -> (low, high). The same table stands in the codebook.
VAGUE = {
    "a couple": (2, 3),
    "a couple of": (2, 3),
    "a few": (2, 9),
    "few": (2, 9),
    "a handful": (2, 9),
    "several": (3, 9),
    "multiple": (2, None),
    "many": (3, None),
    "numerous": (3, None),
    "a number of": (2, None),
    "a series of": (2, None),
    "both": (2, 2),
    "dozens": (24, 99),
    "dozens of": (24, 99),
    "tens": (20, 99),
    "scores": (40, 99),
    "scores of": (40, 99),
    "hundreds": (200, 999),
    "hundreds of": (200, 999),
    "thousands": (2000, 9999),
    "thousands of": (2000, 9999),
    "tens of thousands": (20000, 99999),
    "hundreds of thousands": (200000, 999999),
    "millions": (2000000, 9999999),
    "no": (0, 0),
    "none": (0, 0),
    "数": (3, 9),
    "几": (3, 9),
    "数十": (20, 99),
    "几十": (20, 99),
    "数百": (200, 999),
    "上百": (100, 999),
    "数千": (2000, 9999),
    "上千": (1000, 9999),
    "数万": (20000, 99999),
    "上万": (10000, 99999),
}

_MORE = (
    "more than",
    "over",
    "exceeding",
    "upwards of",
    "in excess of",
    "above",
    "超过",
    "逾",
    "超",
)
_LEAST = (
    "at least",
    "no fewer than",
    "no less than",
    "not less than",
    "a minimum of",
    "至少",
    "不少于",
)
_MOST = (
    "up to",
    "at most",
    "no more than",
    "not more than",
    "as many as",
    "a maximum of",
    "至多",
    "不超过",
    "最多",
)
_LESS = ("less than", "fewer than", "under", "below", "不到", "不足")
_NEARLY = ("nearly", "almost", "close to", "approaching", "just under", "将近", "接近", "近")
_ABOUT = ("about", "around", "some", "roughly", "approximately", "approx.", "circa", "an estimated", "estimated",
          "大约", "约", "大概")  # fmt: skip
_EXACT = ("exactly", "only", "just", "a total of", "in total", "total of", "another", "a further", "all",
          "the", "共", "共计", "仅", "总计", "累计")  # fmt: skip

_ONES = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
#: An ordinal counts only with a unit of time: "the second day" is day two; "the second report" is no figure.
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_TENS = {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
           "dozen": 12, "score": 20, "k": 1000, "m": 10**6, "bn": 10**9}  # fmt: skip

_CURRENCIES = {
    "us $": "USD", "us$": "USD", "usd": "USD", "$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD",
    "hk$": "HKD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "CNY", "rmb": "CNY",
    "cny": "CNY", "yuan": "CNY", "dollars": "USD", "us dollars": "USD", "euros": "EUR", "pounds": "GBP",
    "元": "CNY", "人民币": "CNY", "美元": "USD",
}  # fmt: skip
_TIMES = {
    "second": "seconds", "seconds": "seconds", "minute": "minutes", "minutes": "minutes",
    "hour": "hours", "hours": "hours", "day": "days", "days": "days", "night": "nights",
    "nights": "nights", "week": "weeks", "weeks": "weeks", "month": "months", "months": "months",
    "year": "years", "years": "years", "years old": "years", "year old": "years",
    "years of age": "years", "decade": "decades",
    "天": "days", "日": "days", "小时": "hours", "周": "weeks", "个月": "months", "年": "years", "岁": "years",
}  # fmt: skip
_COUNTERS = (
    "名",
    "人",
    "个",
    "起",
    "件",
    "家",
    "国",
    "人次",
    "例",
    "座",
    "处",
    "所",
    "次",
    "余人",
    "余名",
)

_NUMERALS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
             "八": 8, "九": 9}  # fmt: skip
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def parse(text: str, approximation: float = 0.5) -> Quantity:
    """Return the bounds that `text` states.

    Parameters
    ----------
    text : str
        A number with its qualifier and, where it carries one, its unit of money or time.
    approximation : float
        How far "about N" may be from N, in units of N's last digit that is not zero.

    Raises
    ------
    QuantityError
        If the wording is not in the grammar.
    """
    words = _normalise(text)
    if not words:
        raise QuantityError("is empty")
    try:
        return _phrase(words, approximation)
    except QuantityError:
        raise QuantityError("is no number that the grammar of quantities knows") from None


def _normalise(text: str) -> str:
    words = text.strip().lower().replace("\u00a0", " ").replace("，", ",").replace("．", ".")
    words = re.sub(r"[‐‑‒–—−]", "-", words)
    words = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", words)
    words = re.sub(r"(?<=\d) (?=\d{3}\b)", "", words)
    return re.sub(r"\s+", " ", words).strip(" ,;.")


def _phrase(words: str, approximation: float) -> Quantity:
    for read in (_vague, _range, _suffixed):
        found = read(words, approximation)
        if found is not None:
            return found
    for openers, build in (
        (_MOST, _at_most), (_LEAST, _at_least), (_LESS, _less), (_MORE, _more),
        (_NEARLY, _nearly), (_ABOUT, _about), (_EXACT, None),
    ):  # fmt: skip
        rest = _after(words, openers)
        if rest is not None:
            inner = _phrase(rest, approximation)
            return inner if build is None else build(inner, rest, approximation)
    return _plain(words, approximation)


def _after(words: str, openers: tuple[str, ...]) -> str | None:
    """Return what follows the longest of `openers` that `words` begins with."""
    for opener in sorted(openers, key=len, reverse=True):
        if words.startswith(opener):
            rest = words[len(opener) :]
            if rest and (rest[0] == " " or not opener[-1].isascii()):
                return rest.strip()
    return None


def _vague(words: str, approximation: float) -> Quantity | None:
    unit, core = _split_unit(words)
    if core in VAGUE:
        low, high = VAGUE[core]
        exact = low == high
        return Quantity(
            Decimal(low), None if high is None else Decimal(high), approximate=not exact, unit=unit
        )
    if words == "decades":
        return Quantity(Decimal(20), Decimal(99), approximate=True, unit="years")
    if words == "decade":
        return Quantity(Decimal(10), Decimal(10), approximate=True, unit="years")
    return None


def _range(words: str, approximation: float) -> Quantity | None:
    for pattern in (
        r"^(?:between|from) (?P<a>.+?) (?:and|to) (?P<b>.+)$",
        r"^(?P<a>[^ ].*?) (?:to|or) (?P<b>(?:\d|[a-z]).*)$",
        r"^(?P<a>[^\d]{0,5}\d[\d.]*[十百千万亿]*)\s?(?:-|至|到|~)\s?(?P<b>\d.*)$",
    ):
        match = re.match(pattern, words)
        if not match:
            continue
        try:
            b = _plain(match["b"], approximation)
            a = _plain(match["a"], approximation)
        except QuantityError:
            continue
        low = _shared_scale(a, match["a"], b, match["b"])
        if (b.high is not None and low > b.high) or (a.unit and b.unit and a.unit != b.unit):
            continue
        return Quantity(
            low, b.high, approximate=a.approximate or b.approximate, unit=a.unit or b.unit
        )
    return None


def _shared_scale(a: Quantity, a_words: str, b: Quantity, b_words: str) -> Decimal:
    """Return the low end of a range, in the scale of its high end where it has none ("3 to 5 million")."""
    if not a.approximate and _scale(a_words) == 1 and not re.match(r"an? ", b_words):
        scaled = a.low * _scale(b_words)
        if b.high is not None and scaled < b.high:
            return scaled
    return a.low


def _scale(words: str) -> int:
    """Return what the scale word that ends a number multiplies it by (5万 -> 10,000; 50 -> 1)."""
    match = re.search(
        r"(?:(?P<word>[a-z]+)|(?<=\d)(?P<signs>[十百千万亿]+))$", _split_unit(words)[1]
    )
    if not match:
        return 1
    return (
        _SCALES.get(match["word"], 1)
        if match["word"]
        else prod(_CHINESE_SCALES[s] for s in match["signs"])
    )


def _suffixed(words: str, approximation: float) -> Quantity | None:
    """Read qualifiers that follow the number: "16 or more", "50-plus", "610余", "100多", "20以上"."""
    match = re.match(r"^(?P<n>.+?)(?: or more| and more|-plus|\+| plus)(?P<unit> .*)?$", words)
    if match:
        return _at_least(
            _plain(match["n"] + (match["unit"] or ""), approximation), words, approximation
        )
    match = re.match(
        r"^(?P<n>.*?[\d零一二两三四五六七八九十百千万亿])(?P<mark>余|多|以上)(?P<rest>.*)$", words
    )
    if match and not _after(words, (*_MORE, *_LEAST, *_NEARLY, *_ABOUT)):
        inner = _plain(match["n"] + match["rest"], approximation)
        return (_at_least if match["mark"] == "以上" else _more)(inner, words, approximation)
    return None


def _more(inner: Quantity, text: str, approximation: float) -> Quantity:
    return replace(
        inner, high=None, low_open=not inner.approximate or inner.low_open, high_open=False
    )


def _at_least(inner: Quantity, text: str, approximation: float) -> Quantity:
    return replace(inner, high=None, high_open=False)


def _at_most(inner: Quantity, text: str, approximation: float) -> Quantity:
    return replace(inner, low=Decimal(0), low_open=False)


def _less(inner: Quantity, text: str, approximation: float) -> Quantity:
    return replace(inner, low=Decimal(0), low_open=False, high_open=True)


def _nearly(inner: Quantity, text: str, approximation: float) -> Quantity:
    """Return a value at most the number, and no farther below it than "about" would reach."""
    low = max(Decimal(0), inner.low - _step(inner.low) * Decimal(str(approximation)))
    return replace(inner, low=low, low_open=False, approximate=True)


def _about(inner: Quantity, text: str, approximation: float) -> Quantity:
    if inner.high is None:
        return replace(inner, approximate=True)
    low = inner.low - _step(inner.low) * Decimal(str(approximation))
    high = inner.high + _step(inner.high) * Decimal(str(approximation))
    return replace(inner, low=max(Decimal(0), low), high=high, approximate=True)


def _step(number: Decimal) -> Decimal:
    """Return the place value of the last digit of `number` that is not zero (400 -> 100)."""
    if number == 0:
        return Decimal(1)
    return Decimal(1).scaleb(number.normalize().as_tuple().exponent)


def last_unit(text: str) -> Decimal:
    """Return the place value of the last stated digit of the number in `text`.

    "23万" was stated in units of 10,000, "1.4万" of 1,000, "230,000" of 10,000 (its zeros may be
    rounding), "634,000" of 1,000.

    Raises
    ------
    QuantityError
        If the wording is not in the grammar.
    """
    plain = parse(text, approximation=0)
    return _step(plain.low or plain.high or Decimal(0))


def _split_unit(words: str) -> tuple[str, str]:
    """Return the unit of money, time or percent in `words`, and the words without it."""
    for mark in sorted(_CURRENCIES, key=len, reverse=True):
        if words.startswith(mark):
            return _CURRENCIES[mark], words[len(mark) :].strip()
        if words.endswith((" " + mark, mark) if not mark[0].isascii() else (" " + mark,)):
            return _CURRENCIES[mark], words[: -len(mark)].strip()
    match = re.match(r"^(.+?)\s?(%|percent|per cent)$", words)
    if match:
        return "%", match[1]
    for mark in sorted(_TIMES, key=len, reverse=True):
        joint = " " if mark.isascii() else ""
        if words.endswith(joint + mark) and len(words) > len(joint + mark):
            return _TIMES[mark], words[: -len(joint + mark)].strip()
        if mark.isascii() and words.endswith("-" + mark):
            return _TIMES[mark], words[: -len(mark) - 1].strip()
    for mark in sorted(_COUNTERS, key=len, reverse=True):
        if words.endswith(mark) and len(words) > len(mark):
            return "", words[: -len(mark)].strip()
    return "", words


def _plain(words: str, approximation: float) -> Quantity:
    vague = _vague(words, approximation)
    if vague is not None:
        return vague
    unit, core = _split_unit(words)
    value = _digits(core)
    if value is None and unit in _TIMES.values() and core in _ORDINALS:
        value = Decimal(_ORDINALS[core])
    if value is None:
        value = _english(core)
    if value is None:
        value = _chinese(core)
    if value is None:
        raise QuantityError(f"{words!r} is no number")
    return Quantity(value, value, unit=unit)


def _digits(core: str) -> Decimal | None:
    match = re.match(r"^(\d+(?:\.\d+)?)\s?([a-z]+|[十百千万亿]+)?$", core)
    if not match:
        return None
    value = Decimal(match[1])
    scale = match[2]
    if scale is None:
        return value
    if scale in _SCALES:
        return value * _SCALES[scale]
    if all(sign in _CHINESE_SCALES for sign in scale):
        for sign in scale:
            value *= _CHINESE_SCALES[sign]
        return value
    return None


def _english(core: str) -> Decimal | None:
    core = re.sub(r"^(half a|half) (million|billion|dozen)$", lambda m: f"half {m[2]}", core)
    words = core.replace("-", " ").split()
    if not words:
        return None
    if words[-1] == "and":
        return None
    if words[0] == "half" and len(words) == 2 and words[1] in _SCALES:
        return Decimal(_SCALES[words[1]]) / 2
    if words[0] in ("a", "an"):
        # "a hundred", "a dozen" and "a month" count; "a" before anything else is an article.
        if len(words) == 1:
            return Decimal(1)
        if words[1] not in _SCALES:
            return None
        words[0] = "one"
    total, part, last = 0, 0, None
    for word in words:
        if word == "and" and last in ("hundred", "thousand", "million"):
            continue
        if word in _ONES:
            if last in _ONES or (last in _TENS and _ONES[word] not in range(1, 10)):
                return None
            part += _ONES[word]
        elif word in _TENS:
            if last in _ONES or last in _TENS:
                return None
            part += _TENS[word]
        elif word in _SCALES and len(word) > 2:
            scale = _SCALES[word]
            if part == 0 or total % (1000 * scale) or (scale == 100 and part >= 100):
                return None
            if scale == 100 or scale in (12, 20):
                part *= scale
            else:
                total += part * scale
                part = 0
        else:
            return None
        last = word
    return Decimal(total + part)


def _chinese(core: str) -> Decimal | None:
    """Read Chinese numerals such as 二十三, 两百, 一万二千."""
    if not core or any(sign not in _NUMERALS and sign not in _CHINESE_SCALES for sign in core):
        return None
    total, section, digit = 0, 0, 0
    for sign in core:
        if sign in _NUMERALS:
            # Digits in a row are a year, or "two or three", but no count.
            if digit:
                return None
            digit = _NUMERALS[sign]
            continue
        scale = _CHINESE_SCALES[sign]
        if sign in ("万", "亿"):
            above, part = (total, section + digit) if sign == "万" else (0, total + section + digit)
            if above % 10**8 or part >= 10**8:
                return None
            total, section = above + (part or 1) * scale, 0
        elif section % (10 * scale):
            return None
        else:
            section += (digit or 1) * scale
        digit = 0
    if digit and core[-2:-1] in ("百", "千", "万", "亿"):
        # 一万五 is 15,000; 10,005 is 一万零五.
        digit *= _CHINESE_SCALES[core[-2]] // 10
    return Decimal(total + section + digit)


def words(quantity: Quantity) -> str:
    """Return `quantity` in words that `parse` reads back to the same bounds.

    Approximate bounds are printed as the range that they allow; an open range says "more than" or
    "less than" and its other bound.
    """
    low, high = quantity.low, quantity.high
    unit = f" {quantity.unit}" if quantity.unit and quantity.unit in _TIMES.values() else ""
    if quantity.unit == "%":
        unit = "%"
    prefix = quantity.unit + " " if quantity.unit and not unit else ""
    if low is None or (low == 0 and high is not None and high != 0 and not quantity.low_open):
        opener = "less than" if quantity.high_open else "at most"
        return f"{opener} {prefix}{number(high)}{unit}"
    if high is None:
        opener = "more than" if quantity.low_open else "at least"
        return f"{opener} {prefix}{number(low)}{unit}"
    if low == high:
        return f"{prefix}{number(low)}{unit}"
    return f"{prefix}{number(low)} to {number(high)}{unit}"


def number(value: Decimal | int | float) -> str:
    """Return `value` with thousands separated by commas and no idle zeros."""
    decimal = Decimal(str(value)).normalize()
    if decimal == decimal.to_integral_value():
        return f"{int(decimal):,}"
    return f"{decimal:,f}"
