"""A Frictionless Data Package of every raw and processed table, with its contract and its hashes.

Version 2 of the standard: https://datapackage.org/standard/data-package/. Three of its properties
are left out, since Frictionless 5.21 passes over them or asks for another form than the standard's
own profile does: ``uniqueKeys``, ``categories`` and ``fieldsMatch``. Constraints and keys say the same.
For the same reason a cell of several values is a string here: Frictionless knows the type ``list``, and
the profile of the standard that ``dplib-py`` ships does not.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from overseas110 import tables
from overseas110.exports import built, codebook
from overseas110.exports.built import Built
from overseas110.exports.codebook import Described, Published

NAME = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
CC_BY = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_LICENCES = {
    "public-domain": {
        "title": "Public domain, from Natural Earth",
        "path": "https://www.naturalearthdata.com/about/terms-of-use/",
    }
}
#: Files that are no table: name, path, title and licence.
_DOCUMENTS = (
    ("findings", "findings.json", "Findings: every value that the report states, with bounds, claims and rule", ""),
    ("shapes-countries", "raw/shapes/countries.json", "Outlines of the countries for the map", "public-domain"),
)  # fmt: skip


def write(build: Built) -> None:
    """Write ``datapackage.json`` beside the files that it describes."""
    built.write_json(build.data / NAME, descriptor(build))


def descriptor(build: Built) -> dict[str, Any]:
    """Return the whole metadata of the package."""
    cited = built.citation(build.root)
    found = codebook.published(build.root)
    vocabularies = _vocabularies(build.root)
    keyed = {table.name: table for table in found}
    return {
        "$schema": _PROFILE.format("datapackage"),
        "name": "overseas110",
        "id": built.NAMESPACE,
        "title": cited["title"],
        "description": (
            f"{cited['abstract']} Tables under raw/ are as people coded them; the others hold the"
            f" edition of {build.day}, built from commit {build.commit}."
        ),
        "version": cited["version"],
        "created": build.committed,
        "keywords": cited["keywords"],
        "contributors": [
            {"title": author["name"], "roles": ["author"]} for author in cited["authors"]
        ],
        "licenses": [CC_BY],
        "sources": _sources(build.root),
        "resources": [_table(build, table, keyed, vocabularies) for table in found]
        + [_document(build, *row) for row in _DOCUMENTS],
    }


def _sources(root: Path) -> list[dict[str, str]]:
    """Return the sources, each with its rights; one that must not be linked has no path."""
    found = []
    for row in tables.read(root / "data" / "processed" / "sources.csv").to_dict("records"):
        source = {"title": f"{row['publisher']}: {row['title']}", "rights": row["rights"]}
        if row["link"] == "yes":
            source["path"] = row["url"]
        found.append({"name": row["source_id"], **source})
    return found


def _file(build: Built, path: str, licence: str) -> dict[str, Any]:
    where = build.data / path
    found: dict[str, Any] = {
        "bytes": where.stat().st_size,
        "hash": f"sha256:{built.digest(where)}",
        "encoding": "utf-8",
    }
    if licence:
        found["licenses"] = [_LICENCES[licence]]
    return found


def _document(build: Built, name: str, path: str, title: str, licence: str) -> dict[str, Any]:
    return {
        "name": name, "path": path, "title": title, "format": "json",
        "mediatype": "application/json", **_file(build, path, licence),
    }  # fmt: skip


def _table(
    build: Built,
    table: Published,
    keyed: dict[str, Published],
    vocabularies: dict[str, list[str]],
) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": _PROFILE.format("tableschema"),
        "fields": [_field(column, vocabularies) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    foreign = [key for column in table.columns if (key := _foreign(table, column, keyed))]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.name, "path": table.path, "title": table.title, "type": "table",
        "format": "csv", "mediatype": "text/csv", **_file(build, table.path, table.licence),
        "schema": schema,
    }  # fmt: skip


def _field(column: Described, vocabularies: dict[str, list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": column.type}
    if column.type == "boolean":
        found |= {"trueValues": ["True"], "falseValues": ["False"]}
    found["description"] = column.description
    if column.type == "list":
        found |= {"type": "string", "description": _several(column.description)}
    if column.unit:
        found["unit"] = column.unit
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    if column.pattern and column.type == "string":
        constraints["pattern"] = column.pattern
    sheet, _, vocabulary = column.refers_to.partition(":")
    if sheet == "vocabularies" and column.type == "string":
        constraints["enum"] = vocabularies[vocabulary]
    if constraints:
        found["constraints"] = constraints
    return found


def _several(description: str) -> str:
    """Return a description that says how a cell holds several values."""
    return description if "`;`" in description or "; between" in description else f"{description}; several with ; between"  # fmt: skip


def _foreign(
    table: Published, column: Described, keyed: dict[str, Published]
) -> dict[str, Any] | None:
    """Return the foreign key of a column that names one row of one table.

    A cell of several values has none, since the standard has no such key. Nor has a claim of a coded
    sheet: it may stand in any of three. What the edition does not publish cannot be led to.
    """
    sheet, _, key = column.refers_to.partition(".")
    if not key or column.type == "list":
        return None
    beside = (f"raw-{sheet}", f"codes-{sheet}")
    coded = table.name.startswith(("raw-", "codes-"))
    target = next((name for name in (beside if coded else (sheet, *beside)) if name in keyed), "")
    if not target:
        return None
    # The standard writes a table that refers to itself as an empty name.
    return {
        "fields": [column.name],
        "reference": {"resource": "" if target == table.name else target, "fields": [key]},
    }


def _vocabularies(root: Path) -> dict[str, list[str]]:
    rows = tables.read(root / "data" / "raw" / "codes" / "vocabularies.csv")
    return {name: list(group["code"]) for name, group in rows.groupby("vocabulary")}


def problems(data: Path) -> list[str]:
    """Return what is wrong with the package and the tables that it describes.

    Frictionless reads every cell; its own profile is not the standard's, so the metadata is also
    held against the profile of version 2, which the package ``dplib-py`` ships.
    """
    import jsonschema

    text = (data / NAME).read_text(encoding="utf-8")
    profile = resources.files("dplib").joinpath("profiles/2.0/datapackage.json").read_text("utf-8")
    checker = jsonschema.validators.validator_for(json.loads(profile))(json.loads(profile))
    found = [
        f"data/{NAME} at {error.json_path}: {error.message[:160]}"
        for error in sorted(checker.iter_errors(json.loads(text)), key=lambda e: e.json_path)
    ]
    return found + _read(data)


def _read(data: Path) -> list[str]:
    import frictionless

    report = frictionless.validate(str(data / NAME))
    found = [f"data/{NAME}: {error.message}" for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            line = getattr(error, "row_number", None)
            where = f"data/{task.place}" + (f":{line}" if line else "")
            found.append(f"{where}: {error.message} ({error.type})")
    return found
