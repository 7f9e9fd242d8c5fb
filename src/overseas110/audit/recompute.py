"""Every finding computed again: the notebooks' own cells, run one after the other without a kernel.

Starting kernels and drawing would take most of the time and prove nothing about a number. What is
drawn is held against dvc.lock, and made again by the rebuild.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from overseas110 import beside
from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found
from overseas110.problems import ProblemsError, StopError

#: What most notebooks import: once, before their processes part.
_IMPORTED = (
    "matplotlib.dates", "pandera.pandas", "tabulate", "overseas110.country",
)  # fmt: skip
#: Name of a notebook and the parameters that are its own.
Job = tuple[str, dict[str, str]]
#: A job, each finding that it states with the cell that states it, and why it stopped, if it did.
Ran = tuple[str, dict[str, str], dict[str, tuple[dict, str]], str]


def findings_merged(here: Here) -> Answer:
    """The merged findings are exactly those of the notebooks' own files, and their claims exist."""
    from overseas110 import findings, tables

    path = here.processed / "findings.json"
    with tempfile.TemporaryDirectory(prefix="overseas110-") as folder:
        again = Path(folder) / "findings.json"
        try:
            claims = tables.read(here.processed / "claims.csv")
            findings.write(findings.merge(here.processed, claims), again)
        except StopError as error:
            return found([error], "")
        stored, merged = _load(path), _load(again)
        problems = _differences(stored, merged, "data/processed/findings.json", cells=True)
        if not problems and again.read_bytes() != path.read_bytes():
            problems = ["data/processed/findings.json: differs in form from what the merge writes"]
    return found(problems, f"{len(merged)} findings are those of the notebooks' files")


def findings_recompute(here: Here) -> Answer:
    """Every finding, every table and the words of every chart are what the cells compute now, and the notebooks ran as they are; drawings, printed outputs and other editions are for the rebuild to compare."""
    runs = jobs(here)
    for name in _IMPORTED:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="overseas110-") as folder, _apart(Path(folder)):
        shares = _shares(runs)
        told = beside.run([partial(_run_all, here, share) for share in shares], give_way=True)
        files, wrong = _outputs(here, Path(folder))
    problems = [str(said) for said in told if isinstance(said, StopError)]
    seen = [one for said in told if not isinstance(said, StopError) for one in said]
    for stem, own, stated, stopped in seen:
        problems += [stopped] if stopped else _cells(here, stated, " ".join([stem, *own.values()]))
    problems += [problem for stem, own in runs if not own for problem in _ran(here, stem)]
    total = sum(len(stated) for _, _, stated, _ in seen)
    return found(
        problems + wrong,
        f"{total} findings of {len(runs)} runs, and {files} files, are what their cells compute",
    )


def jobs(here: Here) -> list[Job]:
    """Return what to run: each notebook of a stage, and the profile of each country."""
    from overseas110 import country, notebooks, tables

    stages = notebooks.stages(here.root)
    found = [(notebooks.NOTEBOOKS[name], {}) for name in stages if name in notebooks.NOTEBOOKS]
    claims = tables.read(here.processed / "claims.csv")
    return found + [("05_country", {"country": iso3}) for iso3 in country.countries(claims)]


def _shares(runs: list[Job]) -> list[list[Job]]:
    """Return the runs by process: each notebook alone, the profiles of countries in two halves.

    The first is the one that cleans the sheets, in the process of the checks that look at the same.
    """
    alone = [[job] for job in runs if not job[1]]
    profiles = [job for job in runs if job[1]]
    return [share for share in (*alone, profiles[::2], profiles[1::2]) if share]


def _run_all(here: Here, share: list[Job]) -> list[Ran]:
    """Return of each run what it states, or why it stopped."""
    from overseas110 import params

    values = asdict(params.load(here.root / "params.yaml"))
    told: list[Ran] = []
    for stem, own in share:
        path = here.root / "notebooks" / f"{stem}.ipynb"
        try:
            with _read_once(here):
                told.append((stem, own, _run(path, {**values, **own}), ""))
        except Exception as error:
            why = f"notebooks/{stem}.ipynb: stopped: {type(error).__name__}: {error}"
            told.append((stem, own, {}, why))
    return told


@contextlib.contextmanager
def _apart(folder: Path) -> Iterator[None]:
    """Let outputs go to `folder`, and charts be checked and not drawn."""
    from overseas110 import paths

    own = {paths.STAGING_VARIABLE: str(folder), paths.UNDRAWN_VARIABLE: "1"}
    before = {name: os.environ.get(name) for name in own}
    os.environ |= own
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _read_once(here: Here) -> Iterator[None]:
    """Let what many cells ask for with the same arguments be done once in an audit.

    That is the cleaning of the sheets, which other checks do too, and the reading of the processed
    tables, which every profile begins with.
    """
    from overseas110 import clean, country, params

    real, read = clean.run, country.read
    known = params.load(here.root / "params.yaml")

    def run(raw: Path, values: params.Params):
        asked = (values.as_of, values.include_disputed, values.rounding, values.approximation)
        done = (known.as_of, known.include_disputed, known.rounding, known.approximation)
        if asked != done or raw.resolve() != here.raw.resolve():
            return real(raw, values)
        clean.run = real
        cleaned, problems = here.cleaned
        if problems:
            raise ProblemsError(problems)
        return copy.deepcopy(cleaned)

    def once(folder: Path):
        if folder.resolve() != here.processed.resolve():
            return read(folder)
        if here.frames is None:
            here.frames = read(folder)
        # Pandas copies what a cell changes, and only then.
        return {name: frame.copy(deep=False) for name, frame in here.frames.items()}

    clean.run, country.read = run, once
    try:
        yield
    finally:
        clean.run, country.read = real, read


def _run(path: Path, given: dict[str, object]) -> dict[str, tuple[dict, str]]:
    """Run the cells of a notebook and return finding to what it states and the cell that stated it."""
    from overseas110.findings import Findings

    space: dict[str, object] = {"__name__": "__main__"}
    cells: dict[str, tuple[dict, str]] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        code = compile("".join(cell["source"]), f"{path.name}:{cell['id']}", "exec")
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, space)
        if "parameters" in cell["metadata"].get("tags", []):
            space |= {name: value for name, value in given.items() if name in space}
        for book in {id(v): v for v in space.values() if isinstance(v, Findings)}.values():
            for name in book:
                if name not in cells:
                    cells[name] = (_plain(book[name]), cell["id"])
    return cells


def _plain(finding) -> dict:
    return json.loads(json.dumps(asdict(finding), ensure_ascii=False))


def _cells(here: Here, cells: dict[str, tuple[dict, str]], label: str) -> list[str]:
    """Return which findings are stored otherwise than computed, or under another cell."""
    problems = []
    for name, (now, cell) in cells.items():
        stored = here.findings.get(name)
        if stored is None:
            problems.append(f"{name}: {label} states it, and data/processed/findings.json does not")
            continue
        problems += _differences({name: stored}, {name: now}, "data/processed/findings.json")
        if stored["cell"] != cell:
            problems.append(f"{name}: stored as of cell {stored['cell']!r}, and {cell!r} states it")
    return problems


def _ran(here: Here, stem: str) -> list[str]:
    """Return which cells of a published notebook are not those of the notebook that lies here."""
    name = f"data/processed/notebooks/{stem}.ipynb"
    stored = here.root / name
    if not stored.is_file():
        return [f"{name}: is missing; its stage writes it"]
    now, then = _code(here.root / "notebooks" / stored.name), _code(stored)
    return [
        f"{name}: cell {cell!r} is not as in notebooks/{stored.name}"
        for cell in dict.fromkeys([*now, *then])
        if now.get(cell) != then.get(cell)
    ]


def _code(path: Path) -> dict[str, str]:
    """Return cell to its text, but for the one in which a run's parameters are set."""
    return {
        cell["id"]: "".join(cell["source"])
        for cell in _load(path)["cells"]
        if "injected-parameters" not in cell["metadata"].get("tags", [])
    }


def _outputs(here: Here, folder: Path) -> tuple[int, list[str]]:
    """Return how many files were written anew, and which of them differ from those stored."""
    written = sorted(path for path in folder.rglob("*") if path.is_file())
    # A map that was not drawn is empty; dvc.lock has the hash of the one that was. A strip is drawn.
    made = [p for p in written if p.parent != folder / "figures" or p.read_bytes().strip()]
    problems = []
    for path in made:
        name = f"data/processed/{path.relative_to(folder).as_posix()}"
        stored = here.root / name
        if not stored.is_file():
            problems.append(f"{name}: is missing; a notebook writes it")
        elif path.name.endswith(".json") and "findings" in name:
            problems += _differences(_load(stored), _load(path), name)
        elif stored.read_bytes() != path.read_bytes():
            problems.append(_line(name, stored, path))
    return len(made), problems


def _line(name: str, stored: Path, again: Path) -> str:
    pairs = zip(
        stored.read_text(encoding="utf-8").splitlines(),
        again.read_text(encoding="utf-8").splitlines(),
        strict=False,
    )
    number = next((n for n, (old, new) in enumerate(pairs, 1) if old != new), 0)
    return f"{name}:{number}: is not what its notebook writes"


def _differences(stored: dict, now: dict, file: str, *, cells: bool = False) -> list[str]:
    """Return which findings differ, key by key; the cell only where asked: no kernel, no cell."""
    problems = []
    for name in sorted({*stored, *now}):
        if name not in stored or name not in now:
            where = "is stored and not computed" if name in stored else "is computed and not stored"
            problems.append(f"{file}: {name} {where}")
            continue
        for key, value in now[name].items():
            if (cells or key != "cell") and stored[name].get(key) != value:
                old, new = _short(stored[name].get(key)), _short(value)
                problems.append(f"{file}: {name} {key}: {old} is stored, {new} is computed")
    return problems


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
