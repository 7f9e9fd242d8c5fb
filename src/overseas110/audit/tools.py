"""Checks by tools that need Java or Node; they say what is missing and how it is had."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.parse
from pathlib import Path

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here

_NO_SITE = "there is no site yet; make report makes it"
_GET = "`npm ci --prefix tools` gets it"
_VNU = "node_modules/vnu-jar/build/dist/vnu.jar"
_ADOBE = "node_modules/@adobe/structured-data-validator/src/index.js"


def html_valid(here: Here) -> Answer:
    """Every page is valid HTML, by the validator vnu."""
    program = here.root / "tools" / _VNU
    missing = _missing(here, "java", program, "the HTML validator")
    if missing:
        return not_here(missing)
    command = [
        "java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(program),
        "--format", "json", "--errors-only", "--skip-non-html", "--stdout", str(here.site.resolve()),
    ]  # fmt: skip
    said, stopped = _said(command, "the HTML validator")
    if stopped:
        return found([stopped], "")
    problems = [
        f"{_page(m.get('url', ''), here.site)}:{m.get('lastLine', 0)}: {m['message']}"
        for m in said["messages"]
    ]
    return found(problems, f"{len(here.page_files)} pages are valid HTML")


def json_ld_valid(here: Here) -> Answer:
    """The structured data in the pages is of schema.org's terms, by Adobe's validator."""
    program = here.root / "tools" / _ADOBE
    missing = _missing(here, "node", program, "the validator of structured data")
    if missing:
        return not_here(missing)
    command = [
        "node", str(here.root / "tools" / "json-ld.mjs"), str(_vocabulary()), str(here.site)
    ]  # fmt: skip
    said, stopped = _said(command, "the validator of structured data")
    if stopped:
        return found([stopped], "")
    if not said["blocks"]:
        return found(["no page holds structured data"], "")
    return found(said["problems"], f"{said['blocks']} blocks of structured data are well formed")


def _missing(here: Here, command: str, program: Path, what: str) -> str:
    """Return why a tool does not run, or nothing where it can."""
    if not here.page_files:
        return _NO_SITE
    if not here.tools:
        return f"{what} takes some seconds; --tools runs it"
    if shutil.which(command) is None:
        return f"{what} needs {command.capitalize()}, which is not installed"
    return "" if program.is_file() else f"{what} is not installed; {_GET}"


def _said(command: list[str], what: str) -> tuple[dict, str]:
    """Return what a tool says as JSON, or that it stopped."""
    done = subprocess.run(command, capture_output=True, text=True, env=_environment())
    try:
        return json.loads(done.stdout), ""
    except ValueError:
        return {}, f"{what} stopped: {done.stderr.strip()[:200]}"


def _page(url: str, site: Path) -> str:
    """Return the page that an address of the validator means, by its path in the site."""
    path = Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
    inside = path.is_absolute() and path.is_relative_to(site.resolve())
    return path.relative_to(site.resolve()).as_posix() if inside else url


def _vocabulary() -> Path:
    """Return schema.org's vocabulary, which the RO-Crate library brings along."""
    import importlib.util

    spec = importlib.util.find_spec("rocrate")
    return Path(spec.origin).parent / "data" / "schema.jsonld"


def _environment() -> dict[str, str]:
    return {**os.environ, "NODE_OPTIONS": ""}
