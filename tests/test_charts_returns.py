import datetime as dt

import pytest

from overseas110 import charts, charts_returns
from overseas110.charts_returns import Part

WORDS = charts.Words("A title", "A subtitle", "a source", "Boxes.", "Boxes.", ["x-f001"])
SPANS = [
    charts.Span("210,000 for 2021", dt.date(2021, 1, 1), dt.date(2021, 12, 31), "somebody"),
    charts.Span("230,000 for longer", dt.date(2021, 4, 1), dt.date(2022, 7, 31), "somebody else"),
]
PARTS = [
    Part("early", dt.date(2021, 1, 1), dt.date(2021, 3, 31), 0, 215_000, "anything up to 215,000"),
    Part("late", dt.date(2022, 1, 1), dt.date(2022, 7, 31), 10_000, 235_000, "10,000 to 235,000"),
    Part("open", dt.date(2022, 1, 1), dt.date(2022, 7, 31), 5, None, "at least 5"),
]
YEARS = [*PARTS, Part("2022", dt.date(2022, 1, 1), dt.date(2022, 12, 31), 0, None, "no figure")]


@pytest.fixture
def staging(tmp_path, monkeypatch):
    monkeypatch.setenv("OVERSEAS110_STAGING", str(tmp_path))
    return tmp_path


def drawn(name: str):
    if name == "parts":
        return charts_returns.parts(SPANS, PARTS, "What they leave")
    return charts_returns.ranges(YEARS)


@pytest.mark.parametrize("name", ["parts", "ranges"])
def test_two_drawings_of_one_chart_are_the_same_bytes(staging, name):
    charts.save("x", WORDS, drawn(name))
    first = {p.name: p.read_bytes() for p in (staging / "figures").iterdir()}
    charts.save("x", WORDS, drawn(name))
    assert first == {p.name: p.read_bytes() for p in (staging / "figures").iterdir()}
    assert sorted(first) == ["x-narrow.svg", "x-wide.svg", "x.json"]


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_a_box_stands_over_its_days_and_is_as_high_as_the_count_can_be(size):
    import matplotlib.dates as mdates
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots()
    charts_returns.parts(SPANS, PARTS[:2], "What they leave")(axis, size)
    plt.close(figure)
    # After the bars of both stated windows: what is possible early; then late what is possible and what is certain.
    early, possible, certain = axis.patches[2:]
    assert early.get_x() == mdates.date2num(dt.date(2021, 1, 1))
    assert (early.get_width(), possible.get_width()) == (90, 212)
    each = early.get_height() / 215_000
    assert possible.get_height() == pytest.approx(225_000 * each)
    assert certain.get_height() == pytest.approx(10_000 * each)
    assert possible.get_y() == pytest.approx(certain.get_y() + certain.get_height())


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_a_year_without_a_figure_keeps_its_line_and_gets_no_bar(size):
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots()
    charts_returns.ranges(YEARS[-2:])(axis, size)
    plt.close(figure)
    (bar,) = (patch for patch in axis.patches if isinstance(patch, plt.Rectangle))
    assert bar.get_width() == 5
    assert "no figure" in [text.get_text() for text in axis.texts]
