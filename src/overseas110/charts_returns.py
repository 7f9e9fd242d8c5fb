"""Charts of the returns chapter: what two totals leave for the parts of their time, and for each year.

Both speak one language: solid is what the figures make certain, pale with a dashed edge is what
they leave possible, an arrow is what nothing bounds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib.dates as mdates

from overseas110 import charts

#: Height of a line of text and of things drawn, in inches; the axes are scaled in inches.
_LINE, _BAR, _LANE, _SPACE = 0.23, 0.2, 0.62, 0.18
_SOLID = {"facecolor": charts.BLUE, "edgecolor": charts.BLUE, "linewidth": 1.6}
_PALE = {
    "facecolor": "#E4EBF2",
    "edgecolor": charts.BLUE,
    "linestyle": (0, (3, 2)),
    "linewidth": 1.6,
}
_SOFT = "#3F4650"


@dataclass(frozen=True)
class Part:
    """What is left for some days.

    Parameters
    ----------
    label : str
        Which days, in words.
    start, end : datetime.date
        First and last day.
    low : int
        The least.
    high : int or None
        The most; ``None`` where nothing bounds it.
    note : str
        The bounds in words, with where they come from.
    """

    label: str
    start: dt.date
    end: dt.date
    low: int
    high: int | None
    note: str


def parts(stated: list[charts.Span], left: list[Part], heading: str) -> Callable:
    """Return how to draw stated windows and, under them on the same time axis, what they leave.

    A stated window is a bar as long as its time. What is left for a part of the time is a box over
    that part, as high as the count can be; all boxes have one scale.

    Parameters
    ----------
    stated : list of charts.Span
        Windows with both ends, with label and note.
    left : list of Part
        Parts of the time.
    heading : str
        What stands between the two; one short line.
    """
    rows = [*stated, *left]
    first, last = min(row.start for row in rows), max(row.end for row in rows)
    top = max(part.low if part.high is None else part.high for part in left)

    def draw(axis, size: str) -> float:
        # Room for the words under the first and the last mark of the axis.
        room = 20 if size == "wide" else 45
        limits = mdates.date2num(first) - room, mdates.date2num(last) + room
        y = 0.0
        for span in stated:
            lines = _lines(span.label, span.note, size)
            _text(axis, span.start, limits, y, lines)
            y -= _LINE * len(lines) + 0.04
            start, end = _days(span.start, span.end)
            axis.barh(y - _BAR / 2, end - start, left=start, height=_BAR, **_SOLID)
            y -= _BAR + _SPACE
        axis.text(limits[0], y, heading, va="top", fontsize=12, fontweight="bold")
        y -= _LINE + 0.12
        for part in left:
            lines = _lines(part.label, part.note, size)
            _text(axis, part.start, limits, y, lines)
            y -= _LINE * len(lines) + 0.06 + _LANE
            _box(axis, part, y, _LANE / top)
            axis.plot(limits, [y, y], color=charts.GREY, linewidth=0.8)
            y -= _SPACE
        for day in sorted({d for row in rows for d in _days(row.start, row.end)}):
            axis.axvline(day, color=charts.GREY, linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
        axis.set_xlim(*limits)
        axis.set_ylim(y + _SPACE / 2, 0.06)
        charts._time_axis(axis, mdates.MonthLocator(bymonth=(1, 7)), "%b %Y")
        axis.grid(visible=False)
        return 0.06 - (y + _SPACE / 2)

    return draw


def _days(start: dt.date, end: dt.date) -> tuple[float, float]:
    return mdates.date2num(start), mdates.date2num(end) + 1


def _lines(label: str, note: str, size: str) -> list[str]:
    return [f"{label} — {note}"] if size == "wide" else [label, note]


def _text(axis, start: dt.date, limits: tuple[float, float], y: float, lines: list[str]) -> None:
    """Print lines from `y` down, from the start of a row where there is room, else to the right end."""
    place = mdates.date2num(start)
    late = (place - limits[0]) / (limits[1] - limits[0]) > 0.4
    for number, line in enumerate(lines):
        axis.text(
            limits[1] if late else place,
            y - number * _LINE,
            line,
            ha="right" if late else "left",
            va="top",
            fontsize=12,
            color=_SOFT if number else charts.INK,
            bbox={"facecolor": charts.PAPER, "edgecolor": "none", "pad": 1},
        )


def _box(axis, part: Part, y: float, scale: float) -> None:
    """Draw what is certain and what is possible over the days of a part; `y` is its ground."""
    start, end = _days(part.start, part.end)
    high = part.low if part.high is None else part.high
    look = {"left": start, "align": "edge"}
    if high > part.low:
        axis.barh(y + part.low * scale, end - start, height=(high - part.low) * scale, **look, **_PALE)  # fmt: skip
    if part.low:
        axis.barh(y, end - start, height=part.low * scale, **look, **_SOLID)
    if part.high is None:
        middle, over = (start + end) / 2, y + high * scale
        _arrow(axis, (middle, over), (middle, over + 0.25))


def ranges(rows: list[Part]) -> Callable:
    """Return how to draw one bar a row from nothing to what is certain, and on to what is possible.

    Parameters
    ----------
    rows : list of Part
        One a line, from above. A row with low 0 and no high is one of which nothing is known.
    """
    most = max(row.low if row.high is None else row.high for row in rows)

    def draw(axis, size: str) -> float:
        step = 0.42 if size == "wide" else 0.44
        right = most * (1.5 if size == "wide" else 1.95)
        for number, row in enumerate(rows):
            y = -step * (number + 0.5)
            high = row.low if row.high is None else row.high
            if row.low:
                axis.barh(y, row.low, height=_BAR, **_SOLID)
            if high > row.low:
                axis.barh(y, high - row.low, left=row.low, height=_BAR, **_PALE)
            if row.high is None and row.low:
                _arrow(axis, (row.low, y), (row.low + most * 0.12, y))
            at = high + most * (0.14 if row.high is None and row.low else 0.02)
            axis.text(at, y, row.note, va="center", fontsize=12, color=_SOFT)
            axis.text(-most * 0.02, y, row.label, va="center", ha="right", fontsize=12)
        axis.set_xlim(-most * (0.13 if size == "wide" else 0.26), right)
        axis.set_ylim(-step * len(rows), 0)
        axis.axvline(0, color=charts.GREY, linewidth=0.8)
        axis.set_yticks([])
        axis.set_xticks([tick for tick in axis.get_xticks() if 0 <= tick <= most * 1.05])
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axis.tick_params(axis="x", length=4, labelsize=12)
        axis.set_facecolor(charts.PAPER)
        for side in ("top", "left", "right"):
            axis.spines[side].set_visible(False)
        return step * len(rows)

    return draw


def _arrow(axis, start: tuple[float, float], end: tuple[float, float]) -> None:
    look = {"arrowstyle": "->", "color": charts.BLUE, "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", end, start, arrowprops=look)
