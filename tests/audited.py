"""A project to tamper with: the repository's files under git, a lock that fits them, and a small site.

The site is made by hand, for rendering the real one takes a minute; its manifest is the real one's.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from overseas110 import audit, yamls
from overseas110.audit import outputs
from overseas110.audit.result import FAIL, NOT_HERE, PASS
from overseas110.report import edition, manifest

SITE = "report/_site"

#: Findings that the small site states.
STATED = ("addresses_checked", "record_claims", "returned_2021")

#: What runs after every tampering, to see that nothing else fails: all that is quick.
QUICK = (
    "findings-merged", "lock-stages", "lock-inputs", "lock-outputs", "stated-values", "site-files",
    "site-inputs", "site-commit", "links-allowed", "places-coarse", "actors-by-role",
)  # fmt: skip

_GIT = {
    "GIT_AUTHOR_NAME": "A test", "GIT_AUTHOR_EMAIL": "", "GIT_COMMITTER_NAME": "A test",
    "GIT_COMMITTER_EMAIL": "", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip


class Audited:
    """One throw-away project, its files shared with the one it was copied from until they are written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / SITE

    def path(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file anew; what the other copies share stays."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace the first of some words of a file."""
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text, f"{name} holds {old!r}"
        self.write(name, text.replace(old, new, 1))

    def lock(self) -> dict:
        """Return what dvc.lock holds."""
        return yamls.read(self.path("dvc.lock"))

    def lock_as(self, lock: dict) -> None:
        """Write dvc.lock anew; JSON is YAML, and soon written."""
        self.write("dvc.lock", json.dumps(lock))

    def page(self, body: str, name: str = "index") -> None:
        """Write a page of the site, and let the manifest list it as built."""
        self.write(f"{SITE}/{name}.html", html(body))
        self.listed()

    def listed(self) -> None:
        """Let the manifest take the site as it is now for what was built."""
        data = json.loads((self.site / manifest.NAME).read_text(encoding="utf-8"))
        data["outputs"] = {
            p.relative_to(self.site).as_posix(): manifest.digest(p)
            for p in sorted(self.site.rglob("*"))
            if p.is_file() and p.name != manifest.NAME
        }
        self.write(f"{SITE}/{manifest.NAME}", json.dumps(data))

    def results(self, *checks: str, **given) -> dict[str, audit.Result]:
        """Run some checks, and all the quick ones, and return them by name."""
        wanted = {*QUICK, *checks}
        return {r.check: r for r in audit.run(self.folder, only=wanted, **given)}

    def fails(self, *checks: str, look: tuple[str, ...] = (), **given) -> str:
        """See that exactly `checks` fail, and return the detail of the first."""
        results = self.results(*checks, *look, **given)
        failing = {name for name, result in results.items() if result.state == FAIL}
        assert failing == set(checks), {n: results[n].detail for n in failing}
        assert "\n" not in results[checks[0]].detail
        return results[checks[0]].detail

    def passes(self, *checks: str, **given) -> None:
        """See that all of them pass."""
        results = self.results(*checks, **given)
        assert {n: r.detail for n, r in results.items() if r.state != PASS} == {}

    def is_not_possible(self, check: str, **given) -> str:
        """See that a check is not possible here, and return what it says is missing."""
        (result,) = audit.run(self.folder, only=[check], **given)
        assert result.state == NOT_HERE
        return result.detail


def html(body: str) -> str:
    """Return a whole page."""
    return f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>T</title></head><body><main>\n{body}\n</main></body></html>\n'


def stated(findings: dict, name: str, link: str = "evidence.html#f-") -> str:
    """Return a stated value as the pages have it."""
    item = findings[name]
    return (
        f'<a href="{link}{name}"><data class="finding" data-finding="{name}" '
        f'value="{item["value"]}">{item["text"]}</data></a>'
    )


def made(folder: Path, copy_project) -> Audited:
    """Return a project with everything that the checks want, in a new folder."""
    copy_project(folder)
    project = Audited(folder)
    lock = project.lock()
    _fit(lock, folder)
    project.lock_as(lock)
    findings = json.loads(project.path("data/processed/findings.json").read_text(encoding="utf-8"))
    values = " ".join(stated(findings, name) for name in STATED)
    project.write(f"{SITE}/index.html", html(f"<p>Of the record: {values}.</p>"))
    entries = "".join(f'<section id="f-{name}"><h2>{name}</h2></section>' for name in STATED)
    project.write(f"{SITE}/evidence.html", html(entries))
    shutil.copytree(project.path("data/processed/figures"), project.site / "figures")
    (project.site / "data").mkdir()
    shutil.copy(project.path("data/processed/claims.csv"), project.site / "data")
    project.write(f"{SITE}/overseas110.pdf", _pdf())
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All of it"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True, env={**os.environ, **_GIT})
    manifest.write(project.site, folder, edition.current(folder, "2026-11-22", "Pandoc 3"))
    return project


def copied(of: Audited, folder: Path) -> Audited:
    """Return a copy that shares every file until it is written."""
    shutil.copytree(of.folder, folder, copy_function=os.link)
    return Audited(folder)


def _fit(lock: dict, folder: Path) -> None:
    """Let a lock record the stages, inputs and outputs as they are now."""
    stages = yamls.read(folder / "dvc.yaml")["stages"]
    for name, stage in stages.items():
        held = lock["stages"].setdefault(name, {"cmd": stage["cmd"]})
        for key, paths in (("deps", stage.get("deps", [])), ("outs", outputs.outputs(stage))):
            held[key] = [
                {"path": path, "hash": "md5", "md5": outputs.digest(folder / path)}
                for path in paths
            ]


def _pdf() -> bytes:
    import typst

    return typst.compile(b"Three addresses were looked at.")
