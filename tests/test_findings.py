import json

import pandas as pd
import pytest

from overseas110 import findings, paths
from overseas110.problems import StopError

CLAIM = {
    "value_low": "54", "value_high": "54", "low_open": "False", "high_open": "False", "approximate": "False",
    "unit": "stations", "value_text": "54",
}  # fmt: skip


def claims(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{**CLAIM, **row} for row in rows])


def test_several_claims_of_one_number_give_the_bounds_that_all_allow():
    book = findings.Findings("99_test")
    found = book.number(
        "n",
        claims({"claim_id": "a"}, {"claim_id": "b", "value_low": "3", "value_high": ""}),
        "rule",
    )
    assert (found.value, found.low, found.high, found.claims) == (54, 54, 54, ["a", "b"])


def test_claims_that_no_number_fits_stop_the_run():
    rows = claims({"claim_id": "a"}, {"claim_id": "b", "value_low": "60", "value_high": "60"})
    with pytest.raises(StopError, match="No number fits all claims of finding 'n': a, b"):
        findings.Findings("99_test").number("n", rows, "rule")


def test_no_midpoint_is_made_up():
    book = findings.Findings("99_test")
    dozens = {
        "claim_id": "a",
        "value_low": "24",
        "value_high": "99",
        "value_text": "dozens",
        "approximate": "True",
    }
    about = {
        "claim_id": "a",
        "value_low": "225000",
        "value_high": "235000",
        "value_text": "some 230,000",
    }
    more = {
        "claim_id": "a",
        "value_low": "50",
        "value_high": "",
        "low_open": "True",
        "value_text": "more than 50",
    }
    assert book.number("vague", claims(dozens), "rule").value == 24
    assert book.number("about", claims(about), "rule").value == 230000
    assert book.number("open", claims(more), "rule").text == "more than 50"


def test_an_edition_that_does_not_know_has_a_null_finding():
    found = findings.Findings("99_test").number("n", claims({"claim_id": "a"})[:0], "rule")
    assert (found.value, found.low, found.high, found.text, found.n_claims) == (
        None,
        None,
        None,
        "not known",
        0,
    )


def test_a_finding_is_stated_once():
    book = findings.Findings("99_test")
    book.count("n", 1, ["a"], "rule")
    with pytest.raises(StopError, match="stated twice in 99_test"):
        book.count("n", 1, ["a"], "rule")


def test_the_merge_refuses_two_owners_and_lost_claims(tmp_path):
    one = findings.Finding("number", 1, 1, 1, "1", "", ["a"], "rule", "01_one", "cell")
    two = findings.Finding("number", 1, 1, 1, "1", "", ["a"], "rule", "02_two", "cell")
    findings.write({"n": one}, tmp_path / "findings" / "01_one.json")
    assert findings.merge(tmp_path, pd.DataFrame({"claim_id": ["a"]})) == {"n": one}
    with pytest.raises(StopError, match="rests on claims that are not there: a"):
        findings.merge(tmp_path, pd.DataFrame({"claim_id": ["b"]}))
    findings.write({"n": two}, tmp_path / "countries" / "NLD" / "findings.json")
    with pytest.raises(StopError, match="stated in 01_one and in 02_two"):
        findings.merge(tmp_path, pd.DataFrame({"claim_id": ["a"]}))


def test_the_committed_findings_have_the_contract_s_keys_and_lead_to_cells_and_claims(
    root, monkeypatch
):
    import nbformat

    from overseas110 import tables

    monkeypatch.chdir(root)
    data = json.loads((paths.processed() / "findings.json").read_text(encoding="utf-8"))
    known = set(tables.read(paths.processed() / "claims.csv")["claim_id"])
    keys = [
        "kind",
        "value",
        "low",
        "high",
        "text",
        "unit",
        "claims",
        "n_claims",
        "rule",
        "notebook",
        "cell",
    ]
    for name, found in data.items():
        assert list(found) == keys, name
        assert found["n_claims"] == len(found["claims"]) and set(found["claims"]) <= known, name
        book = nbformat.read(root / "notebooks" / f"{found['notebook']}.ipynb", as_version=4)
        assert found["cell"] in {cell.id for cell in book.cells}, name
        assert found["rule"].endswith("."), name


def test_the_bounds_of_every_committed_number_hold_its_value(root):
    data = json.loads((root / "data" / "processed" / "findings.json").read_text(encoding="utf-8"))
    for name, found in data.items():
        if found["kind"] == "number" and found["value"] is not None:
            assert found["low"] is None or found["low"] <= found["value"], name
            assert found["high"] is None or found["value"] <= found["high"], name
