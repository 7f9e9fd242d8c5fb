from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from overseas110 import strips
from overseas110.strips import Mark


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


MARKS = [
    Mark(day("2018-01-01"), day("2018-12-31"), "opened", "A said to open"),
    Mark(day("2022-09-12"), day("2022-09-12"), "reported", "A named"),
    Mark(day("2022-11-01"), day("2022-11-01"), "response", "Closure <order>"),
]


def test_a_drawing_is_well_formed_and_says_what_it_shows():
    root = ET.fromstring(strips.draw(MARKS, "Two & more"))
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Two & more"
    texts = {t.text for t in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Said to open", "2018", "2022"} <= texts
    assert "Denials" not in texts


def test_the_same_marks_give_the_same_bytes_in_any_order():
    assert strips.draw(MARKS, "t") == strips.draw(list(reversed(MARKS)), "t")


def test_what_is_not_known_to_the_day_has_a_band():
    drawing = strips.draw(MARKS, "t")
    assert drawing.count("stroke-opacity") == 1


def test_every_lane_has_a_shape_of_its_own():
    assert len({lane[3] for lane in strips.LANES}) == len(strips.LANES)


@pytest.mark.parametrize("last", ["2022-12-31", "2030-12-31", "2060-12-31"])
def test_all_marks_lie_inside_the_picture(last):
    drawing = strips.draw([*MARKS, Mark(day(last), day(last), "answer", "x")], "t")
    numbers = [float(n) for n in __import__("re").findall(r"M([\d.]+) [\d.]+V", drawing)]
    assert all(0 <= n <= 360 for n in numbers)
