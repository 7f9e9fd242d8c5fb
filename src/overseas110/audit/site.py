"""The site: whether it is what was built, from what lies here, and whether its links lead somewhere."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from functools import cache
from pathlib import Path

from overseas110.audit.here import Here, git
from overseas110.audit.result import Answer, found, not_here

#: What a host's name may begin with and lead to the same pages.
_SAME = re.compile(r"^(?:www|m|mobile|amp)\.")
#: Where the foot of a page names the commit.
_FOOT = re.compile(rb'commit <span class="edition">([^<]*)</span>')
#: What goes on with the name of a page, so that it is another.
_ON = re.compile(r"/?[\w.-]")
_NO_SITE = "there is no site yet; make report makes it"


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
    """The site was made from the pages, data, parameters and library that lie here now, and has their script, styles and charts."""
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
    problems += [
        f"{copy}: is not {name}, of which it is a copy"
        for name, copy in _copies(here)
        if then.get(name) == now.get(name)
        and (here.site / copy).read_bytes() != (here.root / name).read_bytes()
    ]
    return found(problems, f"{len(now)} inputs are those that the site was made from")


def _copies(here: Here) -> list[tuple[str, str]]:
    """Return what the site takes over as it is: file of the project, and file of the site."""
    pairs = [(f"report/{name}", name) for name in ("evidence.js", "styles.css")]
    drawn = here.processed / "figures"
    pairs += [
        (f"data/processed/figures/{path.name}", f"figures/{path.name}")
        for path in sorted([*drawn.glob("*-wide.svg"), *drawn.glob("*-narrow.svg")])
    ]
    return [(name, copy) for name, copy in pairs if (here.site / copy).is_file()]


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
    problems += [
        f"{path.relative_to(here.site).as_posix()}: its foot names {foot[1].decode()!r}, its manifest {commit}"
        for path in here.page_files
        for foot in _FOOT.finditer(path.read_bytes())
        if foot[1].decode() != commit
    ]
    return found(problems, f"the site is that of commit {commit}")


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
    barred, unknown = _barred(here)
    allowed = {_place(row["url"]) for row in here.sources if row["link"] == "yes"}
    places, problems, looked = tuple(barred), [], 0
    for page in here.pages:
        for link in page.links:
            looked += 1
            hit = "" if _place(link) in allowed else _leads_to(link, places)
            if hit:
                source, says = barred[hit]
                problems.append(f"{page.name}: links to {source}, whose link is {says!r}")
    return found(
        problems,
        f"{looked} links, none to the {len(barred)} addresses of sources that must not be linked; "
        f"{unknown} more such sources have no address here",
    )


def _barred(here: Here) -> tuple[dict[str, tuple[str, str]], int]:
    """Return the places that must not be linked with source and rule, and how many sources have none."""
    barred, unknown = {}, 0
    for row in here.sources:
        if row["link"] != "yes":
            addresses = [row[column] for column in ("url", "archive_url") if row[column]]
            unknown += not addresses
            barred |= dict.fromkeys(map(_place, addresses), (row["source_id"], row["link"]))
    return barred, unknown


@cache
def _leads_to(link: str, barred: tuple[str, ...]) -> str:
    """Return which of some places a link leads to, be it through an archive or with a query of its own."""
    place = _place(link)
    if place in barred:
        return place
    if place.startswith("page:"):
        return ""
    whole = urllib.parse.unquote(link).lower()
    for other in barred:
        bare = other.removesuffix("?")
        if bare != other and place.partition("?")[0] == bare:
            return other
        # Inside another address; the bare name of a host is not taken for all of its pages.
        before, carried, rest = whole.partition("://")[2].partition(bare.lower())
        inside = carried and "/" in before and before[-1] in "/.="
        if inside and "/" in bare and not _ON.match(rest):
            return other
    return ""


@cache
def _place(address: str) -> str:
    """Return host and path of an address, without what changes nothing about where it leads."""
    try:
        parts = urllib.parse.urlsplit(address)
    except ValueError:
        # No address at all; that it leads nowhere is another check's to tell.
        return f"page:{address}"
    host = _SAME.sub("", parts.netloc.lower())
    if not host:
        return f"page:{address}"
    return f"{host}{urllib.parse.unquote(parts.path).rstrip('/')}?{parts.query}"
