"""What `trace` reads: the files of the chain, by the standard library and PyYAML alone.

The tables' own library takes longer to import than a reader wants to wait for an answer.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
from functools import cached_property
from pathlib import Path

from overseas110 import yamls
from overseas110.problems import StopError
from overseas110.report import uses

#: Claim sheets; `overseas110.tables` has them too, and is slow to import.
SHEETS = ("figures", "stations", "events")
PROCESSED = "data/processed"
RAW = "data/raw"

_FINDING_LINE = re.compile(r'^ "([^"]+)": \{$')


class Files:
    """The files of a project, each read once and only when it is asked for.

    Parameters
    ----------
    root : Path
        The project.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Return the path of a file of the project."""
        return self.root / name

    @cached_property
    def findings(self) -> dict[str, dict]:
        """Findings by id, as ``findings.json`` has them."""
        return json.loads(self._text(f"{PROCESSED}/findings.json"))

    @cached_property
    def finding_lines(self) -> dict[str, int]:
        """Line of ``findings.json`` on which each finding begins."""
        lines = self._text(f"{PROCESSED}/findings.json").splitlines()
        found = ((_FINDING_LINE.match(line), n) for n, line in enumerate(lines, 1))
        return {match[1]: n for match, n in found if match}

    @cached_property
    def claims(self) -> dict[str, dict]:
        """Claims by id: the contract's columns, the sheet's own, and ``lines`` by file."""
        claims = self._table(f"{PROCESSED}/claims.csv", "claim_id")
        for sheet in SHEETS:
            name = f"{PROCESSED}/{sheet}.csv"
            for claim, row in self._table(name, "claim_id").items():
                lines = claims[claim]["lines"] | row["lines"]
                claims[claim] = row | claims[claim] | {"lines": lines}
        return claims

    @cached_property
    def sources(self) -> dict[str, dict]:
        """Sources of the edition by id."""
        return self._table(f"{PROCESSED}/sources.csv", "source_id")

    @cached_property
    def raw_sources(self) -> dict[str, int]:
        """Line of ``data/raw/sources.csv`` of each source."""
        rows = self._table(f"{RAW}/sources.csv", "source_id")
        return {source: row["lines"][f"{RAW}/sources.csv"] for source, row in rows.items()}

    @cached_property
    def actors(self) -> dict[str, str]:
        """Actor id to name."""
        rows = self._table(f"{PROCESSED}/actors.csv", "actor_id")
        return {actor: row["name"] for actor, row in rows.items()}

    @cached_property
    def conflicts(self) -> dict[str, dict]:
        """Conflicts by id."""
        return self._table(f"{PROCESSED}/conflicts.csv", "conflict_id")

    @cached_property
    def charts(self) -> dict[str, dict]:
        """Charts by name, with the claims that each draws."""
        folder = self.root / PROCESSED / "figures"
        return {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*.json"))
        }

    @cached_property
    def stages(self) -> dict[str, dict]:
        """Stages of ``dvc.yaml``."""
        return yamls.parse(self._text("dvc.yaml"))["stages"]

    @cached_property
    def lock(self) -> dict[str, dict]:
        """Stages of ``dvc.lock``: what was made from what; empty where nothing ran yet."""
        path = self.root / "dvc.lock"
        if not path.is_file():
            return {}
        return yamls.read(path).get("stages", {})

    @cached_property
    def params(self) -> dict[str, object]:
        """Parameters, as ``params.yaml`` has them."""
        return yamls.parse(self._text("params.yaml"))

    @cached_property
    def uses(self) -> list[uses.Use]:
        """Every shortcode on every page."""
        return uses.of_report(self.root)

    @cached_property
    def included(self) -> dict[str, list[str]]:
        """Table to the pages that take it in."""
        return uses.tables(self.root)

    @cached_property
    def maker(self) -> dict[str, str]:
        """Output to the stage that makes it."""
        return {out: name for name, stage in self.stages.items() for out in outputs(stage)}

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Path to the MD5 that ``dvc.lock`` records for it, whether input or output."""
        found = {}
        for stage in self.lock.values():
            for entry in [*stage.get("deps", []), *stage.get("outs", [])]:
                found[entry["path"]] = entry.get("md5", "")
        return found

    @cached_property
    def commit(self) -> tuple[str, frozenset[str]]:
        """The commit, and the tracked files that differ from it; empty outside a repository."""
        command = ["git", "-C", str(self.root), "status", "--porcelain=v2", "--branch", "-uno"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return "", frozenset()
        lines = done.stdout.splitlines()
        heads = [line.split()[2] for line in lines if line.startswith("# branch.oid")]
        changed = frozenset(line.split(" ", 8)[-1] for line in lines if line[:2] in ("1 ", "2 "))
        return (heads[0] if heads else ""), changed

    def stage_of(self, name: str) -> str:
        """Return the stage that makes a file, itself or the folder that it lies in; or nothing."""
        for path in (name, *(parent.as_posix() for parent in Path(name).parents)):
            if path in self.maker:
                return self.maker[path]
        return ""

    def hash_of(self, name: str) -> tuple[str, str]:
        """Return the recorded MD5 of a file or of the folder it lies in, and how the file compares.

        How is ``same``, ``differs``, ``missing``, ``in a folder`` or, with no hash, ``not recorded``.
        """
        recorded = self.hashes.get(name, "")
        if not recorded:
            for parent in Path(name).parents:
                if parent.as_posix() in self.hashes:
                    return self.hashes[parent.as_posix()], "in a folder"
            return "", "not recorded"
        path = self.root / name
        if path.is_dir():
            return recorded, "in a folder"
        if not path.is_file():
            return recorded, "missing"
        return recorded, "same" if md5(path) == recorded else "differs"

    def _text(self, name: str) -> str:
        path = self.root / name
        if not path.is_file():
            raise StopError(f"{name} is missing; make report makes what the pipeline writes.")
        return path.read_text(encoding="utf-8")

    def _table(self, name: str, key: str) -> dict[str, dict]:
        """Return the rows of a table by their key, each with ``lines``: the line it begins on."""
        found = {}
        reader = csv.reader(io.StringIO(self._text(name), newline=""))
        headings = next(reader)
        line = reader.line_num + 1
        for cells in reader:
            row: dict = dict(zip(headings, cells, strict=False))
            row["lines"] = {name: line}
            found[row[key]] = row
            line = reader.line_num + 1
        return found


def outputs(stage: dict) -> list[str]:
    """Return the paths of a stage's outputs and metrics."""
    entries = [*stage.get("outs", []), *stage.get("metrics", [])]
    return [next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries]


def md5(path: Path) -> str:
    """Return the MD5 of a file, which is what DVC records; it guards against change, not against malice."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
