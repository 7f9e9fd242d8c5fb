import datetime as dt

import pytest

from overseas110 import charts
from overseas110.problems import StopError

WORDS = charts.Words(
    "A title", "A subtitle", "a source", "Timeline with one bar.", "One bar.", ["x-f001"]
)
SPANS = [
    charts.Span("A thing", dt.date(2018, 1, 1), None, "somebody"),
    charts.Span("Another", dt.date(2022, 1, 1), dt.date(2022, 1, 31), "somebody else", "hatched"),
]


@pytest.fixture
def staging(tmp_path, monkeypatch):
    monkeypatch.setenv("OVERSEAS110_STAGING", str(tmp_path))
    return tmp_path


def draw():
    return charts.spans(SPANS, dt.date(2017, 1, 1), dt.date(2023, 1, 1))


@pytest.mark.parametrize("field", ["title", "source", "alt", "description", "claims"])
def test_a_chart_without_its_words_is_refused(staging, field):
    from dataclasses import replace

    empty = [] if field == "claims" else ""
    with pytest.raises(StopError, match=f"Chart 'x' has no {field}"):
        charts.save("x", replace(WORDS, **{field: empty}), draw())
    assert not list(staging.rglob("*.svg"))


def test_two_drawings_of_one_chart_are_the_same_bytes(staging):
    charts.save("x", WORDS, draw())
    first = {p.name: p.read_bytes() for p in (staging / "figures").iterdir()}
    charts.save("x", WORDS, draw())
    assert first == {p.name: p.read_bytes() for p in (staging / "figures").iterdir()}
    assert sorted(first) == ["x-narrow.svg", "x-wide.svg", "x.json"]


def test_a_drawing_holds_no_clock_and_no_letters_that_need_a_font(staging):
    charts.save("x", WORDS, draw())
    svg = (staging / "figures" / "x-wide.svg").read_text(encoding="utf-8")
    assert "<dc:date>" not in svg and "<text" not in svg and "font-family" not in svg
