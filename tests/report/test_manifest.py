from __future__ import annotations

import json
from dataclasses import replace

import pytest

from overseas110 import deps
from overseas110.report import edition, manifest

NOW = edition.Edition("2026-11-22", "0123456789ab", 1_700_000_000, "Pandoc 3.9")


@pytest.fixture
def made(tmp_path):
    """Return a small project and its freshly rendered site."""
    root = tmp_path / "project"
    for name in (
        "report/index.qmd", "report/_quarto.yml", "report/_template.html", "report/_template.typ",
        "report/styles.css", "report/_pandoc/subset.lua", "report/_extensions/evidence/e.lua",
        "data/processed/findings.json", "data/processed/tables/a.md", "data/raw/codes/scopes.csv",
        "params.yaml", "requirements.lock", "src/overseas110/report/site.py",
        "src/overseas110/values.py", "README.md",
    ):  # fmt: skip
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    site = root / "report" / "_site"
    (site / "figures").mkdir(parents=True)
    (site / "index.html").write_text("<main></main>")
    (site / "figures" / "a.svg").write_text("<svg/>")
    manifest.write(site, root, NOW)
    return root, site


def test_a_fresh_site_is_up_to_date(made):
    root, site = made
    assert manifest.reason_to_render(site, root, NOW) == ""


def test_without_a_site_there_is_a_reason(tmp_path):
    assert manifest.reason_to_render(tmp_path / "_site", tmp_path, NOW) == "there is none yet"


@pytest.mark.parametrize(
    "name",
    [
        "report/index.qmd", "report/_quarto.yml", "report/_template.html", "report/_template.typ",
        "report/styles.css", "report/_pandoc/subset.lua", "report/_extensions/evidence/e.lua",
        "data/processed/findings.json", "data/processed/tables/a.md", "data/raw/codes/scopes.csv",
        "params.yaml", "requirements.lock", "src/overseas110/report/site.py",
        "src/overseas110/values.py",
    ],
)  # fmt: skip
def test_a_change_of_whatever_the_site_shows_is_a_reason(name, made):
    root, site = made
    (root / name).write_text("changed")
    assert manifest.reason_to_render(site, root, NOW) == f"{name} changed"


def test_a_new_and_a_removed_input_are_reasons_too(made):
    root, site = made
    (root / "report" / "new.qmd").write_text("new")
    (root / "report" / "index.qmd").unlink()
    assert manifest.reason_to_render(site, root, NOW) == "report/index.qmd changed and 1 more"


def test_what_the_site_does_not_show_is_no_reason(made):
    root, site = made
    (root / "README.md").write_text("changed")
    assert manifest.reason_to_render(site, root, NOW) == ""


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"commit": "ba9876543210"}, "another commit"),
        ({"renderer": "Quarto 1.10.18"}, "another renderer"),
        ({"day": "2022-10-01", "commit": "x"}, "another day and commit"),
    ],
)
def test_another_edition_or_renderer_is_a_reason(change, shown, made):
    root, site = made
    assert manifest.reason_to_render(site, root, replace(NOW, **change)) == shown


def test_a_page_that_is_missing_is_a_reason(made):
    root, site = made
    (site / "figures" / "a.svg").unlink()
    assert manifest.reason_to_render(site, root, NOW) == "figures/a.svg is missing"


def test_the_manifest_holds_the_hash_of_every_file_but_itself(made):
    _, site = made
    data = json.loads((site / manifest.NAME).read_text(encoding="utf-8"))
    assert set(data) == {"edition", "inputs", "outputs"}
    assert set(data["outputs"]) == {"index.html", "figures/a.svg"}
    assert data["outputs"]["index.html"] == manifest.digest(site / "index.html")


def test_two_manifests_of_one_site_are_the_same_bytes(made):
    root, site = made
    first = (site / manifest.NAME).read_bytes()
    manifest.write(site, root, NOW)
    assert (site / manifest.NAME).read_bytes() == first


def test_every_library_file_that_the_rendering_runs_through_is_an_input(root):
    files = deps.closure({"overseas110.report.build"}, root)
    assert {path.relative_to(root).as_posix() for path in files} <= set(manifest.inputs(root))
