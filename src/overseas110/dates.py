"""How sources word dates, in the languages of the sources, as EDTF with an earliest and a latest day.

The `edtf` library reads and bounds EDTF itself; this module reads the words.
A relative date ("last week", "this March", "in October") counts from a reference: the days on which
the statement can have been made. A `;` chains a relative date to the words it counts from:
"June 9, 2022; a few days later". What is not in the grammar is an error, never a guess, and so is
what may be two days: ``2/8/2023``.
The tables of words are written as people write and folded as the wordings are (`quantities.fold`).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

import edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from edtf.parser.grammar import level0Expression
from edtf.parser.parser_classes import Date, Interval
from pyparsing import ParseException

from overseas110 import quantities
from overseas110.quantities import alternatives, fold, folded


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


#: Names of the months from January on: English, German, Austrian, Italian, Spanish, Portuguese, French,
#: Indonesian, Danish, Dutch, Swedish, Hungarian.
_MONTH_NAMES = (
    "January February March April May June July August September October November December",
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Jänner Februar Maerz April Mai Juni Juli August September Oktober November Dezember",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "januar februar marts april maj juni juli august september oktober november december",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "január február március április május június július augusztus szeptember október november december",
)
#: Short forms; those that are words of another kind in a language ("ago", "out") are left out.
_MONTH_SHORTS = {
    1: "jan janv ene gen", 2: "feb febr fev févr", 3: "mar mär mrz", 4: "apr abr avr", 5: "may mag maj",
    6: "jun giu", 7: "jul juil lug", 8: "aug agt", 9: "sep sept set szept", 10: "oct okt ott", 11: "nov",
    12: "dec dez dic déc des",
}  # fmt: skip
_MONTHS = {
    fold(name): number for names in _MONTH_NAMES for number, name in enumerate(names.split(), 1)
} | {fold(name): number for number, names in _MONTH_SHORTS.items() for name in names.split()}
_WEEKDAYS = folded(
    *calendar.day_name, *(f"{name}." for name in calendar.day_abbr), *calendar.day_abbr,
    *"Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag".split(),
    *"lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    *"lunes martes miércoles jueves viernes sábado domingo".split(),
    *"lunedì martedì mercoledì giovedì venerdì sabato domenica".split(),
    *"segunda-feira terça-feira quarta-feira quinta-feira sexta-feira".split(),
    *"Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split(),
    *"mandag tirsdag onsdag torsdag fredag lørdag søndag".split(),
)  # fmt: skip

_NAMES_OF_MONTHS = rf"(?:{alternatives(_MONTHS)})\.?"
_MONTH = rf"(?P<month>{alternatives(_MONTHS)})\.?"
_WEEKDAY = rf"(?:(?:{alternatives(_WEEKDAYS)}),? (?:(?:dem|den|le|el|il) )?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|[.º°])?"
_OF = r"(?:(?:of|de|del|do|di|af|tahun|of the year|des jahres|de l' annee|del ano|do ano|dell' anno) )?"
_CLOCK = r"(?:the )?(?:evening|morning|afternoon|night) of "
_THE_YEAR = r"(?:the year|das jahr|jahr|l' annee|annee|el ano|ano|l' anno|anno|o ano|tahun) "
_THIS_OR_LAST = r"(?:of |in )?(?P<which>this|last) year"

#: Seasons of the northern half, as the edtf library numbers them (21 to 24). Winter is read either way.
_SEASONS = {
    fold(word): code
    for code, words in {
        21: "spring Frühling Frühjahr primavera printemps forår",
        22: "summer Sommer verano estate verão été",
        23: "autumn fall Herbst otoño autunno outono automne efterår",
        24: "winter invierno inverno hiver vinter",
    }.items()
    for word in words.split()
}
_SEASON = rf"(?P<season>{alternatives(_SEASONS)})"
_WINTER = 24

#: Words that only say that a time follows.
_OPENERS = ("on", "in", "as of", "as at", "during", "dated", "at the time of", "as early as",
            "as recently as", "it was", "截至", "截止", "于", "在")  # fmt: skip
#: The same of other languages; they count only before a digit, a month, a weekday, a season or "year".
_OPENERS_ABROAD = folded(
    "am", "im", "in", "vom", "den", "der", "zum", "Stand", "im Jahr", "le", "la", "en", "au", "à la",
    "el", "al", "a", "a fecha de", "il", "nel", "nell'", "l'", "all'", "em", "no", "na", "o", "ao",
    "pada", "pada tanggal", "tanggal", "per",
)  # fmt: skip
_OPENER = rf"(?:{alternatives(_OPENERS)})(?:(?<=[^\x00-\x7f])| )"
_OPENER_ABROAD = alternatives(_OPENERS_ABROAD)
_SIGNPOST = rf"(?=\d|(?:{alternatives([*_MONTHS, *_WEEKDAYS, *_SEASONS])})\b|{_THE_YEAR})"

#: Words for parts of a month or a year.
_EARLY = folded("early", "beginning", "start", "Anfang", "début", "inizio", "inizi", "principios",
                "comienzos", "inicios", "inicio", "início", "começo", "awal", "begyndelsen")  # fmt: skip
_MID = folded("mid", "middle", "Mitte", "mi", "milieu", "metà", "mediados", "meados", "pertengahan",
              "midten")  # fmt: skip
_LATE = folded("late", "end", "Ende", "fin", "fine", "finales", "fines", "final", "finais", "fim", "akhir",
               "slutningen")  # fmt: skip
_FIRST_HALF = folded("first half", "erste Hälfte", "ersten Hälfte", "première moitié", "primera mitad",
                     "prima metà", "primeira metade", "paruh pertama")  # fmt: skip
_SECOND_HALF = folded("second half", "zweite Hälfte", "zweiten Hälfte", "seconde moitié", "deuxième moitié",
                      "segunda mitad", "seconda metà", "segunda metade", "paruh kedua")  # fmt: skip
_FIRST_HALF_YEAR = folded("h1", "1h", "erstes Halbjahr", "ersten Halbjahr", "premier semestre",
                          "primer semestre", "primo semestre", "primeiro semestre")  # fmt: skip
_SECOND_HALF_YEAR = folded("h2", "2h", "zweites Halbjahr", "zweiten Halbjahr", "second semestre",
                           "deuxième semestre", "segundo semestre", "secondo semestre")  # fmt: skip
#: Parts of a month and of a year: word -> (first, last) day of the month, month of the year.
_PARTS_OF_MONTH = {
    word: span
    for words, span in ((_EARLY, (1, 10)), (_MID, (11, 20)), (_LATE, (21, 31)),
                        (_FIRST_HALF, (1, 15)), (_SECOND_HALF, (16, 31)))
    for word in words
}  # fmt: skip
_PARTS_OF_YEAR = {
    word: span
    for words, span in ((_EARLY, (1, 4)), (_MID, (5, 8)), (_LATE, (9, 12)),
                        ((*_FIRST_HALF, *_FIRST_HALF_YEAR), (1, 6)),
                        ((*_SECOND_HALF, *_SECOND_HALF_YEAR), (7, 12)),
                        (("q1", "first quarter"), (1, 3)), (("q2", "second quarter"), (4, 6)),
                        (("q3", "third quarter"), (7, 9)), (("q4", "fourth quarter"), (10, 12)),
                        (("year-end",), (12, 12)))
    for word in words
}  # fmt: skip
_MONTH_OR_SEASON = alternatives({*_MONTHS, *_SEASONS})
#: Parts that may follow their year: "2016 year-end", "2023 H1".
_PARTS_BEHIND = ("year-end", "h1", "1h", "h2", "2h", "q1", "q2", "q3", "q4")
_PART_OPENER = r"(?:(?:at|the|in|a|a la|al|alla|all'|am|im|zu|no|em|en|pada|au|il|la|le|el|o|los|das|der|die|l') )*"
_PART = rf"{_PART_OPENER}(?P<part>{alternatives({*_PARTS_OF_MONTH, *_PARTS_OF_YEAR})})"

#: Words around windows and open ends.
_FROM = folded(
    "from", "between", "von", "vom", "zwischen", "de", "del", "desde", "entre", "da", "dal", "dall'", "tra",
    "fra", "du", "d'", "dari", "antara",
)  # fmt: skip
_TO = folded(
    "to", "until", "through", "till", "bis", "bis zum", "al", "all'", "hasta", "hasta el", "fino a",
    "fino al", "até", "ao", "au", "jusqu' à", "jusqu' en", "hingga", "sampai", "til",
)  # fmt: skip
#: Spanish, Italian, Portuguese and French "a" is "to" before a date only; else it is an English article.
_TO_BEFORE_DATES = "a"
_AND = folded("and", "und", "et", "y", "e", "dan", "og")
_SINCE = folded(
    "since", "from", "starting in", "starting from", "beginning in", "seit", "ab", "desde", "a partir de",
    "à partir de", "da", "dal", "dall'", "depuis", "sejak", "siden",
)  # fmt: skip
_BEFORE = folded("before", "prior to", "vor", "vor dem", "antes de", "antes del", "prima di", "prima del", "avant",
                 "avant le", "sebelum")  # fmt: skip
_UNTIL = folded(
    "until", "by", "up to", "no later than", "till", "through", "bis", "bis zu", "bis zum", "spätestens",
    "hasta", "hasta el", "até", "fino a", "fino al", "entro", "entro il", "jusqu' à", "jusqu' au",
    "jusqu' en", "d' ici", "hingga", "sampai",
)  # fmt: skip
_AFTER = folded("after", "following", "nach", "nach dem", "después de", "después del", "depois de", "dopo",
                "dopo il", "après", "après le", "setelah")  # fmt: skip
_AROUND = folded(
    "about", "around", "circa", "approximately", "some time in", "on or about", "um", "gegen", "etwa",
    "ca.", "rund", "vers", "environ", "hacia", "alrededor de", "verso", "intorno a", "por volta de",
    "sekitar",
)  # fmt: skip

#: Wordings that mean the same as an English one.
_SAME = {
    fold(word): english
    for english, words in {
        "now": ("jetzt", "derzeit", "actualmente", "attualmente", "atualmente", "actuellement",
                "saat ini", "目前", "现在", "当前", "如今", "至今"),
        "today": ("heute", "hoy", "oggi", "hoje", "aujourd'hui", "hari ini", "今天", "今日"),
        "yesterday": ("gestern", "ayer", "ieri", "ontem", "hier", "kemarin", "昨天", "昨日"),
        "recently": ("kürzlich", "recientemente", "recentemente", "récemment", "baru-baru ini",
                     "近日", "日前", "近期", "最近"),
        "recent years": ("近年来", "近年", "近几年", "in den letzten Jahren", "en los últimos años",
                         "ces dernières années", "negli ultimi anni", "nos últimos anos"),
        "this year": ("dieses Jahr", "in diesem Jahr", "este año", "quest' anno", "este ano",
                      "cette année", "tahun ini"),
        "last year": ("letztes Jahr", "im letzten Jahr", "voriges Jahr", "vergangenes Jahr",
                      "el año pasado", "l' anno scorso", "no ano passado", "l' an dernier",
                      "l' année dernière", "tahun lalu"),
        "this month": ("diesen Monat", "in diesem Monat", "este mes", "questo mese", "este mês",
                       "ce mois-ci", "bulan ini", "本月", "这个月"),
        "last month": ("letzten Monat", "im letzten Monat", "vergangenen Monat", "el mes pasado",
                       "il mese scorso", "lo scorso mese", "no mês passado", "le mois dernier",
                       "bulan lalu", "上月", "上个月"),
        "this week": ("diese Woche", "in dieser Woche", "esta semana", "questa settimana",
                      "cette semaine", "minggu ini", "本周", "这周"),
        "last week": ("letzte Woche", "vergangene Woche", "la semana pasada", "la settimana scorsa",
                      "na semana passada", "la semaine dernière", "minggu lalu", "上周"),
        "the same day": ("am selben Tag", "el mismo día", "lo stesso giorno", "no mesmo dia",
                         "le même jour", "同日", "当天", "当日"),
        "the next day": ("am nächsten Tag", "al día siguiente", "il giorno dopo", "no dia seguinte",
                         "le lendemain", "keesokan harinya", "次日", "翌日", "第二天"),
    }.items()
    for word in words
}  # fmt: skip

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
    except DateError:
        raise
    except (OverflowError, ValueError):
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
        parsed = _parse_edtf(text)
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


def _parse_edtf(text: str):
    """Return what the library reads, days, months, years and windows of them without its grammar.

    Most dates are of these, and the grammar takes milliseconds for each; of the others most are of
    level 0, and the whole of it takes ten times as long.
    """
    ends = [_plain_edtf(part) for part in text.split("/")]
    if len(ends) < 3 and all(end is not None for end in ends):
        return Interval(*ends) if len(ends) == 2 else ends[0]
    try:
        return level0Expression.parse_string(text, parse_all=True)[0]
    except ParseException:
        return edtf.parse_edtf(text)


def _plain_edtf(text: str) -> Date | None:
    """Return a year, a month or a day that a calendar has as the library holds it."""
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    if not match:
        return None
    try:
        dt.date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        return None
    return Date(*match.groups())


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
    for read in (_numeric, _edtf_itself, _chinese, _absolute, _span, _relative):
        when = read(words, reference, after)
        if when is not None:
            return when
    raise DateError("is no date that the grammar of dates knows")


def _normalise(text: str) -> str:
    words = fold(text).strip(" ,")
    if not re.search(r"^\.\./|/\.\.$", words):
        words = words.strip(" ,.")
    words = re.sub(r"\b(d|l|all|dall|dell|nell|jusqu|quest)'(?=\w)", r"\1' ", words)
    if words in _SAME:
        return _SAME[words]
    words = re.sub(rf"^{_OPENER}", "", words)
    words = re.sub(rf"^(?:{_OPENER_ABROAD}) {_SIGNPOST}", "", words)
    words = re.sub(r"^" + _CLOCK, "", words)
    return _SAME.get(words, words)


_YEAR_FIRST = r"(?P<year>(?:19|20)\d\d)(?P<sign>[-./])(?P<month>\d\d?)(?:(?P=sign)(?P<day>\d\d?))?"
_YEAR_LAST = r"(?:(?P<first>\d\d?)(?P<sign>[-./]) ?)?(?P<second>\d\d?)(?P<last>[-./]) ?(?P<year>(?:19|20)\d\d)"


def _numeric(words: str, reference: When | None, after: bool) -> When | None:
    """Read dates in digits; points are day first, other signs only where one reading is possible."""
    if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", words):
        return None
    match = re.fullmatch(_YEAR_FIRST, words)
    if match and (match["day"] or match["sign"] != "/"):
        return _in_digits(match["year"], match["month"], match["day"])
    match = re.fullmatch(_YEAR_LAST, words)
    if not match or (match["sign"] or match["last"]) != match["last"]:
        return None
    if match["first"] is None or match["last"] == ".":
        return _in_digits(match["year"], match["second"], match["first"])
    days = {
        dt.date(int(match["year"]), int(month), int(day))
        for day, month in ((match["first"], match["second"]), (match["second"], match["first"]))
        if 1 <= int(month) <= 12 and 1 <= int(day) <= _length(int(match["year"]), int(month))
    }
    if len(days) > 1:
        raise DateError("may be day and month or month and day, and both are days of the calendar")
    if not days:
        raise DateError("is a day that no calendar has")
    return _day(*_tuple(days.pop()))


def _in_digits(year: str, month: str, day: str | None) -> When:
    if day is not None:
        return _day(int(year), int(month), int(day))
    if not 1 <= int(month) <= 12:
        raise DateError("is a month that no calendar has")
    return _month_of(int(year), int(month))


def _edtf_itself(words: str, reference: When | None, after: bool) -> When | None:
    if not re.fullmatch(r"[\d?~%x/.\[\]{},-]+", words) or not re.search(r"\d{3}", words):
        return None
    if re.fullmatch(r"\d{4}-\d{4}", words):
        return None
    years = re.fullmatch(r"\d\d(\d\d)-(2[1-4])", words)
    if years and int(years[1]) + 1 == int(years[2]):
        raise DateError("may be a season of EDTF or two years; a source's words say which")
    return from_edtf(words.upper())


def _day(year: int, month: int, day: int) -> When:
    try:
        return from_edtf(dt.date(year, month, day).isoformat())
    except ValueError:
        raise DateError("is a day that no calendar has") from None


def _month_of(year: int, month: int) -> When:
    return from_edtf(f"{year:04d}-{month:02d}")


_WITH_YEAR = (
    rf"{_WEEKDAY}{_MONTH} {_DAY},? {_OF}{_YEAR}",
    rf"{_WEEKDAY}{_DAY} {_OF}{_MONTH},? {_OF}{_YEAR}",
    rf"{_DAY}-{_MONTH}-{_YEAR}",
    rf"{_YEAR}[.,]? {_MONTH} {_DAY}",
    rf"{_MONTH}(?:-|,? {_OF}){_YEAR}",
    rf"{_YEAR}[.,]? {_MONTH}",
)


def _absolute(words: str, reference: When | None, after: bool) -> When | None:
    """Read dates that carry their year."""
    for pattern in _WITH_YEAR:
        match = re.fullmatch(pattern, words)
        if match:
            year, month = int(match["year"]), _MONTHS[match["month"]]
            day = match.groupdict().get("day")
            return _day(year, month, int(day)) if day else _month_of(year, month)
    match = re.fullmatch(rf"(?:{_THE_YEAR})?{_YEAR}", words)
    if match:
        return from_edtf(match["year"])
    match = re.fullmatch(r"(?:the )?(?P<decade>(?:19|20)\d)0s", words)
    if match:
        return from_edtf(f"{match['decade']}X")
    match = re.fullmatch(r"(?:the )?(?P<part>early|mid|late)[- ](?P<decade>(?:19|20)\d)0s", words)
    if match:
        first = int(match["decade"]) * 10 + {"early": 0, "mid": 4, "late": 6}[match["part"]]
        return from_edtf(f"{first}/{first + 3}")
    return _season_of_year(words) or _part(words) or _first_months(words)


def _season_of_year(words: str) -> When | None:
    match = re.fullmatch(
        rf"{_PART_OPENER}{_SEASON},? {_OF}{_YEAR}(?:[-/](?P<next>\d{{2}}|\d{{4}}))?",
        words,
    )
    if not match:
        return None
    year, code = int(match["year"]), _SEASONS[match["season"]]
    if not match["next"]:
        return _season(code, year)
    if code != _WINTER or not str(year + 1).endswith(match["next"]):
        return None
    return between(dt.date(year, 12, 1), _end_of_winter(year))


def _season(code: int, year: int) -> When:
    if code == _WINTER:
        # "Winter 2022" may be the one that begins or the one that ends in 2022.
        return between(dt.date(year, 1, 1), _end_of_winter(year))
    return from_edtf(f"{year}-{code}")


def _end_of_winter(year: int) -> dt.date:
    return dt.date(year + 1, 2, _length(year + 1, 2))


def _part(words: str) -> When | None:
    for pattern in (
        rf"{_PART}[- ](?:in )?{_OF}(?:{_MONTH},? {_OF})?{_YEAR}",
        rf"{_YEAR} ?(?P<part>{'|'.join(_PARTS_BEHIND)})",
    ):
        match = re.fullmatch(pattern, words)
        if match:
            month = _MONTHS.get(match.groupdict().get("month"))
            return _part_of(match["part"], int(match["year"]), month)
    return None


def _part_of(part: str, year: int, month: int | None) -> When | None:
    """Return the days that a part of a month or of a year has, if one can speak of such a part."""
    parts = _PARTS_OF_YEAR if month is None else _PARTS_OF_MONTH
    if part not in parts:
        return None
    first, last = parts[part]
    if month is None:
        return between(dt.date(year, first, 1), dt.date(year, last, _length(year, last)))
    end = min(last, _length(year, month))
    return between(dt.date(year, month, first), dt.date(year, month, end))


_FIRST_MONTHS = (
    r"(?:the )?(?P<end>first|last) (?P<n>.+?) months of (?P<of>.+)",
    r"(?:die |den |in den )?(?P<end>ersten) (?P<n>.+?) monaten? (?:von |des jahres )?(?P<of>.+)",
    r"(?:los |nos |os |en los )?(?P<end>primeros|primeiros) (?P<n>.+?) meses (?:de |del )(?P<of>.+)",
    r"(?:i |nei )?(?P<end>primi) (?P<n>.+?) mesi (?:di |del )(?P<of>.+)",
    r"(?:les )?(?P<n>.+?) (?P<end>premiers) mois (?:de |d' )(?P<of>.+)",
    r"(?P<n>.+?) bulan (?P<end>pertama) (?:tahun )?(?P<of>.+)",
)


def _first_months(words: str, reference: When | None = None) -> When | None:
    """Read "first 11 months of 2021", and with a reference "first 11 months of this year"."""
    for pattern in _FIRST_MONTHS:
        match = re.fullmatch(pattern, words)
        n = _count_of_months(match["n"]) if match else None
        if n is None:
            continue
        first, last = (13 - n, 12) if match["end"] == "last" else (1, n)
        year = re.fullmatch(_YEAR, match["of"])
        if year:
            return _months(int(year["year"]), first, last)
        if reference and match["of"] in ("this year", "last year"):
            back = 0 if match["of"] == "this year" else -1
            return _both(
                reference,
                lambda day, back=back, first=first, last=last: _months(
                    day.year + back, first, last
                ),
            )
    return None


def _count_of_months(text: str) -> int | None:
    try:
        number = quantities.parse(text)
    except quantities.QuantityError:
        return None
    exact = number.low == number.high and not number.unit and number.low in range(1, 13)
    return int(number.low) if exact else None


def _months(year: int, first: int, last: int) -> When:
    return between(dt.date(year, first, 1), dt.date(year, last, _length(year, last)))


_POINT_DAY = r"[0-3]?\d(?:st|nd|rd|th|er|\.)?"
_POINT = rf"(?:(?:{_POINT_DAY} {_OF})?{_NAMES_OF_MONTHS}|{_NAMES_OF_MONTHS} {_POINT_DAY})(?:,? {_OF}(?:19|20)\d\d)?"
_OPEN_END = rf"(?:ever )?(?:{alternatives(_SINCE)}) (?P<a>.+?)(?: on| onwards?)?"
_OPEN_START = rf"(?P<way>{alternatives([*_BEFORE, *_UNTIL])}) (?P<a>.+)"
_AFTER_IT = rf"(?:{alternatives(_AFTER)}) (?P<a>.+)"
_ABOUT_IT = rf"(?:{alternatives(_AROUND)}) (?P<a>.+)"
#: Windows, the ends in groups "a" and "b". A bare hyphen joins days and months only: "mid-August" is no window.
_WINDOWS = (
    rf"(?:{alternatives(_FROM)}) (?P<a>.+?),? (?:{alternatives([*_TO, *_AND])}|{_TO_BEFORE_DATES}(?= {_SIGNPOST})) (?P<b>.+)",
    rf"(?P<a>.+?) (?:{alternatives([*_TO, '-'])}|{_TO_BEFORE_DATES}(?= {_SIGNPOST})) (?P<b>.+)",
    r"(?P<a>\d{4})-(?P<b>\d{4})",
    rf"(?P<a>{_POINT}|{_POINT_DAY})-(?P<b>{_POINT})",
    rf"(?P<a>(?:19|20)\d\d)-(?P<b>{_NAMES_OF_MONTHS},? (?:19|20)\d\d)",
    rf"(?P<a>{_NAMES_OF_MONTHS} {_POINT_DAY})-(?P<b>{_POINT_DAY}(?:,? (?:19|20)\d\d)?)",
)


def _span(words: str, reference: When | None, after: bool) -> When | None:
    """Read windows, open ends and "about"."""
    for pattern in _WINDOWS:
        match = re.fullmatch(pattern, words)
        if match:
            when = _window(*_share_month(match["a"], match["b"]), reference, after)
            if when is not None:
                return when
    for read in (_open_end, _open_start, _about):
        when = read(words, reference, after)
        if when is not None:
            return when
    return None


def _share_month(a: str, b: str) -> tuple[str, str]:
    """Return both ends of a window with a month, where one has it for both: "7-8 February"."""
    a, b = (re.sub(rf"^(?:{_OPENER_ABROAD}) (?=\d)", "", end) for end in (a, b))
    month_a, month_b = (re.search(rf"\b{_MONTH}(?!\w)", end) for end in (a, b))
    if month_b and not month_a and re.fullmatch(_DAY, a) and re.match(rf"{_DAY} ", b):
        return f"{a} {month_b[0]}", b
    if (
        month_a
        and not month_b
        and re.search(r"\d", a)
        and re.fullmatch(rf"{_DAY}(?:,? {_YEAR})?", b)
    ):
        return a, f"{month_a[0]} {b}"
    return a, b


def _open_end(words: str, reference: When | None, after: bool) -> When | None:
    match = re.fullmatch(_OPEN_END, words)
    if match:
        start = _one(match["a"], reference, after)
        return When(f"{_begin(start)}/..", start.earliest, None)
    match = re.fullmatch(_AFTER_IT, words)
    if match and not after:
        return _from_its_end(_one(match["a"], reference, after))
    return None


def _from_its_end(when: When) -> When:
    start = _closed(when).latest
    return When(f"{start.isoformat()}/..", start, None)


def _open_start(words: str, reference: When | None, after: bool) -> When | None:
    match = re.fullmatch(_OPEN_START, words)
    if not match:
        return None
    end = _closed(_one(match["a"], reference, after))
    return _up_to(end.earliest - dt.timedelta(days=1) if match["way"] in _BEFORE else end.latest)


def _up_to(latest: dt.date) -> When:
    return When(f"../{latest.isoformat()}", None, latest)


def _about(words: str, reference: When | None, after: bool) -> When | None:
    match = re.fullmatch(_ABOUT_IT, words)
    return _widened(_one(match["a"], reference, after)) if match else None


def _widened(when: When) -> When:
    core = _closed(when)
    pad = dt.timedelta(days=_ABOUT_DAYS[_precision(core)])
    return When(
        core.edtf if re.search(r"[/\]~?%]", core.edtf) else core.edtf + "~",
        core.earliest - pad,
        core.latest + pad,
    )


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
    match = re.fullmatch(
        rf"(?P<which>this|last|next|the previous|the following) (?P<what>year|month|week|{_MONTH_OR_SEASON})\.?",
        words,
    )
    if match:
        ref = _need(reference)
        which = {"this": 0, "last": -1, "the previous": -1}.get(match["which"], 1)
        return _both(ref, lambda day: _which(day, which, match["what"]))
    when = _of_this_or_last_year(words, reference)
    if when is not None:
        return when
    if words == "yesterday":
        return _both(_need(reference), lambda day: _day(*_tuple(day - dt.timedelta(days=1))))
    if after and words in _DAYS_ON:
        step = dt.timedelta(days=_DAYS_ON[words])
        return between(_need(reference).earliest + step, reference.latest + step)
    match = re.fullmatch(
        rf"{_WEEKDAY}(?:{_MONTH}(?: {_DAY})?|{_DAY.replace('day', 'd2')} {_OF}{_MONTH.replace('month', 'm2')})",
        words,
    )
    if match:
        month = _MONTHS[match["month"] or match["m2"]]
        day = match["day"] or match["d2"]
        return _without_year(_need(reference), month, int(day) if day else None, after)
    match = re.fullmatch(rf"{_PART}[- ]{_OF}{_MONTH}", words)
    if match and match["part"] in _PARTS_OF_MONTH:
        return _part_without_year(match["part"], _MONTHS[match["month"]], reference, after)
    match = re.fullmatch(
        r"(?:(?:over|within|throughout|for) )?(?:the )?(?P<which>recent|last|past) (?P<n>.+? )?(?P<unit>years?|months?|weeks?|days?|decades?)",
        words,
    )
    if match:
        few = "a few " if match["unit"].endswith("s") else "a "
        return _past(f"{match['n'] or few}{match['unit']}", reference)
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


#: A day that counts from another, in a chain: "7 February 2023; next day".
_DAYS_ON = {"the next day": 1, "next day": 1, "the following day": 1, "the day after": 1,
            "the day before": -1, "the previous day": -1}  # fmt: skip


_YEAR_TO_DATE = ("earlier this year", "so far this year", "this year so far")


def _of_this_or_last_year(words: str, reference: When | None) -> When | None:
    """Read what counts from the year of the statement: "October this year", "late last year"."""
    if words in _YEAR_TO_DATE:
        return _both(_need(reference), lambda day: between(dt.date(day.year, 1, 1), day))
    if re.search(r"months? of (?:this|last) year$", words):
        return _first_months(words, _need(reference))
    for pattern, find in (
        (
            rf"{_MONTH} {_THIS_OR_LAST}",
            lambda match, year: _month_of(year, _MONTHS[match["month"]]),
        ),
        (rf"{_PART}[- ]{_THIS_OR_LAST}", lambda match, year: _part_of(match["part"], year, None)),
        (
            rf"{_PART_OPENER}{_SEASON} {_THIS_OR_LAST}",
            lambda match, year: _season(_SEASONS[match["season"]], year),
        ),
    ):
        match = re.fullmatch(pattern, words)
        if not match or match.groupdict().get("part", "early") not in _PARTS_OF_YEAR:
            continue
        back = 0 if match["which"] == "this" else -1
        return _both(
            _need(reference),
            lambda day, find=find, match=match, back=back: find(match, day.year + back),
        )
    return None


def _part_without_year(part: str, month: int, reference: When | None, after: bool) -> When | None:
    whole = _without_year(_need(reference), month, None, after)
    if (whole.earliest.year, whole.earliest.month) != (whole.latest.year, whole.latest.month):
        raise DateError("fits more than one year")
    return _part_of(part, whole.earliest.year, month)


def _past(length: str, reference: When | None) -> When:
    """Return the time of `length` that ends with the statement."""
    ref = _need(reference)
    days = round(_length_in_days(length)[1])
    return between(ref.earliest - dt.timedelta(days=days), ref.latest)


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
        return (
            _season_before(_SEASONS[what], day)
            if which == -1
            else _season(_SEASONS[what], day.year + which)
        )
    year = day.year + which
    if which == -1 and day.month > _MONTHS[what]:
        # "Last March" said in September may be this year's or last year's March.
        return When(f"[{year}-{_MONTHS[what]:02d},{year + 1}-{_MONTHS[what]:02d}]",
                    _month_of(year, _MONTHS[what]).earliest, _month_of(year + 1, _MONTHS[what]).latest)  # fmt: skip
    return _month_of(year, _MONTHS[what])


def _season_before(code: int, day: dt.date) -> When:
    """Return "last fall": that of the year before; in December the seasons of the year are over."""
    over = day.month == 12 and code != _WINTER
    return _season(code, day.year if over else day.year - 1)


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


#: Chinese words for parts of a month or a year, by the English word that they mean.
_CN_PARTS = {
    "初": "early", "年初": "early", "上旬": "early", "中": "mid", "年中": "mid", "中旬": "mid", "底": "late",
    "末": "late", "年底": "late", "年末": "late", "下旬": "late", "上半年": "first half",
    "下半年": "second half", "上半月": "first half", "下半月": "second half",
    "一季度": "q1", "第一季度": "q1", "二季度": "q2", "第二季度": "q2", "三季度": "q3", "第三季度": "q3",
    "四季度": "q4", "第四季度": "q4",
}  # fmt: skip
#: Signs of parts that only a month has (ten days, half a month), and only a year.
_CN_OF_MONTH, _CN_OF_YEAR = "[旬月]", "[年季]"
_CN_SEASONS = {"春": 21, "夏": 22, "秋": 23, "冬": 24}
_CN_YEARS_BACK = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}
_CN_POINT = (
    rf"(?:(?P<year>(?:19|20)\d\d)年|(?P<which>{alternatives(_CN_YEARS_BACK)}))?的?"
    r"(?:(?P<month>1[0-2]|0?[1-9])月份?)?(?:(?P<day>[0-3]?\d)[日号])?"
    rf"(?P<part>{alternatives(_CN_PARTS)})?(?:(?P<season>[{''.join(_CN_SEASONS)}])[天季]?)?"
    r"(?:前(?P<months>1[0-2]|[1-9])个月)?"
)
_CN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CN_LENGTH = (
    r"(?P<n>(?:\d{1,2}|[一二两三四五六七八九十半数几]{1,3})多?)(?P<unit>年|个月|个?星期|周|天|日)"
)


def _chinese(words: str, reference: When | None, after: bool) -> When | None:
    core = _arabic(words.replace(" ", ""))
    core = re.sub(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$", "", core)
    if not re.search(r"[年月日号天周]", core):
        return None
    for read in (_chinese_window, _chinese_past, _chinese_open, _chinese_point):
        when = read(core, reference, after)
        if when is not None:
            return when
    return None


def _arabic(core: str) -> str:
    """Return Chinese numerals of a date in digits: 二〇二二年九月二日."""
    core = re.sub(
        r"[〇零一二三四五六七八九]{4}(?=年)",
        lambda match: match[0].translate(_CN_DIGITS),
        core,
    )
    return re.sub(
        r"(?<![数几一二三四五六七八九十])(?:[一二三]?十)?[一二三四五六七八九]?(?<=[一二三四五六七八九十])(?=[月日号])",
        lambda match: str(int(quantities.parse(match[0]).low)),
        core,
    )


def _chinese_window(core: str, reference: When | None, after: bool) -> When | None:
    match = re.fullmatch(r"(?:从|自)?(?P<a>.+?)(?:至|到|-|~)(?P<b>.+?)(?:期间|间)?", core)
    if not match:
        return None
    if match["b"] in ("今", "目前", "现在"):
        start, end = _chinese_point(match["a"], reference, after), _need(reference)
    else:
        start, end = _chinese_ends(*_share_signs(match["a"], match["b"]), reference, after)
    if start is None or end is None:
        return None
    if start.earliest > end.latest:
        raise DateError("ends before it begins")
    return When(f"{_begin(start)}/{end.edtf.split('/')[-1]}", start.earliest, end.latest)


def _share_signs(a: str, b: str) -> tuple[str, str]:
    """Return both ends with the signs that one has for both: 2021年1-11月, 2月7日至8日."""
    sign = re.match(r"\d+([年月日号])", b)
    if a[-1].isdigit() and sign:
        a += sign[1]
    head = re.match(r"(?:.+年)?\d+月(?=\d+[日号]$)", a)
    if head and re.fullmatch(r"\d+[日号]", b):
        b = head[0] + b
    year = re.match(r"(?:19|20)\d\d年|今年|去年|前年", a)
    if year and not re.search("年", b):
        b = year[0] + b
    return a, b


def _chinese_ends(a: str, b: str, reference: When | None, after: bool):
    """Return both ends of a window; one without a year takes it from the other or the statement."""
    if re.search("年", a) or after:
        start = _chinese_point(a, reference, after)
        return start, start and _chinese_point(b, start if after else reference, after)
    end = _chinese_point(b, reference, after)
    return end and _chinese_point(a, end, False), end


def _chinese_past(core: str, reference: When | None, after: bool) -> When | None:
    for pattern in (
        rf"(?:近|最近|过去|这)?(?!\d+日以来){_CN_LENGTH}(?:来|以来)",
        rf"(?:近|最近|过去)的?{_CN_LENGTH}(?:间|里|中|内)?",
    ):
        match = re.fullmatch(pattern, core)
        if match:
            return _past(match["n"] + match["unit"], reference)
    match = re.fullmatch(rf"(?!\d+日){_CN_LENGTH}(?:之|以)?(?P<way>前|后)", core)
    if match:
        way = {"前": "ago", "后": "later"}[match["way"]]
        return _relative(f"{match['n']}{match['unit']} {way}", reference, after)
    return None


def _chinese_open(core: str, reference: When | None, after: bool) -> When | None:
    match = re.fullmatch(r"(?:自|从)?(?P<a>.+?)(?:以来|开始|起)", core)
    if match:
        start = _chinese_point(match["a"], reference, after)
        return start and When(f"{_begin(start)}/..", start.earliest, None)
    match = re.fullmatch(r"(?P<a>.+?)(?:之|以)?(?P<way>前|后)", core)
    point = _chinese_point(match["a"], reference, after) if match else None
    if point is not None:
        before = match["way"] == "前"
        return _up_to(point.earliest - dt.timedelta(days=1)) if before else _from_its_end(point)
    match = re.fullmatch(r"(?:大?约)?(?P<a>.+?)(?:左右)?", core)
    point = _chinese_point(match["a"], reference, after) if match[0] != match["a"] else None
    return point and _widened(point)


def _chinese_point(core: str, reference: When | None, after: bool) -> When | None:
    """Read a day, a month, a year or a part of one."""
    match = re.fullmatch(_CN_POINT, core)
    if not match or not (match["year"] or match["which"] or match["month"]):
        return None
    if match["year"]:
        return _chinese_in(match, int(match["year"]))
    if match["which"]:
        if _chinese_in(match, 2000) is None:
            return None
        back = _CN_YEARS_BACK[match["which"]]
        return _both(_need(reference), lambda day: _chinese_in(match, day.year + back))
    month, part = int(match["month"]), match["part"]
    if match["season"] or match["months"]:
        return None
    if part:
        if match["day"] or re.search(_CN_OF_YEAR, part):
            return None
        return _part_without_year(_CN_PARTS[part], month, reference, after)
    day = int(match["day"]) if match["day"] else None
    return _without_year(_need(reference), month, day, after)


def _chinese_in(match: re.Match, year: int) -> When | None:
    """Return the point that `match` says of `year`, if it says one thing of it."""
    month = int(match["month"]) if match["month"] else None
    if sum(bool(match[name]) for name in ("day", "part", "season", "months")) > 1:
        return None
    if match["day"]:
        return _day(year, month, int(match["day"])) if month else None
    if match["part"]:
        if re.search(_CN_OF_YEAR if month else _CN_OF_MONTH, match["part"]):
            return None
        return _part_of(_CN_PARTS[match["part"]], year, month)
    if month:
        return None if match["season"] or match["months"] else _month_of(year, month)
    if match["season"]:
        return _season(_CN_SEASONS[match["season"]], year)
    return _months(year, 1, int(match["months"])) if match["months"] else from_edtf(str(year))
