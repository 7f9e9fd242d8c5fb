"""Which library files a stage runs through: the imports, followed to the end.

DVC knows a stage by the files it depends on; a test holds ``dvc.yaml`` against what is found here.
"""

from __future__ import annotations

import ast
from pathlib import Path

from overseas110 import books, paths

PACKAGE = "overseas110"

#: What ``python -m overseas110 stage NAME`` runs through before the stage's own code.
RUNNER = ("overseas110", "overseas110.__main__", "overseas110.notebooks")

#: What a notebook runs through besides: papermill imports it by its name.
KERNEL = "overseas110.kernels"


#: Notebooks that a stage runs through which is not a notebook's own.
RUN_BY = {
    "country": ("05_country",),
    "changes": ("01_clean", "02_stations", "03_returns", "04_responses", "06_conflicts"),
}


def file_of(module: str, root: Path) -> Path | None:
    """Return the file of a module of the library, or nothing where it is none."""
    base = root / "src" / Path(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def imported(source: str, root: Path) -> set[str]:
    """Return the modules of the library that a text of Python imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == PACKAGE}
        elif (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] == PACKAGE
        ):
            found.add(node.module)
            found |= {
                f"{node.module}.{alias.name}"
                for alias in node.names
                if file_of(f"{node.module}.{alias.name}", root)
            }
    # A module's packages are run on the way to it.
    return found | {
        ".".join(name.split(".")[:n]) for name in found for n in range(1, name.count(".") + 1)
    }


def closure(modules: set[str], root: Path) -> set[Path]:
    """Return the files of `modules` and of all that they import, directly or not."""
    todo, seen, files = set(modules), set(), set()
    while todo:
        module = todo.pop()
        seen.add(module)
        path = file_of(module, root)
        if path is None:
            continue
        files.add(path)
        # The entry point imports one command's module and no other; the others are no dependency.
        if path.name != "__main__.py":
            todo |= imported(path.read_text(encoding="utf-8"), root) - seen
    return files


def of_notebook(path: Path, root: Path) -> set[Path]:
    """Return the library files that running a notebook as a stage goes through."""
    cells = books.read(path).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return closure({*RUNNER, KERNEL, *imported(source, root)}, root)


def expected(name: str, root: Path) -> set[str]:
    """Return the library files that a stage of ``dvc.yaml`` runs through, from the project's root."""
    from overseas110.notebooks import NOTEBOOKS, WORK

    if name in NOTEBOOKS:
        files = of_notebook(root / "notebooks" / f"{NOTEBOOKS[name]}.ipynb", root)
    elif name in WORK:
        files = closure({*RUNNER, WORK[name]}, root)
        for notebook in RUN_BY.get(name, ()):
            files |= of_notebook(root / "notebooks" / f"{notebook}.ipynb", root)
    elif name == "findings":
        files = closure({*RUNNER, "overseas110.findings", "overseas110.tables"}, root)
    else:
        files = closure({"overseas110", "overseas110.__main__", "overseas110.report.build"}, root)
    return {path.relative_to(root).as_posix() for path in files}


def differences() -> list[str]:
    """Return what ``dvc.yaml`` lacks or has too much, a line each."""
    from overseas110.notebooks import stages

    root = paths.root()
    lines = []
    for name, stage in stages(root).items():
        listed = {dep for dep in stage["deps"] if dep.startswith("src/")}
        wanted = expected(name, root)
        lines += [f"{name} lacks {path}" for path in sorted(wanted - listed)]
        lines += [f"{name} has too much: {path}" for path in sorted(listed - wanted)]
    return lines
