"""Signs on a time axis, one row a place or a thing: the charts of the responses and of the law."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from overseas110.charts import BLUE, GREY, INK, PAPER, RUST, SIZES

_SOFT, _LINE = "#3F4650", "#DDDEE2"


@dataclass(frozen=True)
class Look:
    """How a kind is drawn: by form first, then by colour.

    Parameters
    ----------
    label : str
        For the key.
    marker : str
        Sign of matplotlib.
    colour : str
        Of its edge, and of its inside where it is filled.
    filled : bool
        Whether it is solid.
    """

    label: str
    marker: str
    colour: str
    filled: bool = True


#: The kinds of `responses.KINDS` that have a sign; the rest stands in the table only.
RESPONSE_LOOKS = {
    "looks": Look("investigates, checks or watches", "o", BLUE),
    "orders": Look("orders a closure", "v", RUST),
    "closed": Look("says that it is closed or idle", "v", RUST, filled=False),
    "nothing": Look("finds nothing, or ends without charges", "s", INK),
    "denies": Look("denies it, or knows of none", "s", INK, filled=False),
    "charges": Look("arrests, charges, hears a plea", "*", RUST),
    "parliament": Look("parliament asks or hears", "D", GREY),
}

LAW_LOOKS = {
    "begins": Look("adopted, issued, signed or begun", "o", BLUE),
    "effect": Look("takes effect", "s", INK),
    "ends": Look("withdrawn or ended", "o", RUST, filled=False),
}


@dataclass(frozen=True)
class Mark:
    """One sign.

    Parameters
    ----------
    look : str
        Key of its look.
    first, last : datetime.date or None
        The days between which it lies; one of them ``None`` means that no day is told.
    """

    look: str
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True)
class Row:
    """One row: a label and its signs; without signs it is a heading.

    Parameters
    ----------
    label : str
        Printed beside the signs, or above them where there is no room.
    marks : tuple of Mark
        Its signs.
    joined : bool
        Whether a dashed line joins signs of one look: sources date one thing differently.
    """

    label: str
    marks: tuple[Mark, ...] = ()
    joined: bool = False


@dataclass(frozen=True)
class Axis:
    """The time axis.

    Parameters
    ----------
    first, last : datetime.date
        Its ends.
    turn : datetime.date or None
        From this day on the axis is compressed; ``None`` leaves it even.
    ticks : dict of str to tuple of datetime.date
        Size to the days that are marked; `ticks` makes them.
    labels : dict of str to float
        Size to the width of the labels in inches; 0 sets them above the signs.
    gutter : bool
        Whether there is a column for signs without a day.
    """

    first: dt.date
    last: dt.date
    turn: dt.date | None
    ticks: dict[str, tuple[dt.date, ...]]
    labels: dict[str, float]
    gutter: bool = False


#: All in inches: of one sign, of a lane, of a line of text, and the share of the axis before the turn.
_SIGN, _LANE, _TEXT, _BEFORE = 0.13, 0.18, 0.2, 0.78
_GUTTER = {"wide": 0.85, "narrow": 0.72}


def ticks(
    first: dt.date, last: dt.date, turn: dt.date | None, months: tuple[int, ...], years: int = 1
) -> tuple[dt.date, ...]:
    """Return the days that a time axis marks: months before the turn, years from it on.

    Parameters
    ----------
    first, last : datetime.date
        Ends of the axis.
    turn : datetime.date or None
        As for `Axis`.
    months : tuple of int
        Months of which the first day is marked, before the turn.
    years : int
        How many years lie between two marks.
    """
    turns = turn if turn and first < turn < last else None
    return tuple(
        day
        for year in range(first.year, last.year + 1, years)
        for day in (dt.date(year, month, 1) for month in sorted({1, *months}))
        if first <= day <= last
        and (day.month in months if not turns or day < turns else day.month == 1)
    )


class _Scale:
    """Days to inches, from `left` to `right`."""

    def __init__(self, axis: Axis, left: float, right: float) -> None:
        turn = axis.turn if axis.turn and axis.first < axis.turn < axis.last else None
        middle = left + (right - left) * _BEFORE
        self.knots = [(axis.first, left), (axis.last, right)]
        if turn:
            self.knots.insert(1, (turn, middle))
        self.turn = turn

    def at(self, day: dt.date) -> float:
        """Return where a day lies; a day beyond an end lies at that end."""
        day = min(max(day, self.knots[0][0]), self.knots[-1][0])
        for (start, low), (end, high) in zip(self.knots, self.knots[1:], strict=False):
            if day <= end:
                return low + (high - low) * (day - start).days / max(1, (end - start).days)
        raise AssertionError("a day within the ends lies between two knots")


def dots(rows: list[Row], looks: dict[str, Look], axis: Axis) -> Callable:
    """Return how to draw `rows` as signs on a time axis, with a key above them.

    A line through a sign is as long as the source leaves open when it was. Signs that would lie on
    each other are set below each other.

    Parameters
    ----------
    rows : list of Row
        From top to bottom.
    looks : dict of str to Look
        What the marks' looks mean, in the order of the key.
    axis : Axis
        The time axis.
    """

    def draw(canvas, size: str) -> float:
        width = SIZES[size][0] - 0.3
        label_width = axis.labels[size]
        gutter = _GUTTER[size] if axis.gutter else 0.0
        scale = _Scale(axis, label_width + gutter + _SIGN, width - _SIGN)
        used = {mark.look for row in rows for mark in row.marks}
        y = _key(canvas, {k: v for k, v in looks.items() if k in used}, size, width)
        head = y
        y -= 0.5
        for row in rows:
            y = _row(canvas, row, looks, scale, label_width, gutter, y, width)
        _times(canvas, scale, axis, size, head, y)
        if gutter:
            canvas.text(
                label_width + gutter / 2, head - 0.06, "no day\ntold", ha="center", va="top",
                fontsize=12, color=_SOFT, linespacing=1.15,
            )  # fmt: skip
        height = -y + 0.45
        canvas.set_xlim(0, width)
        canvas.set_ylim(-height, 0)
        canvas.set_xticks([])
        canvas.set_yticks([])
        canvas.set_facecolor(PAPER)
        for side in ("top", "right", "bottom", "left"):
            canvas.spines[side].set_visible(False)
        return height

    return draw


def _sign(canvas, x: float, y: float, look: Look) -> None:
    points = {"*": 12.5, "D": 6.5, "s": 7.5}.get(look.marker, 8.5)
    canvas.plot(
        [x], [y], marker=look.marker, markersize=points, markeredgewidth=1.5, linestyle="none",
        markeredgecolor=look.colour, markerfacecolor=look.colour if look.filled else PAPER, zorder=3,
    )  # fmt: skip


def _key(canvas, looks: dict[str, Look], size: str, width: float) -> float:
    """Print what the signs mean and return where the rows begin."""
    columns = 2 if size == "wide" else 1
    lines = -(-len(looks) // columns)
    for place, look in enumerate(looks.values()):
        column, line = divmod(place, lines)
        x, y = column * width / columns + 0.1, -0.14 - line * 0.24
        _sign(canvas, x, y, look)
        canvas.text(x + 0.18, y, look.label, va="center", fontsize=12)
    return -lines * 0.24 - 0.12


def _row(
    canvas,
    row: Row,
    looks: dict[str, Look],
    scale: _Scale,
    label_width: float,
    gutter: float,
    y: float,
    width: float,
) -> float:
    """Draw one row below `y` and return where the next one begins."""
    if not row.marks:
        canvas.text(0, y - 0.3, row.label, va="center", fontsize=12, fontweight="bold")
        return y - 0.48
    canvas.plot([0, width], [y, y], color=_LINE, linewidth=0.8, zorder=0)
    above = label_width == 0
    letters = int((label_width or width) * 72 / (12 * 0.57))
    label = textwrap.wrap(row.label, letters)
    top = y - 0.05
    if above:
        behind = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}
        canvas.text(0, top, "\n".join(label), va="top", fontsize=12, linespacing=1.15, bbox=behind)
        top -= len(label) * _TEXT
    order = list(looks)
    placed, ends = [], []
    untold = sorted({m.look for m in row.marks if not (m.first and m.last)}, key=order.index)
    dated = sorted(
        {m for m in row.marks if m.first and m.last}, key=lambda m: (m.first, m.last, order.index(m.look))
    )  # fmt: skip
    for mark in dated:
        first, last = scale.at(mark.first), scale.at(mark.last)
        x = (first + last) / 2
        left, right = min(first, x - _SIGN / 2), max(last, x + _SIGN / 2)
        free = (number for number, end in enumerate(ends) if end + 0.02 <= left)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [right]
        placed.append((mark, first, x, last, lane))
    lanes = max(1, len(ends))
    height = lanes * _LANE + 0.1
    if not above:
        height = max(height, len(label) * _TEXT + 0.1)
        canvas.text(0, y - height / 2, "\n".join(label), va="center", fontsize=12, linespacing=1.15)
    first_lane = top + 0.05 - (height - (lanes - 1) * _LANE) / 2
    if row.joined:
        for look in {mark.look for mark in dated}:
            points = [
                (x, first_lane - lane * _LANE) for m, _, x, _, lane in placed if m.look == look
            ]
            canvas.plot(*zip(*points, strict=True), color=looks[look].colour, linewidth=1.1, linestyle=(0, (3, 2)))  # fmt: skip
    for mark, first, x, last, lane in placed:
        at = first_lane - lane * _LANE
        if last - first > _SIGN:
            canvas.plot([first, last], [at, at], color=looks[mark.look].colour, linewidth=1.6)
        _sign(canvas, x, at, looks[mark.look])
    middle = top + 0.05 - height / 2
    start = label_width + gutter / 2 - (len(untold) - 1) * 0.1
    for place, look in enumerate(untold):
        _sign(canvas, start + place * 0.2, middle, looks[look])
    return top + 0.05 - height


def _times(canvas, scale: _Scale, axis: Axis, size: str, top: float, bottom: float) -> None:
    """Print the times above and below the rows, with a light line at each."""
    if scale.turn:
        x = scale.at(scale.turn)
        canvas.plot([x, x], [top - 0.48, bottom], color=_SOFT, linewidth=1.2, linestyle=(0, (1, 2)))
    days = axis.ticks[size]
    with_months = any(day.month != 1 for day in days)
    shown_year, before = 0, -9.0
    for day in days:
        x = scale.at(day)
        canvas.plot([x, x], [top - 0.48, bottom], color=_LINE, linewidth=0.8, zorder=0)
        month = f"{day:%b}" if with_months and not (scale.turn and day >= scale.turn) else ""
        year = f"{day.year}" if day.year != shown_year else ""
        # A year too near to the one before it stands a line lower.
        drop = "\n" if not month and x - before < 0.5 else ""
        text = drop + "\n".join(part for part in (month, year) if part)
        shown_year, before = day.year, x if not drop else before
        for y in (top - 0.06, bottom - 0.06):
            canvas.text(x, y, text, ha="center", va="top", fontsize=12, color=_SOFT, linespacing=1.15)  # fmt: skip
