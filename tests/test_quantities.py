from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from overseas110 import quantities
from overseas110.quantities import VAGUE, Quantity, QuantityError, last_unit, number, parse, words

# Flags: "(" the low bound is excluded, ")" the high bound is, "~" the number is approximate.
READINGS = [
    # plain numbers
    ("14", 14, 14, "", ""),
    ("210,000", 210_000, 210_000, "", ""),
    ("1 770", 1770, 1770, "", ""),
    ("1，770", 1770, 1770, "", ""),
    ("0", 0, 0, "", ""),
    ("three", 3, 3, "", ""),
    ("seventeen", 17, 17, "", ""),
    ("twenty-three", 23, 23, "", ""),
    ("a hundred", 100, 100, "", ""),
    ("twelve hundred", 1200, 1200, "", ""),
    ("one hundred and five", 105, 105, "", ""),
    ("two hundred and three thousand", 203_000, 203_000, "", ""),
    ("one million two hundred thousand", 1_200_000, 1_200_000, "", ""),
    ("1.2 million", 1_200_000, 1_200_000, "", ""),
    ("5k", 5000, 5000, "", ""),
    ("half a million", 500_000, 500_000, "", ""),
    ("half a dozen", 6, 6, "", ""),
    ("two dozen", 24, 24, "", ""),
    ("only two", 2, 2, "", ""),
    ("a total of 54", 54, 54, "", ""),
    ("Both", 2, 2, "", ""),
    ("no", 0, 0, "", ""),
    # qualifiers
    ("more than 230,000", 230_000, None, "(", ""),
    ("over a thousand", 1000, None, "(", ""),
    ("in excess of 50", 50, None, "(", ""),
    ("at least 16", 16, None, "", ""),
    ("no fewer than five", 5, None, "", ""),
    ("16 or more", 16, None, "", ""),
    ("50-plus", 50, None, "", ""),
    ("50+", 50, None, "", ""),
    ("up to several", 0, 9, "~", ""),
    ("as many as 30", 0, 30, "", ""),
    ("no more than 5", 0, 5, "", ""),
    ("fewer than 10", 0, 10, ")", ""),
    ("some 230,000", 225_000, 235_000, "~", ""),
    ("about 634,000", 633_500, 634_500, "~", ""),
    ("roughly 30", 25, 35, "~", ""),
    ("close to 54", 53.5, 54, "~", ""),
    ("just under 100", 50, 100, "~", ""),
    ("more than about 50", 45, None, "~", ""),
    # vague words
    ("dozens", 24, 99, "~", ""),
    ("several", 3, 9, "~", ""),
    ("many", 3, None, "~", ""),
    ("a number of", 2, None, "~", ""),
    ("tens of thousands", 20_000, 99_999, "~", ""),
    ("at least dozens", 24, None, "~", ""),
    # ranges
    ("13 or 14", 13, 14, "", ""),
    ("between 20 and 30", 20, 30, "", ""),
    ("20–30", 20, 30, "", ""),
    ("one or several", 1, 9, "~", ""),
    ("one or many", 1, None, "~", ""),
    ("1 to 1.5 million", 1_000_000, 1_500_000, "", ""),
    ("two or three hundred", 200, 300, "", ""),
    ("one to a hundred", 1, 100, "", ""),
    ("500 to 2 thousand", 500, 2000, "", ""),
    # money, shares and lengths of time
    ("US $50 million", 50_000_000, 50_000_000, "", "USD"),
    ("more than $3,700", 3700, None, "(", "USD"),
    ("about $400", 350, 450, "~", "USD"),
    ("between $3 and $5 million", 3_000_000, 5_000_000, "", "USD"),
    ("€3.5 million", 3_500_000, 3_500_000, "", "EUR"),
    ("400 dollars", 400, 400, "", "USD"),
    ("25%", 25, 25, "", "%"),
    ("over 50 percent", 50, None, "(", "%"),
    ("three-hour", 3, 3, "", "hours"),
    ("only 17 years old", 17, 17, "", "years"),
    ("nearly two weeks", 1.5, 2, "~", "weeks"),
    ("up to five years", 0, 5, "", "years"),
    ("a few hours", 2, 9, "~", "hours"),
    ("over a decade", 1, None, "(", "decades"),
    ("decades", 20, 99, "~", "years"),
    ("decade", 10, 10, "~", "years"),
    ("second day", 2, 2, "", "days"),
    ("two or three days", 2, 3, "", "days"),
    ("a month", 1, 1, "", "months"),
    # Chinese
    ("两", 2, 2, "", ""),
    ("十五", 15, 15, "", ""),
    ("二十三", 23, 23, "", ""),
    ("一百零五", 105, 105, "", ""),
    ("一百五", 150, 150, "", ""),
    ("一万二千", 12_000, 12_000, "", ""),
    ("一万五", 15_000, 15_000, "", ""),
    ("一亿二千万", 120_000_000, 120_000_000, "", ""),
    ("23万", 230_000, 230_000, "", ""),
    ("1.4万名", 14_000, 14_000, "", ""),
    ("两万人次", 20_000, 20_000, "", ""),
    ("共计54个", 54, 54, "", ""),
    ("610余", 610, None, "(", ""),
    ("10余万", 100_000, None, "(", ""),
    ("100多名", 100, None, "(", ""),
    ("20以上", 20, None, "", ""),
    ("超过1.4万名", 14_000, None, "(", ""),
    ("逾50名", 50, None, "(", ""),
    ("逾万", 10_000, None, "(", ""),
    ("至少3名", 3, None, "", ""),
    ("不到100", 0, 100, ")", ""),
    ("不超过5", 0, 5, "", ""),
    ("近1.4万", 13_500, 14_000, "~", ""),
    ("约2万名", 15_000, 25_000, "~", ""),
    ("数十", 20, 99, "~", ""),
    ("上万名", 10_000, 99_999, "~", ""),
    ("3万至5万", 30_000, 50_000, "", ""),
    ("3至5万名", 30_000, 50_000, "", ""),
    ("300万元", 3_000_000, 3_000_000, "", "CNY"),
    ("两个月", 2, 2, "", "months"),
    ("17岁", 17, 17, "", "years"),
    ("十万", 100_000, 100_000, "", ""),
    ("逾十万", 100_000, None, "(", ""),
    ("9100余", 9100, None, "(", ""),
    ("63.4万", 634_000, 634_000, "", ""),
    ("5千", 5000, 5000, "", ""),
    ("3亿", 300_000_000, 300_000_000, "", ""),
    ("30个", 30, 30, "", ""),
    ("53个国家", 53, 53, "", ""),
    ("82个国家和地区", 82, 82, "", ""),
    ("120余个国家和地区", 120, None, "(", ""),
    ("共610余名", 610, None, "(", ""),
    ("百余名", 100, None, "(", ""),
    ("二十多个", 20, None, "(", ""),
    ("十几名", 11, 19, "~", ""),
    ("数十万", 200_000, 999_999, "~", ""),
    ("多名", 2, None, "~", ""),
    ("100人以上", 100, None, "", ""),
    ("50%以上", 50, None, "", "%"),
    ("100名左右", 50, 150, "~", ""),
    ("约100名左右", 50, 150, "~", ""),
    ("百分之二十", 20, 20, "", "%"),
    ("20%至30%", 20, 30, "", "%"),
    ("13或14", 13, 14, "", ""),
    ("5000万美元", 50_000_000, 50_000_000, "", "USD"),
    ("半年", "0.5", "0.5", "", "years"),
    ("２３萬", 230_000, 230_000, "", ""),
    ("逾50個國家", 50, None, "(", ""),
    # groups of digits
    ("12 000", 12_000, 12_000, "", ""),
    ("12\u00a0000", 12_000, 12_000, "", ""),
    ("12\u202f000", 12_000, 12_000, "", ""),
    ("12’000", 12_000, 12_000, "", ""),
    ("1.234.567", 1_234_567, 1_234_567, "", ""),
    ("1.234,5", "1234.5", "1234.5", "", ""),
    ("1.234 million", 1_234_000, 1_234_000, "", ""),
    ("0.125", "0.125", "0.125", "", ""),
    ("12.345%", "12.345", "12.345", "", "%"),
    ("1,5 Millionen", 1_500_000, 1_500_000, "", ""),
    ("3,5 millions d'euros", 3_500_000, 3_500_000, "", "EUR"),
    # money and shares, as agencies write them
    ("USD 50 million", 50_000_000, 50_000_000, "", "USD"),
    ("US$50 million", 50_000_000, 50_000_000, "", "USD"),
    ("Some USD 50 million", 45_000_000, 55_000_000, "~", "USD"),
    ("$4.9-million", 4_900_000, 4_900_000, "", "USD"),
    ("$3 to $5", 3, 5, "", "USD"),
    ("$3-$5 million", 3_000_000, 5_000_000, "", "USD"),
    ("$3 million-$5 million", 3_000_000, 5_000_000, "", "USD"),
    ("10%-20%", 10, 20, "", "%"),
    ("10–20%", 10, 20, "", "%"),
    ("50 millones de dólares", 50_000_000, 50_000_000, "", "USD"),
    # words beside a number
    ("several hundred", 300, 999, "~", ""),
    ("several thousand", 3000, 9999, "~", ""),
    ("a few dozen", 24, 119, "~", ""),
    ("a couple of hundred", 200, 399, "~", ""),
    ("tens of millions", 20_000_000, 99_999_999, "~", ""),
    ("a total of 64", 64, 64, "", ""),
    ("54 in total", 54, 54, "", ""),
    ("at least one", 1, None, "", ""),
    ("one of", 1, 1, "", ""),
    ("three of the", 3, 3, "", ""),
    ("almost 14,000", 13_500, 14_000, "~", ""),
    ("over 2,100", 2100, None, "(", ""),
    ("20 or so", 15, 25, "~", ""),
    ("5 or fewer", 0, 5, "", ""),
    ("17-year-old", 17, 17, "", "years"),
    ("two decades", 2, 2, "", "decades"),
    ("half a year", "0.5", "0.5", "", "years"),
    # other languages
    ("mindestens 32", 32, None, "", ""),
    ("über 100", 100, None, "(", ""),
    ("rund 50", 45, 55, "~", ""),
    ("bis zu 30", 0, 30, "", ""),
    ("nicht mehr als 5", 0, 5, "", ""),
    ("zwischen 20 und 30", 20, 30, "", ""),
    ("drei Monate", 3, 3, "", "months"),
    ("mehrere hundert", 300, 999, "~", ""),
    ("plus de 12 000", 12_000, None, "(", ""),
    ("au moins 3", 3, None, "", ""),
    ("au total plus de 12 000", 12_000, None, "(", ""),
    ("une centaine de", 50, 150, "~", ""),
    ("un an", 1, 1, "", "years"),
    ("más de 12 000", 12_000, None, "(", ""),
    ("mas de 9", 9, None, "(", ""),
    ("al menos nueve", 9, None, "", ""),
    ("de 20 a 30", 20, 30, "", ""),
    ("dos o tres", 2, 3, "", ""),
    ("almeno 4", 4, None, "", ""),
    ("oltre 100", 100, None, "(", ""),
    ("decine di", 20, 99, "~", ""),
    ("pelo menos 5", 5, None, "", ""),
    ("mais de 30", 30, None, "(", ""),
    ("lebih dari 100", 100, None, "(", ""),
    ("50 juta", 50_000_000, 50_000_000, "", ""),
]

REFUSED = [
    "", " ", "24/7", "a large amount", "most", "second", "first", "1,2,3", "13, 14", "12,3456",
    "between 30 and 20", "30 to 20", "13 and 14", "million", "dozen", "percent", "$", "more than",
    "about", "逾", "余", "half", "half way", "half a", "five six", "twenty twenty", "one hundred and",
    "two hundred hundred", "five thousand two million", "almost all", "the", "-5", "1e5",
    "1/2", "1.2.3", "5 apples", "between $3 and 5 days", "二〇二二", "二三", "二十二十", "不", "人",
    "more than de", "a total of", "most of", "half of", "once", "1234 567", "012 000", "3 a day",
    "half a million a few", "$3 to €5", "plus de",
]  # fmt: skip

# Wordings that look like numbers, and why they are none.
REFUSED_BECAUSE = [
    ("230,00", "three digits follow a comma"),
    ("more than 230,00 people", "three digits follow a comma"),
    ("1234,567", "three digits follow a comma"),
    ("1,2", "three digits follow a comma"),
    ("12.000", "may mean thousands or a decimal: one point"),
    ("mais de 10.000", "may mean thousands or a decimal: one point"),
    ("1.500 millones", "may mean thousands or a decimal: one point"),
    ("1,500 Millionen", "may mean thousands or a decimal: one comma"),
]


@pytest.mark.parametrize(("text", "low", "high", "flags", "unit"), READINGS, ids=lambda v: str(v))
def test_a_wording_means_these_bounds(text, low, high, flags, unit):
    assert parse(text) == Quantity(
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
        low_open="(" in flags,
        high_open=")" in flags,
        approximate="~" in flags,
        unit=unit,
    )


@pytest.mark.parametrize("text", REFUSED)
def test_a_wording_outside_the_grammar_is_refused_and_never_guessed(text):
    with pytest.raises(QuantityError):
        parse(text)


@pytest.mark.parametrize(("text", "reason"), REFUSED_BECAUSE)
def test_digits_that_two_countries_read_differently_or_none_reads_are_refused_with_the_reason(
    text, reason
):
    with pytest.raises(QuantityError, match=reason):
        parse(text)


# English word, and words of other languages that mean the same before a number.
SAME_OPENERS = {
    "more than": "mehr als|über|plus de|más de|mas de|oltre|più di|mais de|lebih dari|mere end|超过|逾",
    "at least": "mindestens|au moins|al menos|por lo menos|almeno|pelo menos|setidaknya|mindst|至少|不少于",
    "at most": "höchstens|bis zu|jusqu'à|hasta|como máximo|fino a|até|no máximo|hingga|至多|不超过",
    "less than": "weniger als|unter|moins de|menos de|meno di|kurang dari|mindre end|不到|不足|少于",
    "nearly": "fast|knapp|presque|casi|quasi|quase|hampir|近|将近|接近",
    "about": "rund|etwa|ca.|environ|unos|alrededor de|circa|cerca de|por volta de|sekitar|约|大约",
    "exactly": "insgesamt|au total|un total de|in totale|um total de|sebanyak|共|共计|总共",
}


@settings(deadline=None)
@given(
    st.sampled_from([(e, w) for e, words in SAME_OPENERS.items() for w in words.split("|")]),
    st.integers(0, 10**9),
    st.sampled_from(["", " million", " USD", "%"]),
)
def test_a_qualifier_means_the_same_in_every_language(pair, n, ending):
    english, abroad = pair
    assert parse(f"{abroad} {n}{ending}") == parse(f"{english} {n}{ending}")


def test_no_qualifier_means_two_things():
    tables = [quantities._MORE, quantities._LEAST, quantities._MOST, quantities._LESS,
              quantities._NEARLY, quantities._ABOUT, quantities._EXACT]  # fmt: skip
    qualifiers = [word for table in tables for word in table]
    assert sorted(qualifiers) == sorted(set(qualifiers))


def test_no_number_word_is_two_numbers_in_two_languages():
    seen = {word: n for word, n in quantities._ONES.items() if n}
    for word, n in {**quantities._NUMBERS_ABROAD, **quantities._COLLECTIVES}.items():
        assert seen.setdefault(word, n) == n
        read = parse(word)
        assert read.low <= n <= read.high


@settings(deadline=None)
@given(
    st.integers(1000, 10**12),
    st.sampled_from([",", " ", "'", "’", "\u00a0", "\u202f", "\u2009", "，"]),
    st.sampled_from(["", "more than ", "plus de "]),
)
def test_a_number_reads_the_same_however_its_thousands_are_grouped(n, separator, opener):
    assert parse(opener + f"{n:,}".replace(",", separator)) == parse(f"{opener}{n}")


@settings(deadline=None)
@given(st.integers(10**6, 10**12))
def test_points_group_thousands_only_where_there_are_two_of_them(n):
    assert parse(f"{n:,}".replace(",", ".")).low == n


@settings(deadline=None)
@given(st.integers(1, 999), st.integers(0, 999))
def test_one_point_before_three_digits_is_never_guessed(head, tail):
    with pytest.raises(QuantityError, match="may mean thousands or a decimal"):
        parse(f"{head}.{tail:03}")


@settings(deadline=None)
@given(st.integers(1, 10**6), st.from_regex(r"[0-9]{1,2}|[0-9]{4,6}", fullmatch=True))
def test_a_comma_without_three_digits_behind_it_is_refused(head, tail):
    with pytest.raises(QuantityError, match="three digits follow a comma"):
        parse(f"{head},{tail}")


@pytest.mark.parametrize("word", VAGUE)
def test_every_vague_word_reads_as_its_table_says(word):
    low, high = VAGUE[word]
    read = parse(word)
    assert (read.low, read.high) == (low, high)
    assert read.approximate == (low != high)


def test_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(QuantityError, match="low bound 3 is above the high bound 2"):
        Quantity(Decimal(3), Decimal(2))


@pytest.mark.parametrize(
    ("approximation", "low", "high"), [(0, 400, 400), (0.5, 350, 450), (1, 300, 500), (9, 0, 1300)]
)
def test_approximation_says_how_far_about_reaches_and_never_below_nothing(approximation, low, high):
    read = parse("about 400", approximation)
    assert (read.low, read.high) == (low, high)


@pytest.mark.parametrize(
    ("outer", "inner", "holds"),
    [
        ("at least 5", "more than 5", True),
        ("more than 5", "at least 5", False),
        ("more than 5", "5", False),
        ("up to 5", "less than 5", True),
        ("less than 5", "up to 5", False),
        ("3 to 9", "several", True),
        ("3 to 9", "at least 3", False),
        ("many", "more than 230,000", True),
        ("10", "11", False),
    ],
)
def test_bounds_contain_other_bounds_only_if_every_value_fits(outer, inner, holds):
    assert parse(outer).contains(parse(inner)) is holds


def test_unbounded_below_contains_all_that_is_low_enough_and_is_contained_in_none_that_is_bounded():
    below = Quantity(None, Decimal(5))
    assert below.contains(parse("up to 5"))
    assert not below.contains(parse("6"))
    assert not parse("up to 5").contains(below)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("23万", 10_000),
        ("1.4万", 1000),
        ("近1.4万名", 1000),
        ("230,000", 10_000),
        ("more than 230,000", 10_000),
        ("634,000", 1000),
        ("54", 1),
        ("1.5", Decimal("0.1")),
        ("up to 50", 10),
        ("610余", 10),
        ("no", 1),
        ("at least 0", 1),
    ],
)
def test_the_last_unit_is_the_place_of_the_last_digit_that_is_not_zero(text, unit):
    assert last_unit(text) == unit


def test_the_last_unit_of_no_number_is_refused():
    with pytest.raises(QuantityError):
        last_unit("a large amount")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (230000, "230,000"),
        (Decimal("1.50"), "1.5"),
        (0, "0"),
        (1234.5, "1,234.5"),
        (Decimal("1E+4"), "10,000"),
    ],
)
def test_a_number_is_shown_with_commas_and_no_idle_zeros(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("逾50", "more than 50"),
        ("约2万", "15,000 to 25,000"),
        ("up to US $50 million", "at most USD 50,000,000"),
        ("不到100天", "less than 100 days"),
        ("over 50 per cent", "more than 50%"),
        ("about 1.25", "1.2450 to 1.2550"),  # "1.245" might be taken for thousands
    ],
)
def test_bounds_are_printed_in_plain_words(text, shown):
    assert words(parse(text)) == shown


UNITS = st.sampled_from(["", "USD", "days", "%"])
NUMBERS = st.one_of(
    st.integers(1, 10**10).map(Decimal),
    st.decimals(Decimal("0.01"), Decimal(10**7), places=2, allow_nan=False, allow_infinity=False),
    st.decimals(Decimal("0.001"), Decimal(2000), places=3, allow_nan=False, allow_infinity=False),
)


@st.composite
def printable(draw) -> Quantity:
    a, b = sorted((draw(NUMBERS), draw(NUMBERS)))
    assume(a < b)
    bounds = draw(
        st.sampled_from(
            [
                {"low": a, "high": a},
                {"low": a, "high": None, "low_open": True},
                {"low": a, "high": None},
                {"low": Decimal(0), "high": b, "high_open": True},
                {"low": Decimal(0), "high": b},
                {"low": a, "high": b},
            ]
        )
    )
    return Quantity(**bounds, unit=draw(UNITS))


@settings(deadline=None)
@given(printable())
def test_printed_bounds_read_back_as_the_same_bounds(quantity):
    assert parse(words(quantity)) == quantity


OPENERS = ["", "mindestens ", "plus de ", "casi ", "circa ", "more than ", "over ", "at least ", "up to ", "less than ", "nearly ",
           "almost ", "about ", "some ", "only ", "a total of ", "逾", "超过", "至少", "不到",
           "不超过", "近", "约", "共"]  # fmt: skip
CORES = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(0, 10**9).map("{:,}".format),
    st.decimals(0, 999, places=1).map(str),
    st.builds(
        "{} {}".format, st.integers(1, 99), st.sampled_from(["thousand", "million", "dozen"])
    ),
    st.builds("{}{}".format, st.integers(1, 99), st.sampled_from(["百", "千", "万", "亿"])),
    st.sampled_from(["seven", "forty-two", "a dozen", "half a million", "二十三", "两百", *VAGUE]),
)
ENDINGS = st.sampled_from(["", " days", " hours", "%", " dollars", "名", "元", "天"])


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(OPENERS), max_size=2).map("".join), CORES, ENDINGS, st.floats(0, 10)
)
def test_no_wording_has_its_low_bound_above_its_high_bound(opener, core, ending, approximation):
    read = parse(opener + core + ending, approximation)
    assert read.low >= 0
    assert read.high is None or read.low <= read.high


PLAIN = st.one_of(st.integers(0, 10**9).map(str), st.decimals(0, 999, places=1).map(str))


@settings(deadline=None)
@given(
    st.sampled_from(["about", "around", "some", "at least", "up to", "约", "至少", "最多"]), PLAIN
)
def test_a_closed_qualifier_only_ever_widens(opener, core):
    assert parse(f"{opener} {core}").contains(parse(core))


@settings(deadline=None)
@given(
    st.sampled_from(["more than", "over", "nearly", "almost", "less than", "逾", "近", "不到"]),
    PLAIN,
)
def test_an_open_qualifier_has_the_number_itself_on_its_edge(opener, core):
    exact, read = parse(core), parse(f"{opener} {core}")
    assert exact.low in (read.low, read.high)
    assert Quantity(read.low, read.high).contains(exact)


@settings(deadline=None)
@given(st.integers(0, 9999))
def test_chinese_numerals_count_as_digits_do(n):
    signs = "零一二三四五六七八九"
    text, gap = "", False
    for scale, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // scale % 10
        if digit:
            text += ("零" if gap and text else "") + signs[digit] + sign
        gap = not digit
    assert parse(text or "零").low == n


TOKENS = [*OPENERS, *VAGUE, "half", "a", "and", "or", "to", "between", "million", "dozen",
          "hundred", "two", "twenty", "5", "1.4", "0", "$", "%", "-", "+", "days", "多", "以上",
          "万", "亿", "十", "两", "零"]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=5), st.sampled_from(["", " "]))
def test_words_of_the_grammar_in_any_order_are_read_in_order_or_refused(tokens, joint):
    try:
        read = parse(joint.join(tokens))
    except QuantityError:
        return
    assert read.low >= 0
    assert read.high is None or read.low <= read.high
