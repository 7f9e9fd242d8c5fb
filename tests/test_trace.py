"""One thing's whole chain, both ways, on the real record and on throw-away copies."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest
from conftest import ROOT

from overseas110 import trace, trace_words
from overseas110.problems import StopError
from overseas110.trace_files import Files


def of(name: str) -> trace.Trace:
    return trace.of(ROOT, name)


def line_of(name: str, line: int) -> str:
    return (ROOT / name).read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_finding_leads_to_its_pages_its_cell_its_rows_and_its_source():
    found = of("addresses_checked")
    assert found.kind == "finding"
    assert {place.page for place in found.places} == {"index.html", "stations.html"}
    for place in found.places:
        assert "addresses_checked" in line_of(place.file, place.line)
    (item,) = found.findings
    assert (item.notebook, item.cell, item.stage) == (
        "notebooks/02_stations.ipynb", "states", "stations",
    )  # fmt: skip
    assert line_of(item.file, item.line) == ' "addresses_checked": {'
    (claim,) = found.claims
    assert claim.id == "globe-f010" and claim.locator == "chars:4452-4503" and claim.used
    assert line_of(claim.raw_file, claim.raw_line).startswith("globe-f010,")
    for file, line in claim.processed.items():
        assert line_of(file, line).startswith("globe-f010,")
    (source,) = found.sources
    assert line_of(source.raw_file, source.raw_line).startswith("globe-2022,")
    assert len(source.snapshot_sha256) == 64
    stages = {stage.name: stage for stage in found.stages}
    assert stages["stations"].params == {"as_of": "2026-11-22"}
    assert set(stages["clean"].params) == {"as_of", "include_disputed", "rounding", "approximation"}


def test_a_claim_leads_back_to_every_finding_chart_and_page_that_uses_it():
    found = of("cns20220414-f001")
    (claim,) = found.claims
    assert set(claim.charts) >= {"returns", "implied"}
    findings = json.loads((ROOT / "data/processed/findings.json").read_text(encoding="utf-8"))
    using = {name for name, item in findings.items() if claim.id in item["claims"]}
    assert {item.id for item in found.findings} == using == set(claim.findings)
    charts = {place.target for place in found.places if place.shortcode == "chart"}
    assert charts == set(claim.charts)
    assert claim.retold_by and claim.conflicts


def test_a_source_leads_to_all_its_claims():
    found = of("globe-2022")
    assert found.kind == "source" and len(found.sources) == 1
    assert len(found.claims) == found.sources[0].n_claims > 100
    assert {claim.source for claim in found.claims} == {"globe-2022"}


@pytest.mark.parametrize(
    "name",
    ["data/processed/figures/returns-wide.svg", "figures/returns-narrow.svg", "returns",
     "data/processed/figures/returns.json"],
)  # fmt: skip
def test_a_figure_leads_to_the_claims_that_it_draws(name):
    found = of(name)
    assert found.kind == "chart"
    assert [claim.id for claim in found.claims] == ["chinacourt20220817-f001", "cns20220414-f001"]
    assert {place.page for place in found.places} == {"returns.html"}
    own = {file.path for file in found.files if "figures/returns" in file.path}
    assert len(own) == 3


@pytest.mark.parametrize(
    "name", ["returns.html", "report/returns.qmd", "report/_site/returns.html"]
)
def test_a_page_leads_to_everything_that_it_shows(name):
    found = of(name)
    assert found.kind == "page" and len(found.findings) > 50
    assert {place.page for place in found.places} == {"returns.html"}


@pytest.mark.parametrize("name", ["countries/can.html", "data/processed/countries/CAN/page.md"])
def test_the_page_of_a_country_leads_to_its_profile(name):
    found = of(name)
    assert {item.id for item in found.findings} >= {"can_listed", "can_claims"}
    assert "country" in {stage.name for stage in found.stages}


def test_a_page_without_a_number_is_a_page_all_the_same():
    assert of("reproduce.html").kind == "page"


@pytest.mark.parametrize(
    ("name", "kind", "made"),
    [
        ("data/processed/tables/stations.md", "table", "stations"),
        ("data/processed/claims.csv", "file", "clean"),
        ("data/processed/findings/03_returns.json", "file", "returns"),
        ("data/processed/findings.json", "file", "findings"),
        ("data/processed/notebooks/02_stations.ipynb", "file", "stations"),
        ("data/processed/countries/CAN", "file", "country"),
    ],
)
def test_a_processed_file_names_the_stage_that_makes_it_and_its_hash(name, kind, made):
    found = of(name)
    assert found.kind == kind
    own = next(file for file in found.files if file.path == name)
    assert own.stage == made and own.md5


@pytest.mark.parametrize("name", ["data/raw/figures.csv", "data/processed/figures.csv"])
def test_a_sheet_leads_on_to_the_findings_and_pages_that_rest_on_it(name):
    found = of(name)
    assert "returned_2021" in {item.id for item in found.findings}
    assert "returns.html" in {place.page for place in found.places}


def test_what_makes_and_reads_the_files_of_the_pipeline_itself():
    assert "read by clean, stations" in of("params.yaml").what
    assert of("dvc.lock").what.startswith("written by DVC")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("evidence.html#f-returned_2021", "finding"),
        ("report/_site/record.html#c-globe-f004", "claim"),
        ("sources.html#s-globe-2022", "source"),
    ],
)
def test_the_address_of_an_entry_leads_to_what_the_entry_is_of(name, kind):
    assert of(name).kind == kind


def test_the_pages_that_list_everything_say_so():
    assert len(of("evidence.html").findings) == len(Files(ROOT).findings)
    assert (
        len(of("record.html").claims) == len(Files(ROOT).claims) == len(of("sources.html").claims)
    )


def test_a_coded_sheet_leads_to_its_claims():
    found = of("data/raw/figures.csv")
    assert {claim.raw_file for claim in found.claims} == {"data/raw/figures.csv"}
    assert "written by a person" in found.what


def test_a_conflict_leads_to_its_claims():
    found = of("date-case-mozambique")
    assert found.kind == "conflict" and len(found.claims) == 5


@pytest.mark.parametrize("name", ["clean", "stage:clean"])
def test_a_stage_leads_to_its_findings_and_to_what_it_reads_and_makes(name):
    found = of(name)
    assert found.kind == "stage" and found.stages[0].name == "clean"
    assert {item.stage for item in found.findings} == {"clean"}
    made = {file.path for file in found.files if file.stage == "clean"}
    assert "data/processed/claims.csv" in made
    assert {"data/raw/figures.csv", "notebooks/01_clean.ipynb"} <= {f.path for f in found.files}


def test_a_stage_with_the_name_of_a_chart_is_asked_for_as_a_stage():
    assert of("returns").kind == "chart"
    found = of("stage:returns")
    assert found.kind == "stage" and found.stages[0].notebook == "notebooks/03_returns.ipynb"
    # The site is no output of the pipeline, so this stage makes nothing that it lists.
    assert of("report").stages[0].name == "report"


def test_a_finding_of_a_profile_leads_to_the_file_of_its_country():
    found = of("can_listed")
    (item,) = found.findings
    assert item.stage == "country"
    assert "data/processed/countries/CAN/findings.json" in {file.path for file in found.files}


@pytest.mark.parametrize("name", ["addresses_checked", "globe-f001", "globe-2022", "returns.html",
                                  "data/processed/claims.csv", "law", "data/raw/events.csv"])  # fmt: skip
def test_a_trace_stands_on_one_screen_unless_all_is_asked_for(name):
    found = of(name)
    short = trace_words.words(found).splitlines()
    assert len(short) <= 50 and max(map(len, short)) <= 172
    whole = trace_words.words(found, everything=True)
    assert "(--all)" not in whole
    assert all(claim.id in whole for claim in found.claims)


def test_for_machines_every_trace_has_the_same_fields():
    shapes = set()
    for name in ("addresses_checked", "globe-f001", "globe-2022", "returns", "law.html"):
        data = json.loads(trace.as_json(of(name)))
        shapes.add(tuple(data))
        assert data["claims"] and data["files"] and data["commit"]
    assert shapes == {
        (
            "id",
            "kind",
            "what",
            "commit",
            "places",
            "findings",
            "stages",
            "claims",
            "sources",
            "files",
        )
    }


@pytest.mark.parametrize(
    ("name", "near"),
    [("adresses_cheked", "finding addresses_checked"), ("globe-f01", "claim globe-f0"),
     ("globe-2023", "source globe-2022"), ("retuns.html", "page returns.html"), ("cleen", "stage clean"),
     ("data/processed/claim.csv", "file data/processed/claims.csv")],
)  # fmt: skip
def test_what_is_not_known_names_the_nearest(name, near):
    with pytest.raises(StopError, match=near):
        of(name)


@pytest.mark.parametrize("name", ["/etc/hostname", "../main", "", "."])
def test_nothing_outside_the_project_is_traced(name):
    with pytest.raises(StopError, match="is no finding"):
        of(name)


def test_a_file_that_is_not_what_was_recorded_says_so(project):
    path = project.path("data/processed/findings/02_stations.json")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    done = project.run("trace", "addresses_checked", "--all", check=True)
    assert "02_stations.json by stations: md5" in done.stdout
    assert "DIFFERS from dvc.lock" in done.stdout
    assert "not in a repository" in done.stdout


def test_an_unknown_name_is_one_sentence_and_a_failure(project):
    done = project.run("trace", "nothing_like_this_at_all")
    assert done.returncode == 1 and done.stderr.count("\n") == 1


def test_trace_imports_none_of_the_slow_libraries():
    code = "import sys; from overseas110 import trace_words; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    slow = {"pandas", "numpy", "nbformat", "dvc", "matplotlib", "papermill", "pandera"}
    assert slow.isdisjoint(done.stdout.split())


def test_trace_answers_within_a_second_and_a_half_of_pythons_own_start():
    def seconds(*args: str) -> float:
        # Of the processor, and the least of three: what else the machine does is no property of the command.
        taken = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *args], cwd=ROOT, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
        return min(taken)

    start = seconds("-c", "pass")
    assert seconds("-m", "overseas110", "trace", "data/processed/claims.csv") < start + 1.5
