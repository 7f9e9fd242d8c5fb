import datetime as dt

import matplotlib.pyplot as plt
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


STEPS = [
    charts.Step(dt.date(1, 1, 1), 0, 0, 2),
    charts.Step(dt.date(2016, 5, 1), 1, 1, 3),
    charts.Step(dt.date(2022, 9, 12), 3, 4, 5),
]
NOTES = [charts.Note(dt.date(2019, 1, 1), 2, "what may have been", "may be", "middle")]


@pytest.mark.parametrize("last", [dt.date(2022, 12, 31), dt.date(2016, 9, 1)])
def test_a_count_over_time_is_drawn_from_its_least_to_its_greatest(staging, last):
    charts.save("x", WORDS, charts.steps(STEPS, NOTES, dt.date(2015, 10, 15), last))
    assert len(list((staging / "figures").glob("x-*.svg"))) == 2


def test_a_count_over_time_begins_with_what_was_there_all_along():
    figure, axis = plt.subplots()
    charts.steps(STEPS, NOTES, dt.date(2015, 10, 15), dt.date(2022, 12, 31))(axis, "wide")
    greatest, best = axis.lines[0], axis.lines[1]
    assert list(greatest.get_ydata()) == [2, 2, 3, 5, 5]
    assert list(best.get_ydata()) == [0, 0, 1, 4, 4]
    assert "4" in {text.get_text() for text in axis.texts}
    plt.close(figure)


def test_a_count_of_nothing_can_be_drawn(staging):
    nothing = [charts.Step(dt.date(2022, 9, 1), 0, 0, 0)]
    charts.save("x", WORDS, charts.steps(nothing, [], dt.date(2022, 7, 1), dt.date(2022, 9, 30)))
    assert (staging / "figures" / "x-wide.svg").is_file()


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_no_label_of_a_bar_runs_over_the_edge(size):
    long = charts.Span(
        "A long name", dt.date(2021, 1, 1), dt.date(2021, 2, 1), "somebody of a long name"
    )
    figure, axis = plt.subplots(figsize=(charts.SIZES[size][0], 4))
    charts.spans([long], dt.date(2017, 1, 1), dt.date(2022, 1, 1))(axis, size)
    right = charts.mdates.date2num(dt.date(2022, 1, 1))
    assert {(t.get_ha(), t.get_position()[0]) for t in axis.texts} == {("right", right)}
    plt.close(figure)
