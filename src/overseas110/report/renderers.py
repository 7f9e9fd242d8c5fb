"""Which renderer makes the HTML: a real Quarto where there is one, Pandoc otherwise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from overseas110.pandoc import binary
from overseas110.problems import StopError

OLDEST_QUARTO = (1, 4)


@dataclass(frozen=True)
class Renderer:
    """A program that renders the pages.

    Parameters
    ----------
    name : str
        ``quarto`` or ``pandoc``.
    version : str
        Its version.
    path : str
        Where it lies.
    """

    name: str
    version: str
    path: str

    def __str__(self) -> str:
        """Return name and version, as the colophon shows them."""
        return f"{self.name.capitalize()} {self.version}"


def choose(wanted: str | None = None) -> Renderer:
    """Return the renderer for ``RENDERER=auto|quarto|pandoc``.

    Raises
    ------
    StopError
        If the word is unknown, or Quarto is wanted and not there or too old.
    """
    wanted = wanted or os.environ.get("RENDERER") or "auto"
    if wanted not in ("auto", "quarto", "pandoc"):
        raise StopError(f"RENDERER is auto, quarto or pandoc, not {wanted!r}.")
    if wanted != "pandoc":
        found = _quarto()
        if found is not None:
            return found
        if wanted == "quarto":
            oldest = ".".join(map(str, OLDEST_QUARTO))
            raise StopError(
                f"RENDERER=quarto, but no quarto {oldest} or newer is on PATH; `make quarto` installs one."
            )
    return _pandoc()


@cache
def _quarto() -> Renderer | None:
    path = shutil.which("quarto")
    if path is None:
        return None
    done = subprocess.run([path, "--version"], capture_output=True, text=True)
    match = re.search(r"(\d+)\.(\d+)\.\d+", done.stdout)
    if done.returncode or not match or (int(match[1]), int(match[2])) < OLDEST_QUARTO:
        return None
    return Renderer("quarto", match[0], path)


@cache
def _pandoc() -> Renderer:
    path = binary()
    done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True)
    return Renderer("pandoc", done.stdout.split()[1], str(path))
