from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from overseas110.exports import pipeline
from overseas110.exports.pipeline import Stage
from overseas110.report import pipeline_page

SMALL = {
    "clean": Stage("read the sheets", "run clean", ("raw.csv",), ("as_of",), ("claims.csv",)),
    "count": Stage("count them", "run count", ("claims.csv",), (), ("counts.csv",)),
    "draw": Stage("draw them", "run draw", ("claims.csv", "counts.csv"), (), ("chart.svg",)),
    "report": Stage("render", "run report", ("claims.csv", "chart.svg"), (), ()),
}


def test_an_arrow_leads_from_a_stage_to_those_that_read_what_it_makes_unless_others_imply_it():
    assert set(pipeline_page.graph(SMALL).edges) == {
        ("clean", "count"),
        ("count", "draw"),
        ("draw", "report"),
    }


def test_every_stage_stands_below_those_that_feed_it_and_no_box_covers_another(root):
    stages = pipeline.stages(root)
    edges = pipeline_page.graph(stages)
    placed = {box.name: box for box in pipeline_page.boxes(edges, list(stages))}
    assert set(placed) == set(stages)
    assert all(placed[a].y < placed[b].y for a, b in edges.edges)
    width, _ = pipeline_page._BOX
    for a in placed.values():
        assert 0 < a.x and a.x + width < pipeline_page._WIDTH
        assert not [b for b in placed.values() if b != a and b.y == a.y and abs(b.x - a.x) < width]


def test_the_picture_names_every_stage_and_leads_to_its_section(root):
    stages = pipeline.stages(root)
    svg = ElementTree.fromstring(pipeline_page.drawing(stages).replace("{{id}}", "x"))
    links = [a.get("href") for a in svg.iter("{http://www.w3.org/2000/svg}a")]
    assert links == [f"#stage-{name}" for name in stages]
    assert set(links) <= {
        f"#{i}" for i in re.findall(r"\{#(stage-[\w-]+)", pipeline_page.sections(root))
    }


def test_the_words_tell_every_arrow():
    assert pipeline_page.words(SMALL)["alt"] == (
        "Chart of the stages of the pipeline. Clean feeds count; count feeds draw; draw feeds report."
    )


def test_a_section_has_the_files_with_the_hashes_of_the_lock_and_the_report_none(tmp_path):
    (tmp_path / "dvc.yaml").write_text(
        "stages:\n"
        "  clean: {desc: read, cmd: run, deps: [raw.csv], params: [as_of], outs: [claims.csv]}\n"
        "  report: {desc: render, cmd: run, deps: [claims.csv]}\n"
    )
    (tmp_path / "dvc.lock").write_text(
        "stages:\n  clean:\n    deps: [{path: raw.csv, md5: aa}]\n    outs: [{path: claims.csv, md5: bb}]\n"
        "  report:\n    deps: [{path: claims.csv, md5: bb}]\n"
    )
    clean, report = pipeline_page.sections(tmp_path).split("### report")
    assert "- `raw.csv`: `aa`" in clean and "- `claims.csv`: `bb`" in clean and "`as_of`" in clean
    assert "- `claims.csv`\n" in report and "bb" not in report


@pytest.mark.parametrize("names", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_a_list_of_names_reads_as_a_sentence(names):
    assert pipeline_page._list(names) == {1: "a", 2: "a and b", 3: "a, b and c"}[len(names)]
