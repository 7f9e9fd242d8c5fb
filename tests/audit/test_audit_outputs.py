"""Tampering with what was made: inputs, outputs, the lock, findings, the environment."""

from __future__ import annotations

import json

import pytest

from overseas110 import yamls
from overseas110.audit import outputs, recompute

INPUT = ("lock-inputs", "site-inputs", "site-commit")
OUTPUT = ("lock-outputs", "site-inputs", "site-commit")


def test_a_project_that_nobody_tampered_with_passes(tampered):
    tampered.passes("environment")


def test_a_changed_coded_cell_fails_the_inputs(tampered):
    tampered.replace("data/raw/figures.csv", "nine", "ten")
    detail = tampered.fails(*INPUT)
    assert detail.startswith("data/raw/figures.csv: MD5 is")


def test_a_changed_notebook_or_library_file_fails_the_inputs(tampered):
    tampered.replace("notebooks/03_returns.ipynb", "Findings(", "Findings (")
    assert "notebooks/03_returns.ipynb" in tampered.fails(*INPUT)


def test_a_changed_parameter_names_the_stage_and_both_values(tampered):
    tampered.replace("params.yaml", "rounding: 0.5", "rounding: 0.4")
    assert "params.yaml rounding: 0.4: the stage clean ran with 0.5" in tampered.fails(*INPUT)


def test_a_changed_processed_cell_fails_the_outputs(tampered):
    tampered.replace("data/processed/claims.csv", ",350,450,", ",350,460,")
    assert tampered.fails(*OUTPUT).startswith("data/processed/claims.csv: MD5 is")


def test_a_changed_byte_of_a_figure_fails_the_outputs(tampered):
    name = "data/processed/figures/returns-wide.svg"
    tampered.write(name, tampered.path(name).read_bytes()[:-2] + b" \n")
    assert tampered.fails(*OUTPUT).startswith(name)


def test_a_changed_byte_of_a_figure_of_the_site_fails_the_site(tampered):
    name = "report/_site/figures/returns-wide.svg"
    tampered.write(name, tampered.path(name).read_bytes()[:-2] + b" \n")
    assert tampered.fails("site-files", "site-inputs").startswith(
        "figures/returns-wide.svg: is not as it was built"
    )


def test_a_missing_output_is_told(tampered):
    tampered.path("data/processed/tables/stations.md").unlink()
    detail = tampered.fails("lock-outputs", "site-inputs", "site-commit")
    assert detail.startswith("data/processed/tables/stations.md: is missing")


def test_a_file_beyond_those_of_a_folder_fails_the_outputs(tampered):
    tampered.write("data/processed/countries/XXX/strip.svg", "")
    assert tampered.fails("lock-outputs", "site-inputs").startswith("data/processed/countries: MD5")


def test_a_changed_entry_of_the_lock_fails_on_the_side_that_it_tells_of(tampered):
    lock = tampered.lock()
    lock["stages"]["returns"]["outs"][0]["md5"] = "0" * 32
    tampered.lock_as(lock)
    detail = tampered.fails("lock-outputs", "lock-inputs")
    assert "and dvc.lock has 000000000000; it is an output of the stage returns" in detail


def test_an_input_recorded_otherwise_than_it_was_made_is_a_contradiction(tampered):
    lock = tampered.lock()
    entry = next(e for e in lock["stages"]["returns"]["deps"] if e["path"].endswith("claims.csv"))
    entry["md5"] = "0" * 32
    tampered.lock_as(lock)
    detail = tampered.fails("lock-inputs")
    assert "the stage returns ran with another version than was made last" in detail


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda stages: stages["returns"].update(cmd="true"), "command python -m overseas110"),
        (lambda stages: stages["returns"]["deps"].pop(0), "input data/processed/actors.csv of the stage returns"),
        (lambda stages: stages["returns"]["outs"].pop(0), "output data/processed/clashes.csv of the stage returns"),
        (lambda stages: stages.pop("changes"), "the stage changes is in dvc.yaml alone"),
    ],
)  # fmt: skip
def test_a_lock_of_other_stages_fails_its_check(tampered, change, told):
    lock = tampered.lock()
    change(lock["stages"])
    tampered.lock_as(lock)
    assert told in tampered.fails("lock-stages")


def test_without_a_lock_there_is_nothing_to_hold_against(tampered):
    tampered.path("dvc.lock").unlink()
    for check in ("lock-stages", "lock-inputs", "lock-outputs"):
        assert "make report" in tampered.is_not_possible(check)


def test_the_hash_of_a_folder_is_dvcs_own(root):
    lock = yamls.read(root / "dvc.lock")
    entry = next(e for e in lock["stages"]["country"]["outs"] if e["path"].endswith("countries"))
    from dvc.repo import Repo

    with Repo(str(root)) as repo:
        from dvc_data.hashfile.build import build

        odb = repo.cache.local
        _, _, obj = build(odb, str(root / entry["path"]), odb.fs, "md5", dry_run=True)
    assert outputs.digest(root / entry["path"]) == obj.hash_info.value


def test_another_version_than_the_lock_has_is_told(tampered):
    lock = tampered.path("requirements.lock").read_text(encoding="utf-8")
    name = next(line for line in lock.splitlines() if line.startswith("pyyaml=="))
    tampered.write("requirements.lock", lock.replace(name, "pyyaml==0.1 \\"))
    detail = tampered.fails("environment", "lock-inputs", "site-inputs", "site-commit")
    assert "is installed; requirements.lock has ==0.1" in detail


def test_a_package_that_is_missing_is_told_and_one_of_another_machine_is_not(tampered):
    lock = tampered.path("requirements.lock").read_text(encoding="utf-8")
    tampered.write("requirements.lock", f"{lock}nobody-has-this==1.0\n")
    assert "nobody-has-this is not installed" in tampered.fails("environment", *INPUT)
    tampered.write("requirements.lock", f"{lock}nobody-has-this==1.0 ; sys_platform == 'beos'\n")
    tampered.fails(*INPUT, look=("environment",))


def test_a_changed_finding_is_not_that_of_its_notebooks_file(tampered):
    tampered.replace("data/processed/findings.json", '"value": 210000', '"value": 220000')
    detail = tampered.fails("findings-merged", *OUTPUT, "stated-values")
    assert detail.startswith("data/processed/findings.json: ")
    assert "value: 220000 is stored, 210000 is computed" in detail


def test_a_finding_that_rests_on_no_claim_is_told(tampered):
    for name in ("data/processed/findings.json", "data/processed/findings/02_stations.json"):
        tampered.replace(name, '"globe-f010"', '"globe-f999"')
    detail = tampered.fails("findings-merged", *OUTPUT)
    assert "rests on claims that are not there: globe-f999" in detail


@pytest.fixture
def returns_alone(monkeypatch):
    monkeypatch.setattr(recompute, "jobs", lambda here: [("03_returns", {})])


def test_findings_that_their_cells_compute_pass(tampered, monkeypatch):
    found = recompute.jobs(recompute.Here(tampered.folder))
    some = [(stem, own) for stem, own in found if own in ({}, {"country": "CHL"})]
    assert len(some) == 6
    monkeypatch.setattr(recompute, "jobs", lambda here: some)
    tampered.passes("findings-recompute")


def test_a_map_that_was_not_drawn_is_left_to_the_lock_and_one_that_was_is_not(untouched, tmp_path):
    here = recompute.Here(untouched.folder)
    path = tmp_path / "figures" / "map.svg"
    path.parent.mkdir()
    path.write_text("\n", encoding="utf-8")
    assert recompute._outputs(here, tmp_path) == (0, [])
    path.write_text("<svg/>", encoding="utf-8")
    looked, problems = recompute._outputs(here, tmp_path)
    assert looked == 1
    assert problems == ["data/processed/figures/map.svg:1: is not what its notebook writes"]


def test_a_finding_changed_in_every_file_is_still_not_what_its_cell_computes(
    tampered, returns_alone
):
    for name in ("data/processed/findings.json", "data/processed/findings/03_returns.json"):
        tampered.replace(name, '"value": 210000', '"value": 220000')
    detail = tampered.fails("findings-recompute", *OUTPUT, "stated-values")
    assert "value: 220000 is stored, 210000 is computed" in detail


def test_a_finding_said_to_be_of_another_cell_is_told(tampered, returns_alone):
    for name in ("data/processed/findings.json", "data/processed/findings/03_returns.json"):
        tampered.replace(name, '"cell": "roots"', '"cell": "windows"')
    detail = tampered.fails("findings-recompute", *OUTPUT)
    assert "stored as of cell 'windows', and 'roots' states it" in detail


def test_a_changed_table_is_not_what_its_notebook_writes(tampered, returns_alone):
    tampered.replace("data/processed/tables/returns.md", "|", "| ")
    detail = tampered.fails("findings-recompute", *OUTPUT)
    assert detail.startswith("data/processed/tables/returns.md:1: is not what its notebook writes")


def test_a_changed_word_of_a_chart_is_not_what_its_notebook_writes(tampered, returns_alone):
    tampered.replace("data/processed/figures/returns.json", "230,000", "830,000")
    detail = tampered.fails("findings-recompute", *OUTPUT)
    assert "data/processed/figures/returns.json:" in detail and "is not what its notebook" in detail


def test_a_cell_of_a_published_notebook_that_did_not_run_as_it_is_is_told(tampered, returns_alone):
    name = "data/processed/notebooks/03_returns.ipynb"
    cell = next(
        c for c in json.loads(tampered.path(name).read_text(encoding="utf-8"))["cells"]
        if c["cell_type"] == "code" and "injected-parameters" not in c["metadata"].get("tags", [])
    )  # fmt: skip
    line = json.dumps("".join(cell["source"]).splitlines()[0], ensure_ascii=False)[1:-1]
    tampered.replace(name, line, f"# {line}")
    detail = tampered.fails("findings-recompute", *OUTPUT)
    assert detail.startswith(f"{name}: cell ") and "is not as in notebooks/03_returns" in detail


def test_a_profile_is_computed_again_for_its_country(tampered, monkeypatch):
    monkeypatch.setattr(recompute, "jobs", lambda here: [("05_country", {"country": "CHL"})])
    tampered.passes("findings-recompute")
    name = "data/processed/countries/CHL/findings.json"
    found = json.loads(tampered.path(name).read_text(encoding="utf-8"))
    found["chl_listed"]["value"] += 1
    tampered.write(name, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    detail = tampered.fails(
        "findings-recompute", "findings-merged", "lock-outputs", "site-inputs", "site-commit"
    )
    assert "chl_listed value" in detail


def test_every_notebook_and_every_country_is_computed_again(untouched, monkeypatch):
    monkeypatch.chdir(untouched.folder)
    jobs = recompute.jobs(recompute.Here(untouched.folder))
    assert [stem for stem, own in jobs if not own] == [
        "01_clean", "02_stations", "03_returns", "04_responses", "06_conflicts",
    ]  # fmt: skip
    countries = {own["country"] for _, own in jobs if own}
    folder = untouched.path("data/processed/countries")
    assert countries == {path.name for path in folder.iterdir()}
