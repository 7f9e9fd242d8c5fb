from __future__ import annotations

import calendar
import datetime as dt

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overseas110 import dates
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
    ("winter 2022", "2022-01/2023-02", "2022-01-01", "2023-02-28"),
    ("winter 2022-23", "2022-12/2023-02", "2022-12-01", "2023-02-28"),
    ("the winter of 2022/2023", "2022-12/2023-02", "2022-12-01", "2023-02-28"),
    ("fall of 2022", "2022-23", "2022-09-01", "2022-11-30"),
    ("mid-August 2016", "2016-08-11/2016-08-20", "2016-08-11", "2016-08-20"),
    ("end of March 2022", "2022-03-21/2022-03-31", "2022-03-21", "2022-03-31"),
    ("end of 2024", "2024-09/2024-12", "2024-09-01", "2024-12-31"),
    ("2016 year-end", "2016-12", "2016-12-01", "2016-12-31"),
    ("year-end 2016", "2016-12", "2016-12-01", "2016-12-31"),
    ("first half of 2023", "2023-01/2023-06", "2023-01-01", "2023-06-30"),
    ("first half of June 2023", "2023-06-01/2023-06-15", "2023-06-01", "2023-06-15"),
    ("H1 2023", "2023-01/2023-06", "2023-01-01", "2023-06-30"),
    ("2023 H2", "2023-07/2023-12", "2023-07-01", "2023-12-31"),
    ("Q1 2023", "2023-01/2023-03", "2023-01-01", "2023-03-31"),
    ("first 11 months of 2021", "2021-01/2021-11", "2021-01-01", "2021-11-30"),
    ("the last three months of 2021", "2021-10/2021-12", "2021-10-01", "2021-12-31"),
    # dates in digits
    ("7.12.2022", "2022-12-07", "2022-12-07", "2022-12-07"),
    ("16.05.2023", "2023-05-16", "2023-05-16", "2023-05-16"),
    ("22-12-2022", "2022-12-22", "2022-12-22", "2022-12-22"),
    ("9/13/2022", "2022-09-13", "2022-09-13", "2022-09-13"),
    ("5/5/2022", "2022-05-05", "2022-05-05", "2022-05-05"),
    ("2022/05/23", "2022-05-23", "2022-05-23", "2022-05-23"),
    ("2022.09.02", "2022-09-02", "2022-09-02", "2022-09-02"),
    ("2022-9-2", "2022-09-02", "2022-09-02", "2022-09-02"),
    ("05/2022", "2022-05", "2022-05-01", "2022-05-31"),
    # other languages
    ("3. November 2022", "2022-11-03", "2022-11-03", "2022-11-03"),
    ("Dienstag, 1. November 2022", "2022-11-01", "2022-11-01", "2022-11-01"),
    ("Anfang 2022", "2022-01/2022-04", "2022-01-01", "2022-04-30"),
    ("Ende März 2022", "2022-03-21/2022-03-31", "2022-03-21", "2022-03-31"),
    ("im ersten Halbjahr 2023", "2023-01/2023-06", "2023-01-01", "2023-06-30"),
    ("im Herbst 2022", "2022-23", "2022-09-01", "2022-11-30"),
    ("seit Anfang 2022", "2022-01/..", "2022-01-01", None),
    ("von April 2021 bis Juli 2022", "2021-04/2022-07", "2021-04-01", "2022-07-31"),
    ("mayo de 2024", "2024-05", "2024-05-01", "2024-05-31"),
    ("el 5 de mayo de 2022", "2022-05-05", "2022-05-05", "2022-05-05"),
    ("a finales de 2022", "2022-09/2022-12", "2022-09-01", "2022-12-31"),
    ("de mayo a junio de 2021", "2021-05/2021-06", "2021-05-01", "2021-06-30"),
    ("entre mayo y junio de 2021", "2021-05/2021-06", "2021-05-01", "2021-06-30"),
    ("del 8 de marzo al 8 de mayo de 2022", "2022-03-08/2022-05-08", "2022-03-08", "2022-05-08"),
    ("dal 2018", "2018/..", "2018-01-01", None),
    ("fine marzo 2022", "2022-03-21/2022-03-31", "2022-03-21", "2022-03-31"),
    ("em 27 de outubro de 2022", "2022-10-27", "2022-10-27", "2022-10-27"),
    ("1er novembre 2022", "2022-11-01", "2022-11-01", "2022-11-01"),
    ("du 7 au 8 février 2023", "2023-02-07/2023-02-08", "2023-02-07", "2023-02-08"),
    ("début 2022", "2022-01/2022-04", "2022-01-01", "2022-04-30"),
    ("fin de l'année 2022", "2022-09/2022-12", "2022-09-01", "2022-12-31"),
    ("les onze premiers mois de 2021", "2021-01/2021-11", "2021-01-01", "2021-11-30"),
    ("27 Oktober 2022", "2022-10-27", "2022-10-27", "2022-10-27"),
    ("3. oktober 2022", "2022-10-03", "2022-10-03", "2022-10-03"),
    ("2022. október 31.", "2022-10-31", "2022-10-31", "2022-10-31"),
    ("DECEMBER 7, 2022", "2022-12-07", "2022-12-07", "2022-12-07"),
    ("05 Dec, 2022", "2022-12-05", "2022-12-05", "2022-12-05"),
    ("Sept 2022", "2022-09", "2022-09-01", "2022-09-30"),
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
    ("8 March to 8 May 2022", "2022-03-08/2022-05-08", "2022-03-08", "2022-05-08"),
    ("7-8 February 2023", "2023-02-07/2023-02-08", "2023-02-07", "2023-02-08"),
    ("between 7 and 8 February 2023", "2023-02-07/2023-02-08", "2023-02-07", "2023-02-08"),
    ("June 9-12, 2022", "2022-06-09/2022-06-12", "2022-06-09", "2022-06-12"),
    ("from June 9 to 12, 2022", "2022-06-09/2022-06-12", "2022-06-09", "2022-06-12"),
    ("November 30-December 2, 2022", "2022-11-30/2022-12-02", "2022-11-30", "2022-12-02"),
    ("May-June 2021", "2021-05/2021-06", "2021-05-01", "2021-06-30"),
    ("October–November 2018", "2018-10/2018-11", "2018-10-01", "2018-11-30"),
    ("January to November 2016", "2016-01/2016-11", "2016-01-01", "2016-11-30"),
    ("2014 to September 2016", "2014/2016-09", "2014-01-01", "2016-09-30"),
    ("2020 to January 2022", "2020/2022-01", "2020-01-01", "2022-01-31"),
    ("from winter 2022 to May 2023", "2022-01/2023-05", "2022-01-01", "2023-05-31"),
    # open ends
    ("since 2018", "2018/..", "2018-01-01", None),
    ("since the early 2000s", "2000/..", "2000-01-01", None),
    ("starting in April 2019", "2019-04/..", "2019-04-01", None),
    ("from 2018 onwards", "2018/..", "2018-01-01", None),
    ("before September 2, 2022", "../2022-09-01", None, "2022-09-01"),
    ("By December 1, 2022", "../2022-12-01", None, "2022-12-01"),
    ("until July 2022", "../2022-07-31", None, "2022-07-31"),
    ("by the end of 2024", "../2024-12-31", None, "2024-12-31"),
    ("after May 2016", "2016-05-31/..", "2016-05-31", None),
    ("vor dem 2. September 2022", "../2022-09-01", None, "2022-09-01"),
    ("hasta abril de 2022", "../2022-04-30", None, "2022-04-30"),
    ("après mai 2016", "2016-05-31/..", "2016-05-31", None),
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
    ("7 February 2023; next day", "2023-02-08", "2023-02-08", "2023-02-08"),
    ("2023年2月7日；次日", "2023-02-08", "2023-02-08", "2023-02-08"),
    # Chinese
    ("2021年", "2021", "2021-01-01", "2021-12-31"),
    ("2021年4月", "2021-04", "2021-04-01", "2021-04-30"),
    ("2022年9月2日", "2022-09-02", "2022-09-02", "2022-09-02"),
    ("2021年4月至7月", "2021-04/2021-07", "2021-04-01", "2021-07-31"),
    ("从2021年4月到2022年7月", "2021-04/2022-07", "2021-04-01", "2022-07-31"),
    ("自2021年4月以来", "2021-04/..", "2021-04-01", None),
    ("2022年5月起", "2022-05/..", "2022-05-01", None),
    ("2014年至2016年9月", "2014/2016-09", "2014-01-01", "2016-09-30"),
    ("2021年1-11月", "2021-01/2021-11", "2021-01-01", "2021-11-30"),
    ("2022年2月7日至8日", "2022-02-07/2022-02-08", "2022-02-07", "2022-02-08"),
    ("9月至2022年12月", "2022-09/2022-12", "2022-09-01", "2022-12-31"),
    ("2021年前11个月", "2021-01/2021-11", "2021-01-01", "2021-11-30"),
    ("2022年上半年", "2022-01/2022-06", "2022-01-01", "2022-06-30"),
    ("2022年底", "2022-09/2022-12", "2022-09-01", "2022-12-31"),
    ("2022年9月下旬", "2022-09-21/2022-09-30", "2022-09-21", "2022-09-30"),
    ("2022年第一季度", "2022-01/2022-03", "2022-01-01", "2022-03-31"),
    ("2022年春", "2022-21", "2022-03-01", "2022-05-31"),
    ("2022年9月2日前", "../2022-09-01", None, "2022-09-01"),
    ("2022年以后", "2022-12-31/..", "2022-12-31", None),
    ("2022年左右", "2022~", "2020-12-31", "2024-01-01"),
    ("截至2022年7月", "2022-07", "2022-07-01", "2022-07-31"),
    ("二〇二二年十二月三十一日", "2022-12-31", "2022-12-31", "2022-12-31"),
    ("2022年11月1日 星期二", "2022-11-01", "2022-11-01", "2022-11-01"),
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
    ("1月10日", WINDOW, "2022-01-10/2023-01-10", "2022-01-10", "2023-01-10"),
    ("1月10日至4月18日", DAY, "2022-01-10/2022-04-18", "2022-01-10", "2022-04-18"),
    ("1月10日至4月18日", WINDOW, "2022-01-10/2023-04-18", "2022-01-10", "2023-04-18"),
    ("11月至2月", DAY, "2021-11/2022-02", "2021-11-01", "2022-02-28"),
    ("去年11月至今年2月", DAY, "2021-11/2022-02", "2021-11-01", "2022-02-28"),
    ("2014年至今年9月", DAY, "2014/2022-09", "2014-01-01", "2022-09-30"),
    ("2014年至今", DAY, "2014/2022-10-12", "2014-01-01", "2022-10-12"),
    ("一年来", DAY, "2021-10-11/2022-10-12", "2021-10-11", "2022-10-12"),
    ("over the past year", DAY, "2021-10-11/2022-10-12", "2021-10-11", "2022-10-12"),
    ("近三年", DAY, "2019-10-10/2022-10-12", "2019-10-10", "2022-10-12"),
    ("近年来", DAY, "2013-10-05/2022-10-12", "2013-10-05", "2022-10-12"),
    ("三天后", DAY, "2022-10-15", "2022-10-15", "2022-10-15"),
    ("两个月前", DAY, "2022-08-11/2022-08-17", "2022-08-11", "2022-08-17"),
    ("今年初", DAY, "2022-01/2022-04", "2022-01-01", "2022-04-30"),
    ("截至目前", DAY, "2022-10-12", "2022-10-12", "2022-10-12"),
    ("上周", DAY, "2022-10-03/2022-10-09", "2022-10-03", "2022-10-09"),
    ("as of June 21", DAY, "2022-06-21", "2022-06-21", "2022-06-21"),
    ("late June", DAY, "2022-06-21/2022-06-30", "2022-06-21", "2022-06-30"),
    ("end of March", DAY, "2022-03-21/2022-03-31", "2022-03-21", "2022-03-31"),
    ("June 9-12", DAY, "2022-06-09/2022-06-12", "2022-06-09", "2022-06-12"),
    ("last fall", DAY, "2021-23", "2021-09-01", "2021-11-30"),
    ("last fall", from_edtf("2023-04-17"), "2022-23", "2022-09-01", "2022-11-30"),
    ("last fall", from_edtf("2022-12-05"), "2022-23", "2022-09-01", "2022-11-30"),
    ("last winter", DAY, "2021-01/2022-02", "2021-01-01", "2022-02-28"),
    ("this winter", DAY, "2022-01/2023-02", "2022-01-01", "2023-02-28"),
    ("summer of last year", DAY, "2021-22", "2021-06-01", "2021-08-31"),
    ("early last year", DAY, "2021-01/2021-04", "2021-01-01", "2021-04-30"),
    ("earlier this year", DAY, "2022-01-01/2022-10-12", "2022-01-01", "2022-10-12"),
    ("October this year", DAY, "2022-10", "2022-10-01", "2022-10-31"),
    ("first 11 months of this year", DAY, "2022-01/2022-11", "2022-01-01", "2022-11-30"),
    ("letzten Monat", DAY, "2022-09", "2022-09-01", "2022-09-30"),
    ("3 de noviembre", DAY, "2021-11-03", "2021-11-03", "2021-11-03"),
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
    ("2022/05", "no EDTF"),
    ("2022-23", "season of EDTF or two years"),
    ("2/8/2023", "may be day and month or month and day"),
    ("08-12-2022", "may be day and month or month and day"),
    ("13/13/2022", "no calendar has"),
    ("31.2.2022", "no calendar has"),
    ("13.2022", "no calendar has"),
    ("2022/02/30", "no calendar has"),
    ("1-Sept 2022", "no date that the grammar"),
    ("summer 2022-23", "no date that the grammar"),
    ("winter 2022-24", "no date that the grammar"),
    ("2022年上半月", "no date that the grammar"),
    ("2022年9月上半年", "no date that the grammar"),
    ("三二月", "no date that the grammar"),
    ("5日以来", "no date that the grammar"),
    ("September to 9", "no date that the grammar"),
    ("March a few days ago", "no length of time"),
    ("first 13 months of 2021", "no date that the grammar"),
    ("Monday", "no date that the grammar"),
    ("9999; this winter", "outside the calendar"),
    ("0001; early last year", "outside the calendar"),
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


@pytest.mark.parametrize(
    "text",
    [text for text, edtf, *_ in ABSOLUTE if "~" not in edtf],
)
def test_the_edtf_of_a_wording_has_the_bounds_of_its_row_unless_it_says_about(text):
    when = parse(text)
    assert bounds(from_edtf(when.edtf)) == bounds(when)


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
    "text",
    [
        "2022..",
        "..2022",
        "",
        "0000",
        "-0100",
        "XXXX",
        "2022-09-20/2022-09-19",
        "2022-13",
        "2022-00",
        "2022-02-30",
        "2022-9-1",
        "2022-09-01/2022-09-31",
    ],
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
FORMS = ["{d} {m} {y}", "{d}. {m} {y}", "{m} {d}, {y}", "{d} de {m} de {y}", "{y}. {m} {d}.",
         "{d}-{m}-{y}", "{iso}", "{y}年{n}月{d}日", "{d}.{n}.{y}", "{y}/{n}/{d}", "{y}.{n}.{d}"]  # fmt: skip
MONTHS = [name for names in dates._MONTH_NAMES for name in enumerate(names.split(), 1)]


@settings(deadline=None)
@given(DAYS, st.sampled_from(FORMS), st.sampled_from(dates._MONTH_NAMES), st.booleans())
def test_a_day_reads_back_however_and_in_whatever_language_it_is_printed(day, form, names, shout):
    name = names.split()[day.month - 1]
    text = form.format(d=day.day, m=name, n=day.month, y=day.year, iso=day.isoformat())
    assert parse(text.upper() if shout else text) == When(day.isoformat(), day, day)


def test_no_name_of_a_month_is_two_months():
    names = [
        *MONTHS,
        *((n, name) for n, short in dates._MONTH_SHORTS.items() for name in short.split()),
    ]
    for number, name in names:
        assert parse(f"{name} 2022") == from_edtf(f"2022-{number:02d}")


def test_no_word_opens_times_of_two_kinds():
    for tables in (
        (dates._BEFORE, dates._UNTIL, dates._AFTER, dates._SINCE, dates._AROUND),
        (dates._EARLY, dates._MID, dates._LATE, dates._FIRST_HALF, dates._SECOND_HALF),
    ):
        words = [word for table in tables for word in table]
        assert sorted(words) == sorted(set(words))


@settings(deadline=None)
@given(DAYS, st.sampled_from("/-"), st.booleans())
def test_digits_with_the_year_behind_are_read_only_if_one_order_is_possible(day, sign, month_first):
    first, second = (day.month, day.day) if month_first else (day.day, day.month)
    text = f"{first}{sign}{second}{sign}{day.year}"
    if day.day > 12 or day.day == day.month:
        assert parse(text) == When(day.isoformat(), day, day)
    else:
        with pytest.raises(DateError, match="may be day and month or month and day"):
            parse(text)


@settings(deadline=None)
@given(DAYS, DAYS, st.sampled_from(["{} to {}", "from {} until {}", "von {} bis {}", "{}-{}",
                                    "entre el {} y el {}", "du {} au {}"]))  # fmt: skip
def test_a_window_has_the_bounds_of_its_two_days_in_every_language(a, b, form):
    first, last = min(a, b), max(a, b)
    texts = [f"{day.day} {calendar.month_name[day.month]} {day.year}" for day in (first, last)]
    when = parse(form.format(*texts))
    assert (when.earliest, when.latest) == (first, last)
    if first.year == last.year:
        short = f"{first.day} {calendar.month_name[first.month]}"
        assert parse(form.format(short, texts[1])) == when
    if (first.year, first.month) == (last.year, last.month):
        assert parse(form.format(first.day, texts[1])) == when


@settings(deadline=None)
@given(st.integers(1950, 2090), st.integers(1, 12))
def test_the_first_months_of_a_year_end_with_that_month(year, n):
    when = parse(f"first {n} months of {year}")
    assert when.earliest == dt.date(year, 1, 1)
    assert when.latest == parse(f"{calendar.month_name[n]} {year}").latest


@settings(deadline=None)
@given(st.integers(1950, 2090), st.sampled_from(["spring", "Sommer", "otoño", "winter", "hiver"]))
def test_the_edtf_of_a_season_has_the_bounds_of_its_row(year, season):
    when = parse(f"{season} {year}")
    assert bounds(from_edtf(when.edtf)) == bounds(when)


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


@pytest.mark.parametrize(
    "text",
    [
        "2022",
        "2022-09",
        "2022-09-12",
        "2021-04/2022-07",
        "2021/2021-06-10",
        "2024-02-29/2024-03",
        "0001",
        "2022-21",
        "2022~",
        "[2021,2022]",
    ],
)
def test_reading_level_0_first_gives_what_the_whole_grammar_gives(text):
    assert repr(dates._parse_edtf(text)) == repr(edtf.parse_edtf(text))
