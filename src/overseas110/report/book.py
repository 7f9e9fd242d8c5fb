"""Everything that an entry on the evidence, record and sources pages is made from, read once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from overseas110 import lineage, params, places, tables, voices
from overseas110.findings import Finding
from overseas110.lineage import Lineage
from overseas110.report import uses
from overseas110.report.uses import Use
from overseas110.support import Supports

#: Findings on more claims than this list their sources with counts, and the record groups them.
MANY = 40


@dataclass(frozen=True)
class Book:
    """One edition with all that its entries say.

    Parameters
    ----------
    chain : Lineage
        Findings, claims, sources, actors, conflicts.
    labels : dict of tuple of str to str
        Vocabulary and code to its label.
    counts : dict of str to str
        Measure to what it counts, in words.
    codes : Codes
        The coded lists: scopes in words, and which of them contains which.
    knobs : Params
        The parameters of the edition.
    earlier : dict of str to list of tuple of str
        Finding to its day and words in each earlier edition, the earliest first.
    disputed : dict of str to str
        Finding to its words where disputed claims count as evidence.
    used : list of Use
        Where pages use what was computed.
    table_pages : dict of str to list of str
        Table to the pages that take it in.
    charts : dict of str to list of str
        Chart to the claims that it shows.
    """

    chain: Lineage
    labels: dict[tuple[str, str], str]
    counts: dict[str, str]
    codes: voices.Codes
    knobs: params.Params
    earlier: dict[str, list[tuple[str, str]]]
    disputed: dict[str, str]
    used: list[Use]
    table_pages: dict[str, list[str]]
    charts: dict[str, list[str]]

    @cached_property
    def supports(self) -> Supports:
        """Return what findings and claims stand on."""
        return Supports(self.chain, self.codes.contains)

    @cached_property
    def uses_of(self) -> dict[str, list[Use]]:
        """Return the uses of every finding and claim, by its id."""
        found: dict[str, list[Use]] = {}
        for use in self.used:
            found.setdefault(use.target, []).append(use)
        return found

    @cached_property
    def charts_of(self) -> dict[str, list[str]]:
        """Return the charts that show each claim."""
        return _turned(self.charts)

    @cached_property
    def claims_of_source(self) -> dict[str, list[str]]:
        """Return the claims of each source, in the order of the table."""
        found: dict[str, list[str]] = {source: [] for source in self.chain.sources}
        for claim, row in self.chain.claims.items():
            found[row["source_id"]].append(claim)
        return found

    def name(self, actor: str) -> str:
        """Return the name of an actor."""
        return self.chain.actors[actor]["name"]


def load(root: Path, found: dict[str, Finding]) -> Book:
    """Return the edition whose processed tables lie in the project at `root`."""
    processed, codes = root / "data" / "processed", root / "data" / "raw" / "codes"
    words = tables.read(codes / "vocabularies.csv")
    return Book(
        lineage.load(processed, found),
        {(row.vocabulary, row.code): row.label for row in words.itertuples()},
        dict(tables.read(codes / "measures.csv")[["measure", "counts"]].itertuples(index=False)),
        voices.read_codes(root / "data" / "raw"),
        params.load(root / "params.yaml"),
        _earlier(processed),
        dict(tables.read(processed / "disputed_findings.csv")[["finding_id", "text"]].itertuples(index=False)),
        uses.of_report(root),
        uses.tables(root),
        _charts(processed),
    )  # fmt: skip


def page_name(page: str) -> str:
    """Return the name of a page of the site in words: "Returns", "Canada"."""
    stem = page.removesuffix(".html")
    if stem.startswith("countries/"):
        return places.country_name(stem.partition("/")[2].upper())
    return "Report" if stem == "index" else stem.capitalize()


def _earlier(processed: Path) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in tables.read(processed / "edition_findings.csv").itertuples():
        found.setdefault(row.finding_id, []).append((row.as_of, row.text))
    return {name: sorted(days) for name, days in found.items()}


def _charts(processed: Path) -> dict[str, list[str]]:
    found = {}
    for path in sorted((processed / "figures").glob("*.json")):
        found[path.stem] = json.loads(path.read_text(encoding="utf-8")).get("claims", [])
    return found


def _turned(links: dict[str, Iterable[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, targets in links.items():
        for target in targets:
            found.setdefault(target, []).append(name)
    return found
