"""From a finding to its claims and sources, and back from a claim to what uses it."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass, field

import pandas as pd

from overseas110 import tables
from overseas110.findings import Finding


@dataclass(frozen=True)
class Lineage:
    """The chain of one edition, both ways.

    Parameters
    ----------
    findings : dict of str to Finding
        All findings.
    claims : dict of str to dict
        Claim id to its row: contract columns and the sheet's own.
    sources, actors : dict of str to dict
        By id.
    conflicts : dict of str to dict
        By id.
    """

    findings: dict[str, Finding]
    claims: dict[str, dict]
    sources: dict[str, dict]
    actors: dict[str, dict]
    conflicts: dict[str, dict]
    used_by: dict[str, list[str]] = field(init=False)
    retold_by: dict[str, list[str]] = field(init=False)
    disputed_in: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Turn every link round."""
        used: dict[str, list[str]] = {}
        for name, found in self.findings.items():
            for claim in found.claims:
                used.setdefault(claim, []).append(name)
        retold: dict[str, list[str]] = {}
        for claim, row in self.claims.items():
            if row["restates"]:
                retold.setdefault(row["restates"], []).append(claim)
        conflicts: dict[str, list[str]] = {}
        for name, row in self.conflicts.items():
            for claim in tables.split(row["claim_ids"]):
                conflicts.setdefault(claim, []).append(name)
        object.__setattr__(self, "used_by", used)
        object.__setattr__(self, "retold_by", retold)
        object.__setattr__(self, "disputed_in", conflicts)

    def answers(self, claim: str) -> list[str]:
        """Return the claims that answer, deny or explain `claim`."""
        return [
            name for name, row in self.claims.items() if claim in tables.split(row["responds_to"])
        ]

    def voices(self, claims: list[str]) -> list[str]:
        """Return the actors who assert any of `claims`, each once."""
        return sorted({self.claims[claim]["asserted_by"] for claim in claims})

    def chain(self, claim: str) -> str:
        """Return who says it: "X, per Y"."""
        row = self.claims[claim]
        return ", per ".join(
            self.actors[actor]["name"] for actor in [row["asserted_by"], *tables.split(row["via"])]
        )

    def address(self, claim: str) -> str:
        """Return the address of the source that opens at the claim's words, or nothing if it is not linked."""
        row = self.claims[claim]
        source = self.sources[row["source_id"]]
        if source["link"] != "yes":
            return ""
        # https://wicg.github.io/scroll-to-text-fragment/: a dash separates parts, so it is encoded too.
        fragment = urllib.parse.quote(row["anchor"], safe="").replace("-", "%2D")
        return source["url"] + (f"#:~:text={fragment}" if fragment else "")


def load(folder, findings: dict[str, Finding]) -> Lineage:
    """Return the lineage of the edition whose processed tables lie in `folder`."""
    claims = tables.read(folder / "claims.csv")
    rows: dict[str, dict] = {}
    for sheet in tables.CLAIM_SHEETS:
        own = tables.read(folder / f"{sheet}.csv")
        rows |= _by(claims.merge(own, on="claim_id"), "claim_id")
    ordered = {claim: rows[claim] for claim in claims["claim_id"]}
    return Lineage(
        findings, ordered, _by(tables.read(folder / "sources.csv"), "source_id"),
        _by(tables.read(folder / "actors.csv"), "actor_id"), _by(tables.read(folder / "conflicts.csv"), "conflict_id"),
    )  # fmt: skip


def _by(frame: pd.DataFrame, key: str) -> dict[str, dict]:
    return {row[key]: row for row in frame.to_dict("records")}
