from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overseas110.dates import DateError, When, between, from_edtf, parse

MONTH = from_edtf("2022-09")
WINDOW = from_edtf("2022-11-17/2023-09-30")
DAY = from_edtf("2022-10-12")


def bounds(when: When) -> tuple[str | None, str | None]:
    return tuple(day and day.isoformat() for day in (when.earliest, when.latest))


# wording, EDTF, earliest, latest; the same whenever it was said
ABSOLUTE = [
    # EDTF and ISO 8601
    ("2022", "2022", "2022-01-01", "2022-12-31"),
    ("2022-09-20", "2022-09-20", "2022-09-20", "2022-09-20"),
    ("2022-09-20~", "2022-09-20~", "2022-09-20", "2022-09-20"),
    ("202X", "202X", "2020-01-01", "2029-12-31"),
    ("2022-04/2023", "2022-04/2023", "2022-04-01", "2023-12-31"),
    ("2021-04/..", "2021-04/..", "2021-04-01", None),
    ("../2022-09", "../2022-09", None, "2022-09-30"),
    ("[2021,2022]", "[2021,2022]", "2021-01-01", "2022-12-31"),
    ("2016–2018", "2016/2018", "2016-01-01", "2018-12-31"),
    # days, months, years
    ("In 2019", "2019", "2019-01-01", "2019-12-31"),
    ("in April 2011", "2011-04", "2011-04-01", "2011-04-30"),
    ("February 22, 2021", "2021-02-22", "2021-02-22", "2021-02-22"),
    ("22nd of February 2021", "2021-02-22", "2021-02-22", "2021-02-22"),
    ("Sept. 2, 2022", "2022-09-02", "2022-09-02", "2022-09-02"),
    ("Thursday, June 9, 2022", "2022-06-09", "2022-06-09", "2022-06-09"),
    ("on the evening of Feb. 7, 2022", "2022-02-07", "2022-02-07", "2022-02-07"),
    ("February 29, 2020", "2020-02-29", "2020-02-29", "2020-02-29"),
    ("as early as September 2021", "2021-09", "2021-09-01", "2021-09-30"),
    # parts and seasons
    ("the 2010s", "201X", "2010-01-01", "2019-12-31"),
    ("the early 2000s", "2000/2003", "2000-01-01", "2003-12-31"),
    ("late 1990s", "1996/1999", "1996-01-01", "1999-12-31"),
    ("summer 2022", "2022-22", "2022-06-01", "2022-08-31"),
    ("the fall of 2022", "2022-23", "2022-09-01", "2022-11-30"),
    ("winter 2022", "2022-24", "2022-01-01", "2023-02-28"),
    ("early 2022", "2022-01/2022-04", "2022-01-01", "2022-04-30"),
    ("mid-2022", "2022-05/2022-08", "2022-05-01", "2022-08-31"),
    ("the end of 2022", "2022-09/2022-12", "2022-09-01", "2022-12-31"),
    ("the second half of 2022", "2022-07/2022-12", "2022-07-01", "2022-12-31"),
    ("early March 2022", "2022-03-01/2022-03-10", "2022-03-01", "2022-03-10"),
    ("late February 2022", "2022-02-21/2022-02-28", "2022-02-21", "2022-02-28"),
    # windows
    ("from April, 2021, to July, 2022", "2021-04/2022-07", "2021-04-01", "2022-07-31"),
    ("between April 2021 and July 2022", "2021-04/2022-07", "2021-04-01", "2022-07-31"),
    ("from 2016 to 2018", "2016/2018", "2016-01-01", "2018-12-31"),
    ("between March and June 2022", "2022-03/2022-06", "2022-03-01", "2022-06-30"),
    ("from November to February 2022", "2021-11/2022-02", "2021-11-01", "2022-02-28"),
    # open ends
    ("since 2018", "2018/..", "2018-01-01", None),
    ("since the early 2000s", "2000/..", "2000-01-01", None),
    ("starting in April 2019", "2019-04/..", "2019-04-01", None),
    ("from 2018 onwards", "2018/..", "2018-01-01", None),
    ("before September 2, 2022", "../2022-09-01", None, "2022-09-01"),
    ("By December 1, 2022", "../2022-12-01", None, "2022-12-01"),
    ("until July 2022", "../2022-07-31", None, "2022-07-31"),
    ("after September 2, 2022", "2022-09-02/..", "2022-09-02", None),
    # about
    ("around 2016", "2016~", "2014-12-31", "2018-01-01"),
    ("about June 2022", "2022-06~", "2022-05-01", "2022-07-31"),
    ("circa June 9, 2022", "2022-06-09~", "2022-06-06", "2022-06-12"),
    # chains
    ("June 9, 2022; a few days later", "2022-06-11/2022-06-18", "2022-06-11", "2022-06-18"),
    (
        "June 9, 2022; A few days later; A few days later",
        "2022-06-13/2022-06-27",
        "2022-06-13",
        "2022-06-27",
    ),
    ("June 9, 2022; two weeks later", "2022-06-23", "2022-06-23", "2022-06-23"),
    ("June 9, 2022; three months earlier", "2022-03-08/2022-03-17", "2022-03-08", "2022-03-17"),
    ("June 9, 2022; After that", "2022-06-09/..", "2022-06-09", None),
    ("February 22, 2021; on April 5", "2021-04-05", "2021-04-05", "2021-04-05"),
    ("January 2022; In February", "2022-02", "2022-02-01", "2022-02-28"),
    ("December 20, 2021; on January 5", "2022-01-05", "2022-01-05", "2022-01-05"),
    ("In April 2011; soon", "2011-04/2011-07", "2011-04-01", "2011-07-31"),
    ("in September 2022; following", "2022-09-01/..", "2022-09-01", None),
    # Chinese
    ("2021年", "2021", "2021-01-01", "2021-12-31"),
    ("2021年4月", "2021-04", "2021-04-01", "2021-04-30"),
    ("2022年9月2日", "2022-09-02", "2022-09-02", "2022-09-02"),
    ("2021年4月至7月", "2021-04/2021-07", "2021-04-01", "2021-07-31"),
    ("从2021年4月到2022年7月", "2021-04/2022-07", "2021-04-01", "2022-07-31"),
    ("自2021年4月以来", "2021-04/..", "2021-04-01", None),
]

# wording, when it was said, EDTF, earliest, latest
RELATIVE = [
    ("now", MONTH, "2022-09", "2022-09-01", "2022-09-30"),
    ("Recently", DAY, "2021-10-12/2022-10-12", "2021-10-12", "2022-10-12"),
    ("In recent years", DAY, "2013-10-05/2022-10-12", "2013-10-05", "2022-10-12"),
    ("this year", DAY, "2022", "2022-01-01", "2022-12-31"),
    ("this year", WINDOW, "2022/2023", "2022-01-01", "2023-12-31"),
    ("last month", MONTH, "2022-08", "2022-08-01", "2022-08-31"),
    ("last month", WINDOW, "2022-10/2023-08", "2022-10-01", "2023-08-31"),
    ("the following month", DAY, "2022-11", "2022-11-01", "2022-11-30"),
    ("last week", DAY, "2022-10-03/2022-10-09", "2022-10-03", "2022-10-09"),
    ("last week", MONTH, "2022-08-22/2022-09-25", "2022-08-22", "2022-09-25"),
    ("last week", WINDOW, "2022-11-07/2023-09-24", "2022-11-07", "2023-09-24"),
    ("yesterday", DAY, "2022-10-11", "2022-10-11", "2022-10-11"),
    ("this March", MONTH, "2022-03", "2022-03-01", "2022-03-31"),
    ("last March", DAY, "[2021-03,2022-03]", "2021-03-01", "2022-03-31"),
    ("since last March", DAY, "2021-03-01/..", "2021-03-01", None),
    ("last October", MONTH, "2021-10", "2021-10-01", "2021-10-31"),
    ("last summer", MONTH, "2021-22", "2021-06-01", "2021-08-31"),
    ("in March", MONTH, "2022-03", "2022-03-01", "2022-03-31"),
    ("in March", WINDOW, "2022-03/2023-03", "2022-03-01", "2023-03-31"),
    ("In October", MONTH, "2021-10", "2021-10-01", "2021-10-31"),
    ("In October", WINDOW, "2022-10", "2022-10-01", "2022-10-31"),
    ("on September 20", DAY, "2022-09-20", "2022-09-20", "2022-09-20"),
    ("on September 20", MONTH, "2021-09-20/2022-09-20", "2021-09-20", "2022-09-20"),
    ("on the evening of Feb. 7", MONTH, "2022-02-07", "2022-02-07", "2022-02-07"),
    ("in mid-October", WINDOW, "2022-10-11/2022-10-20", "2022-10-11", "2022-10-20"),
    ("March of last year", DAY, "2021-03", "2021-03-01", "2021-03-31"),
    ("From March to June this year", MONTH, "2022-03/2022-06", "2022-03-01", "2022-06-30"),
    ("From March to June this year", WINDOW, "2022-03/2023-06", "2022-03-01", "2023-06-30"),
    ("From March to June last year", WINDOW, "2021-03/2022-06", "2021-03-01", "2022-06-30"),
    ("from November to February", MONTH, "2021-11/2022-02", "2021-11-01", "2022-02-28"),
    ("from April 2021 to now", DAY, "2021-04/2022-10-12", "2021-04-01", "2022-10-12"),
    ("until now", WINDOW, "../2023-09-30", None, "2023-09-30"),
    ("two weeks ago", DAY, "2022-09-28", "2022-09-28", "2022-09-28"),
    ("a few days ago", DAY, "2022-10-03/2022-10-10", "2022-10-03", "2022-10-10"),
    ("the past two years", DAY, "2020-10-10/2022-10-12", "2020-10-10", "2022-10-12"),
    ("今年", DAY, "2022", "2022-01-01", "2022-12-31"),
    ("去年4月", WINDOW, "2021-04/2022-04", "2021-04-01", "2022-04-30"),
    ("12月", MONTH, "2021-12", "2021-12-01", "2021-12-31"),
    ("4月5日", DAY, "2022-04-05", "2022-04-05", "2022-04-05"),
]

REFUSED = [
    ("", "is empty"),
    ("June 9, 2022;", "is empty"),
    ("nonsense", "no date that the grammar"),
    ("June 9, 2022; nonsense", "no date that the grammar"),
    ("soon", "no date that the grammar"),
    ("last Monday", "no date that the grammar"),
    ("from nonsense to 2022", "no date that the grammar"),
    ("February 30, 2021", "no calendar has"),
    ("February 29, 2021", "no calendar has"),
    ("May 0, 2022", "no calendar has"),
    ("2021年2月30日", "no calendar has"),
    ("2021-02-30", "no EDTF"),
    ("2022-13", "no EDTF"),
    ("2022/09/05", "no EDTF"),
    ("2019/", "unknown end"),
    ("/2019", "unknown end"),
    ("2023/2022", "ends before it begins"),
    ("from July 2022 to April 2021", "ends before it begins"),
    ("2022年7月至2021年4月", "ends before it begins"),
    ("a few blue moons ago", "no length of time"),
    ("early March", "fits more than one year"),
    ("1 billion years ago", "outside the calendar"),
    ("9999; two days later", "outside the calendar"),
    ("by since 2018", "open end"),
    ("about since 2018", "open end"),
    ("since 2018; a few days later", "counts from the day"),
]


@pytest.mark.parametrize(("text", "edtf", "earliest", "latest"), ABSOLUTE)
def test_a_wording_with_its_year_means_these_days_whoever_says_it_when(
    text, edtf, earliest, latest
):
    expected = (edtf, (earliest, latest))
    for reference in (None, MONTH, WINDOW):
        when = parse(text, reference)
        assert (when.edtf, bounds(when)) == expected


@pytest.mark.parametrize(("text", "reference", "edtf", "earliest", "latest"), RELATIVE)
def test_a_relative_wording_counts_from_all_days_on_which_it_can_have_been_said(
    text, reference, edtf, earliest, latest
):
    when = parse(text, reference)
    assert (when.edtf, bounds(when)) == (edtf, (earliest, latest))


@pytest.mark.parametrize("text", sorted({row[0] for row in RELATIVE}))
def test_a_relative_wording_without_a_reference_is_refused(text):
    with pytest.raises(DateError):
        parse(text)


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_a_wording_that_is_no_date_is_refused_with_the_reason(text, reason):
    with pytest.raises(DateError, match=reason):
        parse(text, WINDOW)


@pytest.mark.parametrize(
    "text", ["2022..", "..2022", "", "0000", "-0100", "XXXX", "2022-09-20/2022-09-19"]
)
def test_what_is_no_edtf_or_no_day_of_the_calendar_is_refused_without_a_crash(text):
    with pytest.raises(DateError):
        from_edtf(text)


def test_an_open_reference_is_no_reference():
    with pytest.raises(DateError, match="counts from the day"):
        parse("last month", from_edtf("2022-09/.."))


def test_between_refuses_days_in_the_wrong_order():
    with pytest.raises(DateError, match="ends before it begins"):
        between(dt.date(2022, 9, 2), dt.date(2022, 9, 1))


@pytest.mark.parametrize(
    ("earliest", "latest", "edtf"),
    [
        ("2022-01-01", "2022-12-31", "2022"),
        ("2022-01-01", "2023-12-31", "2022/2023"),
        ("2022-01-01", "2022-01-31", "2022-01"),
        ("2022-12-01", "2022-12-31", "2022-12"),
        ("2022-01-01", "2022-06-30", "2022-01/2022-06"),
        ("2022-01-01", "2022-06-15", "2022-01-01/2022-06-15"),
        ("2022-06-15", "2022-12-31", "2022-06-15/2022-12-31"),
        ("2022-06-15", "2022-06-15", "2022-06-15"),
    ],
)
def test_between_says_whole_years_and_months_as_such(earliest, latest, edtf):
    assert between(dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest)).edtf == edtf


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))


@settings(deadline=None)
@given(DAYS, st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{iso}", "{y}年{n}月{d}日"]))
def test_a_day_reads_back_however_it_is_printed(day, form):
    name = calendar.month_name[day.month]
    text = form.format(d=day.day, m=name, n=day.month, y=day.year, iso=day.isoformat())
    assert parse(text) == When(day.isoformat(), day, day)


@settings(deadline=None)
@given(DAYS, DAYS)
def test_the_edtf_of_a_window_reads_back_to_the_same_bounds(a, b):
    when = between(min(a, b), max(a, b))
    assert from_edtf(when.edtf) == when
    assert (when.earliest, when.latest) == (min(a, b), max(a, b))


TIMES = st.one_of(
    st.sampled_from(sorted({row[0] for row in (*ABSOLUTE, *RELATIVE)})),
    st.builds(
        "{} {}".format,
        st.sampled_from(["early", "mid", "late", "since", "by"]),
        st.integers(1950, 2050),
    ),
    st.builds(
        "{} {}".format, st.integers(1, 31), st.sampled_from(["May", "Oct.", "December 2021"])
    ),
    st.builds(
        "{} {} {}".format,
        st.sampled_from(["two", "several", "more than 3", "nearly 5", "a few"]),
        st.sampled_from(["hours", "days", "weeks", "months", "years"]),
        st.sampled_from(["ago", "earlier", "later"]),
    ),
)
WRAPS = st.sampled_from(
    [
        "{a}",
        "since {a}",
        "by {a}",
        "before {a}",
        "after {a}",
        "about {a}",
        "from {a} to {b}",
        "{a}; {b}",
    ]
)


@settings(deadline=None)
@given(WRAPS, TIMES, TIMES, st.tuples(DAYS, DAYS).map(lambda days: between(min(days), max(days))))
def test_no_wording_has_its_earliest_day_after_its_latest(wrap, a, b, reference):
    try:
        when = parse(wrap.format(a=a, b=b), reference)
    except DateError:
        return
    assert when.earliest is None or when.latest is None or when.earliest <= when.latest


@settings(deadline=None)
@given(
    st.sampled_from(sorted({row[0] for row in RELATIVE})), st.tuples(DAYS, DAYS, DAYS).map(sorted)
)
def test_a_day_more_on_which_it_can_have_been_said_never_takes_a_meaning_away(text, days):
    first, middle, last = days
    try:
        surely, perhaps = parse(text, between(middle, middle)), parse(text, between(first, last))
    except DateError:
        return
    assert perhaps.earliest is None or perhaps.earliest <= surely.earliest
    assert perhaps.latest is None or surely.latest <= perhaps.latest
