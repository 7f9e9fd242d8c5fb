from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from overseas110.exports import built, datapackage

#: A part of the package in which every kind of error can be planted, and that is read in a second.
PART = ("implied_bounds", "codes-measures", "codes-scopes", "conflicts")


@pytest.fixture
def data(exported, tmp_path) -> Path:
    folder = tmp_path / "data"
    package = json.loads((exported / "data" / datapackage.NAME).read_text())
    package["resources"] = [r for r in package["resources"] if r["name"] in PART]
    for resource in package["resources"]:
        target = folder / resource["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(exported / "data" / resource["path"], target)
    (folder / datapackage.NAME).write_text(json.dumps(package))
    return folder


def plant(data: Path, table: str, *, told: bool = True, **cells: str) -> None:
    """Change cells of the first row of a table, and its hash unless the change is not told."""
    path = data / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    rows[0].update(cells)
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    if told:
        package = json.loads((data / datapackage.NAME).read_text())
        for resource in package["resources"]:
            if resource["path"] == path.name:
                resource["hash"] = f"sha256:{built.digest(path)}"
                resource["bytes"] = path.stat().st_size
        (data / datapackage.NAME).write_text(json.dumps(package))


def test_a_part_of_the_package_is_valid(data):
    assert datapackage.problems(data) == []


@pytest.mark.parametrize(
    ("table", "cells", "kind"),
    [
        ("implied_bounds", {"low": "many"}, "type-error"),
        ("implied_bounds", {"start": "2021-02-30"}, "type-error"),
        ("implied_bounds", {"low": ""}, "constraint-error"),
        ("conflicts", {"severity": "grave"}, "constraint-error"),
        ("conflicts", {"conflict_id": ""}, "primary-key"),
        ("implied_bounds", {"measure": "no_such_measure"}, "foreign-key"),
    ],
)
def test_a_planted_error_is_found_with_its_file_line_and_kind(data, table, cells, kind):
    plant(data, table, **cells)
    found = datapackage.problems(data)
    assert found
    assert any(kind in sentence and f"{table}.csv:2" in sentence for sentence in found)


def test_a_row_that_stands_twice_breaks_the_key(data):
    path = data / "conflicts.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        second = list(csv.DictReader(handle))[1]
    plant(data, "conflicts", **second)
    assert any("primary-key" in sentence for sentence in datapackage.problems(data))


def test_a_changed_byte_breaks_the_hash(data):
    plant(data, "conflicts", told=False, explanation="Another sentence.")
    assert any("hash" in sentence for sentence in datapackage.problems(data))


def test_metadata_outside_the_standard_is_found(data):
    package = json.loads((data / datapackage.NAME).read_text())
    package["resources"][0]["schema"]["fields"][0]["type"] = "colour"
    (data / datapackage.NAME).write_text(json.dumps(package))
    assert any("schema.fields[0]" in sentence for sentence in datapackage.problems(data))


def test_every_field_says_what_it_holds_and_every_resource_has_its_hash(exported):
    package = json.loads((exported / "data" / datapackage.NAME).read_text())
    for resource in package["resources"]:
        path = exported / "data" / resource["path"]
        assert resource["hash"] == f"sha256:{built.digest(path)}"
        assert resource["bytes"] == path.stat().st_size
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"]


def test_no_property_is_used_that_a_validator_passes_over(exported):
    text = (exported / "data" / datapackage.NAME).read_text()
    assert not {"uniqueKeys", "categories", "fieldsMatch"} & set(text.split('"'))


def test_sources_state_their_rights_and_only_linked_ones_their_address(exported):
    package = json.loads((exported / "data" / datapackage.NAME).read_text())
    with (exported / "data" / "sources.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["source_id"]: row for row in csv.DictReader(handle)}
    stated = {source["name"]: source for source in package["sources"]}
    assert set(stated) == set(rows)
    for name, source in stated.items():
        assert source["rights"] == rows[name]["rights"]
        assert ("path" in source) == (rows[name]["link"] == "yes")


def test_keys_lead_to_other_tables(exported):
    package = json.loads((exported / "data" / datapackage.NAME).read_text())
    tables = {resource["name"]: resource for resource in package["resources"]}
    keys = [
        (name, key["fields"], key["reference"]["resource"] or name, key["reference"]["fields"])
        for name, resource in tables.items()
        for key in resource.get("schema", {}).get("foreignKeys", [])
    ]
    assert ("claims", ["source_id"], "sources", ["source_id"]) in keys
    assert ("figures", ["restates"], "claims", ["claim_id"]) in keys
    for _, _, target, fields in keys:
        assert set(fields) <= {field["name"] for field in tables[target]["schema"]["fields"]}
