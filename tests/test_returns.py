import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd

from overseas110 import returns


def claim(low="230000", high="230000", low_open="False", high_open="False", approximate="False"):
    return SimpleNamespace(
        claim_id="x-f001", value_low=low, value_high=high, low_open=low_open, high_open=high_open,
        approximate=approximate, when_earliest="2021-04-01", when_latest="2022-07-31",
    )  # fmt: skip


def test_a_window_counts_both_its_first_and_its_last_month():
    assert returns.window(claim(), "230,000", 0.5).months == 16


def test_rounding_is_half_of_the_last_stated_unit():
    window = returns.window(claim(), "23万", 0.5)
    assert (window.low, window.high) == (Decimal(225000), Decimal(235000))
    window = returns.window(claim("634000", "634000"), "634,000", 0.5)
    assert (window.low, window.high) == (Decimal(633500), Decimal(634500))


def test_a_figure_without_rounding_stays_as_it_is():
    window = returns.window(claim(), "230,000", 0)
    assert window.low == window.high == Decimal(230000)


def test_an_open_bound_and_an_approximate_figure_are_not_widened_again():
    assert returns.window(claim(high="", low_open="True"), "more than 230,000", 0.5).low == Decimal(
        230000
    )
    window = returns.window(claim("225000", "235000", approximate="True"), "some 230,000", 0.5)
    assert (window.low, window.high) == (Decimal(225000), Decimal(235000))


def test_the_mean_per_month_is_the_figure_over_its_months():
    low, high = returns.window(claim(), "230,000", 0.5).per_month()
    assert (round(low), round(high)) == (14062, 14688)


def test_windows_share_the_months_that_lie_in_both():
    a = returns.Window("a", dt.date(2021, 4, 1), dt.date(2022, 7, 31), None, None)
    b = returns.Window("b", dt.date(2022, 1, 1), dt.date(2022, 12, 31), None, None)
    c = returns.Window("c", dt.date(2023, 1, 1), dt.date(2023, 12, 31), None, None)
    assert returns.overlap_months(a, b) == returns.overlap_months(b, a) == 7
    assert returns.overlap_months(a, c) == 0


def test_retellings_of_retellings_stand_with_their_first_root():
    claims = pd.DataFrame({"claim_id": ["c", "a", "b"], "measure": "m", "when_earliest": ""})
    own = pd.DataFrame({"claim_id": ["a", "b", "c"], "restates": ["", "a", "b"]})
    told = returns.tellings(claims, own, "m")
    assert list(told["claim_id"]) == ["a", "b", "c"]
    assert set(told["root_claim"]) == {"a"}


def telling(**cells):
    row = {"when_text": "in 2021", "when_edtf": "2021", **vars(claim()), **cells}
    return SimpleNamespace(**row)


def test_a_retelling_is_held_against_its_root_in_number_and_time():
    root = telling()
    assert returns.changes(telling(), root) == []
    assert returns.changes(telling(value_high="", low_open="True"), root) == ["another number"]
    assert returns.changes(telling(when_edtf="2022"), root) == ["another time"]
    # A telling without a window counts as of its statement; that is no other time.
    untimed = telling(when_text="", when_edtf="2022-10", approximate="True")
    assert returns.changes(untimed, root) == ["another number", "no time stated"]
