from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from overseas110 import deps, notebooks

ROOT = Path(__file__).resolve().parents[1]
STAGES = notebooks.stages(ROOT)
NOTEBOOK_STAGES = [name for name in STAGES if name in notebooks.NOTEBOOKS]

#: Put beside the library, Python runs this in the runner and in the notebook's kernel alike.
WATCHER = """
import atexit, os, sys
_opened = set()

def _hook(event, args):
    if event == "open" and isinstance(args[0], str) and args[1] in ("r", "rb"):
        _opened.add(os.path.abspath(args[0]))

def _tell():
    modules = list(sys.modules.values())
    loaded = [getattr(m, "__file__", None) for m in modules if m.__name__.startswith("overseas110")]
    if sys.argv[0].endswith("__main__.py"):
        loaded.append(sys.argv[0])
    with open(os.environ["WATCHED"], "a") as handle:
        handle.writelines(f"M {name}\\n" for name in loaded if name)
        handle.writelines(f"O {name}\\n" for name in _opened)

sys.addaudithook(_hook)
atexit.register(_tell)
"""


def sources(name: str) -> set[str]:
    return {dep for dep in STAGES[name]["deps"] if dep.startswith("src/")}


def notebook_code(name: str) -> str:
    book = nbformat.read(ROOT / "notebooks" / f"{notebooks.NOTEBOOKS[name]}.ipynb", as_version=4)
    return "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_lists_exactly_the_library_files_it_runs_through(name):
    assert sources(name) == deps.expected(name, ROOT)


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_depends_on_the_lock_and_on_nothing_that_is_missing(name):
    assert "requirements.lock" in STAGES[name]["deps"]
    made = {out for stage in STAGES.values() for out in notebooks.outputs(stage)}
    assert [d for d in STAGES[name]["deps"] if d not in made and not (ROOT / d).exists()] == []


@pytest.mark.parametrize("name", [name for name in STAGES if name != "report"])
def test_every_output_is_in_git_and_stays_until_a_new_one_takes_its_place(name):
    entries = [*STAGES[name].get("outs", []), *STAGES[name].get("metrics", [])]
    assert entries
    for entry in entries:
        ((path, settings),) = entry.items()
        assert settings == {"cache": False, "persist": True}, path


def test_the_site_is_no_output_since_its_bytes_carry_commit_and_renderer():
    assert notebooks.outputs(STAGES["report"]) == []


def test_every_output_has_one_owner():
    made = [out for stage in STAGES.values() for out in notebooks.outputs(stage)]
    assert len(made) == len(set(made))


def test_every_notebook_has_a_stage_and_every_stage_says_what_it_does():
    assert set(notebooks.NOTEBOOKS) | set(notebooks.WORK) | {"findings", "report"} == set(STAGES)
    run = {stem for stems in deps.RUN_BY.values() for stem in stems}
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} == {
        *notebooks.NOTEBOOKS.values(),
        *run,
    }
    assert all(stage["desc"] for stage in STAGES.values())


@pytest.mark.parametrize("name", NOTEBOOK_STAGES)
def test_a_stage_lists_its_notebook_and_never_an_executed_one(name):
    assert f"notebooks/{notebooks.NOTEBOOKS[name]}.ipynb" in STAGES[name]["deps"]
    assert not [d for d in STAGES[name]["deps"] if d.startswith("data/processed/notebooks")]


@pytest.mark.parametrize("name", NOTEBOOK_STAGES)
def test_a_stage_lists_the_parameters_that_its_notebook_declares_and_no_more(name):
    path = ROOT / "notebooks" / f"{notebooks.NOTEBOOKS[name]}.ipynb"
    assert set(STAGES[name]["params"]) == set(notebooks.declared(path))


@pytest.mark.parametrize("name", NOTEBOOK_STAGES)
def test_a_notebook_by_hand_starts_from_the_values_of_the_pipeline(name):
    path = ROOT / "notebooks" / f"{notebooks.NOTEBOOKS[name]}.ipynb"
    values = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    assert notebooks.declared(path) == {key: values[key] for key in notebooks.declared(path)}


def test_a_parameter_that_no_notebook_declares_would_move_nothing():
    values = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    declared = set()
    for stem in notebooks.NOTEBOOKS.values():
        declared |= set(notebooks.declared(ROOT / "notebooks" / f"{stem}.ipynb"))
    # The others say how the stages are run that are no notebook.
    assert declared | {"workers", "editions"} == set(values)


@pytest.mark.parametrize("name", NOTEBOOK_STAGES)
def test_what_the_imports_load_in_a_fresh_interpreter_is_what_was_found_by_reading(name):
    imports = deps.imported(notebook_code(name), ROOT)
    wanted = sorted({*deps.RUNNER, deps.KERNEL, *imports})
    code = (
        "import importlib, json, sys\n"
        f"for name in {wanted!r}: importlib.import_module(name)\n"
        "loaded = [m.__file__ for n, m in sys.modules.items() if n.startswith('overseas110')]\n"
        "print(json.dumps(loaded))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    loaded = {Path(p).relative_to(ROOT).as_posix() for p in json.loads(done.stdout)}
    assert loaded <= sources(name)
    # The rest is what functions import when they run: the runner joins findings this way.
    merging = {
        path.relative_to(ROOT).as_posix()
        for path in deps.closure({"overseas110.findings", "overseas110.tables"}, ROOT)
    }
    assert sources(name) - loaded <= merging


@pytest.mark.end_to_end
@pytest.mark.parametrize("name", ["clean", "stations", "findings"])
def test_a_stage_that_runs_loads_and_reads_only_what_it_lists(name, project, tmp_path):
    watcher = tmp_path / "watcher"
    watcher.mkdir()
    (watcher / "sitecustomize.py").write_text(WATCHER, encoding="utf-8")
    told = tmp_path / "watched.txt"
    pythonpath = f"{watcher}{os.pathsep}{project.path('src')}"
    done = project.run("stage", name, PYTHONPATH=pythonpath, WATCHED=str(told))
    assert done.returncode == 0, done.stderr
    lines = [line.split(" ", 1) for line in told.read_text(encoding="utf-8").splitlines()]
    inside = [(kind, Path(p)) for kind, p in lines if Path(p).is_relative_to(project.folder)]
    inside = [(kind, p) for kind, p in inside if p.is_file()]
    seen = {(kind, p.relative_to(project.folder).as_posix()) for kind, p in inside}
    listed = set(notebooks.stages(project.folder)[name]["deps"])
    loaded = {path for kind, path in seen if kind == "M"}
    assert loaded
    assert loaded <= listed
    # Opened: not the stage's own outputs, nor what every command reads to find its way.
    always = ("dvc.yaml", "params.yaml", "logs/", f"data/{name}.staging/", "src/")
    read = {p for kind, p in seen if kind == "O" and not p.startswith(always)}
    assert [p for p in sorted(read) if not p.startswith(tuple(listed))] == []


def test_a_missing_and_a_needless_library_file_are_named_with_their_stage(project, monkeypatch):
    path = project.path("dvc.yaml")
    text = path.read_text(encoding="utf-8")
    line = "      - src/overseas110/timeline.py\n"
    assert line in text
    # The first stage that lists it is that of the stations.
    swapped = text.replace(line, "      - src/overseas110/returns.py\n", 1)
    path.write_text(swapped, encoding="utf-8")
    monkeypatch.chdir(project.folder)
    assert deps.differences() == [
        "stations lacks src/overseas110/timeline.py",
        "stations has too much: src/overseas110/returns.py",
    ]


def test_an_import_inside_a_function_counts_too(tmp_path):
    package = tmp_path / "src" / "overseas110"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "a.py").write_text("def f():\n    from overseas110 import b\n    return b\n")
    (package / "b.py").write_text("import overseas110.c\n")
    (package / "c.py").write_text("import json\n")
    found = {path.name for path in deps.closure({"overseas110.a"}, tmp_path)}
    assert found == {"__init__.py", "a.py", "b.py", "c.py"}


def test_the_other_commands_are_no_dependency_of_a_stage():
    assert not [dep for name in STAGES for dep in sources(name) if "cli.py" in dep]
    assert [name for name in STAGES if any("/report/" in d for d in sources(name))] == ["report"]
