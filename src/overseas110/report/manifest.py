"""What a rendered site was made from, so that a command can say whether it is up to date."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from overseas110 import paths
from overseas110.report.edition import Edition

NAME = "manifest.json"

#: What the site is made from: everything that the pages, the frame or the appendix show.
_INPUTS = (
    "report/*.qmd", "report/*.yml", "report/*.html", "report/*.typ", "report/*.css", "report/*.js", "report/*.csv",
    "report/_extensions/**/*", "report/_pandoc/*", "report/exports/*",
    "data/processed/**/*", "data/raw/*.csv",
    "data/raw/codes/*.csv", "data/audit/checks.csv", "params.yaml", "requirements.lock",
    # What the exports copy and describe besides. Not dvc.lock: it changes when the report is done.
    "data/raw/README.md", "data/raw/shapes/*", "notebooks/*.ipynb", "dvc.yaml", "CITATION.cff",
    "LICENSE-DATA.md",
    "src/overseas110/report/*.py", "src/overseas110/exports/*.py",
    *(f"src/overseas110/{name}.py" for name in (
        "__init__", "beside", "books", "findings", "lineage", "pandoc", "params", "paths", "places", "problems", "quantities", "show", "support", "tables", "values",
        "voices", "yamls",
    )),
)  # fmt: skip


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def inputs(root: Path) -> dict[str, str]:
    """Return path to hash of everything that the site is made from."""
    found = {p for pattern in _INPUTS for p in root.glob(pattern) if p.is_file()}
    return {p.relative_to(root).as_posix(): digest(p) for p in sorted(found)}


def write(site: Path, root: Path, edition: Edition) -> None:
    """Write the manifest of a freshly rendered site."""
    pages = {
        p.relative_to(site).as_posix(): digest(p)
        for p in sorted(site.rglob("*"))
        if p.is_file() and p.name != NAME
    }
    data = {"edition": asdict(edition), "inputs": inputs(root), "outputs": pages}
    with paths.written(site / NAME) as beside:
        beside.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def reason_to_render(site: Path, root: Path, edition: Edition) -> str:
    """Return why the site has to be rendered, or nothing where it is up to date."""
    path = site / NAME
    if not path.is_file():
        return "there is none yet"
    data = json.loads(path.read_text(encoding="utf-8"))
    if data["edition"] != asdict(edition):
        changed = [
            key for key, value in asdict(edition).items() if data["edition"].get(key) != value
        ]
        return f"another {' and '.join(changed)}"
    now = inputs(root)
    if data["inputs"] != now:
        changed = sorted(p for p in {*now, *data["inputs"]} if now.get(p) != data["inputs"].get(p))
        return f"{changed[0]} changed" + (
            f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        )
    missing = [p for p in data["outputs"] if not (site / p).is_file()]
    return f"{missing[0]} is missing" if missing else ""
