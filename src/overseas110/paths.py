"""Where things are: the project's root and the folders under it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

from overseas110.problems import StopError

#: Set by the stage runner: outputs go here first and are renamed when the whole stage succeeded.
STAGING_VARIABLE = "OVERSEAS110_STAGING"
#: Set while notebooks run for their findings alone: charts are checked and not drawn.
UNDRAWN_VARIABLE = "OVERSEAS110_UNDRAWN"


def root(start: Path | None = None) -> Path:
    """Return the project's root: the nearest folder upwards that holds ``dvc.yaml``.

    Raises
    ------
    StopError
        If no folder upwards holds one.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "dvc.yaml").is_file() and (folder / "data" / "raw").is_dir():
            return folder
    raise StopError(f"{here} is in no overseas110 project (no dvc.yaml and data/raw upwards).")


def raw() -> Path:
    """Return the folder of the coded sheets."""
    return root() / "data" / "raw"


def processed() -> Path:
    """Return the folder that the pipeline writes."""
    return root() / "data" / "processed"


def output(name: str) -> Path:
    """Return where to write the processed file `name`, its folder made.

    In a stage this lies in a staging folder beside ``data/processed``; by hand it is the place itself.
    """
    base = os.environ.get(STAGING_VARIABLE)
    path = (Path(base) if base else processed()) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def unstaged():
    """Run without the staging folder of this project: for work that goes on in a project of its own."""
    staging = os.environ.pop(STAGING_VARIABLE, None)
    try:
        yield
    finally:
        if staging is not None:
            os.environ[STAGING_VARIABLE] = staging


@contextmanager
def written(path: Path):
    """Yield a path beside `path` to write to; it takes the place of `path` when all went well."""
    beside = path.with_name(f".{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield beside
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def relative(path: Path) -> str:
    """Return `path` as text from the project's root, with forward slashes."""
    return path.resolve().relative_to(root()).as_posix()
