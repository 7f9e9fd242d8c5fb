"""Rows of station claims for the tests of how they are joined and counted."""

import pandas as pd

from overseas110.record_counts import Codes

KNOWN = Codes(
    footing={"ngo": "list", "ngo_later": "list", "press": "allegation", "state": "count"},
    status_group={
        "closed": "ended",
        "no_charges": "cleared",
        "operating": "active",
        "denied": "denied",
    },
    unknown={"unknown place"},
)
ROW = {
    "place_iso3": "ITA", "place_city": "Prato", "city_text": "Prato", "aspect": "listed", "asserted_by": "ngo",
    "source_id": "paper", "bureaus": "", "list": "ngo", "status": "", "value_low": "1", "value_high": "",
    "used": "True", "restates": "", "part_of": "", "when_edtf": "", "when_earliest": "", "when_latest": "",
    "asserted_earliest": "2022-09-12", "asserted_latest": "2022-09-12",
}  # fmt: skip
TWO, THREE = ({"value_low": n, "value_high": n} for n in ("2", "3"))


def joined(*rows: dict) -> pd.DataFrame:
    rows = [{**ROW, "claim_id": f"c{n}", **row} for n, row in enumerate(rows)]
    return pd.DataFrame(rows, columns=["claim_id", *ROW])
