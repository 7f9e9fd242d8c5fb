"""Where words stand in a snapshot: the locator and anchor of a claim."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from overseas110 import paths, tables
from overseas110.problems import StopError

#: Folder of the snapshots, if no option names one; they are never part of the project.
VARIABLE = "OVERSEAS110_SNAPSHOTS"


def snapshot(source: str, folder: Path | None) -> str:
    """Return the text of a source's snapshot, found by its hash in `folder`.

    Parameters
    ----------
    source : str
        A ``source_id``, or the path of a text file.
    folder : Path or None
        Folder of the snapshots; the environment's `VARIABLE` where it is not given.

    Raises
    ------
    StopError
        If the source, the folder or the snapshot is not there.
    """
    if Path(source).is_file():
        return read(Path(source))
    frame, _ = tables.read_sheet(tables.SHEETS["sources"], paths.raw())
    rows = frame[frame["source_id"] == source]
    if rows.empty:
        raise StopError(f"{source!r} is no source_id of sources.csv, and no file.")
    wanted = rows["snapshot_sha256"].iloc[0]
    if not wanted:
        raise StopError(f"{source} has no snapshot_sha256 in sources.csv.")
    folder = folder or (Path(os.environ[VARIABLE]) if VARIABLE in os.environ else None)
    if folder is None:
        raise StopError(
            f"Say where the snapshots lie: --snapshots FOLDER, or {VARIABLE} in the environment."
        )
    for path in sorted(folder.iterdir()):
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted:
            return read(path)
    raise StopError(f"No file in {folder} has the hash that sources.csv gives for {source}.")


def read(path: Path) -> str:
    """Return a snapshot's characters, line ends as they are: locators count them."""
    return path.read_bytes().decode("utf-8")


def places(text: str, words: str) -> list[int]:
    """Return where `words` begin in `text`, every place."""
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def anchor(words: str) -> str:
    """Return at most the first seven words."""
    return " ".join(words.split()[:7])


def report(source: str, words: str, folder: Path | None, nth: int | None) -> str:
    """Return locator and anchor of `words` as lines to copy, with a warning where they occur more than once.

    Raises
    ------
    StopError
        If the words do not occur, or not that often.
    """
    found = places(snapshot(source, folder), words)
    if not found:
        raise StopError(
            f"{source} has no words {words!r}; copy them exactly, quotes and dashes too."
        )
    if nth is not None and not 1 <= nth <= len(found):
        raise StopError(
            f"{words!r} occurs {len(found)} times in {source}; --nth goes from 1 to {len(found)}."
        )
    chosen = found if nth is None else [found[nth - 1]]
    lines = [f"chars:{at}-{at + len(words)}\t{anchor(words)}" for at in chosen]
    if len(chosen) > 1:
        lines.insert(
            0,
            f"warning: these words occur {len(found)} times; take the right one with --nth, or more words",
        )
    return "\n".join(lines)
