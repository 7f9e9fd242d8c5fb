from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from overseas110.exports import crate, crate_check


@pytest.fixture
def data(exported, tmp_path) -> Path:
    return Path(shutil.copytree(exported / "data", tmp_path / "data"))


def graph(data: Path) -> dict[str, dict]:
    return {e["@id"]: e for e in json.loads((data / crate.NAME).read_text())["@graph"]}


def test_the_crate_passes_as_required_and_what_is_recommended_besides_is_answered(exported):
    with (ROOT / "report" / "exports" / "recommended.csv").open(encoding="utf-8") as handle:
        answered = {(row["check"], row["about"]) for row in csv.DictReader(handle) if row["reason"]}
    found = crate_check.issues(exported / "data", "RECOMMENDED")
    assert {(issue.check, issue.about) for issue in found} == answered
    assert not [issue for issue in found if issue.required]


def test_a_missing_file_and_a_missing_licence_are_found(data):
    (data / "conflicts.csv").unlink()
    whole = json.loads((data / crate.NAME).read_text())
    for entity in whole["@graph"]:
        if entity["@id"] == "./":
            del entity["license"]
    (data / crate.NAME).write_text(json.dumps(whole))
    found = crate_check.problems(data)
    assert f"data/{crate.NAME} names conflicts.csv, and there is no such file." in found
    assert any("license" in sentence.lower() for sentence in found)


def test_a_changed_file_is_found(data):
    assert crate_check.differing(data) == []
    (data / "conflicts.csv").write_text("conflict_id\n")
    assert crate_check.differing(data) == [
        f"data/{crate.NAME} gives another hash for conflicts.csv than it has."
    ]


def test_the_run_names_its_workflow_agent_and_what_it_read_and_made(exported):
    found = graph(exported / "data")
    run = found["#run"]
    assert run["instrument"] == {"@id": "dvc.yaml"}
    assert run["agent"] == {"@id": "#author-1"}
    assert {"@id": "raw/"} in run["object"]
    assert {"@id": "#value-as_of"} in run["object"]
    assert {"@id": "findings.json"} in run["result"]
    assert found["#value-as_of"]["value"] == "2026-11-22"
    assert "endTime" not in run


def test_every_file_of_the_folder_is_described_but_the_crate_and_the_zip_that_holds_it(exported):
    data = exported / "data"
    files = {p.relative_to(data).as_posix() for p in data.rglob("*") if p.is_file()}
    assert files - set(graph(data)) == {"overseas110.zip"}
    assert crate_check.missing(data) == []


def test_the_notebooks_are_parts_of_the_workflow(exported):
    parts = graph(exported / "data")["dvc.yaml"]["hasPart"]
    assert {part["@id"] for part in parts} == {
        f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")
    }


def test_the_validator_finds_the_context_in_its_cache_and_nothing_else(tmp_path):
    from requests_cache import CachedSession

    path = crate_check.seeded(tmp_path)
    with CachedSession(cache_name=str(path), backend="sqlite") as session:
        kept = [response.url for response in session.cache.filter()]
    assert kept == ["https://w3id.org/ro/crate/1.1/context"]
