from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from overseas110 import changes, deps, diff, notebooks, params, paths
from overseas110.problems import StopError

ROOT = Path(__file__).resolve().parents[1]
STAGE = notebooks.stages(ROOT)["changes"]
NAMES = [stage for stage, stem in notebooks.NOTEBOOKS.items() if stem in changes.stating(ROOT)]


def stated(value, claims, **other) -> dict:
    return {
        "kind": "number", "value": value, "low": value, "high": value, "unit": "stations",
        "text": "not known" if value is None else str(value), "claims": claims, "n_claims": len(claims),
        "rule": "A rule.", "notebook": "02_stations", "cell": "counts", **other,
    }  # fmt: skip


def edition(day: str, known: tuple[str, ...] = (), **findings: dict) -> diff.Edition:
    claims = {i: {"claim_id": i, "source_id": "a", "standing": "ok"} for i in known}
    return diff.Edition(day, findings, claims)


FIRST = edition("2022-09-30", ("a-f001",), count=stated(None, []), same=stated(1, ["a-f001"]))
SECOND = edition(
    "2022-10-31", ("a-f001", "a-f002"), count=stated(54, ["a-f002"]), same=stated(1, ["a-f001"])
)
THIRD = edition(
    "2022-12-31",
    ("a-f001", "a-f002", "a-f003"),
    count=stated(102, ["a-f003"]),
    same=stated(1, ["a-f001", "a-f003"]),
)


def test_a_finding_that_moved_has_a_row_with_its_value_on_each_day_and_bold_where_it_moved():
    text = changes.sections([FIRST, SECOND, THIRD])
    (row,) = (line for line in text.splitlines() if line.startswith("| [count]"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [
        "[count](evidence.qmd#f-count){.id} stations",
        "{{< was count 2022-09-30 >}}",
        "**{{< was count 2022-10-31 >}}**",
        "**{{< finding count >}}**",
        "[31 October 2022]{.edition}: {{< ref a-f002 >}}. "
        "[31 December 2022]{.edition}: {{< ref a-f003 >}}, without {{< ref a-f002 >}}.",
    ]
    assert "| Finding" in text
    assert "| [30 September 2022]{.edition} " in text


def test_a_finding_that_states_the_same_on_other_claims_is_left_out():
    assert "same" not in changes.sections([FIRST, SECOND, THIRD])


def test_findings_stand_under_the_notebook_that_computes_them():
    moved = edition("2022-12-31", count=stated(2, []), law=stated(3, [], notebook="03_returns"))
    before = edition("2022-09-30", count=stated(1, []), law=stated(2, [], notebook="03_returns"))
    text = changes.sections([before, moved])
    headings = [line for line in text.splitlines() if line.startswith("###")]
    assert headings == ["### Stations {#changes-02}", "### Returns {#changes-03}"]
    assert "{#tbl-changes-02}" in text
    assert text.count("::: {.scroll") == 2
    assert "the same claims, counted anew" in text


def test_a_unit_that_the_name_already_says_is_not_repeated():
    before, after = (
        edition(day, stations_found=stated(n, []))
        for day, n in (("2022-09-30", 1), ("2022-12-31", 2))
    )
    assert "[stations found](evidence.qmd#f-stations_found){.id} |" in changes.sections(
        [before, after]
    )


def test_many_claims_behind_a_change_are_not_all_linked():
    ids = tuple(f"a-f{n:03d}" for n in range(1, 9))
    after = edition("2022-12-31", ids, count=stated(8, list(ids)))
    text = changes.sections([edition("2022-09-30", count=stated(0, [])), after])
    assert "{{< ref a-f003 >}} and others." in text
    assert "a-f004" not in text


def test_without_earlier_editions_or_without_changes_the_page_says_so():
    assert changes.sections([FIRST]) == "There is no earlier edition to compare this one with.\n"
    same = replace(FIRST, name="2022-10-31")
    assert changes.sections([FIRST, same]) == "No finding differs between these editions.\n"


def test_a_finding_that_is_no_more_has_no_row():
    gone = edition("2022-12-31", same=stated(1, ["a-f001"]))
    assert changes.sections([FIRST, gone]) == "No finding differs between these editions.\n"


def test_a_finding_that_an_earlier_day_did_not_state_says_so():
    text = changes.sections([edition("2022-09-30"), edition("2022-12-31", new=stated(1, []))])
    assert "| not stated " in text
    assert "[31 December 2022]{.edition}: stated for the first time. |" in text


def test_the_table_has_each_finding_on_each_day_sorted_and_whole_numbers_stay_whole():
    found = changes.table([FIRST, SECOND])
    assert list(zip(found["finding_id"], found["as_of"], strict=True)) == [
        ("count", "2022-09-30"), ("count", "2022-10-31"),
        ("same", "2022-09-30"), ("same", "2022-10-31"),
    ]  # fmt: skip
    lines = found.to_csv(index=False).splitlines()
    assert lines[0] == "finding_id,as_of,kind,value,text,unit,low,high,n_claims"
    assert lines[1] == "count,2022-09-30,number,,not known,stations,,,0"
    assert lines[2] == "count,2022-10-31,number,54,54,stations,54,54,1"


def test_what_changes_with_disputed_claims_stands_beside_what_is_stated():
    now = edition("2026-11-22", ("a-f001",), count=stated(54, ["a-f001"]), same=stated(1, []))
    other = edition(
        changes.OTHER,
        ("a-f001", "a-f002"),
        count=stated(55, ["a-f001", "a-f002"]),
        same=stated(1, []),
    )
    lines = changes.disputed(now, other).splitlines()
    assert len(lines) == 3
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == [
        "[count](evidence.qmd#f-count){.id}",
        "{{< finding count >}}",
        "{{< was count disputed >}}",
        "{{< ref a-f002 >}}",
    ]
    assert changes.disputed(now, now) == "No finding of this edition changes.\n"


# --- The stage


def test_the_stage_runs_every_notebook_that_states_findings_of_the_whole_report():
    made = {Path(out).stem for s in notebooks.stages(ROOT).values() for out in notebooks.outputs(s)
            if out.startswith("data/processed/findings/")}  # fmt: skip
    assert set(changes.stating(ROOT)) == made
    assert changes.stating(ROOT)[0] == "01_clean"


def test_the_stage_depends_on_all_that_those_notebooks_read_and_run_through():
    stages = notebooks.stages(ROOT)
    wanted = {"data/processed/claims.csv", "data/processed/findings.json", "requirements.lock"}
    for name in NAMES:
        wanted |= {d for d in stages[name]["deps"] if d.startswith(("data/raw", "notebooks/"))}
    folders = {d for d in wanted if (ROOT / d).is_dir()}
    wanted -= {d for d in wanted if any(Path(f) in Path(d).parents for f in folders)}
    listed = set(STAGE["deps"])
    assert {d for d in listed if not d.startswith("src/")} == wanted
    library = deps.closure({*deps.RUNNER, "overseas110.changes"}, ROOT)
    for stem in changes.stating(ROOT):
        library |= deps.of_notebook(ROOT / "notebooks" / f"{stem}.ipynb", ROOT)
    assert {d for d in listed if d.startswith("src/")} == {
        path.relative_to(ROOT).as_posix() for path in library
    }


def test_the_stage_depends_on_every_parameter_of_those_notebooks_and_on_the_days():
    stages = notebooks.stages(ROOT)
    wanted = {param for name in NAMES for param in stages[name]["params"]}
    assert set(STAGE["params"]) == wanted | {"editions"}


@pytest.fixture
def alone(project, monkeypatch):
    """Hand over a project whose notebooks do what a test says."""
    monkeypatch.chdir(project.folder)
    monkeypatch.setenv(paths.STAGING_VARIABLE, str(project.path("data/changes.staging")))
    monkeypatch.setattr(changes.kernels, "warm", lambda *modules: None)
    monkeypatch.setattr(changes.kernels, "use_forked_kernels", lambda: None)
    return project


def test_an_earlier_day_runs_in_a_project_of_its_own_with_its_own_day(alone, monkeypatch):
    seen = []

    def execute(path, values, root, run):
        assert paths.STAGING_VARIABLE not in os.environ
        assert path == root / "notebooks" / path.name
        seen.append((run, path.stem, values.get("as_of"), params.load(root / "params.yaml").as_of))
        if path.stem == "01_clean":
            assert values["include_disputed"] == (run == changes.OTHER)
        processed = root / "data" / "processed"
        processed.mkdir(exist_ok=True)
        (processed / "claims.csv").write_text("claim_id,source_id\na-f001,a\n")
        return "{}"

    monkeypatch.setattr(notebooks, "execute", execute)
    said = []
    values = replace(params.load(), editions=("2022-09-30", "2022-12-31"))
    changes.run(alone.folder, values, said.append)
    assert os.environ[paths.STAGING_VARIABLE] == str(alone.path("data/changes.staging"))
    stems = changes.stating(alone.folder)
    for name, day in (("2022-09-30",) * 2, ("2022-12-31",) * 2, (changes.OTHER, values.as_of)):
        assert [row[1:] for row in seen if row[0] == name] == [(s, day, day) for s in stems]
        assert f"the edition {name!r} has 1 claims" in said
    assert len(said) == 3
    staging = alone.path("data/changes.staging")
    made = {p.relative_to(staging).as_posix() for p in staging.rglob("*") if p.is_file()}
    assert made == {out.removeprefix("data/processed/") for out in notebooks.outputs(STAGE)}


def test_a_notebook_that_stops_on_an_earlier_day_names_the_day_and_its_log_is_kept(
    alone, monkeypatch
):
    def execute(path, values, root, run):
        (root / "logs").mkdir()
        (root / "logs" / f"{path.stem}.log").write_text("Traceback")
        raise StopError(
            f"{path.name} stopped: It broke.\nThe traceback is in logs/01_clean-{run}.log."
        )

    monkeypatch.setattr(notebooks, "execute", execute)
    values = replace(params.load(), editions=("2022-12-31",))
    with pytest.raises(StopError) as stopped:
        changes.run(alone.folder, values, lambda line: None)
    first, second = str(stopped.value).splitlines()
    assert first == "In the edition 'disputed': 01_clean.ipynb stopped: It broke."
    assert second.endswith("logs/01_clean-disputed.log.")
    assert alone.path("logs/01_clean-2022-12-31.log").read_text() == "Traceback"
    assert paths.STAGING_VARIABLE in os.environ


def test_the_earliest_edition_is_compared_with_no_day(alone, monkeypatch):
    runs = set()

    def execute(path, values, root, run):
        runs.add(run)
        processed = root / "data" / "processed"
        processed.mkdir(exist_ok=True)
        (processed / "claims.csv").write_text("claim_id,source_id\n")
        return "{}"

    monkeypatch.setattr(notebooks, "execute", execute)
    changes.run(alone.folder, replace(params.load(), as_of="2022-09-30"), lambda line: None)
    assert runs == {changes.OTHER}
    text = alone.path("data/changes.staging/tables/changes.md").read_text(encoding="utf-8")
    assert text == "There is no earlier edition to compare this one with.\n"


@pytest.mark.end_to_end
def test_the_stage_gives_again_what_the_pipeline_gave_whatever_other_days_it_runs(project):
    path = project.path("params.yaml")
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("editions:"))
    path.write_text(text.replace(line, 'editions: ["2022-10-31"]'), encoding="utf-8")
    project.run("stage", "changes", check=True)
    days = ("2022-10-31", params.load(ROOT / "params.yaml").as_of)
    folder = "data/processed"
    for name in ("disputed_findings.csv", "tables/disputed.md"):
        assert project.path(f"{folder}/{name}").read_bytes() == (ROOT / folder / name).read_bytes()
    head, *rows = (ROOT / folder / "edition_findings.csv").read_text(encoding="utf-8").splitlines()
    wanted = [row for row in rows if row.split(",")[1] in days]
    made = project.path(f"{folder}/edition_findings.csv").read_text(encoding="utf-8")
    assert made.splitlines() == [head, *wanted]
