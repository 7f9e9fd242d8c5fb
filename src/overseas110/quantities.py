"""How sources word numbers, in English, Chinese and the other languages of the sources, as bounds.

The grammar is small on purpose: what it does not know is an error, never a guess. So is what may
mean two numbers: ``12.000`` is twelve in one country and twelve thousand in another.
The meaning of the vague words is one table (`VAGUE`), repeated in the codebook.
Every table of words is written as people write; `fold` takes case, accents and typography off both
the tables and the wordings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
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


#: Typography that means the same: signs of full width, curly quotes, dashes, hard and thin spaces.
_TYPOGRAPHY = str.maketrans(
    {chr(sign + 0xFEE0): chr(sign) for sign in range(0x21, 0x7F)}
    | dict.fromkeys("’‘ʼ′`´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("〜～∼", "~")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " ")
)
#: Traditional signs, and the simplified ones that the tables are written in.
_SIMPLE = str.maketrans(
    "萬億兩餘個國數幾歲約過將總計僅達於間從來號區後開週時處",
    "万亿两余个国数几岁约过将总计仅达于间从来号区后开周时处",
)


def fold(text: str) -> str:
    """Return `text` without what writers of one word differ in: case, accents, typography."""
    plain = text.translate(_TYPOGRAPHY).translate(_SIMPLE).lower()
    plain = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", plain))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", plain)).strip()


def folded(*words: str) -> tuple[str, ...]:
    """Return the words of a table as `fold` writes them."""
    return tuple(dict.fromkeys(fold(word) for word in words))


def alternatives(words) -> str:
    """Return a regular expression for any of `words`, the longest first."""
    return "|".join(map(re.escape, _longest_first(tuple(words))))


@cache
def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


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
    "tens of millions": (20 * 10**6, 10**8 - 1),
    "hundreds of millions": (2 * 10**8, 10**9 - 1),
    "billions": (2 * 10**9, 10**10 - 1),
    "数": (3, 9),
    "几": (3, 9),
    "多": (2, None),
    "许多": (3, None),
    "众多": (3, None),
    "十几": (11, 19),
}
VAGUE |= {
    opener + sign: (least * scale, 10 * scale - 1)
    for sign, scale in {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6,
                        "千万": 10**7, "亿": 10**8, "十亿": 10**9}.items()
    for opener, least in (("数", 2), ("几", 2), ("上", 1))
    if opener + sign != "上十"
}  # fmt: skip
#: "Several hundred": a vague count of a scale reaches to just below the next count.
VAGUE |= {
    f"{word} {scale}": (low * size, (high + 1) * size - 1)
    for word, (low, high) in {
        "several": (3, 9), "a few": (2, 9), "few": (2, 9), "a couple of": (2, 3), "a couple": (2, 3),
    }.items()
    for scale, size in {
        "dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9,
    }.items()
}  # fmt: skip
#: Vague words of other languages, by the English word that they mean.
_VAGUE_ABROAD = {
    "a few": ("einige", "ein paar", "quelques", "algunos", "algunas", "alcuni", "alcune", "alguns",
              "algumas", "nogle"),
    "several": ("mehrere", "plusieurs", "varios", "varias", "diversi", "vários", "várias",
                "beberapa", "flere"),
    "many": ("viele", "zahlreiche", "de nombreux", "de nombreuses", "beaucoup de", "muchos",
             "muchas", "numerosos", "numerosas", "molti", "molte", "numerosi", "numerose", "muitos",
             "muitas", "banyak"),
    "dozens": ("Dutzende", "des douzaines", "docenas", "dozzine", "dúzias"),
    "tens": ("des dizaines", "dizaines", "quelques dizaines", "decenas", "algunas decenas",
             "decine", "alcune decine", "dezenas", "algumas dezenas", "puluhan"),
    "hundreds": ("Hunderte", "des centaines", "centaines", "cientos", "centenares", "centinaia",
                 "centenas", "ratusan"),
    "thousands": ("Tausende", "des milliers", "milliers", "miles de", "millares", "migliaia",
                  "milhares", "ribuan"),
    "a few hundred": ("einige hundert", "ein paar hundert", "quelques centaines",
                      "algunos cientos", "alcune centinaia", "algumas centenas"),
    "several hundred": ("mehrere hundert", "plusieurs centaines", "varios cientos",
                        "diverse centinaia", "várias centenas", "beberapa ratus"),
    "a few thousand": ("einige tausend", "ein paar tausend", "quelques milliers", "algunos miles",
                       "alcune migliaia", "alguns milhares"),
    "several thousand": ("mehrere tausend", "plusieurs milliers", "varios miles",
                         "diverse migliaia", "vários milhares", "beberapa ribu"),
    "both": ("beide", "les deux", "ambos", "ambas", "entrambi", "entrambe", "kedua"),
    "no": ("kein", "keine", "aucun", "aucune", "ningún", "ninguna", "nessun", "nessuna", "nenhum",
           "nenhuma"),
}  # fmt: skip
VAGUE |= {
    fold(word): VAGUE[english] for english, abroad in _VAGUE_ABROAD.items() for word in abroad
}

_MORE = folded(
    "more than", "over", "exceeding", "upwards of", "in excess of", "above", "mehr als", "über", "ueber",
    "plus de", "plus d'", "más de", "mais de", "oltre", "più di", "lebih dari", "mere end", "flere end",
    "több mint", "超过", "逾", "超",
)  # fmt: skip
_LEAST = folded(
    "at least", "no fewer than", "no less than", "not less than", "not fewer than", "a minimum of",
    "mindestens", "wenigstens", "zumindest", "nicht weniger als", "au moins", "pas moins de",
    "al menos", "por lo menos", "como mínimo", "no menos de", "almeno", "non meno di", "pelo menos",
    "ao menos", "no mínimo", "não menos de", "setidaknya", "sedikitnya", "paling sedikit",
    "tidak kurang dari", "mindst", "legalább", "至少", "不少于", "不低于", "起码",
)  # fmt: skip
_MOST = folded(
    "up to", "at most", "no more than", "not more than", "as many as", "a maximum of", "höchstens",
    "maximal", "bis zu", "nicht mehr als", "jusqu'à", "au plus", "au maximum", "pas plus de", "hasta",
    "como máximo", "no más de", "fino a", "al massimo", "non più di", "até", "no máximo",
    "não mais de", "hingga", "paling banyak", "maksimal", "tidak lebih dari", "højst", "op til",
    "legfeljebb", "至多", "不超过", "最多", "多达", "高达",
)  # fmt: skip
_LESS = folded(
    "less than", "fewer than", "under", "below", "weniger als", "unter", "moins de", "moins d'",
    "menos de", "meno di", "kurang dari", "mindre end", "færre end", "不到", "不足", "少于", "低于",
)  # fmt: skip
_NEARLY = folded(
    "nearly", "almost", "close to", "approaching", "just under", "fast", "beinahe", "nahezu", "knapp",
    "presque", "près de", "casi", "quasi", "quase", "hampir", "næsten", "közel", "将近", "接近", "近",
)  # fmt: skip
#: Spanish "cerca de" is "nearly", Portuguese "about": the wider one holds for both.
_ABOUT = folded(
    "about", "around", "some", "roughly", "approximately", "approx.", "circa", "an estimated",
    "estimated", "rund", "etwa", "ungefähr", "ca.", "ca", "zirka", "schätzungsweise", "environ",
    "autour de", "unos", "unas", "alrededor de", "aproximadamente", "en torno a", "cerca de",
    "cerca di", "intorno a", "approssimativamente", "por volta de", "em torno de", "uns", "umas",
    "sekitar", "kira-kira", "kurang lebih", "omkring", "cirka", "mintegy", "körülbelül",
    "大约", "约", "大概", "大致",
)  # fmt: skip
_EXACT = folded(
    "exactly", "only", "just", "a total of", "in total", "total of", "another", "a further",
    "an additional", "all", "the", "genau", "nur", "insgesamt", "exactement", "seulement", "au total",
    "un total de", "exactamente", "solo", "sólo", "solamente", "en total", "esattamente", "soltanto",
    "un totale di", "in totale", "exatamente", "somente", "um total de", "no total", "sebanyak",
    "hanya", "total", "共", "共计", "共有", "总共", "一共", "合计", "仅", "仅有", "只有", "总计", "累计", "达",
    "达到",
)  # fmt: skip
#: What may stand behind a number and changes nothing, and what changes it.
_IDLE_ENDS = folded(
    "of", "of the", "of them", "of these", "of those", "in total", "in all", "de", "di", "d'", "von",
    "insgesamt", "au total", "en total", "in totale", "no total",
)  # fmt: skip
_LEAST_ENDS = folded(
    "or more", "and more", "plus", "oder mehr", "ou plus", "o más", "o più", "ou mais", "atau lebih"
)
_MOST_ENDS = folded(
    "or less", "or fewer", "oder weniger", "ou moins", "o menos", "o meno", "ou menos"
)
_ABOUT_ENDS = folded("or so", "左右", "上下")

#: Words between the ends of a range: with an opener, without one, and such as need digits beside them.
_RANGE_OPENERS = folded(
    "between", "from", "zwischen", "von", "entre", "tra", "fra", "antara", "dari", "de", "da"
)
_RANGE_AND = folded("and", "to", "und", "bis", "et", "y", "e", "dan", "og", "hingga", "sampai")
_RANGE_OR = folded("to", "or", "oder", "bis", "ou", "o", "atau", "hingga", "sampai", "eller")
_RANGE_BESIDE_DIGITS = folded("a", "à")
_RANGE_SIGNS = ("-", "~", "至", "到", "或")

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

#: Scales of other languages, behind digits only. Those that no English text has tell that a comma is a point.
_SCALES_ABROAD = {
    fold(word): scale
    for scale, words in {
        1000: ("tausend", "mil", "mille", "mila", "ribu", "tusind", "ezer"),
        10**6: ("Millionen", "Mio", "Mio.", "millón", "millones", "milione", "milioni", "milhão",
                "milhões", "millions", "juta", "mln", "millioner", "millió"),
        10**9: ("Milliarde", "Milliarden", "Mrd", "Mrd.", "milliard", "milliards", "miliardo",
                "miliardi", "bilhão", "bilhões", "miliar", "milliarder", "milliárd"),
    }.items()
    for word in words
}  # fmt: skip
_SCALES_BEHIND_DIGITS = _SCALES | _SCALES_ABROAD | {"mn": 10**6}

#: Number words of other languages that stand alone; no word here is another number elsewhere.
_NUMBERS_ABROAD = {
    fold(word): number
    for number, words in {
        0: ("null", "cero", "nol"),
        1: ("ein", "eine", "einer", "un", "une", "uno", "una", "um", "uma", "satu"),
        2: ("zwei", "deux", "dos", "due", "dois", "duas", "dua"),
        3: ("drei", "trois", "tres", "tre", "três", "tiga"),
        4: ("vier", "quatre", "cuatro", "quattro", "quatro", "empat"),
        5: ("fünf", "cinq", "cinco", "cinque", "lima"),
        6: ("sechs", "seis", "sei", "enam"),
        7: ("sieben", "sept", "siete", "sette", "sete", "tujuh"),
        8: ("acht", "huit", "ocho", "otto", "oito", "delapan"),
        9: ("neun", "neuf", "nueve", "nove", "sembilan"),
        10: ("zehn", "dix", "diez", "dieci", "dez", "sepuluh"),
        11: ("elf", "onze", "undici", "sebelas"),  # Spanish "once" is an English word too
        12: ("zwölf", "douze", "doce", "dodici", "doze", "ein Dutzend", "une douzaine", "una docena",
             "una dozzina", "uma dúzia"),
        13: ("dreizehn", "treize", "trece", "tredici", "treze"),
        14: ("vierzehn", "quatorze", "catorce", "quattordici", "catorze"),
        15: ("fünfzehn", "quinze", "quince", "quindici"),
        16: ("sechzehn", "seize", "dieciséis", "sedici", "dezesseis"),
        17: ("siebzehn", "dix-sept", "diecisiete", "diciassette", "dezessete"),
        18: ("achtzehn", "dix-huit", "dieciocho", "diciotto", "dezoito"),
        19: ("neunzehn", "dix-neuf", "diecinueve", "diciannove", "dezenove"),
        20: ("zwanzig", "vingt", "veinte", "venti", "vinte"),
        30: ("dreißig", "trente", "treinta", "trenta", "trinta"),
        40: ("vierzig", "quarante", "cuarenta", "quaranta", "quarenta"),
        50: ("fünfzig", "cinquante", "cincuenta", "cinquanta", "cinquenta"),
        60: ("sechzig", "soixante", "sesenta", "sessanta", "sessenta"),
        70: ("siebzig", "soixante-dix", "setenta", "settanta"),
        80: ("achtzig", "quatre-vingts", "ochenta", "ottanta", "oitenta"),
        90: ("neunzig", "quatre-vingt-dix", "noventa", "novanta"),
        100: ("hundert", "einhundert", "cent", "cien", "cento", "cem", "seratus"),
        1000: ("tausend", "eintausend", "mille", "mil", "seribu"),
    }.items()
    for word in words
}  # fmt: skip
_HALVES = folded("half a", "half an", "半", "半个")

_CURRENCIES = {
    fold(word): code
    for code, words in {
        "USD": ("us $", "us$", "usd", "$", "dollar", "dollars", "us dollars", "US-Dollar", "dólares",
                "dollari", "dolar AS", "美元"),
        "CAD": ("c$", "ca$", "cad", "加元"),
        "AUD": ("a$", "au$", "aud", "澳元"),
        "NZD": ("nz$", "nzd"),
        "HKD": ("hk$", "hkd", "港元", "港币"),
        "EUR": ("€", "eur", "euro", "euros", "欧元"),
        "GBP": ("£", "gbp", "pounds", "英镑"),
        "CHF": ("chf",),
        "JPY": ("jpy", "日元"),
        "CNY": ("¥", "rmb", "cny", "yuan", "yuanes", "元", "人民币"),
    }.items()
    for word in words
}  # fmt: skip
_PERCENT_ENGLISH = ("%", "percent", "per cent")
_PERCENT_ABROAD = folded("Prozent", "pour cent", "por ciento", "por cento", "per cento", "persen")
_TIMES = {
    fold(word): unit
    for unit, words in {
        "seconds": ("second", "seconds", "Sekunden", "secondes", "segundos", "secondi", "detik"),
        "minutes": ("minute", "minutes", "Minuten", "minutos", "minuti", "menit", "分钟"),
        "hours": ("hour", "hours", "Stunde", "Stunden", "heure", "heures", "hora", "horas", "ora", "ore",
                  "jam", "小时"),
        "days": ("day", "days", "Tag", "Tage", "Tagen", "jour", "jours", "día", "días", "giorno",
                 "giorni", "dia", "dias", "hari", "dage", "天", "日"),
        "nights": ("night", "nights"),
        "weeks": ("week", "weeks", "Woche", "Wochen", "semaine", "semaines", "semana", "semanas",
                  "settimana", "settimane", "minggu", "uger", "周", "个星期", "星期"),
        "months": ("month", "months", "Monat", "Monate", "Monaten", "mois", "mes", "meses", "mese",
                   "mesi", "mês", "bulan", "måneder", "个月"),
        "years": ("year", "years", "years old", "year old", "year-old", "years-old", "years of age",
                  "Jahr", "Jahre", "Jahren", "Jahre alt", "jährig", "jährige", "jähriger", "jährigen",
                  "an", "ans", "année", "années", "año", "años", "anno", "anni", "ano", "anos", "tahun",
                  "år", "年", "岁"),
        "decades": ("decade", "decades", "Jahrzehnt", "Jahrzehnte", "décennie", "décennies", "década",
                    "décadas", "decennio", "decenni", "dekade"),
    }.items()
    for word in words
}  # fmt: skip
_COUNTERS = ("名", "人", "个", "起", "件", "家", "国", "人次", "例", "座", "处", "所", "次", "余人", "余名",
             "位", "宗", "项", "批", "部", "张", "条", "通", "省", "市")  # fmt: skip
#: Nouns that may follow a counter in a Chinese figure.
_COUNTED = ("人", "省", "省份", "国家", "国家和地区", "国家(地区)", "国家或地区", "地区", "城市", "站点",
            "服务站", "案件", "人员", "嫌疑人", "犯罪嫌疑人")  # fmt: skip

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
    words = _plain_digits(fold(text).strip(" ,;."))
    if not words:
        raise QuantityError("is empty")
    try:
        return _phrase(words, approximation)
    except QuantityError:
        raise QuantityError("is no number that the grammar of quantities knows") from None


#: Behind a point and three digits, these show an English or Chinese decimal: "1.234 million", "1.234万".
_DECIMAL_SIGNS = (
    rf"[ -]?(?:{alternatives([*_SCALES, *_PERCENT_ENGLISH])})(?![a-z])|[{''.join(_CHINESE_SCALES)}]"
)
#: Behind a comma and one or two digits, these show that the comma is a decimal one: "1,5 Millionen".
_COMMA_SIGNS = rf" ?(?:{alternatives([*_SCALES_ABROAD, *_PERCENT_ABROAD])})(?![a-z])"


def _plain_digits(words: str) -> str:
    """Return `words` with every number in plain digits and a decimal point.

    Raises
    ------
    QuantityError
        If a number groups its digits as no number does, or as two numbers do.
    """
    words = re.sub(
        r"(?<![\d.,'])[1-9]\d{0,2}([ '])\d{3}\b(?:\1\d{3}\b)*",
        lambda match: re.sub(r"[ ']", "", match[0]),
        words,
    )
    return re.sub(
        r"\d+(?:[.,]\d+)+", lambda match: _one_number(match[0], words[match.end() :]), words
    )


def _one_number(digits: str, behind: str) -> str:
    """Return the digits of one number without groups, as what stands behind them shows."""
    abroad = re.match(_COMMA_SIGNS, behind)
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", digits):
        if abroad and digits.count(",") == 1:
            raise QuantityError("may mean thousands or a decimal: one comma and three digits")
        return digits.replace(",", "")
    if re.fullmatch(r"[1-9]\d{0,2}(?:(?:\.\d{3}){2,}(?:,\d+)?|\.\d{3},\d+)", digits):
        return digits.replace(".", "").replace(",", ".")
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits) and not re.match(_DECIMAL_SIGNS, behind):
        raise QuantityError("may mean thousands or a decimal: one point and three digits")
    if re.fullmatch(r"\d+,\d{1,2}", digits) and abroad:
        return digits.replace(",", ".")
    if "," in digits:
        raise QuantityError("groups its digits as no number does: three digits follow a comma")
    return digits


def _phrase(words: str, approximation: float) -> Quantity:
    for read in (_vague, _collective, _range, _suffixed):
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
    for opener in _longest_first(openers):
        if words.startswith(opener):
            rest = words[len(opener) :]
            if rest and (rest[0] == " " or opener[-1] == "'" or not opener[-1].isascii()):
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


#: Romance nouns for about so many: "une centaine", "una trentina".
_COLLECTIVES = {
    fold(word): number
    for number, words in {
        10: ("une dizaine", "una decena", "una decina", "uma dezena"),
        15: ("une quinzaine", "una quincena", "una quindicina", "uma quinzena"),
        20: ("une vingtaine", "una veintena", "una ventina", "uma vintena"),
        30: ("une trentaine", "una treintena", "una trentina"),
        40: ("une quarantaine", "una cuarentena", "una quarantina"),
        50: ("une cinquantaine", "una cincuentena", "una cinquantina"),
        60: ("une soixantaine", "una sessantina"),
        100: ("une centaine", "un centenar", "un centinaio", "uma centena"),
        1000: ("un millier", "un millar", "un migliaio", "um milhar"),
    }.items()
    for word in words
}  # fmt: skip


def _collective(words: str, approximation: float) -> Quantity | None:
    """Read nouns such as "une centaine", which say about how many."""
    number = _COLLECTIVES.get(re.sub(r" (?:de|di|d')$", "", words))
    if number is None:
        return None
    return _about(Quantity(Decimal(number), Decimal(number)), words, approximation)


_MONEY_SIGN = rf"(?:{alternatives(_CURRENCIES)})? ?"
_RANGES = (
    rf"(?:{alternatives(_RANGE_OPENERS)}) (?P<a>.+?) (?:{alternatives(_RANGE_AND)}) (?P<b>.+)",
    rf"(?:{alternatives(_RANGE_OPENERS)}) (?P<a>\D{{0,6}}\d\S*) (?:{alternatives(_RANGE_BESIDE_DIGITS)}) (?P<b>\D{{0,6}}\d.*)",
    rf"(?P<a>[^ ].*?) (?:{alternatives(_RANGE_OR)}) (?P<b>.+)",
    rf"(?P<a>\D{{0,6}}\d\S*) (?:{alternatives(_RANGE_BESIDE_DIGITS)}) (?P<b>\D{{0,6}}\d.*)",
    rf"(?P<a>{_MONEY_SIGN}\d[\d.]*(?:%|[十百千万亿]*|[ -]?(?:{alternatives(_SCALES)}))) ?(?:{alternatives(_RANGE_SIGNS)}) ?(?P<b>{_MONEY_SIGN}\d.*)",
)


def _range(words: str, approximation: float) -> Quantity | None:
    for pattern in _RANGES:
        match = re.fullmatch(pattern, words)
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
        _SCALES_BEHIND_DIGITS.get(match["word"], 1)
        if match["word"]
        else prod(_CHINESE_SCALES[s] for s in match["signs"])
    )


def _ends(words: Iterable[str]) -> str:
    """Return a regular expression for a number with a qualifier behind it, before its unit or behind."""
    return rf"^(?P<n>.+?)(?:{alternatives(words)})(?P<unit> (?!de |d').*)?$"


_LEAST_BEHIND = _ends(["-plus", "+", *(f" {end}" for end in _LEAST_ENDS)])
_MOST_BEHIND = _ends([f" {end}" for end in _MOST_ENDS])
_ABOUT_BEHIND = rf"^(?P<n>.+?) ?(?:{alternatives(_ABOUT_ENDS)})$"
_MARK_BEHIND = (
    rf"^(?P<n>.*?[\d零一二两三四五六七八九十百千万亿](?:(?:{alternatives(['%', *_COUNTERS])})(?=以上))?)"
    r"(?P<mark>余|多|以上)(?P<rest>.*)$"
)
#: With one of these before it, a number's mark behind it is read by what stands before.
_BEFORE_A_MARK = (*_MORE, *_LEAST, *_NEARLY, *_ABOUT, *_EXACT)


def _suffixed(words: str, approximation: float) -> Quantity | None:
    """Read qualifiers that follow the number: "16 or more", "50-plus", "610余", "100多", "20以上"."""
    for pattern, build in ((_LEAST_BEHIND, _at_least), (_MOST_BEHIND, _at_most)):
        match = re.match(pattern, words)
        if match:
            number = match["n"].strip() + (match["unit"] or "")
            return build(_plain(number, approximation), words, approximation)
    match = re.match(_ABOUT_BEHIND, words)
    if match:
        number = _after(match["n"], _ABOUT) or match["n"]
        return _about(_plain(number, approximation), words, approximation)
    match = re.match(_MARK_BEHIND, words)
    if match and not _after(words, _BEFORE_A_MARK):
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


_PERCENT = rf"^(.+?)\s?(?:{alternatives([*_PERCENT_ENGLISH, *_PERCENT_ABROAD])})$"
_COUNTED_BEHIND = rf"^(.+?)(?:(?:{alternatives(_COUNTERS)})(?:{alternatives(_COUNTED)})?|(?:{alternatives(_COUNTED)}))$"


@cache
def _split_unit(words: str) -> tuple[str, str]:
    """Return the unit of money, time or percent in `words`, and the words without it."""
    for mark in _longest_first(tuple(_CURRENCIES)):
        if words.startswith(mark):
            return _CURRENCIES[mark], words[len(mark) :].strip()
        if words.endswith((" " + mark, mark) if not mark[0].isascii() else (" " + mark,)):
            return _CURRENCIES[mark], _without_of(words[: -len(mark)].strip())
        if words.endswith(" d'" + mark):
            return _CURRENCIES[mark], words[: -len(mark) - 3].strip()
    match = re.match(_PERCENT, words)
    if match:
        return "%", match[1]
    match = re.match(r"^百分之(.+)$", words)
    if match:
        return "%", match[1]
    for mark in _longest_first(tuple(_TIMES)):
        joint = " " if mark.isascii() else ""
        if words.endswith(joint + mark) and len(words) > len(joint + mark):
            return _TIMES[mark], words[: -len(joint + mark)].strip()
        if mark.isascii() and words.endswith("-" + mark):
            return _TIMES[mark], words[: -len(mark) - 1].strip()
    match = re.match(_COUNTED_BEHIND, words)
    return "", match[1].strip() if match else words


def _without_of(words: str) -> str:
    """Return the words before the "of" that joins a number to its unit: "50 millones de" dólares."""
    return re.sub(r" (?:de|di)$", "", words)


_IDLE = rf" (?:{alternatives(_IDLE_ENDS)})$"


def _plain(words: str, approximation: float) -> Quantity:
    vague = _vague(words, approximation)
    if vague is not None:
        return vague
    unit, core = _split_unit(words)
    value = _number(core)
    if value is None and unit in _TIMES.values():
        value = _of_time(core)
    if value is None:
        shorter = re.sub(_IDLE, "", words)
        if shorter != words:
            return _plain(shorter, approximation)
        raise QuantityError(f"{words!r} is no number")
    return Quantity(value, value, unit=unit)


def _number(core: str) -> Decimal | None:
    """Return the number that `core` is, in digits or in the words of a language."""
    for read in (_digits, _english, _chinese):
        value = read(core)
        if value is not None:
            return value
    number = _NUMBERS_ABROAD.get(core)
    return None if number is None else Decimal(number)


def _of_time(core: str) -> Decimal | None:
    """Return a number that counts only before a unit of time: "second" day, "half a" year."""
    if core in _HALVES:
        return Decimal("0.5")
    return Decimal(_ORDINALS[core]) if core in _ORDINALS else None


def _digits(core: str) -> Decimal | None:
    match = re.match(r"^(\d+(?:\.\d+)?)(?:[ -]?([a-z]+\.?|[十百千万亿]+))?$", core)
    if not match:
        return None
    value = Decimal(match[1])
    scale = match[2]
    if scale is None:
        return value
    if scale in _SCALES_BEHIND_DIGITS:
        return value * _SCALES_BEHIND_DIGITS[scale]
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
        return f"{opener} {prefix}{_unmistakable(high)}{unit}"
    if high is None:
        opener = "more than" if quantity.low_open else "at least"
        return f"{opener} {prefix}{_unmistakable(low)}{unit}"
    if low == high:
        return f"{prefix}{_unmistakable(low)}{unit}"
    return f"{prefix}{_unmistakable(low)} to {_unmistakable(high)}{unit}"


def _unmistakable(value: Decimal) -> str:
    """Return `value` as `number` does, with a fourth decimal where three may be taken for thousands."""
    shown = number(value)
    return shown + "0" if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", shown) else shown


def number(value: Decimal | int | float) -> str:
    """Return `value` with thousands separated by commas and no idle zeros."""
    decimal = Decimal(str(value)).normalize()
    if decimal == decimal.to_integral_value():
        return f"{int(decimal):,}"
    return f"{decimal:,f}"
