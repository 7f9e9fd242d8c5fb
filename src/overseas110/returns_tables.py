"""Findings and tables of the returns chapter: bounds that figures imply together, and tellings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

import pandas as pd

from overseas110 import constraints, dates, returns, show, tables
from overseas110.constraints import Asked, Bound
from overseas110.findings import Findings
from overseas110.values import date_words

TOGETHER = (
    "The least and the most that all usable figures of this count allow together for these days, "
    "by linear programming; the claims are those that bind it."
)
DAYS = "Days that the ends of the windows cut out, or that the text or a chart asks about."
_CHINESE = re.compile(r"([\u4e00-\u9fff]+)")


def names(listed: Iterable[Bound], given: Mapping[Asked, str], said: Mapping) -> dict[Asked, str]:
    """Return the names of the findings for the bounds that a table lists.

    Parameters
    ----------
    listed : iterable of Bound
        The bounds.
    given : mapping of Asked to str
        Names that are given already; they stay.
    said : mapping of Asked to list of str
        Claims that state a figure for just these days: a bound that rests on them alone needs no
        finding, since it is the figure.
    """
    found = dict(given)
    for bound in listed:
        stated = set(said.get(bound.days, []))
        if bound.days not in found and not (stated and set(bound.claims) <= stated):
            found[bound.days] = f"{bound.series.measure}_{bound.start:%Y%m%d}_{bound.end:%Y%m%d}"
    return found


def state(
    book: Findings,
    named: Mapping[Asked, str],
    found: constraints.Implied,
    said: Mapping[Asked, list[str]],
    units: Mapping[str, str],
    edition: dt.date,
) -> None:
    """State every named bound as a finding, and its days as another where no claim states them.

    A bound of days of which no figure speaks is null: a later edition may know it.

    Parameters
    ----------
    book : Findings
        Where to state them.
    named : mapping of Asked to str
        Days to the name of the finding; the days' own ends with ``_when``.
    found : constraints.Implied
        The bounds.
    said : mapping of Asked to list of str
        Claims that state a figure for just these days.
    units : mapping of str to str
        Measure to its unit.
    edition : datetime.date
        Day of the edition: days after it of which nothing is known are not named either.
    """
    for asked, name in named.items():
        bound = found.of(*asked)
        known = bound is not None and bool(bound.claims)
        low, high, ids = (bound.low, bound.high, bound.claims) if known else (None, None, [])
        text = bound.words() if known else "not known"
        unit = units[asked.series.measure]
        book.value(name, low or high, low, high, text, unit, ids, TOGETHER)
        if asked not in said and not known and asked.end > edition:
            book.add(f"{name}_when", "date", None, None, None, "not known", "", [], DAYS)
        elif asked not in said:
            days = dates.between(asked.start, asked.end)
            book.add(
                f"{name}_when", "date", days.edtf, f"{days.earliest}", f"{days.latest}",
                date_words(days.edtf), "", ids, DAYS,
            )  # fmt: skip


def bounds(
    listed: Iterable[Bound],
    named: Mapping[Asked, str],
    said: Mapping[Asked, list[str]],
    speakers: Mapping[str, str],
    labels: Mapping[str, str],
) -> pd.DataFrame:
    """Return a table of bounds, each with who states a figure for its days and what it rests on.

    Parameters
    ----------
    listed : iterable of Bound
        One a row.
    named : mapping of Asked to str
        Days to the name of the finding; a bound without a name is "as stated".
    said : mapping of Asked to list of str
        Claims that state a figure for just these days.
    speakers : mapping of str to str
        Claim to who says so, as Markdown.
    labels : mapping of str to str
        Measure to its name for readers.
    """
    rows = []
    for bound in listed:
        ids, name = said.get(bound.days, []), named.get(bound.days)
        nobody = "worked out" if bound.claims else "nobody"
        rows.append(
            {
                "What is counted": show.escape(labels[bound.series.measure]),
                "When": show.date(ids[0]) if ids else show.finding(f"{name}_when"),
                "Stated": " ".join(show.claim(claim) for claim in ids),
                "Who says so": "; ".join(dict.fromkeys(speakers[c] for c in ids)) or nobody,
                "All figures together allow": show.finding(name) if name else "as stated",
                "Rests on": show.ref(bound.claims),
            }
        )
    return pd.DataFrame(rows)


def tellings(
    told: pd.DataFrame, speakers: Mapping[str, str], publishers: Mapping[str, str]
) -> pd.DataFrame:
    """Return a table of tellings, each retelling held against its root.

    Parameters
    ----------
    told : pandas.DataFrame
        What `returns.tellings` returns.
    speakers : mapping of str to str
        Claim to who says so, as Markdown.
    publishers : mapping of str to str
        Source to who published it.
    """
    rows = tables.rows(told)
    by_id = {row.claim_id: row for row in rows}
    cells = []
    for row in rows:
        against = "; ".join(returns.changes(row, by_id[row.root_claim])) or "same number and time"
        cells.append(
            {
                "Figure": show.claim(row.claim_id),
                "Of whom": _CHINESE.sub(r"[\1]{lang=zh}", show.escape(row.unit_text)),
                "Window": show.date(row.claim_id) if row.when_text else "none stated",
                "Who says so": speakers[row.claim_id],
                "Told by": show.escape(publishers[row.source_id]),
                "Against its root": against if row.is_retelling else "root",
                "Evidence": show.ref([row.claim_id]),
            }
        )
    return pd.DataFrame(cells)
