"""The cards: whether what they say of each number is what the data say."""

from __future__ import annotations

import itertools

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here


def cards_told(here: Here) -> Answer:
    """Every card says what the data of the edition say of its number: all are made again and compared."""
    if not here.page_files:
        return not_here("there is no site yet; make report makes it")
    from overseas110 import findings
    from overseas110.report import book, notes

    made: notes.Made = {}
    problems = []
    edition = book.load(here.root, findings.read(here.processed / "findings.json"))
    for path in here.page_files:
        name, text = path.relative_to(here.site).as_posix(), path.read_text(encoding="utf-8")
        try:
            again = notes.added(notes.without(text), name, edition, made)
        except KeyError as error:
            problems.append(f"{name}: a number leads to {error}, and the edition has no such entry")
            continue
        if again != text:
            problems.append(f"{name}: {_first(text, again)}")
    return found(problems, f"the cards of {len(made)} numbers say what the data say")


def _first(text: str, again: str) -> str:
    """Return the first line of a page that differs, and what it should be."""
    pairs = itertools.zip_longest(text.splitlines(), again.splitlines(), fillvalue="")
    old, new = next(pair for pair in pairs if pair[0] != pair[1])
    return f"a card has {_short(old)}, it should be {_short(new)}"


def _short(line: str) -> str:
    return repr(line if len(line) <= 70 else line[:67] + "...")
