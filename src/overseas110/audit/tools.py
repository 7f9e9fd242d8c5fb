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
    if not here.page_files:
        return not_here(_NO_SITE)
    program = here.root / "tools" / _VNU
    missing = _missing("java", program, "the HTML validator")
    if missing:
        return not_here(missing)
    done = subprocess.run(
        ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-jar", str(program), "--format", "json",
         "--errors-only", "--skip-non-html", "--stdout", str(here.site.resolve())],
        capture_output=True, text=True,
    )  # fmt: skip
    try:
        said = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        return found([f"the HTML validator stopped: {done.stderr.strip()[:200]}"], "")
    problems = [
        f"{_page(m.get('url', ''), here.site)}:{m.get('lastLine', 0)}: {m['message']}" for m in said
    ]
    return found(problems, f"{len(here.page_files)} pages are valid HTML")


def json_ld_valid(here: Here) -> Answer:
    """The structured data in the pages is of schema.org's terms, by Adobe's validator."""
    if not here.page_files:
        return not_here(_NO_SITE)
    program = here.root / "tools" / _ADOBE
    missing = _missing("node", program, "the validator of structured data")
    if missing:
        return not_here(missing)
    done = subprocess.run(
        ["node", str(here.root / "tools" / "json-ld.mjs"), str(_vocabulary()), str(here.site)],
        capture_output=True, text=True, cwd=here.root / "tools", env=_environment(),
    )  # fmt: skip
    try:
        said = json.loads(done.stdout)
    except ValueError:
        return found([f"the validator of structured data stopped: {done.stderr.strip()[:200]}"], "")
    if not said["blocks"]:
        return found(["no page holds structured data"], "")
    return found(said["problems"], f"{said['blocks']} blocks of structured data are well formed")


def _page(url: str, site: Path) -> str:
    """Return the page that an address of the validator means, by its path in the site."""
    path = Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
    inside = path.is_absolute() and path.is_relative_to(site.resolve())
    return path.relative_to(site.resolve()).as_posix() if inside else url


def _missing(command: str, program: Path, what: str) -> str:
    if shutil.which(command) is None:
        return f"{what} needs {command.capitalize()}, which is not installed"
    return "" if program.is_file() else f"{what} is not installed; {_GET}"


def _vocabulary() -> Path:
    """Return schema.org's vocabulary, which the RO-Crate library brings along."""
    import importlib.util

    spec = importlib.util.find_spec("rocrate")
    return Path(spec.origin).parent / "data" / "schema.jsonld"


def _environment() -> dict[str, str]:
    return {**os.environ, "NODE_OPTIONS": ""}
