"""How sources word dates, in English and Chinese, read as EDTF with an earliest and a latest day.

The `edtf` library reads and bounds EDTF itself; this module reads the words.
A relative date ("last week", "this March", "in October") counts from a reference: the days on which
the statement can have been made. A `;` chains a relative date to the words it counts from:
"June 9, 2022; a few days later". What is not in the grammar is an error, never a guess.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

import edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from overseas110 import quantities


class DateError(ValueError):
    """A wording that is not in the grammar, or needs a reference that is not there."""


@dataclass(frozen=True)
class When:
    """A time with bounds.

    Parameters
    ----------
    edtf : str
        Extended Date/Time Format, level 2 at most.
    earliest, latest : datetime.date or None
        First and last day that the wording allows; ``None`` means unbounded.
    """

    edtf: str
    earliest: dt.date | None
    latest: dt.date | None


_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_CLOCK = r"(?:the )?(?:evening|morning|afternoon|night) of "

#: Seasons of the northern half, as the edtf library bounds them (21 to 24). Winter is read either way.
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

#: Parts of a month and of a year: word -> (first, last) day of the month, month of the year.
_PARTS_OF_MONTH = {"early": (1, 10), "mid": (11, 20), "late": (21, 31), "the beginning of": (1, 10),
                   "the start of": (1, 10), "the middle of": (11, 20), "the end of": (21, 31)}  # fmt: skip
_PARTS_OF_YEAR = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "the beginning of": (1, 4),
                  "the start of": (1, 4), "the middle of": (5, 8), "the end of": (9, 12),
                  "the first half of": (1, 6), "the second half of": (7, 12)}  # fmt: skip

#: How far "about" widens a date on both sides, by how exact the date is.
_ABOUT_DAYS = {"day": 3, "month": 31, "year": 366}
_LENGTHS = {"days": 1, "weeks": 7, "months": 31, "years": 366, "hours": 1 / 24, "minutes": 1 / 1440,
            "decades": 3660}  # fmt: skip


def parse(text: str, reference: When | None = None) -> When:
    """Return the time that `text` speaks of.

    Parameters
    ----------
    text : str
        Words of the source, or a plain EDTF or ISO 8601 date.
    reference : When, optional
        When the statement was made; needed for relative dates. Its bounds must be closed.

    Raises
    ------
    DateError
        If the wording is not in the grammar or needs a reference.
    """
    chain = [part.strip() for part in re.split(r"[;；]", text)]
    try:
        when = _one(chain[0], reference, after=False)
        for part in chain[1:]:
            when = _one(part, when, after=True)
    except OverflowError:
        raise DateError("lies outside the calendar") from None
    return when


def from_edtf(text: str) -> When:
    """Return the strict bounds of an EDTF expression.

    Raises
    ------
    DateError
        If it is no EDTF, or its end is unknown (the library would invent ten years).
    """
    return _from_edtf(text)


@lru_cache(maxsize=4096)
def _from_edtf(text: str) -> When:
    if text.startswith("../") or text.endswith("/.."):
        first, _, last = text.partition("/")
        earliest = None if first == ".." else _from_edtf(first).earliest
        latest = None if last == ".." else _from_edtf(last).latest
        return When(text, earliest, latest)
    if text.startswith("/") or text.endswith("/"):
        raise DateError("has an unknown end; write '..' for an open one")
    try:
        parsed = edtf.parse_edtf(text)
    except EDTFParseException:
        raise DateError("is no EDTF date") from None
    if isinstance(parsed, list):
        parts = [_from_edtf(str(part)) for part in parsed]
        return When(text, min(p.earliest for p in parts), max(p.latest for p in parts))
    try:
        lower, upper = dt.date(*parsed.lower_strict()[:3]), dt.date(*parsed.upper_strict()[:3])
    except ValueError:
        raise DateError("is a day that no calendar has") from None
    if lower > upper:
        raise DateError("ends before it begins")
    return When(text, lower, upper)


def between(earliest: dt.date, latest: dt.date) -> When:
    """Return the shortest EDTF for the days from `earliest` to `latest`."""
    if earliest > latest:
        raise DateError("ends before it begins")
    if earliest == latest:
        return When(earliest.isoformat(), earliest, latest)
    first, last = _shorten(earliest, True), _shorten(latest, False)
    if len(first) == len(last) and first == last:
        return When(first, earliest, latest)
    if len(first) == 4 and len(last) != 4:
        first = f"{earliest:%Y-%m}"
    if len(last) == 4 and len(first) != 4:
        last = f"{latest:%Y-%m}"
    if len(first) == 7 and len(last) == 10:
        first = earliest.isoformat()
    if len(last) == 7 and len(first) == 10:
        last = latest.isoformat()
    return When(f"{first}/{last}" if first != last else first, earliest, latest)


def _shorten(day: dt.date, first: bool) -> str:
    """Return a day as the longest period that begins (or ends) with it."""
    if (first and (day.month, day.day) == (1, 1)) or (
        not first and (day.month, day.day) == (12, 31)
    ):
        return f"{day:%Y}"
    if (first and day.day == 1) or (not first and day.day == _length(day.year, day.month)):
        return f"{day:%Y-%m}"
    return day.isoformat()


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _one(text: str, reference: When | None, after: bool) -> When:
    words = _normalise(text)
    if not words:
        raise DateError("is empty")
    for read in (_edtf_itself, _chinese, _absolute, _span, _relative):
        when = read(words, reference, after)
        if when is not None:
            return when
    raise DateError("is no date that the grammar of dates knows")


def _normalise(text: str) -> str:
    words = text.strip().lower().replace("’", "'").replace("\u00a0", " ")
    words = re.sub(r"[‐‑‒–—]", "-", words)
    words = re.sub(r"\s+", " ", words).strip(" ,")
    if not re.search(r"^\.\./|/\.\.$", words):
        words = words.strip(" ,.")
    words = re.sub(
        r"^(?:on|in|as of|during|dated|at the time of|as early as|as recently as|it was) ",
        "",
        words,
    )
    return re.sub(r"^" + _CLOCK, "", words)


def _edtf_itself(words: str, reference: When | None, after: bool) -> When | None:
    if not re.fullmatch(r"[\d?~%x/.\[\]{},-]+", words) or not re.search(r"\d{3}", words):
        return None
    if re.fullmatch(r"\d{4}-\d{4}", words):
        return None
    return from_edtf(words.upper())


def _day(year: int, month: int, day: int) -> When:
    try:
        return from_edtf(dt.date(year, month, day).isoformat())
    except ValueError:
        raise DateError("is a day that no calendar has") from None


def _month_of(year: int, month: int) -> When:
    return from_edtf(f"{year:04d}-{month:02d}")


def _absolute(words: str, reference: When | None, after: bool) -> When | None:
    """Read dates that carry their year."""
    for pattern in (
        rf"{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}",
        rf"{_WEEKDAY}{_DAY} (?:of )?{_MONTH},? {_YEAR}",
    ):
        match = re.fullmatch(pattern, words)
        if match:
            return _day(int(match["year"]), _MONTHS[match["month"]], int(match["day"]))
    match = re.fullmatch(rf"{_MONTH},? (?:of )?{_YEAR}", words)
    if match:
        return _month_of(int(match["year"]), _MONTHS[match["month"]])
    match = re.fullmatch(rf"(?:the year )?{_YEAR}", words)
    if match:
        return from_edtf(match["year"])
    match = re.fullmatch(r"(?:the )?(?P<decade>(?:19|20)\d)0s", words)
    if match:
        return from_edtf(f"{match['decade']}X")
    match = re.fullmatch(r"(?:the )?(?P<part>early|mid|late)[- ](?P<decade>(?:19|20)\d)0s", words)
    if match:
        first = int(match["decade"]) * 10 + {"early": 0, "mid": 4, "late": 6}[match["part"]]
        return from_edtf(f"{first}/{first + 3}")
    match = re.fullmatch(rf"(?:the )?(?P<season>{'|'.join(_SEASONS)})(?: of|,)? {_YEAR}", words)
    if match:
        return _season(match["season"], int(match["year"]))
    return _part(words)


def _season(season: str, year: int) -> When:
    when = from_edtf(f"{year}-{_SEASONS[season]}")
    if season == "winter":
        # "Winter 2022" may be the one that begins or the one that ends in 2022.
        return When(when.edtf, dt.date(year, 1, 1), dt.date(year + 1, 2, _length(year + 1, 2)))
    return when


def _part(words: str) -> When | None:
    opener = "|".join(sorted({*_PARTS_OF_MONTH, *_PARTS_OF_YEAR}, key=len, reverse=True))
    match = re.fullmatch(rf"(?P<part>{opener})[- ](?:in )?(?:{_MONTH},? )?{_YEAR}", words)
    if not match:
        return None
    year, part = int(match["year"]), match["part"]
    if match["month"]:
        if part not in _PARTS_OF_MONTH:
            return None
        month = _MONTHS[match["month"]]
        first, last = _PARTS_OF_MONTH[part]
        return between(
            dt.date(year, month, first), dt.date(year, month, min(last, _length(year, month)))
        )
    first, last = _PARTS_OF_YEAR[part]
    return between(dt.date(year, first, 1), dt.date(year, last, _length(year, last)))


def _span(words: str, reference: When | None, after: bool) -> When | None:
    """Read windows, open ends and "about"."""
    for pattern in (
        r"(?:from|between) (?P<a>.+?),? (?:to|and|until|through|till) (?P<b>.+)",
        r"(?P<a>.+?) (?:to|until|through|till|-) (?P<b>.+)",
        r"(?P<a>\d{4})-(?P<b>\d{4})",
    ):
        match = re.fullmatch(pattern, words)
        if match:
            return _window(match["a"], match["b"], reference, after)
    match = re.fullmatch(
        r"(?:ever )?(?:since|from|starting in|starting from|beginning in) (?P<a>.+?)(?: on| onwards?)?",
        words,
    )
    if match:
        start = _one(match["a"], reference, after)
        return When(f"{_begin(start)}/..", start.earliest, None)
    match = re.fullmatch(r"(?:before|prior to|until|by|up to|no later than) (?P<a>.+)", words)
    if match:
        end = _closed(_one(match["a"], reference, after))
        latest = (
            end.latest
            if not words.startswith(("before", "prior"))
            else end.earliest - dt.timedelta(days=1)
        )
        return When(f"../{latest.isoformat()}", None, latest)
    match = re.fullmatch(r"(?:after|following) (?P<a>.+)", words)
    if match and not after:
        start = _closed(_one(match["a"], reference, after))
        return When(f"{start.latest.isoformat()}/..", start.latest, None)
    match = re.fullmatch(r"(?:about|around|circa|approximately|some time in) (?P<a>.+)", words)
    if match:
        core = _closed(_one(match["a"], reference, after))
        pad = dt.timedelta(days=_ABOUT_DAYS[_precision(core)])
        return When(
            core.edtf if re.search(r"[/\]~?%]", core.edtf) else core.edtf + "~",
            core.earliest - pad,
            core.latest + pad,
        )
    return None


def _begin(when: When) -> str:
    """Return the EDTF that an interval beginning with `when` begins with."""
    return when.earliest.isoformat() if when.edtf.startswith("[") else when.edtf.split("/")[0]


def _closed(when: When) -> When:
    if when.earliest is None or when.latest is None:
        raise DateError("counts from a day, and has an open end there")
    return when


def _precision(when: When) -> str:
    days = (when.latest - when.earliest).days
    return "day" if days < 10 else "month" if days < 100 else "year"


def _window(a: str, b: str, reference: When | None, after: bool) -> When | None:
    """Return the window from `a` to `b`; a start without a year takes the year of the end."""
    try:
        end = _one(b, reference, after)
    except DateError:
        return None
    year = end.latest.year if end.latest else None
    start, late = None, False
    for candidate in (a, f"{a} {year}", f"{a} {year - 1}" if year else a):
        try:
            found = _one(candidate, reference if candidate == a else None, after)
        except DateError:
            continue
        if found.earliest is None:
            continue
        if end.latest is None or found.earliest <= end.latest:
            start = found
            if candidate != a or re.search(r"\d{4}", a) or not re.search(r"\d{4}|this|last", b):
                break
        else:
            late = True
    if start is None:
        if late:
            raise DateError("ends before it begins")
        return None
    if not re.search(r"\d{4}", a) and end.earliest and end.latest and end.earliest.year < year:
        # "From March to June this year", said in 2022 or 2023: the start moves with the end.
        for candidate in (f"{a} {end.earliest.year}", f"{a} {end.earliest.year - 1}"):
            try:
                found = _one(candidate, None, after)
            except DateError:
                continue
            if found.earliest <= end.earliest:
                start = found if found.earliest < start.earliest else start
                break
    first, last = _begin(start), end.edtf.split("/")[-1]
    if last.startswith("["):
        last = end.latest.isoformat()
    return When(f"{first}/{last}", start.earliest, end.latest)


def _need(reference: When | None) -> When:
    if reference is None or reference.earliest is None or reference.latest is None:
        raise DateError("counts from the day of the statement, and that is not known")
    return reference


def _both(reference: When, find) -> When:
    """Return what holds for the first and for the last day of the reference, or all between."""
    first, last = find(reference.earliest), find(reference.latest)
    if first == last:
        return first
    return between(min(first.earliest, last.earliest), max(first.latest, last.latest))


def _relative(words: str, reference: When | None, after: bool) -> When | None:
    """Read dates that count from the reference."""
    if words in ("now", "currently", "today", "at present", "at the moment", "the time", "then",
                 "recent", "recently", "the same day", "that day", "that time"):  # fmt: skip
        ref = _need(reference)
        if words.startswith("recent"):
            return between(_shift(ref.earliest, years=-1), ref.latest)
        return ref
    match = re.fullmatch(r"(?P<which>this|last|next|the previous|the following) (?P<what>year|month|week|" + "|".join(
        sorted({*_MONTHS, *_SEASONS}, key=len, reverse=True)) + r")\.?", words)  # fmt: skip
    if match:
        ref = _need(reference)
        which = {"this": 0, "last": -1, "the previous": -1}.get(match["which"], 1)
        return _both(ref, lambda day: _which(day, which, match["what"]))
    match = re.fullmatch(rf"{_MONTH}(?: of)? (?P<which>this|last) year", words)
    if match:
        back = 0 if match["which"] == "this" else -1
        return _both(
            _need(reference), lambda day: _month_of(day.year + back, _MONTHS[match["month"]])
        )
    if words == "yesterday":
        return _both(_need(reference), lambda day: _day(*_tuple(day - dt.timedelta(days=1))))
    match = re.fullmatch(
        rf"{_WEEKDAY}(?:{_MONTH}(?: {_DAY})?|(?P<d2>[0-3]?\d)(?:st|nd|rd|th)? {_MONTH.replace('month', 'm2')})",
        words,
    )
    if match:
        month = _MONTHS[match["month"] or match["m2"]]
        day = match["day"] or match["d2"]
        return _without_year(_need(reference), month, int(day) if day else None, after)
    match = re.fullmatch(rf"(?P<part>early|mid|late)[- ]{_MONTH}", words)
    if match:
        whole = _without_year(_need(reference), _MONTHS[match["month"]], None, after)
        if whole.earliest.year != whole.latest.year or whole.earliest.month != whole.latest.month:
            raise DateError("fits more than one year")
        return _part(f"{match['part']} {match['month']} {whole.earliest.year}")
    match = re.fullmatch(
        r"(?:the )?(?P<which>recent|last|past) (?P<n>.+? )?(?P<unit>years?|months?|weeks?|days?|decades?)",
        words,
    )
    if match:
        ref = _need(reference)
        length = _length_in_days(
            f"{match['n'] or ('a few ' if match['unit'].endswith('s') else 'a ')}{match['unit']}"
        )
        return between(ref.earliest - dt.timedelta(days=round(length[1])), ref.latest)
    if after and words in (
        "soon after",
        "shortly after",
        "immediately after that",
        "soon",
        "later",
        "after that",
        "following",
    ):
        ref = _need(reference)
        if words in ("later", "after that", "following"):
            return When(f"{ref.earliest.isoformat()}/..", ref.earliest, None)
        return between(ref.earliest, ref.latest + dt.timedelta(days=92))
    match = re.fullmatch(
        r"(?P<n>.+?) (?P<way>later|after|afterwards|earlier|before|ago)(?: that| this)?", words
    )
    if match:
        ref = _need(reference)
        low, high = _length_in_days(match["n"])
        if match["way"] in ("later", "after", "afterwards"):
            return between(
                ref.earliest + dt.timedelta(days=round(low)),
                ref.latest + dt.timedelta(days=round(high)),
            )
        return between(
            ref.earliest - dt.timedelta(days=round(high)),
            ref.latest - dt.timedelta(days=round(low)),
        )
    return None


def _tuple(day: dt.date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _shift(day: dt.date, years: int) -> dt.date:
    year = day.year + years
    return dt.date(year, day.month, min(day.day, _length(year, day.month)))


def _which(day: dt.date, which: int, what: str) -> When:
    if what == "year":
        return from_edtf(str(day.year + which))
    if what == "month":
        months = day.year * 12 + day.month - 1 + which
        return _month_of(months // 12, months % 12 + 1)
    if what == "week":
        monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=which)
        return between(monday, monday + dt.timedelta(days=6))
    if what in _SEASONS:
        return _season(what, day.year + which)
    year = day.year + which
    if which == -1 and day.month > _MONTHS[what]:
        # "Last March" said in September may be this year's or last year's March.
        return When(f"[{year}-{_MONTHS[what]:02d},{year + 1}-{_MONTHS[what]:02d}]",
                    _month_of(year, _MONTHS[what]).earliest, _month_of(year + 1, _MONTHS[what]).latest)  # fmt: skip
    return _month_of(year, _MONTHS[what])


def _without_year(reference: When, month: int, day: int | None, after: bool) -> When:
    """Return the nearest such month or day: not after the statement, or not before a chain's start."""

    def in_year(year: int) -> When:
        return _day(year, month, day) if day else _month_of(year, month)

    def find(now: dt.date) -> When:
        if after:
            this = in_year(now.year)
            return this if this.latest >= now else in_year(now.year + 1)
        this = in_year(now.year)
        return this if this.earliest <= now else in_year(now.year - 1)

    if after:
        return find(reference.earliest)
    return _both(reference, find)


def _length_in_days(text: str) -> tuple[float, float]:
    words = re.sub(r"^(?:the next|within) ", "", text)
    try:
        quantity = quantities.parse(words)
    except quantities.QuantityError:
        raise DateError("is no length of time that the grammar knows") from None
    if quantity.unit not in _LENGTHS:
        raise DateError("is no length of time that the grammar knows")
    days = _LENGTHS[quantity.unit]
    shorter = {"months": 28, "years": 365, "decades": 3650}.get(quantity.unit, days)
    low = float(quantity.low or 0) * shorter
    high = float(quantity.high if quantity.high is not None else (quantity.low or 0) * 3) * days
    return low, high


_CN_YEAR = r"(?P<year>(?:19|20)\d\d)年"
_CN_MONTH = r"(?P<month>1[0-2]|0?[1-9])月(?:份)?"
_CN_DAY = r"(?P<day>[0-3]?\d)[日号]"


def _chinese(words: str, reference: When | None, after: bool) -> When | None:
    core = words.replace(" ", "")
    match = re.fullmatch(r"(?:从|自)?(?P<a>.+?)(?:至|到|-)(?P<b>.+?)(?:期间|间)?", core)
    if match and re.search(r"[年月日]", core):
        start = _chinese(match["a"], reference, after)
        b = match["b"]
        if start is not None:
            if not re.search(r"年", b) and start.earliest:
                b = f"{start.earliest.year}年{b}"
            end = _chinese(b, reference, after)
            if end is not None and end.latest is not None:
                if start.earliest > end.latest:
                    raise DateError("ends before it begins")
                return When(f"{start.edtf}/{end.edtf}", start.earliest, end.latest)
    match = re.fullmatch(r"(?:自|从)?(?P<a>.+?)(?:以来|起)", core)
    if match:
        start = _chinese(match["a"], reference, after)
        return start and When(f"{start.edtf}/..", start.earliest, None)
    match = re.fullmatch(f"{_CN_YEAR}{_CN_MONTH}{_CN_DAY}", core)
    if match:
        return _day(int(match["year"]), int(match["month"]), int(match["day"]))
    match = re.fullmatch(f"{_CN_YEAR}{_CN_MONTH}", core)
    if match:
        return _month_of(int(match["year"]), int(match["month"]))
    match = re.fullmatch(_CN_YEAR, core)
    if match:
        return from_edtf(match["year"])
    match = re.fullmatch(rf"(?P<which>今年|去年|前年)(?:{_CN_MONTH})?", core)
    if match:
        back = {"今年": 0, "去年": -1, "前年": -2}[match["which"]]
        month = match["month"]
        return _both(_need(reference), lambda day: _month_of(day.year + back, int(month)) if month
                     else from_edtf(str(day.year + back)))  # fmt: skip
    match = re.fullmatch(rf"{_CN_MONTH}(?:{_CN_DAY})?", core)
    if match:
        return _without_year(
            _need(reference),
            int(match["month"]),
            int(match["day"]) if match["day"] else None,
            after,
        )
    return None
