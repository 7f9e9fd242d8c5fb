from __future__ import annotations

import os
import subprocess

import pytest

from overseas110.report import edition

STAMP = 1_650_000_000


@pytest.fixture
def repository(tmp_path):
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
        "GIT_AUTHOR_DATE": f"{STAMP} +0200", "GIT_COMMITTER_DATE": f"{STAMP} +0200",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip

    def git(*args: str) -> str:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        command = ["git", "-C", str(tmp_path), *who, *args]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    (tmp_path / "a.txt").write_text("a")
    git("add", "a.txt")
    git("commit", "-q", "-m", "First")
    return tmp_path, git


def test_an_edition_carries_day_commit_time_of_the_commit_and_renderer(repository):
    folder, git = repository
    found = edition.current(folder, "2026-11-22", "Pandoc 3.9")
    head = git("rev-parse", "HEAD").strip()
    assert found == edition.Edition("2026-11-22", head[:12], STAMP, "Pandoc 3.9")


def test_a_changed_tracked_file_is_said(repository):
    folder, _ = repository
    (folder / "a.txt").write_text("b")
    assert edition.current(folder, "2026-11-22", "x").commit.endswith(" with changes")


def test_a_file_that_git_does_not_track_changes_no_edition(repository):
    folder, _ = repository
    before = edition.current(folder, "2026-11-22", "x")
    (folder / "b.txt").write_text("b")
    assert edition.current(folder, "2026-11-22", "x") == before


def test_no_clock_is_asked(repository):
    folder, _ = repository
    assert edition.current(folder, "d", "r") == edition.current(folder, "d", "r")


def test_a_folder_without_a_repository_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    found = edition.current(tmp_path, "2026-11-22", "Pandoc 3.9")
    assert found == edition.Edition("2026-11-22", "not in a repository", 0, "Pandoc 3.9")


def test_a_repository_without_a_commit_is_as_none(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert edition.current(tmp_path, "d", "r").commit == "not in a repository"


def test_without_git_at_all_a_report_can_be_built(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert edition.current(tmp_path, "d", "r").timestamp == 0
