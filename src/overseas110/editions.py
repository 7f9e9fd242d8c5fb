"""Editions of an earlier day: the report as it could have been written then, built beside the present one.

An edition is built in a project of its own, ``editions/.work/DAY``: a copy of what a person wrote
(sheets, notebooks, pages, library), with ``as_of`` replaced, and a pipeline state of its own. What it
makes is then copied to ``editions/DAY``. So nothing that the present edition made or recorded is
touched, and a published edition holds nothing that came later.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pathspec

from overseas110 import params, paths
from overseas110.problems import StopError

FOLDER = "editions"
WORK = ".work"

#: What an edition is built from. Of the folders, all that git would track but what the pipeline makes.
FOLDERS = ("data", "notebooks", "report", "src")
FILES = ("dvc.yaml", "requirements.lock", "pyproject.toml", "CITATION.cff", "LICENSE-DATA.md")
PROCESSED = "data/processed"
SITE = "report/_site"

#: Each edition's pipeline keeps to itself: no git, though a repository lies around it.
_DVC_CONFIG = "[core]\n    analytics = false\n    check_update = false\n    no_scm = true\n"


def build(root: Path, day: str, *, force: bool = False) -> Path:
    """Build the report of `day` and return the edition's folder.

    Parameters
    ----------
    root : Path
        The project.
    day : str
        Day of the edition, ``YYYY-MM-DD``.
    force : bool
        Run every stage, whether or not it is up to date.

    Raises
    ------
    StopError
        If there can be no edition of that day, or its pipeline stops; the last good one stays.
    """
    work = prepared(root, day)
    _run(work, day, "report", *(["--force"] if force else []))
    return _publish(root, work, day)


def data(root: Path, day: str) -> Path:
    """Bring the findings of `day` up to date, render nothing, and return their project.

    What the pipeline says goes to the standard error: the output is the caller's.

    Raises
    ------
    StopError
        If there can be no edition of that day, or its pipeline stops.
    """
    work = prepared(root, day)
    _run(work, day, "report", "--data-only", output=2)
    return work


def prepared(root: Path, day: str) -> Path:
    """Return the project in which the edition of `day` is built, as the present files have it.

    Raises
    ------
    StopError
        If there can be no edition of that day, or `root` is itself such a project.
    """
    check(root, day)
    work = root / FOLDER / WORK / day
    mirror(root, work, day)
    return work


def check(root: Path, day: str) -> None:
    """Refuse a day of which there can be no edition, before anything is done.

    Raises
    ------
    StopError
        Saying why, in one sentence.
    """
    if root.parent.name == WORK and root.parent.parent.name == FOLDER:
        raise StopError(
            f"This is where the edition of {root.name} is built; ask for another from the project itself."
        )
    wrong = params.check_day(day)
    if wrong:
        raise StopError(f"There is no edition of {day!r}: it {wrong[0].expected}.")
    last = params.load(root / "params.yaml").as_of
    if day > last:
        raise StopError(
            f"There is no edition of {day!r}: it should not be after {last}, the day up to which "
            "the record goes (as_of in params.yaml)."
        )


def mirror(root: Path, folder: Path, day: str, folders: tuple[str, ...] = FOLDERS) -> None:
    """Make `folder` a copy of the project as of `day`.

    Only what differs is written, so that the pipeline there skips what is up to date; what is no
    more in the project is deleted. What the pipeline made there stays.

    Parameters
    ----------
    root : Path
        The project.
    folder : Path
        Made where it is missing.
    day : str
        Takes the place of ``as_of`` in ``params.yaml``.
    folders : tuple of str
        Which of `FOLDERS`; nothing of the others is touched.
    """
    ignored = _ignored(root)
    wanted = {name: (root / name).read_bytes() for name in _sources(root, ignored, folders)}
    text = (root / "params.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^as_of:.*$", f'as_of: "{day}"', text)
    wanted["params.yaml"] = text.encode("utf-8")
    wanted[".dvc/config"] = _DVC_CONFIG.encode("utf-8")
    _sync(wanted, [*_sources(folder, ignored, folders), *wanted], folder)


def _ignored(root: Path) -> pathspec.GitIgnoreSpec:
    """Return the project's own list of what commands make."""
    path = root / ".gitignore"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return pathspec.GitIgnoreSpec.from_lines(lines)


def _sources(root: Path, ignored: pathspec.GitIgnoreSpec, folders: tuple[str, ...]) -> list[str]:
    """Return the files that an edition is built from, by their path from the project's root."""
    found = [path for name in folders for path in (root / name).rglob("*") if path.is_file()]
    names = [path.relative_to(root).as_posix() for path in found]
    names += [name for name in FILES if (root / name).is_file()]
    return [
        name
        for name in sorted(names)
        if not name.startswith(f"{PROCESSED}/") and not ignored.match_file(name)
    ]


def _sync(wanted: dict[str, bytes], there: Iterable[str], folder: Path) -> None:
    """Make files of `folder` those wanted: delete the others of `there`, write only what differs."""
    for name in set(there) - set(wanted):
        (folder / name).unlink()
    for name, content in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            with paths.written(path) as beside:
                beside.write_bytes(content)


def _run(work: Path, day: str, *command: str, output: int | None = None) -> None:
    """Run a command of the library that was copied, in the project it was copied to."""
    library = os.pathsep.join(filter(None, [str(work / "src"), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", "overseas110", *command],
        cwd=work,
        env={**os.environ, "PYTHONPATH": library},
        stdout=output,
    )
    if done.returncode:
        raise StopError(f"The edition of {day} was not built; the message above says why.")


def _publish(root: Path, work: Path, day: str) -> Path:
    """Copy what an edition made to where it is read."""
    edition = root / FOLDER / day
    wanted = {name: (work / name).read_bytes() for name in _made(work)}
    _sync(wanted, _made(edition), edition)
    return edition


def _made(folder: Path) -> list[str]:
    """Return the files of the processed data and of the site."""
    found = [p for name in (PROCESSED, SITE) for p in (folder / name).rglob("*") if p.is_file()]
    return sorted(path.relative_to(folder).as_posix() for path in found)
