"""A small timeline as SVG: lanes of marks over years, wide enough for a phone.

It is written by hand, not drawn by a plotting library: there is one for every country, and it is a
few lines of text that a diff can show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

#: Lanes from top to bottom: kind, label, colour, shape. Shape says what colour says.
LANES = (
    ("opened", "Said to open", "#1A5A96", "bar"),
    ("reported", "Named by a list, the press or an authority", "#1B1B1B", "dot"),
    ("response", "What authorities of the country did or said", "#B3460F", "square"),
    ("status", "State of a station, as told", "#4D6B2E", "diamond"),
    ("answer", "Denials", "#6B3FA0", "cross"),
)
_WIDTH, _LANE, _LEFT, _RIGHT, _TOP = 360, 42, 6, 354, 6


@dataclass(frozen=True)
class Mark:
    """Something between two days, in one lane."""

    first: dt.date
    last: dt.date
    kind: str
    text: str


def draw(marks: Sequence[Mark], title: str) -> str:
    """Return the SVG.

    Parameters
    ----------
    marks : sequence of Mark
        At least one. A mark is as wide as the days that its wording leaves open.
    title : str
        What is shown, for those who do not see it.
    """
    years = range(min(m.first for m in marks).year, max(m.last for m in marks).year + 1)
    start, end = dt.date(years[0], 1, 1), dt.date(years[-1] + 1, 1, 1)
    lanes = [lane for lane in LANES if any(m.kind == lane[0] for m in marks)]
    floor = _TOP + _LANE * len(lanes)

    def x(day: dt.date) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (day - start).days / (end - start).days, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {floor + 20}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
    ]
    step = 1 if len(years) <= 7 else 2 if len(years) <= 14 else 5
    for year in years:
        at = x(dt.date(year, 1, 1))
        parts.append(f'<path d="M{at} {_TOP}V{floor}" stroke="#DDDEE2"/>')
        if (year - years[0]) % step == 0 and at < _RIGHT - 24:
            parts.append(f'<text x="{at}" y="{floor + 14}" fill="#1B1B1B">{year}</text>')
    for number, (kind, label, colour, shape) in enumerate(lanes):
        y = _TOP + _LANE * number
        parts.append(f'<text x="{_LEFT}" y="{y + 13}" fill="#1B1B1B">{escape(label)}</text>')
        for m in sorted({(m.first, m.last) for m in marks if m.kind == kind}):
            right = x(m[1] + dt.timedelta(days=1))
            parts.append(_mark(x(m[0]), right, y + 28, colour, shape))
    parts.append(f'<path d="M{_LEFT} {floor}H{_RIGHT}" stroke="#6B7280"/></svg>')
    return "\n".join(parts) + "\n"


def _mark(left: float, right: float, y: int, colour: str, shape: str) -> str:
    """Return one mark: a shape, with a band behind it where the day is not known exactly."""
    at = round((left + right) / 2, 1)
    band = (
        f'<path d="M{left} {y}H{right}" stroke="{colour}" stroke-width="4" stroke-opacity=".35"/>'
        if right - left > 8
        else ""
    )
    shapes = {
        "bar": f'<path d="M{at} {y - 7}V{y + 7}" stroke="{colour}" stroke-width="4"/>',
        "dot": f'<circle cx="{at}" cy="{y}" r="5" fill="{colour}"/>',
        "square": f'<path d="M{round(at - 5, 1)} {y - 5}h10v10h-10z" fill="{colour}"/>',
        "diamond": f'<path d="M{at} {y - 6}l6 6l-6 6l-6 -6z" fill="{colour}"/>',
        "cross": f'<path d="M{round(at - 5, 1)} {y - 5}l10 10m0 -10l-10 10" stroke="{colour}" stroke-width="2.5"/>',
    }
    return band + shapes[shape]
