from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from overseas110 import notebooks, params, paths
from overseas110.problems import ProblemsError, StopError

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
VALUES = params.Params("2026-11-22", False, 0.5, 0.5)

committed = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def book_of(*cells, **metadata) -> nbformat.NotebookNode:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": kernel, **metadata})


def code(source: str, name: str, *tags: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, id=name, metadata={"tags": list(tags)} if tags else {})


def written(folder: Path, *cells, name: str = "09_tiny", **metadata) -> Path:
    path = folder / f"{name}.ipynb"
    nbformat.write(book_of(*cells, **metadata), path)
    return path


@committed
def test_a_committed_notebook_has_no_outputs_and_no_counts(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@committed
def test_a_committed_notebook_is_valid_and_carries_no_trace_of_a_run(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert set(book.metadata) == {"kernelspec", "language_info"}
    assert "version" not in book.metadata["language_info"]
    assert all(set(cell.metadata) <= {"tags"} for cell in book.cells)


@committed
def test_cell_ids_are_words_and_stand_once(path):
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)*", name) for name in ids)
    # A random id is eight hexadecimal digits.
    assert not [name for name in ids if re.fullmatch(r"[0-9a-f]{8}", name)]


@committed
def test_a_notebook_defines_no_function_and_no_class(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            assert not [n.name for n in ast.walk(ast.parse(cell.source)) if isinstance(n, kinds)]


@committed
def test_the_first_cell_states_the_purpose_and_numbers_the_steps(path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert (first.cell_type, first.id) == ("markdown", "purpose")
    title, *rest = first.source.splitlines()
    assert title.startswith(f"# {int(path.stem[:2])} ")
    steps = [int(match[1]) for line in rest if (match := re.match(r"(\d+)\. \S", line))]
    assert steps == list(range(1, len(steps) + 1))
    assert len(steps) >= 3
    assert [line for line in rest if line and not line[0].isdigit()]


@committed
def test_exactly_one_cell_holds_the_parameters(path):
    cells = nbformat.read(path, as_version=4).cells
    assert [c.id for c in cells if "parameters" in c.metadata.get("tags", [])] == ["parameters"]


@committed
def test_code_follows_words_that_say_what_it_does(path):
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].cell_type == "markdown"
    for before, cell in pairwise(cells):
        if cell.cell_type == "markdown":
            assert before.cell_type == "code" or before.id == "purpose"
            assert cell.source.strip()


@committed
def test_a_notebook_names_no_place_on_somebodys_machine(path):
    assert not re.search(r"/(?:home|Users|work|root|tmp)/", path.read_text(encoding="utf-8"))


def test_published_notebooks_hold_no_machine_path_and_no_clock_time():
    for path in sorted((ROOT / "data" / "processed" / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert "papermill" not in text
        assert "iopub" not in text


def test_a_parameter_that_the_pipeline_does_not_have_is_named_with_its_notebook(tmp_path):
    path = written(tmp_path, code('as_of = "2026-11-22"\nspeed = 3', "parameters", "parameters"))
    with pytest.raises(ProblemsError) as caught:
        notebooks.chosen(path, VALUES)
    assert "09_tiny.ipynb speed: '3': is no parameter of params.yaml" in str(caught.value)


def test_a_parameter_of_another_type_is_named_with_both_types(tmp_path):
    path = written(tmp_path, code('rounding = "half"', "parameters", "parameters"))
    with pytest.raises(ProblemsError) as caught:
        notebooks.chosen(path, VALUES)
    said = str(caught.value)
    assert "09_tiny.ipynb rounding: 'half': is str, and params.yaml has float" in said


def test_truth_is_no_number(tmp_path):
    path = written(tmp_path, code("include_disputed = 0", "parameters", "parameters"))
    with pytest.raises(ProblemsError, match=r"is int, and params\.yaml has bool"):
        notebooks.chosen(path, VALUES)


def test_a_whole_number_is_taken_where_a_fraction_is_meant(tmp_path):
    path = written(tmp_path, code("rounding = 0.5", "parameters", "parameters"))
    found = notebooks.chosen(path, params.Params("2026-11-22", False, 1, 0.5))
    assert found == {"rounding": 1.0}
    assert type(found["rounding"]) is float


def test_only_the_declared_parameters_are_handed_over(tmp_path):
    path = written(tmp_path, code('as_of = "2022-10-01"', "parameters", "parameters"))
    assert notebooks.chosen(path, VALUES) == {"as_of": "2026-11-22"}


@pytest.mark.parametrize(
    "source", ["a = b = 1", "a, b = 1, 2", "a: int = 1", "print(1)", "a = day()", "a ="]
)
def test_the_parameters_cell_holds_plain_assignments_only(source, tmp_path):
    path = written(tmp_path, code(source, "parameters", "parameters"))
    with pytest.raises(StopError, match=r"parameters cell of 09_tiny\.ipynb .* 'name = value'"):
        notebooks.declared(path)


@pytest.mark.parametrize("n", [0, 2])
def test_a_notebook_without_one_parameters_cell_is_refused(n, tmp_path):
    path = written(tmp_path, *(code("a = 1", f"p-{i}", "parameters") for i in range(n)))
    with pytest.raises(StopError, match=f"exactly one cell tagged 'parameters', and has {n}"):
        notebooks.declared(path)


STAGE = {
    "outs": [{"data/processed/a.csv": {}}, {"data/processed/tables/b.md": {}}],
    "metrics": [{"data/processed/findings.json": {}}],
}


@pytest.fixture
def places(tmp_path):
    staging, target = tmp_path / "staging", tmp_path / "processed"
    for folder in (staging, target):
        for name in ("a.csv", "tables/b.md", "findings.json"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(folder.name)
    return staging, target


def read_all(folder: Path) -> set[str]:
    return {path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_outputs_take_the_place_of_the_old_ones_together(places):
    staging, target = places
    notebooks._put_in_place(staging, target, STAGE)
    assert read_all(target) == {"staging"}
    assert [path for path in staging.rglob("*") if path.is_file()] == []


def test_a_missing_output_leaves_all_the_old_ones(places):
    staging, target = places
    (staging / "tables" / "b.md").unlink()
    with pytest.raises(StopError, match=r"lacking tables/b\.md; beyond them nothing"):
        notebooks._put_in_place(staging, target, STAGE)
    assert read_all(target) == {"processed"}


def test_an_output_that_nobody_declared_leaves_all_the_old_ones(places):
    staging, target = places
    (staging / "extra.csv").write_text("staging")
    with pytest.raises(StopError, match=r"lacking nothing; beyond them extra\.csv"):
        notebooks._put_in_place(staging, target, STAGE)
    assert read_all(target) == {"processed"}
    assert not (target / "extra.csv").exists()


@pytest.fixture
def running(project, monkeypatch):
    """Hand over a project whose `clean` stage does what a test says instead of its notebook."""
    monkeypatch.chdir(project.folder)

    def run(action):
        monkeypatch.setattr(notebooks, "_run_notebook", lambda *args: action())
        before = {
            path: path.read_bytes() for path in (project.path("data/processed")).rglob("*.csv")
        }
        with pytest.raises(StopError) as caught:
            notebooks.run_stage("clean")
        assert {path: path.read_bytes() for path in before} == before
        assert not project.path("data/clean.staging").exists()
        return str(caught.value)

    return run


def test_an_input_that_changes_while_a_stage_runs_is_refused(project, running):
    sheet = project.path("data/raw/figures.csv")
    said = running(lambda: sheet.write_bytes(sheet.read_bytes() + b"\n"))
    assert "data/raw/figures.csv changed while it ran" in said


def test_a_file_that_appears_in_an_input_folder_while_a_stage_runs_is_refused(project, running):
    new = project.path("data/raw/codes/new.csv")
    assert "data/raw/codes/new.csv changed" in running(lambda: new.write_text("a\n"))


def test_a_file_that_vanishes_from_an_input_folder_while_a_stage_runs_is_refused(project, running):
    gone = project.path("data/raw/codes/vocabularies.csv")
    assert "data/raw/codes/vocabularies.csv changed" in running(gone.unlink)


def test_a_stage_that_makes_nothing_is_refused_and_the_old_outputs_stay(running):
    assert "lacking actors.csv" in running(lambda: None)


def test_an_input_that_is_not_there_is_said_in_one_sentence(project, running):
    project.path("data/raw/figures.csv").unlink()
    assert running(lambda: None).startswith("data/raw/figures.csv is missing")


def test_an_unknown_stage_is_told_the_known_ones(project, monkeypatch):
    monkeypatch.chdir(project.folder)
    with pytest.raises(StopError, match="no stage 'clear'; the stages are clean, stations"):
        notebooks.run_stage("clear")


def test_the_staging_folder_is_where_outputs_go_only_while_a_stage_runs(running, monkeypatch):
    seen = []
    running(lambda: seen.append(paths.output("x.csv")))
    assert seen[0].parent.name == "clean.staging"
    assert paths.output("x.csv").parent.name == "processed"


def test_normalising_removes_times_versions_and_random_ids(tmp_path):
    injected = code("as_of = '2026-11-22'", "1a2b3c4d", "injected-parameters")
    injected.metadata["papermill"] = {"start_time": "2026-11-22T01:02:03"}
    ran = code("1 + 1", "sum")
    ran.metadata["execution"] = {"iopub.execute_input": "2026-11-22T01:02:03Z"}
    ran.execution_count = 2
    ran.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=2)]
    path = written(
        tmp_path, injected, ran,
        papermill={"duration": 1.5}, language_info={"name": "python", "version": "3.11.2"},
    )  # fmt: skip
    text = notebooks.normalised(path)
    for word in ("papermill", "2026-11-22T", "iopub", "3.11.2", "1a2b3c4d"):
        assert word not in text
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    assert [cell.id for cell in book.cells] == ["injected-parameters", "sum"]
    assert book.cells[1].outputs[0].data == {"text/plain": "2"}
    assert text.endswith("}\n")


@pytest.mark.end_to_end
def test_two_runs_of_a_notebook_give_the_same_bytes(tmp_path):
    path = written(
        tmp_path,
        nbformat.v4.new_markdown_cell("# 9 Tiny", id="purpose"),
        code("n = 1", "parameters", "parameters"),
        code(f"import os\nprint(n, os.getcwd() == {str(tmp_path)!r})", "say"),
        code("import pandas as pd\npd.DataFrame({'n': [n, n + 1]})", "table"),
    )  # fmt: skip
    first = notebooks.execute(path, {"n": 3}, tmp_path)
    assert notebooks.execute(path, {"n": 3}, tmp_path) == first
    book = nbformat.reads(first, as_version=4)
    assert [cell.id for cell in book.cells][2] == "injected-parameters"
    assert book.cells[3].outputs[0].text == "3 True\n"
    assert "text/html" in book.cells[4].outputs[0].data
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == [path.name]


@pytest.mark.end_to_end
def test_a_cell_that_fails_gives_one_sentence_and_a_log(tmp_path):
    path = written(tmp_path, code("n = 1", "parameters", "parameters"), code("1 / 0", "divide"))
    with pytest.raises(StopError) as caught:
        notebooks.execute(path, {"n": 1}, tmp_path)
    first, second = str(caught.value).splitlines()
    assert first == "09_tiny.ipynb stopped: ZeroDivisionError: division by zero"
    assert second == "The traceback is in logs/09_tiny.log."
    log = (tmp_path / "logs" / "09_tiny.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log
    assert "\x1b" not in log
    assert [p.name for p in (tmp_path / "logs").iterdir()] == ["09_tiny.log"]


@pytest.mark.end_to_end
def test_a_problem_of_the_library_is_told_in_its_own_words(tmp_path):
    source = "from overseas110.problems import StopError\nraise StopError('The sheet is empty.')"
    path = written(tmp_path, code("n = 1", "parameters", "parameters"), code(source, "raise"))
    with pytest.raises(StopError, match=r"^09_tiny\.ipynb stopped: The sheet is empty\.\n"):
        notebooks.execute(path, {"n": 1}, tmp_path)


@pytest.mark.end_to_end
def test_a_kernel_that_dies_is_said_in_one_sentence(tmp_path):
    source = "import os\nos._exit(3)"
    path = written(tmp_path, code("n = 1", "parameters", "parameters"), code(source, "die"))
    with pytest.raises(StopError, match=r"09_tiny\.ipynb stopped: .*[Kk]ernel died"):
        notebooks.execute(path, {"n": 1}, tmp_path)
