"""The site: whether it is what was built, from what lies here, and whether its links lead somewhere."""

from __future__ import annotations

import html
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from functools import cache
from pathlib import Path

from overseas110.audit.here import Here, git
from overseas110.audit.result import Answer, found, not_here

_NO_SITE = "there is no site yet; make report makes it"
#: How many letters after an entry's text a value is looked for in words.
_SHOWN = 60


def site_files(here: Here) -> Answer:
    """Every file of the site is as its manifest lists it: none changed, missing or beyond the list."""
    from overseas110.report import manifest

    listed = here.manifest
    if listed is None:
        return not_here(_NO_SITE)
    there = {
        path.relative_to(here.site).as_posix(): path
        for path in sorted(here.site.rglob("*"))
        if path.is_file() and path.name != manifest.NAME
    }
    wanted = listed["outputs"]
    problems = [f"{name}: is missing from the site" for name in sorted(set(wanted) - set(there))]
    problems += [
        f"{name}: is in the site and not in its manifest"
        for name in sorted(set(there) - set(wanted))
    ]
    problems += [
        f"{name}: is not as it was built: SHA-256 {now[:12]}, the manifest has {wanted[name][:12]}"
        for name, now in ((n, manifest.digest(p)) for n, p in there.items() if n in wanted)
        if now != wanted[name]
    ]
    return found(problems, f"{len(there)} files are as they were built")


def site_inputs(here: Here) -> Answer:
    """The site was made from the pages, data, parameters and library that lie here now."""
    from overseas110.report import manifest

    listed = here.manifest
    if listed is None:
        return not_here(_NO_SITE)
    then, now = listed["inputs"], manifest.inputs(here.root)
    problems = []
    for name in sorted({*then, *now}):
        if name not in now or name not in then:
            problems.append(
                f"{name}: is {'no more here' if name in then else 'new'} since the site was made"
            )
        elif then[name] != now[name]:
            problems.append(
                f"{name}: has changed since the site was made; make report renders it anew"
            )
    return found(problems, f"{len(now)} inputs are those that the site was made from")


def site_commit(here: Here) -> Answer:
    """The site names the commit that is checked out, or one of which it differs in nothing that it shows."""
    listed = here.manifest
    if listed is None:
        return not_here(_NO_SITE)
    commit, _, changes = listed["edition"]["commit"].partition(" ")
    if changes.startswith("in a repository"):
        return not_here("the site was built outside a repository")
    if git(here.root, "rev-parse", "HEAD") is None:
        return not_here("this is no git repository")
    if changes:
        return found([f"the site was built from {commit} with changes that are in no commit"], "")
    if git(here.root, "cat-file", "-e", f"{commit}^{{commit}}") is None:
        return found([f"the site names the commit {commit}, and there is none here"], "")
    changed = (git(here.root, "diff", "--name-only", commit, "--") or "").splitlines()
    shown = sorted(set(changed) & set(listed["inputs"]))
    problems = [f"{name}: is not as in {commit}, the commit that the site names" for name in shown]
    return found(problems, f"the site is that of commit {commit}")


def stated_values(here: Here) -> Answer:
    """Every value that a page states is that of its finding, in its attribute and in its words."""
    if not here.pages:
        return not_here(_NO_SITE)
    problems, looked = [], 0
    for page in here.pages:
        for name, value, shown in page.values:
            looked += 1
            item = here.findings.get(name)
            if item is None:
                problems.append(f"{page.name}: {name!r}: is no finding, and the page states it")
                continue
            wanted = "" if item["value"] is None else str(item["value"])
            words = " ".join(str(item["text"]).split())
            if value != wanted:
                problems.append(
                    f"{page.name}: {name}: the value {value!r} is stated, it is {wanted!r}"
                )
            elif _bare(shown) != _bare(words):
                problems.append(
                    f"{page.name}: {name}: {shown[:_SHOWN]!r} is shown, it is {words[:_SHOWN]!r}"
                )
    return found(problems, f"{looked} stated values are those of their findings")


def links_inside(here: Here) -> Answer:
    """No link inside the site is dead, and no anchor is missing (Lychee, offline)."""
    if not here.page_files:
        return not_here(_NO_SITE)
    beside = Path(sys.executable).with_name("lychee")
    program = str(beside) if beside.is_file() else shutil.which("lychee")
    if program is None:
        return not_here("Lychee is not installed; requirements.lock has it")
    with tempfile.TemporaryDirectory(prefix="overseas110-") as folder:
        looked, sound = _each_once(program, here, Path(folder))
    if looked and sound:
        return found([], f"{looked} links and anchors inside the site lead somewhere")
    problems, looked = _dead(program, here)
    return found(
        problems if looked or problems else ["no link was found in the site"],
        f"{looked} links and anchors inside the site lead somewhere",
    )


def _each_once(program: str, here: Here, folder: Path) -> tuple[int, bool]:
    """Return how many links Lychee finds, and whether all lead somewhere, each address asked once.

    Lychee reads a page anew for every link to an anchor of it. Many thousand links lead to a few
    pages; their addresses, as Lychee itself reads them, make one page that has each of them once.
    """
    listed = _lychee(program, here, "--dump", str(here.site / "**" / "*.html"))
    links = listed.stdout.splitlines()
    if listed.returncode or listed.stderr.strip():
        return len(links), False
    page = folder / "links.html"
    rows = "".join(f'<a href="{html.escape(link)}">-</a>\n' for link in sorted(set(links)))
    page.write_text(f"<!DOCTYPE html>\n<title>Links</title>\n{rows}", encoding="utf-8")
    asked = _lychee(program, here, "--format=json", str(page))
    said = json.loads(asked.stdout) if asked.returncode == 0 else {}
    return len(links), said.get("successful") == len(set(links))


def _dead(program: str, here: Here) -> tuple[list[str], int]:
    """Return the links that lead nowhere, each with its page and line, and how many lead somewhere."""
    done = _lychee(program, here, "--format=json", str(here.site / "**" / "*.html"))
    try:
        said = json.loads(done.stdout)
    except ValueError:
        return [f"Lychee stopped: {done.stderr.strip()[:200]}"], 0
    site = here.site.resolve().as_uri() + "/"
    problems = []
    for page, dead in sorted(said["error_map"].items()):
        name = Path(page).resolve().relative_to(here.site.resolve()).as_posix()
        problems += [
            f"{name}:{item.get('span', {}).get('line', 0)}: {item['url'].removeprefix(site)}: "
            f"leads nowhere ({item['status'].get('text', '')})"
            for item in dead
        ]
    return sorted(problems), said["successful"]


def _lychee(program: str, here: Here, *args: str) -> subprocess.CompletedProcess:
    root = str(here.site.resolve())
    command = [program, "--offline", "--include-fragments", "--no-progress", "--root-dir", root]
    return subprocess.run([*command, *args], capture_output=True, text=True, cwd=here.root)


def links_allowed(here: Here) -> Answer:
    """No page links to a source that must not be linked, by its address or by the same page elsewhere."""
    if not here.pages:
        return not_here(_NO_SITE)
    barred = {}
    for row in here.sources:
        if row["link"] != "yes":
            for column in ("url", "archive_url"):
                if row[column]:
                    barred[_place(row[column])] = (row["source_id"], row["link"])
    allowed = {_place(row["url"]) for row in here.sources if row["link"] == "yes"}
    problems, looked = [], 0
    for page in here.pages:
        for link in page.links:
            looked += 1
            hit = barred.get(_place(link)) if _place(link) not in allowed else None
            if hit:
                problems.append(f"{page.name}: links to {hit[0]}, whose link is {hit[1]!r}")
    return found(problems, f"{looked} links, none to a source that must not be linked")


@cache
def _place(address: str) -> str:
    """Return host and path of an address, without what changes nothing about where it leads."""
    try:
        parts = urllib.parse.urlsplit(address)
    except ValueError:
        # No address at all; that it leads nowhere is another check's to tell.
        return f"page:{address}"
    host = parts.netloc.lower().removeprefix("www.")
    if not host:
        return f"page:{address}"
    return f"{host}{urllib.parse.unquote(parts.path).rstrip('/')}?{parts.query}"


def _bare(text: str) -> str:
    """Return a text without what typography may change: quotes, dashes, kinds of space."""
    for old, new in (("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"), ("–", "-"), ("\xa0", " ")):
        text = text.replace(old, new)
    return "".join(text.split())
