"""Executed notebooks as pages of the site."""

from __future__ import annotations

import json
import re
from pathlib import Path

from overseas110 import books


def page(path: Path) -> str:
    """Return an executed notebook as a page, with its stored outputs and an anchor on every cell."""
    book = books.read(path)
    first = book.cells[0].source.splitlines()
    title = first[0].lstrip("# ")
    lines = ["---", f"title: {json.dumps(title)}", 'root: ".."', "---", ""]
    lines += [
        f"Notebook `{path.name}` as it ran for this edition, with [the file itself]({path.name}).",
        "",
    ]
    for cell in book.cells:
        source = "\n".join(first[1:]) if cell is book.cells[0] else cell.source
        lines += [f"::: {{#cell-{cell.id} .nb-cell}}", ""]
        if cell.cell_type == "markdown":
            lines += [source, ""]
        else:
            lines += ["````python", source, "````", ""]
            for output in cell.get("outputs", []):
                lines += _output(output)
        lines += [":::", ""]
    return "\n".join(lines) + "\n"


def _output(output) -> list[str]:
    if output.output_type == "stream":
        return ["````{.output}", output.text.rstrip("\n"), "````", ""]
    data = output.get("data", {})
    if "text/html" in data:
        html = re.sub(r"<style.*?</style>", "", data["text/html"], flags=re.S)
        html = html.replace(' border="1"', "").replace(' style="text-align: right;"', "")
        html = "\n".join(line for line in html.splitlines() if line.strip())
        return [
            '::: {.output .scroll role="region" tabindex="0" aria-label="Output table"}',
            "",
            "````{=html}",
            html,
            "````",
            "",
            ":::",
            "",
        ]
    if "text/plain" in data:
        return ["````{.output}", data["text/plain"], "````", ""]
    return []
