from __future__ import annotations

import csv

import pytest

from overseas110.report import counts


@pytest.fixture(scope="module")
def made():
    from conftest import ROOT

    return counts.of_edition(ROOT)


def rows(root, name):
    with (root / "data" / "processed" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("name", list(counts.COUNTED))
def test_all_rows_of_a_table_are_counted(name, made, root):
    assert made[name]["value"] == str(len(rows(root, name)))
    assert made[name]["page"] == counts.COUNTED[name].page


@pytest.mark.parametrize(
    ("name", "key", "column", "code"),
    [
        ("claims", "source", "source_id", "globe-2022"),
        ("claims", "basis", "basis", "excerpt"),
        ("sources", "kind", "kind", "news"),
        ("conflicts", "severity", "severity", "medium"),
        ("conflicts", "kind", "kind", "restates"),
    ],
)
def test_the_rows_of_one_code_are_counted(name, key, column, code, made, root):
    expected = sum(row[column] == code for row in rows(root, name))
    assert expected > 0
    assert made[f"{name} {key}={code}"]["value"] == str(expected)


@pytest.mark.parametrize("name", list(counts.COUNTED))
def test_the_codes_of_a_column_share_all_rows_among_them(name, made):
    total = int(made[name]["value"])
    for key in counts.COUNTED[name].filters:
        shares = [int(c["value"]) for k, c in made.items() if k.startswith(f"{name} {key}=")]
        assert sum(shares) == total, key


def test_a_known_code_that_has_no_row_counts_nothing(made):
    assert made["claims basis=page"]["value"] == "0"


def test_claims_of_a_source_are_found_in_its_part_of_the_record(made):
    count = made["claims source=globe-2022"]
    assert (count["page"], count["anchor"]) == ("record", "#record-globe-2022")
    assert count["label"] == f"{count['text']} claims, counted, all of them"
