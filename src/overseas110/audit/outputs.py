"""What was made from what: dvc.lock against the files, and the environment against its lock."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
from pathlib import Path

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here
from overseas110.trace_files import Files, md5, outputs

_NO_LOCK = "nothing is recorded yet: there is no dvc.lock; make report makes it"


def lock_outputs(here: Here) -> Answer:
    """Every output of the pipeline has the hash that dvc.lock records for it."""
    files = here.files
    if not files.lock:
        return not_here(_NO_LOCK)
    problems, looked = [], 0
    for name, stage in files.lock.items():
        for entry in stage.get("outs", []):
            looked += 1
            problems += _compare(here.root, entry, f"an output of the stage {name}")
    return found(problems, f"{looked} outputs are as recorded")


def lock_inputs(here: Here) -> Answer:
    """Every input of every stage, and every parameter, is what the stage was last run with."""
    files = here.files
    if not files.lock:
        return not_here(_NO_LOCK)
    # An input that is another stage's output is that check's to tell.
    made = set(files.maker)
    problems: dict[str, None] = {}
    looked = set()
    for name, stage in files.lock.items():
        for entry in stage.get("deps", []):
            looked.add(entry["path"])
            wrong = _compare(here.root, entry, "an input")
            if entry["path"] in made:
                # Two stages may record one file differently: the lock then contradicts itself.
                wrong = _contradicted(entry, files, name)
            problems |= dict.fromkeys(wrong)
        for file, values in stage.get("params", {}).items():
            for key, value in values.items():
                now = files.params.get(key)
                if now != value:
                    problems[f"{file} {key}: {now!r}: the stage {name} ran with {value!r}"] = None
    return found(problems, f"{len(looked)} inputs and all parameters are as recorded")


def _contradicted(entry: dict, files: Files, name: str) -> list[str]:
    made = files.lock.get(files.maker[entry["path"]], {}).get("outs", [])
    recorded = {out["path"]: out.get("md5") for out in made}
    if recorded.get(entry["path"], entry.get("md5")) == entry.get("md5"):
        return []
    return [
        f"dvc.lock: {entry['path']}: the stage {name} ran with another version than was made last"
    ]


def lock_stages(here: Here) -> Answer:
    """The stages of dvc.yaml are those of dvc.lock: commands, inputs, parameters and outputs."""
    files = here.files
    if not files.lock:
        return not_here(_NO_LOCK)
    problems = []
    for name in sorted({*files.stages, *files.lock}):
        if name not in files.lock or name not in files.stages:
            where = "dvc.lock" if name in files.lock else "dvc.yaml"
            problems.append(f"the stage {name} is in {where} alone")
            continue
        stage, locked = files.stages[name], files.lock[name]
        pairs = (
            ("command", [stage["cmd"]], [locked["cmd"]]),
            ("input", stage.get("deps", []), [e["path"] for e in locked.get("deps", [])]),
            ("output", outputs(stage), [e["path"] for e in locked.get("outs", [])]),
            ("parameter", stage.get("params", []),
             [k for held in locked.get("params", {}).values() for k in held]),
        )  # fmt: skip
        for what, now, then in pairs:
            only = sorted(set(now) - set(then)) + sorted(set(then) - set(now))
            problems += [f"the {what} {item} of the stage {name} is in only one of dvc.yaml and dvc.lock"
                         for item in only]  # fmt: skip
    return found(problems, f"{len(files.stages)} stages are the same in dvc.yaml and dvc.lock")


def environment(here: Here) -> Answer:
    """Every package that the lock asks for on this machine is installed in that version."""
    from packaging.requirements import Requirement

    problems, looked = [], 0
    for line in (here.root / "requirements.lock").read_text(encoding="utf-8").splitlines():
        text = line.partition(" \\")[0].strip()
        if not re.match(r"[A-Za-z0-9]", text):
            continue
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        looked += 1
        try:
            version = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            problems.append(
                f"{wanted.name} is not installed; requirements.lock has {wanted.specifier}"
            )
            continue
        if not wanted.specifier.contains(version, prereleases=True):
            problems.append(
                f"{wanted.name} {version} is installed; requirements.lock has {wanted.specifier}"
            )
    return found(problems, f"{looked} packages are installed as locked")


def _compare(root: Path, entry: dict, what: str) -> list[str]:
    """Return what is wrong with one file or folder, held against its entry in dvc.lock."""
    path = root / entry["path"]
    if not path.exists():
        return [f"{entry['path']}: is missing; it is {what}"]
    now = digest(path)
    if now == entry.get("md5"):
        return []
    return [
        f"{entry['path']}: MD5 is {now[:12]}, and dvc.lock has {str(entry.get('md5'))[:12]}; it is {what}"
    ]


def digest(path: Path) -> str:
    """Return the hash of a file or folder as DVC computes it.

    That of a folder is of the list of its files, by path, as JSON.
    """
    if path.is_file():
        return md5(path)
    files = [
        {"md5": md5(file), "relpath": file.relative_to(path).as_posix()}
        for file in path.rglob("*")
        if file.is_file()
    ]
    files.sort(key=lambda item: item["relpath"])
    text = json.dumps(files, sort_keys=True)
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest() + ".dir"
