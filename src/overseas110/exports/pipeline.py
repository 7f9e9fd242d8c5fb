"""The stages of the pipeline: what each uses and makes, and the hashes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from overseas110 import yamls

#: The stage that makes the pages.
REPORT = "report"


@dataclass(frozen=True)
class Stage:
    """A stage of the pipeline: what it is, runs, uses, reads of the parameters, and makes."""

    label: str
    command: str
    uses: tuple[str, ...]
    reads: tuple[str, ...]
    makes: tuple[str, ...]

    @property
    def notebooks(self) -> tuple[str, ...]:
        """Return the notebooks that it runs: those whose executed copies it makes."""
        made = (Path(name) for name in self.makes)
        return tuple(p.stem for p in made if p.parent.as_posix() == "data/processed/notebooks")


def stages(root: Path) -> dict[str, Stage]:
    """Return the stages of ``dvc.yaml``, in order."""
    found = yamls.read(root / "dvc.yaml")["stages"]
    return {
        name: Stage(
            stage["desc"], stage["cmd"], tuple(stage["deps"]), tuple(stage.get("params", [])),
            tuple(
                out if isinstance(out, str) else next(iter(out))
                for kind in ("outs", "metrics") for out in stage.get(kind, [])
            ),
        )
        for name, stage in found.items()
    }  # fmt: skip


def hashes(root: Path) -> dict[str, str]:
    """Return the hash that ``dvc.lock`` has for each file of every stage but the report.

    Where no stage has run yet there is no lock, and no hash.
    """
    if not (root / "dvc.lock").is_file():
        return {}
    found = yamls.read(root / "dvc.lock")["stages"]
    return {
        item["path"]: item["md5"]
        for name, stage in found.items()
        if name != REPORT
        for item in (*stage.get("deps", []), *stage.get("outs", []))
    }
