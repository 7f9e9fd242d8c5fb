"""Which edition this is: its day, its commit, its renderer. No clock is asked."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edition:
    """The report as built from one commit and one day.

    Parameters
    ----------
    day : str
        ``as_of`` of the parameters.
    commit : str
        First twelve digits of the commit, with a word where tracked files differ from it.
    timestamp : int
        Seconds since 1970 of the commit; 0 outside a repository.
    renderer : str
        Name and version of what renders the HTML.
    """

    day: str
    commit: str
    timestamp: int
    renderer: str


def current(root: Path, day: str, renderer: str) -> Edition:
    """Return the edition that a build now would be."""
    commit = git(root, "rev-parse", "--short=12", "HEAD")
    if not commit:
        return Edition(day, "not in a repository", 0, renderer)
    changed = bool(git(root, "status", "--porcelain", "--untracked-files=no"))
    stamp = int(git(root, "show", "-s", "--format=%ct", "HEAD"))
    return Edition(day, commit + (" with changes" if changed else ""), stamp, renderer)


def git(root: Path, *args: str) -> str:
    """Return what git says, or nothing where there is no git, repository or commit."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *args], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
