"""No orphan numbers: what a page states comes through a shortcode, and is followed to its evidence.

An error is, in any page that a person wrote, a number in digits, and a number word with a noun of
``codes/counted.csv`` ("three listed stations"), that comes from no shortcode. Other number words are
warnings. A proper name with a numeral is marked and listed: ``[110 Overseas]{.name}``.

Tables and country pages that the pipeline makes are held to the same, with two exceptions, line by
line. A row or an item of a list may hold numbers where the same line leads to what they are of: a
claim, a finding, or the source whose title it gives; its words are coded data, shown beside its
evidence. And the day of an edition (``.edition``) may head a column. Notebook pages show what ran,
and the evidence, record and sources pages list everything: they are checked as rendered.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from overseas110 import findings, params, tables, yamls
from overseas110.problems import Problem, StopError
from overseas110.report import edition, numerals, prose, uses

#: Lists of whatever moved or is disputed: that a finding stands there is no use of it.
_LISTS = ("data/processed/tables/changes.md", "data/processed/tables/disputed.md")
#: Parameters that decide what the report says.
_TELLING = ("as_of", "include_disputed", "rounding", "approximation")
#: How many findings with the value an error names.
_NAMED = 3

_LEADS = re.compile(
    r"\{\{<\s*(?:ref|claim|date|finding|was)\s|\]\((?:\.\./)?(?:sources|evidence)\.qmd#"
)
_ROW = re.compile(r"\s*(?:\||[-*]\s)")
_EDITION = re.compile(r"\[[^\[\]]*\]\{\.edition\}")


@dataclass(frozen=True)
class Orphans:
    """What was found.

    Parameters
    ----------
    errors : list of Problem
        What stops the report.
    warnings : list of Problem
        What a person should look at.
    """

    errors: list[Problem]
    warnings: list[Problem]


@dataclass(frozen=True)
class _Known:
    """What a number is looked up in: the grammar, the listed names, the findings."""

    grammar: numerals.Grammar
    names: tuple[str, ...]
    findings: dict[str, findings.Finding]


def check(root: Path) -> Orphans:
    """Return everything that is wrong: numbers that come from nowhere, findings that lead nowhere."""
    found = of_sources(root)
    file = "data/processed/findings.json"
    errors = [
        *(Problem(file, 0, "", name, "is stated by no page") for name in unused(root)),
        *(
            Problem(file, 0, name, claim, "is a claim that is not there")
            for name, claim in lost_claims(root)
        ),
    ]
    return Orphans(sorted([*found.errors, *errors]), found.warnings)


def of_sources(root: Path) -> Orphans:
    """Return the numbers on pages and in tables that come from no shortcode.

    Parameters
    ----------
    root : Path
        The project, its data processed.
    """
    known = _known(root)
    errors: list[Problem] = []
    warnings: list[Problem] = []
    processed = root / "data" / "processed"
    made = [*processed.glob("tables/*.md"), *processed.glob("countries/*/page.md")]
    for path in [*sorted((root / "report").glob("*.qmd")), *sorted(made)]:
        source = path.read_text(encoding="utf-8")
        if path in made:
            source = _without_evident(source)
        _check_file(path.relative_to(root).as_posix(), source, known, errors, warnings)
    return Orphans(sorted(set(errors)), sorted(set(warnings)))


def unused(root: Path) -> list[str]:
    """Return the findings that no page uses; none where this is not the default edition.

    A page of an earlier day leaves out what was not known, and changed parameters are somebody's
    trial: both may leave findings over. The default edition is the one whose parameters are the
    committed ones. Outside a repository nothing says which these are, and nothing is asked.
    """
    if not is_default(root):
        return []
    used = {
        use.target
        for use in uses.of_report(root)
        if use.shortcode == "finding" and use.file not in _LISTS
    }
    return sorted(set(_findings(root)) - used)


def lost_claims(root: Path) -> list[tuple[str, str]]:
    """Return the findings that rest on claims that are not there, each with the claim."""
    there = set(tables.read(root / "data" / "processed" / "claims.csv")["claim_id"])
    return [
        (name, claim)
        for name, found in _findings(root).items()
        for claim in found.claims
        if claim not in there
    ]


def is_default(root: Path) -> bool:
    """Return whether the parameters that decide what the report says are the committed ones."""
    import yaml

    committed = edition.git(root, "show", "HEAD:./params.yaml")
    try:
        said = yamls.parse(committed) or {}
        now = params.load(root / "params.yaml")
    except (yaml.YAMLError, StopError):
        return False
    return bool(committed) and all(said.get(key) == getattr(now, key) for key in _TELLING)


def _findings(root: Path) -> dict[str, findings.Finding]:
    path = root / "data" / "processed" / "findings.json"
    if not path.is_file():
        raise StopError(f"{path.relative_to(root)} is missing; `make data` computes it.")
    try:
        return findings.read(path)
    except (json.JSONDecodeError, TypeError) as error:
        raise StopError(f"{path.relative_to(root)} cannot be read: {error}") from None


def _known(root: Path) -> _Known:
    codes = root / "data" / "raw" / "codes"
    counted = tables.read(codes / "counted.csv")
    by = {language: list(rows["noun"]) for language, rows in counted.groupby("language")}
    names = tuple(sorted(tables.read(codes / "names.csv")["name"], key=len, reverse=True))
    grammar = numerals.Grammar(by.get("en", []), by.get("zh", []))
    return _Known(grammar, names, _findings(root))


def _without_evident(source: str) -> str:
    """Return a file of the pipeline without the lines that lead to their evidence, and without days."""
    lines = _EDITION.sub(prose.HIDDEN, source).splitlines()
    return "\n".join("" if _ROW.match(x) and _LEADS.search(x) else x for x in lines) + "\n"


def _check_file(
    file: str, source: str, known: _Known, errors: list[Problem], warnings: list[Problem]
) -> None:
    said = prose.read(source)
    for line, name in said.names:
        if name not in known.names:
            expected = "is marked as a name and is not listed in data/raw/codes/names.csv"
            errors.append(Problem(file, line, "", name, expected))
    text = said.text
    for name in known.names:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            expected = f"is a name with a numeral; mark it: [{name}]{{.name}}"
            errors.append(Problem(file, said.line(match.start()), "", name, expected))
        # It is said once; its numeral is no other error.
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", prose.HIDDEN * len(name), text)
    for numeral in known.grammar.find(text):
        problem = _problem(file, said.line(numeral.start), numeral, known)
        (warnings if numeral.kind == numerals.CARDINAL else errors).append(problem)


def _problem(file: str, line: int, numeral: numerals.Numeral, known: _Known) -> Problem:
    if numeral.kind == numerals.CARDINAL:
        expected = "is a number word; if it counts something, it should come from a shortcode"
        return Problem(file, line, "", numeral.text, expected)
    return Problem(
        file, line, "", numeral.text, f"comes from no shortcode; {_matching(numeral, known)}"
    )


def _matching(numeral: numerals.Numeral, known: _Known) -> str:
    """Return which findings have the value, those of the country profiles last."""

    def has_it(found: findings.Finding) -> bool:
        if found.text.casefold() == numeral.text.casefold():
            return True
        is_number = isinstance(found.value, int | float) and numeral.value is not None
        return is_number and float(found.value) == numeral.value

    names = [name for name, found in known.findings.items() if has_it(found)]
    names.sort(key=lambda name: (known.findings[name].notebook == "05_country", name))
    if not names:
        return "no finding has this value"
    shown = [f"{name} ({known.findings[name].text})" for name in names[:_NAMED]]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"findings with this value: {', '.join(shown)}{more}"
