"""``docs/lineage.md`` can be followed as it stands: every block of it runs, and fails where it says so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```(sh(?: fails)?)\n(.*?)^```$", re.M | re.S)


@pytest.fixture
def repository(built_site, tmp_path) -> Path:
    """Return a copy of the project with its rendered site, as a repository of its own."""
    folder = tmp_path / "repository"
    shutil.copytree(built_site.parents[1], folder, copy_function=os.link)
    me = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "-A"), (*me, "commit", "-q", "-m", "All")):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    return folder


def test_every_block_runs_and_those_that_show_tampering_fail(root, repository):
    blocks = BLOCK.findall((root / "docs" / "lineage.md").read_text(encoding="utf-8"))
    assert len(blocks) > 12 and sum(kind == "sh fails" for kind, _ in blocks) == 2
    env = {**os.environ, "PYTHONPATH": str(repository / "src")}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    for kind, commands in blocks:
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", commands],
            cwd=repository, env=env, capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode != 0) == (kind == "sh fails"), commands + done.stdout + done.stderr
        assert done.stdout or not re.search("grep|trace|audit|md5sum", commands), commands
        if "md5sum" in commands:
            recorded, now = re.findall(r"\b[0-9a-f]{32}\b", done.stdout)
            assert recorded == now, done.stdout


def test_the_number_that_is_followed_has_the_links_that_the_text_tells_of(root, repository):
    done = subprocess.run(
        [sys.executable, "-m", "overseas110", "trace", "stations_fuzhou_globe"],
        cwd=repository, env={**os.environ, "PYTHONPATH": str(repository / "src")},
        capture_output=True, text=True,
    )  # fmt: skip
    for told in ("stations.html", "report/stations.qmd:", "globe-f004", "data/raw/figures.csv:",
                 "chars:", "data/raw/sources.csv:", "md5", "as_of="):  # fmt: skip
        assert told in done.stdout, told
