"""The data set as schema.org tells of it, for the head of the first page.

It is made before the pages are, so it names the lineage's files and gives hashes of the tables alone.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

from overseas110 import tables
from overseas110.exports import built, codebook
from overseas110.exports.datapackage import CC_BY

PAGE = "index.html"
_SCHEMA = "http://schema.org/"
#: The other files of the folder that a reader may want whole: name, words, media type.
STANDARD = (
    ("findings.json", "Findings with bounds, claims, rule, notebook and cell", "application/json"),
    ("datapackage.json", "Frictionless Data Package", "application/json"),
    ("prov.json", "Lineage as PROV-JSON", "application/json"),
    ("prov.ttl", "Lineage as PROV-O in Turtle", "text/turtle"),
    ("ro-crate-metadata.json", "RO-Crate of the run", "application/ld+json"),
    ("sources.bib", "Sources as BibTeX", "text/x-bibtex"),
    ("sources.csl.json", "Sources as CSL-JSON", "application/vnd.citationstyles.csl+json"),
    ("overseas110.zip", "All of it in one file", "application/zip"),
)


def described(root: Path, day: str, commit: str) -> dict[str, Any]:
    """Return the data set of an edition as JSON-LD.

    Parameters
    ----------
    root : Path
        The project, with the processed tables of the edition.
    day, commit : str
        Of the edition.
    """
    cited = built.citation(root)
    authors = [{"@type": "Organization", "name": author["name"]} for author in cited["authors"]]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": cited["title"],
        "description": cited["abstract"],
        "identifier": f"{built.NAMESPACE}edition/{day}",
        "version": f"{cited['version']}, edition of {day}, commit {commit}",
        "datePublished": str(cited["date-released"]),
        "creator": authors,
        "license": CC_BY["path"],
        "keywords": cited["keywords"],
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "temporalCoverage": _coverage(root, day),
        "isBasedOn": _sources(root),
        "distribution": _downloads(root),
    }


def block(data: dict[str, Any]) -> str:
    """Return the JSON-LD as a raw block of Markdown, so that it passes through both renderers as it is.

    The line end behind it makes Pandoc read the value as a block and not as words of a line.
    """
    # No sign of HTML may stand in a script.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'```{{=html}}\n<script type="application/ld+json">\n{text}\n</script>\n```\n'


def _coverage(root: Path, day: str) -> str:
    """Return from when to when the claims speak, up to the day of the edition."""
    claims = tables.read(root / "data" / "processed" / "claims.csv")
    first = min(when for when in claims["when_earliest"] if when)
    last = max(when for when in claims["when_latest"] if when)
    return f"{first}/{min(last, day)}"


def _sources(root: Path) -> list[dict[str, Any]]:
    found = []
    for row in tables.read(root / "data" / "processed" / "sources.csv").to_dict("records"):
        source = {"@type": "CreativeWork", "name": f"{row['publisher']}: {row['title']}"}
        if row["link"] == "yes":
            source["url"] = row["url"]
        found.append(source)
    return found


def _downloads(root: Path) -> list[dict[str, Any]]:
    found = []
    for table in codebook.published(root):
        path = codebook.file_of(root, table.path)
        found.append(_download(table.path, table.title, "text/csv") | {
            "contentSize": str(path.stat().st_size), "identifier": _hash(built.digest(path)),
        })  # fmt: skip
    return found + [_download(*row) for row in STANDARD]


def _download(name: str, title: str, kind: str) -> dict[str, Any]:
    return {"@type": "DataDownload", "name": title, "contentUrl": f"data/{name}", "encodingFormat": kind}  # fmt: skip


def _hash(digest: str) -> dict[str, str]:
    """Return a hash as an identifier: the vocabulary that is at hand has no property for one."""
    return {"@type": "PropertyValue", "propertyID": "SHA-256", "value": digest}


def problems(site: Path) -> list[str]:
    """Return what is wrong with the JSON-LD of the first page."""
    scripts = _Scripts()
    scripts.feed((site / PAGE).read_text(encoding="utf-8"))
    if len(scripts.found) != 1:
        return [f"{PAGE} holds {len(scripts.found)} blocks of JSON-LD instead of one."]
    try:
        data = json.loads(scripts.found[0])
    except json.JSONDecodeError as error:
        return [f"{PAGE}: its JSON-LD cannot be read: {error}."]
    found = [f"{PAGE}: {sentence}" for sentence in outside_vocabulary(data)]
    for download in data.get("distribution", []):
        path = site / download["contentUrl"]
        if not path.is_file():
            found.append(f"{PAGE} offers {download['contentUrl']}, and there is no such file.")
        elif download.get("identifier", _hash(built.digest(path))) != _hash(built.digest(path)):
            found.append(f"{PAGE} gives another hash for {download['contentUrl']} than it has.")
    return found


class _Scripts(HTMLParser):
    """Collects the JSON-LD of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        """Begin a block."""
        self.inside = tag == "script" and ("type", "application/ld+json") in attrs
        if self.inside:
            self.found.append("")

    def handle_endtag(self, tag):
        """End it."""
        self.inside = False

    def handle_data(self, data):
        """Keep what stands in it."""
        if self.inside:
            self.found[-1] += data


def outside_vocabulary(data: Any) -> list[str]:
    """Return the types and properties that schema.org does not have, or not for each other.

    The vocabulary is the one that the package ``rocrate`` ships.
    """
    if isinstance(data, list):
        return [sentence for item in data for sentence in outside_vocabulary(item)]
    if not isinstance(data, dict):
        return []
    kind, found = data.get("@type", ""), []
    classes, properties = _vocabulary()
    if kind not in classes:
        found.append(f"{kind!r} is no type of schema.org.")
    for key, value in data.items():
        if key.startswith("@"):
            continue
        if key not in properties:
            found.append(f"{key!r} is no property of schema.org.")
        elif kind in classes and not _above(kind) & properties[key]:
            found.append(f"{key!r} is no property of the type {kind!r}.")
        found += outside_vocabulary(value)
    return found


def _above(kind: str) -> set[str]:
    """Return a type and all that it is a kind of."""
    classes, _ = _vocabulary()
    found, todo = set(), {kind}
    while todo:
        name = todo.pop()
        found.add(name)
        todo |= classes.get(name, set()) - found
    return found


@cache
def _vocabulary() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the types with those directly above them, and the properties with the types that have them."""
    text = resources.files("rocrate").joinpath("data/schema.jsonld").read_text("utf-8")
    classes: dict[str, set[str]] = {}
    properties: dict[str, set[str]] = {}
    for term in json.loads(text)["@graph"]:
        name = _short(term["@id"])
        kinds = term.get("@type", [])
        if "rdfs:Class" in kinds:
            classes[name] = _names(term, "rdfs:subClassOf")
        if "rdf:Property" in kinds:
            properties[name] = _names(term, "schema:domainIncludes") | _names(
                term, f"{_SCHEMA}domainIncludes"
            )
    return classes, properties


def _names(term: dict[str, Any], key: str) -> set[str]:
    values = term.get(key, [])
    return {_short(value["@id"]) for value in (values if isinstance(values, list) else [values])}


def _short(name: str) -> str:
    return re.sub(r"^(?:schema:|https?://schema\.org/)", "", name)
