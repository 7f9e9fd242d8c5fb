from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from overseas110 import tables
from overseas110.exports import dataset
from overseas110.pandoc import binary


@pytest.fixture
def site(exported, tmp_path) -> Path:
    return Path(shutil.copytree(exported, tmp_path / "site"))


@pytest.fixture
def said() -> dict:
    return dataset.described(ROOT, "2026-11-22", "0123456789ab")


def put(site: Path, said: dict) -> None:
    script = dataset.block(said).replace("```{=html}\n", "").replace("\n```\n", "")
    (site / "index.html").write_text(f"<html><head>{script}</head></html>")


def test_every_type_and_property_is_of_the_vocabulary(said):
    assert dataset.outside_vocabulary(said) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"bogus": 1}, "'bogus' is no property of schema.org."),
        ({"@type": "Datset"}, "'Datset' is no type of schema.org."),
        ({"contentUrl": "data"}, "'contentUrl' is no property of the type 'Dataset'."),
        (
            {"creator": {"@type": "Organization", "nmae": "We"}},
            "'nmae' is no property of schema.org.",
        ),
    ],
)
def test_what_is_outside_the_vocabulary_is_found(said, change, sentence):
    assert sentence in dataset.outside_vocabulary(said | change)


def test_a_page_with_its_data_set_is_right(site):
    assert dataset.problems(site) == []


def test_a_page_without_one_is_found(site):
    (site / "index.html").write_text("<html></html>")
    assert dataset.problems(site) == ["index.html holds 0 blocks of JSON-LD instead of one."]


def test_a_file_that_is_offered_and_missing_is_found(site):
    (site / "data" / "sources.bib").unlink()
    assert dataset.problems(site) == [
        "index.html offers data/sources.bib, and there is no such file."
    ]


def test_a_file_that_is_another_than_the_page_says_is_found(site):
    (site / "data" / "conflicts.csv").write_text("conflict_id\n")
    assert dataset.problems(site) == [
        "index.html gives another hash for data/conflicts.csv than it has."
    ]


def test_no_sign_of_html_stands_in_the_script(said, site):
    said["description"] = "</script><b>"
    put(site, said)
    assert "</script><b>" not in (site / "index.html").read_text()
    assert dataset.problems(site) == []


def test_authors_licence_and_span_come_from_where_they_are_kept(said):
    assert said["creator"] == [{"@type": "Organization", "name": "The overseas110 contributors"}]
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    first, last = said["temporalCoverage"].split("/")
    assert first < last <= "2026-11-22"


def test_no_source_that_must_not_be_linked_is(said):
    linked = [source["url"] for source in said["isBasedOn"] if "url" in source]
    rows = json.dumps(linked)
    sources = tables.read(ROOT / "data" / "processed" / "sources.csv")
    assert len(said["isBasedOn"]) == len(sources)
    for url in sources.loc[(sources["link"] != "yes") & (sources["url"] != ""), "url"]:
        assert json.dumps(url) not in rows


def test_pandoc_passes_the_block_through_as_it_is(said, tmp_path):
    meta = yaml.safe_dump({"dataset": dataset.block(said)}, allow_unicode=True)
    template = tmp_path / "only.html"
    template.write_text("$dataset$")
    command = [str(binary()), "--from=markdown", "--to=html5", "--standalone", "--wrap=none", f"--template={template}"]  # fmt: skip
    done = subprocess.run(
        command, input=f"---\n{meta}---\n", capture_output=True, text=True, encoding="utf-8"
    )
    scripts = dataset._Scripts()
    scripts.feed(done.stdout)
    assert [json.loads(script) for script in scripts.found] == [said]
