"""What the library for PROV lets through, asked of PROV-JSON: https://www.w3.org/TR/prov-constraints/.

It takes any syntax that is right. Whether ends come after beginnings, whether things lead back to
themselves, and whether all that is named is there, is asked here.
"""

from __future__ import annotations

import graphlib
import json
from pathlib import Path
from typing import Any

from overseas110.exports.lineage_document import JSON, PREFIX, TURTLE
from overseas110.exports.lineage_turtle import ELEMENTS, ENDS, turtle

Document = dict[str, Any]


def problems(data: Path) -> list[str]:
    """Return everything that is wrong with the lineage, or not what the build says."""
    document = json.loads((data / JSON).read_text(encoding="utf-8"))
    found = [
        *undeclared(document), *ends_before_start(document), *cycles(document),
        *used_before_made(document), *made_twice(document), *differs_from_findings(document, data),
    ]  # fmt: skip
    if not found and (data / TURTLE).read_text(encoding="utf-8") != turtle(document):
        found.append(f"data/{TURTLE} does not say what data/{JSON} says.")
    return [sentence if sentence.startswith("data/") else f"data/{JSON}: {sentence}" for sentence in found]  # fmt: skip


def _relations(document: Document, *kinds: str) -> list[tuple[str, str]]:
    """Return the two ends of every relation of these kinds."""
    return [
        (facts.get(ENDS[kind][0], ""), facts.get(ENDS[kind][1], ""))
        for kind in kinds
        for facts in document.get(kind, {}).values()
    ]


def undeclared(document: Document) -> list[str]:
    """Return what relations name and nothing declares, and relations of a kind that is not known here."""
    declared = {name for kind in ELEMENTS for name in document.get(kind, {})}
    found = [
        f"{kind} is no kind of record that this report writes."
        for kind in document
        if kind not in {*ELEMENTS, *ENDS, "prefix"}
    ]
    for kind, ends in ENDS.items():
        for facts in document.get(kind, {}).values():
            for key in (*ends, "prov:plan"):
                if key in facts and facts[key] not in declared:
                    found.append(f"{kind} names {facts[key]}, which is declared nowhere.")
    return sorted(set(found))


def ends_before_start(document: Document) -> list[str]:
    """Return the activities that end before they start; ISO 8601 times of one zone sort as text."""
    return [
        f"{name} ends at {facts['prov:endTime']}, before it starts at {facts['prov:startTime']}."
        for name, facts in document.get("activity", {}).items()
        if "prov:endTime" in facts
        and "prov:startTime" in facts
        and facts["prov:endTime"] < facts["prov:startTime"]
    ]


def cycles(document: Document) -> list[str]:
    """Return a circle of things that come from themselves, if there is one.

    What was derived comes after what it came from, what was made after its activity, an activity
    after what it used and what informed it.
    """
    after: dict[str, set[str]] = {}
    kinds = ("wasDerivedFrom", "wasGeneratedBy", "used", "wasInformedBy")
    for later, earlier in _relations(document, *kinds):
        after.setdefault(later, set()).add(earlier)
    try:
        graphlib.TopologicalSorter(after).prepare()
    except graphlib.CycleError as error:
        return [f"{' comes before '.join(error.args[1])}: a circle."]
    return []


def used_before_made(document: Document) -> list[str]:
    """Return what came out of something that was not there yet.

    An entity can say the first and the last day on which it can have come into being; what is derived
    from it cannot be older than its first. A use with a time cannot be older than the making.
    """
    entities = document.get("entity", {})
    found = []
    for made, origin in _relations(document, "wasDerivedFrom"):
        last = entities.get(made, {}).get(f"{PREFIX}:latest", "")
        first = entities.get(origin, {}).get(f"{PREFIX}:earliest", "")
        if last and first and last < first:
            found.append(f"{made} is of {last} at the latest, and {origin} of {first} at the earliest.")  # fmt: skip
    made_at = {
        facts["prov:entity"]: facts["prov:time"]
        for facts in document.get("wasGeneratedBy", {}).values()
        if "prov:time" in facts
    }
    for facts in document.get("used", {}).values():
        time = made_at.get(facts.get("prov:entity", ""), "")
        if "prov:time" in facts and facts["prov:time"] < time:
            found.append(f"{facts['prov:activity']} uses {facts['prov:entity']} at {facts['prov:time']}, before it is made at {time}.")  # fmt: skip
    return found


def made_twice(document: Document) -> list[str]:
    """Return the entities that several activities make: one thing has one making."""
    makers: dict[str, set[str]] = {}
    for entity, activity in _relations(document, "wasGeneratedBy"):
        makers.setdefault(entity, set()).add(activity)
    return [
        f"{entity} is made by {' and by '.join(sorted(by))}."
        for entity, by in makers.items()
        if len(by) > 1
    ]


def differs_from_findings(document: Document, data: Path) -> list[str]:
    """Return where the lineage of a finding is not what ``findings.json`` says."""
    stated = json.loads((data / "findings.json").read_text(encoding="utf-8"))
    prefix = f"{PREFIX}:finding/"
    told = {name.removeprefix(prefix): facts for name, facts in document["entity"].items() if name.startswith(prefix)}  # fmt: skip
    origins: dict[str, list[str]] = {}
    for made, origin in _relations(document, "wasDerivedFrom"):
        if made.startswith(prefix):
            claim = origin.removeprefix(f"{PREFIX}:claim/")
            origins.setdefault(made.removeprefix(prefix), []).append(claim)
    found = []
    for name in sorted({*stated, *told}):
        if name not in told or name not in stated:
            where = "data/findings.json" if name in stated else f"data/{JSON}"
            found.append(f"{name} is a finding of {where} alone.")
        elif told[name]["prov:value"] != stated[name]["text"]:
            found.append(f"{name} is {told[name]['prov:value']!r} here and {stated[name]['text']!r} in data/findings.json.")  # fmt: skip
        elif sorted(origins.get(name, [])) != sorted(stated[name]["claims"]):
            found.append(f"{name} does not come from the claims that data/findings.json names.")
    return found
