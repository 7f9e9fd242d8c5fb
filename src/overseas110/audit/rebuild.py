"""All of it again: a scratch clone, every stage, the site, and every byte compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from overseas110.audit.here import Here, git
from overseas110.audit.result import Answer, found, not_here


def rebuild(here: Here) -> Answer:
    """A clone of the commit, built from nothing, gives every tracked file and the site byte for byte."""
    if not here.rebuild:
        return not_here("takes minutes; --rebuild does it")
    commit = git(here.root, "rev-parse", "HEAD")
    if not commit:
        return not_here("this is no git repository")
    with tempfile.TemporaryDirectory(prefix="overseas110-") as folder:
        clone = Path(folder) / "overseas110"
        git(Path(folder), "clone", "-q", "--no-hardlinks", str(here.root), str(clone))
        git(clone, "checkout", "-q", commit)
        done = _build(here, clone)
        if done.returncode:
            last = (done.stdout + done.stderr).strip().splitlines()[-1:]
            return found([f"the rebuild stopped: {' '.join(last)}"], "")
        problems, looked = _compare(here, clone)
    return found(problems, f"{looked} files of commit {commit[:12]} were made again, byte for byte")


def _build(here: Here, clone: Path) -> subprocess.CompletedProcess:
    """Run every stage of the clone with its own library and this environment."""
    name = _edition(here.manifest).get("renderer", "").split(" ")[0].lower()
    env = {
        **os.environ,
        "PYTHONPATH": str(clone / "src"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "RENDERER": name if name in ("pandoc", "quarto") else "auto",
        "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "DVC_NO_ANALYTICS": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "overseas110", "report", "--force"]
    return subprocess.run(command, cwd=clone, env=env, capture_output=True, text=True)


def _compare(here: Here, clone: Path) -> tuple[list[str], int]:
    """Return what differs, and how many files were compared."""
    from overseas110.report import manifest

    tracked = filter(None, (git(clone, "ls-files", "-z") or "").split("\0"))
    problems, looked = [], 0
    for name in tracked:
        looked += 1
        problems += _differs(here.root / name, clone / name, name, "in the repository")
    made, there = clone / "report" / "_site", here.site
    again = json.loads((made / manifest.NAME).read_text(encoding="utf-8"))
    if _edition(here.manifest) != _edition(again):
        problems.append(
            "the site is of another commit, day or renderer than was rebuilt; make report renders it anew"
        )
        return problems, looked
    names = {
        p.relative_to(f).as_posix() for f in (made, there) for p in f.rglob("*") if p.is_file()
    }
    for name in sorted(names):
        looked += 1
        problems += _differs(there / name, made / name, name, "in the site")
    return problems, looked


def _differs(ours: Path, again: Path, name: str, where: str) -> list[str]:
    if not ours.is_file() or not again.is_file():
        return [
            f"{name}: is {where} and was not made again"
            if ours.is_file()
            else f"{name}: was made again and is not {where}"
        ]
    return (
        []
        if ours.read_bytes() == again.read_bytes()
        else [f"{name}: was made again and differs from that {where}"]
    )


def _edition(listed: dict | None) -> dict:
    """Return the edition that a manifest names; none where there is no site."""
    return listed["edition"] if listed else {}
