"""Values of the processed tables: bounds of a row, and dates in words."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache

from overseas110 import quantities


def row_bounds(row) -> quantities.Quantity:
    """Return the bounds of one row of the claims table."""
    return quantities.Quantity(
        Decimal(str(row.value_low)) if row.value_low != "" else None,
        Decimal(str(row.value_high)) if row.value_high != "" else None,
        str(row.low_open) == "True",
        str(row.high_open) == "True",
        str(row.approximate) == "True",
    )


@cache
def date_words(edtf: str) -> str:
    """Return an EDTF date in English words: ``2021-04/2022-07`` as "April 2021 to July 2022"."""
    if "/" in edtf:
        first, last = edtf.split("/")
        if last == "..":
            return f"since {date_words(first)}"
        if first == "..":
            return f"by {date_words(last)}"
        if (
            re.fullmatch(r"\d{4}-\d{2}", first)
            and re.fullmatch(r"\d{4}-\d{2}", last)
            and first[:4] == last[:4]
        ):
            return f"{date_words(first).split()[0]} to {date_words(last)}"
        return f"{date_words(first)} to {date_words(last)}"
    if edtf.startswith("[") or edtf.startswith("{"):
        return " or ".join(date_words(part) for part in edtf.strip("[]{}").split(","))
    about, plain = ("about ", edtf[:-1]) if edtf.endswith(("~", "?", "%")) else ("", edtf)
    parts = plain.split("-")
    if len(parts) == 2 and parts[1] in _SEASONS:
        return f"{about}{_SEASONS[parts[1]]} {parts[0]}"
    if len(parts) == 3 and parts[0].isdigit():
        day = dt.date.fromisoformat(plain)
        return f"{about}{day.day} {day:%B %Y}"
    if len(parts) == 2 and parts[0].isdigit():
        return f"{about}{dt.date(int(parts[0]), int(parts[1]), 1):%B %Y}"
    if plain.endswith("X"):
        return f"{about}the {plain[:-1]}0s"
    return f"{about}{plain}"


_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
