"""The sources' own texts, where a folder of them is given: hashes, words at their places, no borrowing."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here

#: From as many words in a row on, text is the source's and not ours.
RUN = 8
WORD = re.compile(r"[^\W_]+")

_NONE = "the texts of the sources are not here; --snapshots DIR names their folder"


def snapshots_match(here: Here) -> Answer:
    """Every snapshot that was coded has the hash and the length that the sheet of sources records."""
    if here.snapshots is None:
        return not_here(_NONE)
    held = texts(here.snapshots, here.sources)
    wanted = [row for row in here.sources if row["snapshot_sha256"]]
    problems = []
    for row in wanted:
        source = row["source_id"]
        if source not in held:
            problems.append(
                f"no file in the folder of snapshots has the SHA-256 of {source}, "
                f"{row['snapshot_sha256'][:12]}…"
            )
        elif len(held[source]) != int(row["snapshot_chars"] or 0):
            problems.append(
                f"the snapshot of {source} has {len(held[source])} characters, "
                f"not {row['snapshot_chars']}"
            )
    return found(problems, f"{len(wanted)} snapshots are what was coded")


def words_at_locators(here: Here) -> Answer:
    """Every value and anchor of a claim stands, as coded, at its locator in the snapshot."""
    if here.snapshots is None:
        return not_here(_NONE)
    held = texts(here.snapshots, here.sources)
    rows = claims(here.raw)
    problems = []
    looked = 0
    for row in rows:
        span = re.fullmatch(r"chars:(\d+)-(\d+)", row["locator"])
        if span is None or row["source_id"] not in held:
            continue
        inside = held[row["source_id"]][int(span[1]) : int(span[2])]
        for column in ("anchor", "value_text"):
            looked += bool(row.get(column))
            if row.get(column) and row[column] not in inside:
                problems.append(
                    f"{row['file']}:{row['line']} {column}: {row[column]!r}: does not stand at "
                    f"{row['locator']} of the snapshot of {row['source_id']}"
                )
    if not held:
        return not_here("no file in the folder of snapshots belongs to a source")
    return found(problems, f"{looked} phrases stand where their locators say")


def no_borrowed_words(here: Here) -> Answer:
    """Nothing published holds eight or more words in a row of a snapshot, titles and names aside."""
    if here.snapshots is None:
        return not_here(_NONE)
    held = texts(here.snapshots, here.sources)
    if not held:
        return not_here("no file in the folder of snapshots belongs to a source")
    allowed = [row["title"] for row in here.sources] + [row["name"] for row in here.actors]
    theirs = {run for text in held.values() for run in runs(text)}
    theirs -= {run for text in allowed for run in runs(text)}
    known = vocabulary(theirs)
    problems = []
    for name, text in here.published:
        hits = borrowed(text, theirs, known)
        if hits:
            # Three words find the place; the rest stays with the source.
            first = " ".join(hits[0].split()[:3])
            problems.append(f"{name}: {RUN} words in a row of a source, from “{first} …” on")
    return found(
        problems, f"{len(here.published)} texts share no {RUN} words in a row with a source"
    )


def texts(folder: Path, sources: Iterable[dict[str, str]]) -> dict[str, str]:
    """Return the text of each source whose snapshot lies in `folder`, found by its hash."""
    by_hash = {}
    for path in sorted(folder.iterdir()):
        if path.is_file():
            data = path.read_bytes()
            by_hash[hashlib.sha256(data).hexdigest()] = data
    wanted = {row["source_id"]: row["snapshot_sha256"] for row in sources}
    return {s: by_hash[h].decode("utf-8") for s, h in wanted.items() if h in by_hash}


def claims(raw: Path) -> list[dict[str, str]]:
    """Return the rows of the claim sheets, each with ``file`` and ``line``."""
    from overseas110 import tables

    found = []
    for name in tables.CLAIM_SHEETS:
        sheet = tables.SHEETS[name]
        frame, _ = tables.read_sheet(sheet, raw)
        for line, row in frame.iterrows():
            found.append({**row, "file": f"data/raw/{sheet.file}", "line": str(line)})
    return found


def runs(text: str) -> list[tuple[str, ...]]:
    """Return every run of `RUN` words of a text, in lower case."""
    return _runs(WORD.findall(text.lower()))


def borrowed(
    text: str, theirs: set[tuple[str, ...]], known: frozenset[str] | None = None
) -> list[str]:
    """Return the runs of a text that are also theirs.

    Parameters
    ----------
    text : str
        Any text.
    theirs : set of tuple of str
        Runs, as `runs` gives them.
    known : frozenset of str, optional
        Every word of theirs, where many texts are looked at.
    """
    known = vocabulary(theirs) if known is None else known
    words = WORD.findall(text.lower())
    hits = []
    # A run of theirs has no word that they have nowhere: only between such words can one stand.
    for ours, stretch in itertools.groupby(words, known.__contains__):
        if ours:
            hits += [" ".join(run) for run in _runs(list(stretch)) if run in theirs]
    return hits


def vocabulary(theirs: set[tuple[str, ...]]) -> frozenset[str]:
    """Return the words of runs."""
    return frozenset(itertools.chain.from_iterable(theirs))


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[n:] for n in range(RUN)), strict=False))
