"""The coded record: whether it is valid, whole, and what the typed tables were made from."""

from __future__ import annotations

import io

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here
from overseas110.problems import Problem, ProblemsError

_CLAIM_FILES = ("data/raw/figures.csv", "data/raw/stations.csv", "data/raw/events.csv")


def coded_sheets(here: Here) -> Answer:
    """Every cell of the coded sheets is what the codebook asks for, and can be read."""
    others = (_of_sources, _of_corrections, _of_locators)
    problems = [p for p in here.cleaned[1] if not any(belongs(p) for belongs in others)]
    return found(problems, f"{_claims(here)} read without a problem")


def claims_have_sources(here: Here) -> Answer:
    """Every claim names a source that the sheet of sources has."""
    problems = [p for p in here.cleaned[1] if _of_sources(p)]
    return found(problems, f"the sources of {_claims(here)} are there")


def corrections_match(here: Here) -> Answer:
    """Every correction still finds the misprint that it corrects."""
    problems = [p for p in here.cleaned[1] if _of_corrections(p)]
    return found(problems, "every correction finds what it expects")


def locators_inside(here: Here) -> Answer:
    """Every locator that counts characters lies inside the snapshot that was coded."""
    problems = [p for p in here.cleaned[1] if _of_locators(p)]
    return found(problems, "no locator runs past the end of its snapshot")


def conflicts_hold(here: Here) -> Answer:
    """The claims of every conflict that was judged by hand still differ on what it says."""
    from overseas110 import conflicts, tables, voices

    rows, problems = tables.read_sheet(tables.SHEETS["conflicts"], here.raw)
    if problems:
        return not_here(f"the sheet cannot be read: {problems[0]}")
    try:
        record = voices.read_record(here.processed, voices.read_codes(here.raw))
        held = conflicts.judged(rows, record, "data/raw/conflicts.csv")
    except ProblemsError as error:
        return found(error.problems, "")
    return found([], f"{len(held)} judged conflicts of this edition hold")


def typed_tables(here: Here) -> Answer:
    """The typed tables are, byte for byte, what the coded sheets give when they are cleaned again."""
    cleaned, problems = here.cleaned
    if cleaned is None:
        return not_here(f"the coded sheets have {len(problems)} problems; the first: {problems[0]}")
    wrong = []
    for name, frame in cleaned.tables().items():
        path = here.processed / f"{name}.csv"
        text = io.StringIO()
        frame.to_csv(text, index=False, lineterminator="\n")
        there = path.read_text(encoding="utf-8") if path.is_file() else ""
        if there != text.getvalue():
            wrong.append(_difference(f"data/processed/{name}.csv", there, text.getvalue()))
    tables = here.files.stages["clean"]["outs"]
    return found(wrong, f"{_claims(here)} in {len(cleaned.tables())} of {len(tables)} outputs")


def _difference(name: str, there: str, wanted: str) -> str:
    """Return the first line in which a table is not what it should be."""
    old, new = there.splitlines(), wanted.splitlines()
    for number, (have, want) in enumerate(zip(old, new, strict=False), 1):
        if have != want:
            return f"{name}:{number}: {_part(have, want)!r}: should be {_part(want, have)!r}"
    return f"{name}: has {len(old)} lines: should have {len(new)}"


def _part(text: str, other: str) -> str:
    """Return the cells of a row from the first that differs, cut short."""
    cells, others = text.split(","), other.split(",")
    at = next((n for n, (a, b) in enumerate(zip(cells, others, strict=False)) if a != b), 0)
    return ",".join(cells[at : at + 3])


def _claims(here: Here) -> str:
    cleaned = here.cleaned[0]
    return f"{len(cleaned.claims)} claims" if cleaned is not None else "the claims"


def _of_sources(problem: Problem) -> bool:
    return problem.file in _CLAIM_FILES and problem.column == "source_id"


def _of_corrections(problem: Problem) -> bool:
    return problem.file == "data/raw/corrections.csv"


def _of_locators(problem: Problem) -> bool:
    return problem.column == "locator" and "snapshot" in problem.expected
