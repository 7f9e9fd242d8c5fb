"""The document on adding a source is followed: every command of it, in order, in a copy of the project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT

DOCUMENT = ROOT / "docs" / "add-a-source.md"

#: The document renders the site; the findings are enough here.
INSTEAD = {"make report": ".venv/bin/overseas110 report --data-only"}

#: The page of changes compares many days; one is enough here.
EDITIONS = 'editions: ["2022-12-31"]'


@dataclass(frozen=True)
class Block:
    """One fenced block, its language and the heading above it."""

    heading: str
    language: str
    text: str


def blocks() -> list[Block]:
    found, heading = [], ""
    pattern = r"^(?:#+ (?P<heading>[^\n]+)|```(?P<language>\w+)\n(?P<text>.*?)^```)$"
    document = DOCUMENT.read_text(encoding="utf-8")
    for match in re.finditer(pattern, document, re.MULTILINE | re.DOTALL):
        heading = match["heading"] or heading
        if match["text"] is not None:
            found.append(Block(heading, match["language"], match["text"]))
    return found


def run(command: str, folder: Path) -> str:
    for said, done in INSTEAD.items():
        command = command.replace(said, done)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(folder / "src"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DVC_NO_ANALYTICS": "1",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def committed(folder: Path) -> Path:
    """Make a repository of a copy of the project, with everything in it committed."""
    params = folder / "params.yaml"
    text, n = re.subn(r"(?m)^editions:.*$", EDITIONS, params.read_text(encoding="utf-8"))
    assert n == 1
    params.write_text(text, encoding="utf-8")
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "A copy"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    # No link to the environment itself: what is done to the copy's must never reach it.
    command = folder / ".venv" / "bin" / "overseas110"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m overseas110 "$@"\n')
    command.chmod(0o755)
    return folder


def test_the_document_has_commands_and_says_what_they_print():
    languages = [block.language for block in blocks()]
    assert set(languages) == {"sh", "text"}
    assert languages[0] == "sh", "what is printed stands below the command that prints it"


@pytest.mark.end_to_end
def test_every_command_of_the_document_does_what_it_says(project):
    folder = committed(project.folder)
    printed, said = "", {}
    for block in blocks():
        if block.language == "text":
            missing = [line for line in block.text.splitlines() if line not in printed.splitlines()]
            assert missing == [], f"{block.heading}: the command prints\n{printed}"
        else:
            printed = run(block.text, folder)
            said[block.heading] = said.get(block.heading, "") + printed
    assert "no problem found" in said["7. Check"]
    assert "no problem found" in said["Three rows as an example"]
    assert "herald_2024-f001" in said["8. Build, and see what moved"]
    changed = run("git status --short", folder)
    assert "data/processed/findings.json" in changed
    assert "src/" not in changed, "a source is added with no change to code"
    assert "notebooks/" not in re.sub("data/processed/notebooks/", "", changed)
