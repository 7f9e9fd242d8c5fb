"""Run the stages: each notebook through papermill, its outputs put in place only when all went well."""

from __future__ import annotations

import ast
import hashlib
import importlib
import os
import re
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path

from overseas110 import books, kernels, paths, yamls
from overseas110 import params as parameters
from overseas110.problems import Problem, ProblemsError, StopError

NOTEBOOKS = {
    "clean": "01_clean",
    "stations": "02_stations",
    "returns": "03_returns",
    "responses": "04_responses",
    "conflicts": "06_conflicts",
}

#: Stages that are neither one notebook nor the merge: the module whose ``run`` does the work, by
#: name, so that no other stage depends on it.
WORK = {"country": "overseas110.profiles", "changes": "overseas110.changes"}

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def stages(root: Path) -> dict[str, dict]:
    """Return the stages of ``dvc.yaml``, in order."""
    return yamls.read(root / "dvc.yaml")["stages"]


def run_stage(name: str) -> None:
    """Run one stage of the pipeline; DVC calls this.

    Raises
    ------
    StopError
        If the stage is unknown, fails, or one of its inputs changes while it runs.
    """
    root = paths.root()
    known = stages(root)
    if name not in known:
        raise StopError(f"There is no stage {name!r}; the stages are {', '.join(known)}.")
    started = time.monotonic()
    place = list(known).index(name) + 1
    _say(f"[{place}/{len(known)}] {name}: {known[name].get('desc', '')}")
    values = parameters.load()
    if name in NOTEBOOKS:
        # The kernel's process imports what notebooks need while this one imports papermill.
        kernels.use_forked_kernels()
        kernels.warm()
    before = hashes(root, known[name])
    staging = root / "data" / f"{name}.staging"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    os.environ[paths.STAGING_VARIABLE] = str(staging)
    try:
        if name in NOTEBOOKS:
            _run_notebook(root, name, values, staging)
        elif name in WORK:
            importlib.import_module(WORK[name]).run(root, values, _say)
        elif name == "findings":
            _merge_findings(root)
        after = hashes(root, known[name])
        changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        if changed:
            raise StopError(
                f"Stage {name!r} was not recorded: {', '.join(changed)} changed while it ran. Run it again."
            )
        _put_in_place(staging, root / "data" / "processed", known[name])
    finally:
        del os.environ[paths.STAGING_VARIABLE]
        shutil.rmtree(staging, ignore_errors=True)
    _say(f"[{place}/{len(known)}] {name}: done in {time.monotonic() - started:.1f} s")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def hashes(root: Path, stage: dict) -> dict[str, str]:
    """Return path to SHA-256 of every input of a stage; a folder counts file by file."""
    found = {}
    for dep in stage.get("deps", []):
        path = root / dep
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if not file.is_file():
                raise StopError(
                    f"{dep} is missing; an earlier stage makes it, or it should be in the repository."
                )
            found[file.relative_to(root).as_posix()] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def outputs(stage: dict) -> list[str]:
    """Return the paths of a stage's outputs and metrics."""
    entries = [*stage.get("outs", []), *stage.get("metrics", [])]
    return [next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries]


def _put_in_place(staging: Path, target: Path, stage: dict) -> None:
    """Rename every output of the stage into place; a missing one leaves all the old ones.

    An output may be a folder: it is replaced as a whole.

    Raises
    ------
    StopError
        If the stage wrote less or more than ``dvc.yaml`` says.
    """
    wanted = {Path(out).relative_to("data/processed").as_posix() for out in outputs(stage)}
    folders = {name for name in wanted if (staging / name).is_dir()}
    made = folders | {
        p.relative_to(staging).as_posix()
        for p in staging.rglob("*")
        if p.is_file() and not any(staging / f in p.parents for f in folders)
    }
    if wanted != made:
        lacking, beyond = (
            ", ".join(sorted(wanted - made)) or "nothing",
            ", ".join(sorted(made - wanted)) or "nothing",
        )
        raise StopError(
            f"A stage's outputs are not those of dvc.yaml: lacking {lacking}; beyond them {beyond}."
        )
    for name in sorted(made):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if name in folders:
            shutil.rmtree(place, ignore_errors=True)
        os.replace(staging / name, place)


def declared(path: Path) -> dict[str, object]:
    """Return the parameters of a notebook and their defaults, read from its ``parameters`` cell.

    Raises
    ------
    StopError
        If there is not exactly one such cell, or it holds anything but plain assignments.
    """
    cells = [c for c in books.read(path).cells if "parameters" in c.metadata.get("tags", [])]
    if len(cells) != 1:
        raise StopError(
            f"{path.name} needs exactly one cell tagged 'parameters', and has {len(cells)}."
        )
    found = {}
    try:
        for node in ast.parse(cells[0].source).body:
            (target,) = node.targets
            found[target.id] = ast.literal_eval(node.value)
    except (AttributeError, SyntaxError, ValueError):
        raise StopError(
            f"The parameters cell of {path.name} should hold only lines such as 'name = value'."
        ) from None
    return found


def chosen(path: Path, values: parameters.Params) -> dict[str, object]:
    """Return the values for the parameters that a notebook declares.

    Raises
    ------
    ProblemsError
        If it declares one that ``params.yaml`` does not have, or one of another type.
    """
    # A whole number is a fraction too, where the notebook takes fractions.
    defaults = declared(path)
    known = {
        n: float(v) if type(v) is int and type(defaults.get(n)) is float else v
        for n, v in asdict(values).items()
    }
    problems = []
    for name, default in defaults.items():
        if name not in known:
            problems.append(
                Problem(path.name, 0, name, str(default), "is no parameter of params.yaml")
            )
        elif type(default) is not type(known[name]):
            expected = (
                f"is {type(default).__name__}, and params.yaml has {type(known[name]).__name__}"
            )
            problems.append(Problem(path.name, 0, name, str(default), expected))
    if problems:
        raise ProblemsError(problems)
    return {name: known[name] for name in defaults}


def _run_notebook(root: Path, stage: str, values: parameters.Params, staging: Path) -> None:
    notebook = NOTEBOOKS[stage]
    path = root / "notebooks" / f"{notebook}.ipynb"
    executed = execute(path, chosen(path, values), root)
    target = staging / "notebooks" / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(executed, encoding="utf-8")


def execute(path: Path, values: dict[str, object], root: Path, run: str = "") -> str:
    """Return a notebook as run with `values`, normalised, as JSON text.

    Parameters
    ----------
    path : Path
        The notebook.
    values : dict of str to object
        Its parameters.
    root : Path
        The project, which is the notebook's working folder.
    run : str
        Which of several runs it is, for the message of a failure.

    Raises
    ------
    StopError
        With the message of the cell that failed; the traceback goes to ``logs/NOTEBOOK.log``.
    """
    import logging

    books.skip_slow_grammars()
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    log = root / "logs" / f"{path.stem}.log"
    log.parent.mkdir(exist_ok=True)
    beside = log.with_suffix(".ipynb")
    try:
        papermill.execute_notebook(
            str(path),
            str(beside),
            parameters=values,
            kernel_name="python3",
            # Not `cwd`: that would change this process's folder, and runs go on side by side.
            resources={"metadata": {"path": str(root)}},
            request_save_on_cell_execute=False,
            progress_bar=False,
            kernel_manager_class="overseas110.kernels.IpcKernelManager",
        )
        return normalised(beside)
    except PapermillExecutionError as error:
        log.write_text(_COLOUR.sub("", "\n".join(error.traceback)), encoding="utf-8")
        message = (
            error.evalue
            if error.ename in ("ProblemsError", "StopError")
            else f"{error.ename}: {error.evalue}"
        )
        shown = log.relative_to(root).as_posix()
        if run:
            shown = f"logs/{path.stem}-{run}.log"
        raise StopError(f"{path.name} stopped: {message}\nThe traceback is in {shown}.") from None
    except DeadKernelError:
        raise StopError(
            f"{path.name} stopped: its kernel died; perhaps the memory was not enough."
        ) from None
    finally:
        beside.unlink(missing_ok=True)


def normalised(path: Path) -> str:
    """Return an executed notebook without clock times, versions, machine paths and random ids."""
    book = books.read(path)
    book.metadata.pop("papermill", None)
    book.metadata.get("language_info", {}).pop("version", None)
    for cell in book.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return books.text(book)


def _merge_findings(root: Path) -> None:
    from overseas110 import findings, tables

    claims = tables.read(root / "data" / "processed" / "claims.csv")
    merged = findings.merge(root / "data" / "processed", claims)
    findings.write(merged, paths.output("findings.json"))
