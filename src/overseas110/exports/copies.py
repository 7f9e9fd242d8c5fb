"""The files that the exports describe, put beside them as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

from overseas110.exports import codebook
from overseas110.exports.built import Built

#: Files of the project that say what the run was, how to cite it and what may be done with it. Not
#: ``dvc.lock``: it has the report's own entry only when the report is done.
_KEPT = ("dvc.yaml", "params.yaml", "CITATION.cff", "LICENSE-DATA.md")


def write(build: Built) -> None:
    """Copy tables, findings, shapes, notebooks and the files of the run into the site's ``data``."""
    for path, name in pairs(build.root):
        target = build.data / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def differing(root: Path, data: Path) -> list[str]:
    """Return which files of a site's ``data`` are not those of the project, one sentence each."""
    return [
        f"data/{name}: is not {path.relative_to(root).as_posix()} as it lies here"
        for path, name in pairs(root)
        if not (data / name).is_file() or path.read_bytes() != (data / name).read_bytes()
    ]


def pairs(root: Path) -> list[tuple[Path, str]]:
    """Return every file that is copied, and its name in ``data``."""
    found = [(codebook.file_of(root, t.path), t.path) for t in codebook.published(root)]
    found += [(root / name, name) for name in _KEPT]
    found += [
        (root / "data" / "processed" / "findings.json", "findings.json"),
        (root / "data" / "raw" / "shapes" / "countries.json", "raw/shapes/countries.json"),
        (root / "report" / "exports" / "README.md", "README.md"),
    ]
    found += [
        (path, f"notebooks/{path.name}") for path in sorted((root / "notebooks").glob("*.ipynb"))
    ]
    if codebook.is_whole(root):
        # The codebook tells of claims, so it goes where all of them go.
        found.append((root / "data" / "raw" / "README.md", "raw/README.md"))
    return found
