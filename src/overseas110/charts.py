"""Charts that stand alone: a title that says the finding, what is measured, the source, the bounds.

Every chart is drawn twice, for wide and for narrow screens, as SVG with its letters as outlines, so
that it looks the same everywhere and two builds give the same bytes. Its alternative text and its
longer description stand in a file beside it, and the build refuses a chart without them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass

import matplotlib
import matplotlib.dates as mdates

from overseas110 import paths
from overseas110.problems import StopError

matplotlib.use("agg", force=False)

INK, BLUE, RUST, GREY, PAPER = "#1B1B1B", "#1A5A96", "#B3460F", "#6B7280", "#FBFAF7"
_STYLE = {
    "svg.fonttype": "path",
    "svg.hashsalt": "overseas110",
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 1.0,
}
#: Width in inches and size of the text in points: 1 inch is 72 points, and the wide one is shown about 1:1.
SIZES = {"wide": (9.0, 12.0), "narrow": (4.7, 12.0)}


@dataclass(frozen=True)
class Words:
    """What a chart says in words.

    Parameters
    ----------
    title : str
        The finding, as a sentence.
    subtitle : str
        What is measured, where, when.
    source : str
        Who says so.
    alt : str
        Chart type, data and finding in a sentence or two.
    description : str
        The longer description for people who do not see the chart.
    claims : list of str
        Claims drawn.
    """

    title: str
    subtitle: str
    source: str
    alt: str
    description: str
    claims: list[str]


@dataclass(frozen=True)
class Span:
    """One bar on a time axis.

    Parameters
    ----------
    label : str
        What it is, printed beside it.
    start, end : datetime.date or None
        First and last day; ``None`` is open and drawn as an arrow.
    note : str
        Who says so, printed smaller.
    form : str
        ``solid`` for counted or stated, ``hollow`` for announced, ``dashed`` for implied,
        ``hatched`` for disputed.
    """

    label: str
    start: dt.date | None
    end: dt.date | None
    note: str
    form: str = "solid"


def save(name: str, words: Words, draw: Callable) -> None:
    """Draw a chart in both sizes and write it with its words.

    Parameters
    ----------
    name : str
        File name without ending.
    words : Words
        None of its fields may be empty.
    draw : callable
        Called with an axis and ``"wide"`` or ``"narrow"``; returns the height wanted in inches.

    Raises
    ------
    StopError
        If the title, source, alternative text or description is missing.
    """
    for key, value in asdict(words).items():
        if not value:
            raise StopError(f"Chart {name!r} has no {key}; every chart needs one.")
    with paths.written(paths.output(f"figures/{name}.json")) as beside:
        beside.write_text(
            json.dumps(asdict(words), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    if os.environ.get(paths.UNDRAWN_VARIABLE):
        return
    # What only checks a chart spares itself the half of a second that this takes.
    import matplotlib.pyplot as plt

    for size, (width, points) in SIZES.items():
        with plt.rc_context({**_STYLE, "font.size": points}):
            figure, axis = plt.subplots(figsize=(width, 4), layout=None)
            height = draw(axis, size)
            _frame(figure, axis, words, width, height)
            with paths.written(paths.output(f"figures/{name}-{size}.svg")) as beside:
                figure.savefig(
                    beside, format="svg", metadata={"Date": None, "Creator": None}, facecolor=PAPER
                )
            plt.close(figure)


def _wrap(text: str, width: float, points: float) -> list[str]:
    """Return `text` in lines that fit `width` inches."""
    most = int(width * 72 / (points * 0.56))
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > most:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def _frame(figure, axis, words: Words, width: float, height: float) -> None:
    """Set title, subtitle and source around the axis and give the figure its height."""
    inner = width - 0.3
    title, subtitle = _wrap(words.title, inner, 15.5), _wrap(words.subtitle, inner, 12)
    source = _wrap(f"Source: {words.source}", inner, 12)
    line = 12 * 1.4 / 72
    top = 0.15 + len(title) * 15 * 1.35 / 72 + len(subtitle) * line + 0.15
    bottom = 0.35 + len(source) * line + 0.15
    total = top + height + bottom
    figure.set_size_inches(width, total)
    axis.set_position([0.15 / width, bottom / total, (width - 0.3) / width, height / total])
    y = 1 - 0.12 / total
    for text, size, weight, colour in (
        *((t, 15, "bold", INK) for t in title), *((t, 12, "normal", "#3F4650") for t in subtitle),
    ):  # fmt: skip
        figure.text(0.15 / width, y, text, fontsize=size, fontweight=weight, color=colour, va="top")
        y -= size * (1.35 if size == 15 else 1.4) / 72 / total
    y = (0.12 + (len(source) - 1) * line) / total
    for text in source:
        figure.text(0.15 / width, y, text, fontsize=12, color="#3F4650", va="bottom")
        y -= line / total


def _bar(axis, start: float, end: float, y: float, height: float, form: str) -> None:
    looks = {
        "solid": {"facecolor": BLUE, "edgecolor": BLUE},
        "hollow": {"facecolor": PAPER, "edgecolor": BLUE},
        "dashed": {"facecolor": "#E4EBF2", "edgecolor": BLUE, "linestyle": (0, (3, 2))},
        "hatched": {"facecolor": PAPER, "edgecolor": RUST, "hatch": "////"},
    }
    axis.barh(y, end - start, left=start, height=height, linewidth=1.6, **looks[form])


def spans(rows: list[Span], first: dt.date, last: dt.date) -> Callable:
    """Return how to draw `rows` as bars on a time axis from `first` to `last`.

    A bar is as long as the days that the wording allows, so a bare year is a year long. An open
    end is an arrow.
    """

    def draw(axis, size: str) -> float:
        row_height = 0.6 if size == "wide" else 0.9
        left, right = mdates.date2num(first), mdates.date2num(last)
        for place, row in enumerate(rows):
            y = -place
            start = mdates.date2num(row.start) if row.start else left
            end = mdates.date2num(row.end) + 1 if row.end else right
            shown = max(left, start), min(right, end)
            least = (right - left) * 0.006
            if row.end is None:
                whole_year = mdates.date2num(dt.date(row.start.year, 12, 31))
                _bar(axis, shown[0], min(right, whole_year), y - 0.2, 0.26, row.form)
                axis.annotate("", (right, y - 0.2), (min(right, whole_year), y - 0.2),
                              arrowprops={"arrowstyle": "->", "color": BLUE, "lw": 1.6})  # fmt: skip
            elif row.start is None:
                axis.annotate("", (left, y - 0.2), (shown[1], y - 0.2),
                              arrowprops={"arrowstyle": "->", "color": BLUE, "lw": 1.6})  # fmt: skip
            else:
                _bar(axis, shown[0], max(shown[1], shown[0] + least), y - 0.2, 0.26, row.form)
            _label(axis, row, y, left, right, shown, size)
        axis.set_xlim(left, right)
        axis.set_ylim(-len(rows) + 0.45, 0.62)
        _time_axis(axis, mdates.YearLocator(1 if size == "wide" else 2), "%Y")
        return row_height * len(rows) + 0.2

    return draw


def _time_axis(axis, locator, form: str) -> None:
    """Leave of the axes only the time, with a light line at each of its marks."""
    axis.set_yticks([])
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(mdates.DateFormatter(form))
    axis.tick_params(axis="x", length=4, labelsize=12)
    axis.grid(axis="x", color="#DDDEE2", linewidth=0.8)
    axis.set_axisbelow(True)
    axis.set_facecolor(PAPER)
    for side in ("top", "left", "right"):
        axis.spines[side].set_visible(False)


def _label(
    axis, row: Span, y: float, left: float, right: float, shown: tuple[float, float], size: str
) -> None:
    """Print a row's label above its bar: from where the bar begins, or up to the edge where it must."""
    lines = [f"{row.label} — {row.note}"] if size == "wide" else [row.label, row.note]
    inches = max(len(line) for line in lines) * 12 * 0.56 / 72
    room = (right - max(left, shown[0])) / (right - left) * (SIZES[size][0] - 0.3)
    x, side = (max(left, shown[0]), "left") if inches <= room else (right, "right")
    if size == "wide":
        axis.text(x, y + 0.02, lines[0], ha=side, va="bottom", fontsize=12)
    else:
        axis.text(x, y + 0.26, lines[0], ha=side, va="bottom", fontsize=12)
        axis.text(x, y - 0.02, lines[1], ha=side, va="bottom", fontsize=12, color="#3F4650")


@dataclass(frozen=True)
class Rate:
    """A figure for a window, drawn as its mean per month.

    Parameters
    ----------
    label : str
        The figure in words with its qualifier.
    start, end : datetime.date
        First and last day of the window.
    low, high : float
        Least and greatest mean per month.
    note : str
        Who says so.
    form : str
        As for `Span`.
    """

    label: str
    start: dt.date
    end: dt.date
    low: float
    high: float
    note: str
    form: str = "solid"


def rates(rows: list[Rate], first: dt.date, last: dt.date, unit: str) -> Callable:
    """Return how to draw windows as bars whose height is the mean per month, each in a lane of its own.

    The lanes share one scale. The whiskers' place is taken by the band between the least and the
    greatest mean: bounds are not errors.
    """
    top = max(row.high for row in rows) * 1.5

    def draw(axis, size: str) -> float:
        left, right = mdates.date2num(first), mdates.date2num(last)
        for place, row in enumerate(rows):
            base = -place * top * 1.06
            start, end = mdates.date2num(row.start), mdates.date2num(row.end) + 1
            axis.bar(start, row.low, width=end - start, bottom=base, align="edge", facecolor=BLUE if row.form == "solid" else PAPER,
                     edgecolor=BLUE if row.form == "solid" else RUST, linewidth=1.4, hatch="" if row.form == "solid" else "////")  # fmt: skip
            axis.bar(start, row.high - row.low, width=end - start, bottom=base + row.low, align="edge",
                     facecolor="#9DBBD8", edgecolor=BLUE, linewidth=0)  # fmt: skip
            axis.plot([left, right], [base, base], color=GREY, linewidth=0.8)
            # Words on the bar would need a second colour; they stand above it.
            text = f"{row.label}\n{row.low:,.0f} to {row.high:,.0f} {unit if size == 'wide' else ''} a month".replace(
                "  ", " "
            )
            at = start if size == "wide" else left
            axis.text(
                at,
                base + row.high + top * 0.05,
                text,
                ha="left",
                va="bottom",
                fontsize=12,
                linespacing=1.25,
            )
        axis.set_xlim(left, right)
        axis.set_ylim(-(len(rows) - 1) * top * 1.06, top * 1.02)
        _time_axis(axis, mdates.MonthLocator(bymonth=(1, 7)), "%b %Y")
        return 1.5 * len(rows)

    return draw


@dataclass(frozen=True)
class Step:
    """A count over time from one day on.

    Parameters
    ----------
    day : datetime.date
        From when on it holds.
    low, best, high : int
        Least, best and greatest number.
    """

    day: dt.date
    low: int
    best: int
    high: int


@dataclass(frozen=True)
class Note:
    """Words at a point of a count.

    Parameters
    ----------
    day : datetime.date
        Where the words begin, or end.
    at : float
        Height, in the unit of the count.
    text, narrow : str
        The words, and those for narrow screens.
    side : str
        ``right`` of the day, ``left`` of it, or in the ``middle``.
    """

    day: dt.date
    at: float
    text: str
    narrow: str
    side: str = "right"


def steps(rows: list[Step], notes: list[Note], first: dt.date, last: dt.date) -> Callable:
    """Return how to draw a count over time: a line for the best, a band from the least to the greatest.

    The numbers stand on the lines of the grid and beside the last rise; there is no axis for them.
    """
    top = max(1, *(row.high for row in rows))
    unit = next(n for n in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500) if top / n <= 4)
    sides = {"right": "left", "left": "right", "middle": "center"}

    def draw(axis, size: str) -> float:
        left, right = mdates.date2num(first), mdates.date2num(last)
        days = [max(left, mdates.date2num(row.day)) for row in rows]
        # A row that is older than the axis is where the line begins.
        begun = [row for row, day in zip(rows, days, strict=True) if day == left]
        low, best, high = (
            [getattr(begun[-1], name) if begun else 0, *(getattr(row, name) for row in rows)]
            for name in ("low", "best", "high")
        )
        days, low, best, high = [left, *days, right], *([*n, n[-1]] for n in (low, best, high))
        axis.fill_between(days, low, high, step="post", facecolor="#C9DAEA", linewidth=0)
        axis.step(days, high, where="post", color=BLUE, linewidth=1.0, linestyle=(0, (3, 2)))
        axis.step(days, best, where="post", color=BLUE, linewidth=2.4)
        for height in range(0, int(top) + 1, unit):
            axis.plot([left, right], [height, height], color="#DDDEE2", linewidth=0.8, zorder=0)
            if height:
                axis.text(
                    left, height + top * 0.012, str(height), ha="left", va="bottom", color=GREY
                )
        for note in notes:
            text = note.text if size == "wide" else note.narrow
            axis.text(mdates.date2num(note.day), note.at, text, ha=sides[note.side], va="center")
        rise = days[best.index(best[-1])] - (right - left) * 0.012
        axis.text(rise, best[-1] - top * 0.02, str(best[-1]), ha="right", va="top", fontweight="bold")  # fmt: skip
        axis.set_xlim(left, right)
        axis.set_ylim(-top * 0.02, top * 1.06)
        months = (right - left) / 30.4
        most = 8 if size == "wide" else 4
        if months > 30:
            _time_axis(axis, mdates.YearLocator(int(-(-months // (12 * most)))), "%Y")
        else:
            _time_axis(axis, mdates.MonthLocator(interval=int(-(-months // most))), "%b %Y")
        return 3.4 if size == "wide" else 3.8

    return draw
