"""The sources as CSL-JSON and BibTeX, for whoever cites them; the pages take the same entries in."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from overseas110 import pandoc, tables
from overseas110.exports import built
from overseas110.exports.built import Built
from overseas110.problems import StopError

CSL, BIBTEX = "sources.csl.json", "sources.bib"


def reference(row: dict) -> dict[str, Any]:
    """Return a source as CSL-JSON, the date as exact as its bounds."""
    first, last = row["published_earliest"], row["published_latest"]
    parts = (
        [int(p) for p in row["published_edtf"].split("-")]
        if re.fullmatch(r"[\d-]+", row["published_edtf"])
        else None
    )
    # Bounds of months and days would read as a span of publication; the sources page has them in full.
    issued = {"date-parts": [parts] if parts else [[_parts(first)[0]], [_parts(last)[0]]]}
    item = {
        "id": row["source_id"],
        "type": "article-newspaper" if row["kind"] == "news" else "webpage",
        "title": row["title"],
        "author": [{"literal": row["author"] or row["publisher"]}],
        "issued": issued,
        "language": row["language"],
    }
    if row["link"] == "yes":
        item["URL"] = row["url"]
    return item


def _parts(day: str) -> list[int]:
    return [int(part) for part in day.split("-")]


def write(build: Built) -> None:
    """Write the sources of the edition in both forms; Pandoc makes the one from the other."""
    rows = tables.read(build.data / "sources.csv").to_dict("records")
    built.write_json(build.data / CSL, [reference(row) for row in rows])
    made, said = _pandoc(build.data / CSL, "csljson", "bibtex")
    if said:
        raise StopError(f"Pandoc could not turn {CSL} into BibTeX: {said}")
    (build.data / BIBTEX).write_text(made, encoding="utf-8")


def problems(data: Path) -> list[str]:
    """Return what Pandoc cannot read back without a warning, and sources that got lost on the way."""
    wanted = set(tables.read(data / "sources.csv")["source_id"])
    found = []
    for name, form in ((CSL, "csljson"), (BIBTEX, "bibtex")):
        made, said = _pandoc(data / name, form, "csljson")
        if said:
            found.append(f"data/{name}: Pandoc says: {said.splitlines()[0]}")
            continue
        read = {item["id"] for item in json.loads(made)}
        found += [f"data/{name} lacks the source {source}." for source in sorted(wanted - read)]
        found += [f"data/{name} has {source}, and data/sources.csv has not." for source in sorted(read - wanted)]  # fmt: skip
    return found


def _pandoc(path: Path, form: str, to: str) -> tuple[str, str]:
    """Return what Pandoc makes of a file, and what it says about it."""
    command = [str(pandoc.binary()), f"--from={form}", f"--to={to}", "--standalone", path.name]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=path.parent
    )
    return done.stdout, done.stderr.strip() or ("" if done.returncode == 0 else "it failed")
