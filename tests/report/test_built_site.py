"""Beliefs about the real report, rendered once in a throw-away copy."""

from __future__ import annotations

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest


class Page(HTMLParser):
    """What a test asks of a page: ids, links, what it loads, marked values."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids, self.links, self.loads, self.values, self.images = [], [], [], [], []
        self.open_links, self.bare = 0, []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        if tag in ("img", "script", "iframe", "source", "link"):
            self.loads.append(attrs.get("src") or attrs.get("srcset") or attrs.get("href") or "")
        if tag == "img":
            self.images.append(attrs.get("alt", ""))
        if tag == "a":
            self.open_links += 1
        if tag == "data":
            self.values.append(attrs)
            if not self.open_links:
                self.bare.append(attrs.get("data-finding"))

    def handle_endtag(self, tag):
        if tag == "a":
            self.open_links -= 1


@pytest.fixture(scope="module")
def site(built_site):
    return built_site


@pytest.fixture(scope="module")
def pages(site):
    return {path.relative_to(site).as_posix(): Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_link_inside_the_site_leads_somewhere(site, pages):
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    ids = {name: set(page.ids) for name, page in pages.items()}
    dead = []
    for name, page in pages.items():
        for link in set(page.links):
            target, _, fragment = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            there = there if target else name
            if there not in files or (fragment and there in ids and fragment not in ids[there]):
                dead.append(f"{name}: {link}")
    assert dead == []


def test_no_page_has_an_id_twice(pages):
    twice = {
        name: sorted({i for i in page.ids if page.ids.count(i) > 1})
        for name, page in pages.items()
        if len(page.ids) < 1500
    }
    assert {name: ids for name, ids in twice.items() if ids} == {}


def test_no_page_loads_anything_from_another_host(pages):
    for name, page in pages.items():
        assert [load for load in page.loads if re.match(r"(?:https?:)?//", load)] == [], name


def test_every_picture_says_in_words_what_it_shows(pages):
    alts = [alt for page in pages.values() for alt in page.images]
    assert len(alts) >= 2 and all(len(alt) > 40 for alt in alts)


def test_every_stated_value_is_that_of_its_finding_and_is_a_link_outside_the_evidence_page(
    site, pages
):
    found = json.loads((site / "data" / "findings.json").read_text(encoding="utf-8"))
    seen = set()
    for name, page in pages.items():
        for value in page.values:
            finding = value.get("data-finding")
            if finding is None:
                continue
            seen.add(finding)
            expected = found[finding]["value"]
            assert value["class"] == "finding" and value["value"] == (
                "" if expected is None else str(expected)
            )
        if name == "index.html":
            assert page.bare == []
    assert seen == set(found)


def test_every_claim_of_the_edition_has_its_place_in_the_record(site, pages):
    import csv

    with (site / "data" / "claims.csv").open(encoding="utf-8", newline="") as handle:
        claims = {row["claim_id"] for row in csv.DictReader(handle)}
    assert {i.removeprefix("c-") for i in pages["record.html"].ids if i.startswith("c-")} == claims


def test_a_source_that_must_not_be_linked_is_not(pages):
    for page in pages.values():
        assert not [link for link in page.links if "opendiary" in link]


def test_the_foot_of_every_page_says_edition_commit_and_renderer(site, pages):
    for name in pages:
        text = (site / name).read_text(encoding="utf-8")
        assert re.search(r'Edition of <span class="edition">\d+ \w+ \d{4}</span>, commit', text), (
            name
        )
        assert "rendered by <span" in text, name


def test_what_is_coded_and_not_in_the_edition_is_known_by_its_id_alone(root, monkeypatch):
    from overseas110 import findings, lineage
    from overseas110.report import partials

    monkeypatch.chdir(root)
    folder = root / "data" / "processed"
    chain = lineage.load(folder, findings.read(folder / "findings.json"))
    assert partials._later(root, chain) == {"claim_id": set(), "source_id": set()}
    del chain.claims["globe-f001"], chain.sources["npr2024dec"]
    later = partials._later(root, chain)
    assert later == {"claim_id": {"globe-f001"}, "source_id": {"npr2024dec"}}
