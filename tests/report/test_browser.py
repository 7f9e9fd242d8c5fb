"""What a reader can do in a real browser: every number of every page, with and without a script."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
CHROMIUM = next((p for n in ("chromium", "chromium-browser") if (p := shutil.which(n))), None)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium is on PATH, so no page can be opened"
)

ARGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: One page of each kind, for what is too slow to do on all of them.
KINDS = (
    "index",
    "returns",
    "stations",
    "evidence",
    "record",
    "sources",
    "conflicts",
    "countries/can",
)
NUMBER = "main a.evidence"

#: Every number of a page: where its link leads, what it is called, and what it states.
NUMBERS = """() => [...document.querySelectorAll('a.evidence')].map(a => {
  const data = a.querySelector('data');
  return {href: a.getAttribute('href'), url: a.href, name: a.getAttribute('aria-label'), text: a.textContent,
    kind: data && data.className, value: data && data.value,
    note: !!document.getElementById('n-' + decodeURIComponent(a.hash.slice(1)))};
})"""
#: Every entry: the values it states and whether a way leads on to a source, or words say why none does.
ENTRIES = r"""selector => Object.fromEntries([...document.querySelectorAll(selector)].map(e => {
  const unlinked = /source not linked: \S/.test(e.textContent);
  const source = unlinked || !!e.querySelector('a[href^="http"]');
  const empty = /none in this edition/.test(e.textContent);
  return [e.id, {source, onward: source || empty || !!e.querySelector('a[href*="record.html#"]'),
    values: [...e.querySelectorAll('data')].map(d => d.value)}];
}))"""
#: What is looked at on a phone, with everything unfolded and the first card of the page open.
UNFOLDED = """() => {
  const link = document.querySelector('main a.evidence');
  if (link) link.click();
  document.querySelectorAll('details').forEach(d => d.open = true);
  return {cards: document.querySelectorAll('[role=dialog]').length, links: link ? 1 : 0,
    ids: [...document.querySelectorAll('[id]')].map(e => e.id), width: document.documentElement.scrollWidth};
}"""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as played:
        opened = played.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def server(built_site):
    handler = functools.partial(_Quiet, directory=str(built_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing of requests."""


@pytest.fixture
def page(browser):
    """Return how to open a page; what asks for another host is noted and fails the test."""
    with opening(browser) as opened:
        yield opened


@contextmanager
def opening(browser):
    contexts, strange = [], []

    def opened(address, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("request", lambda r: None if _here(r.url) else strange.append(r.url))
        page.on("pageerror", lambda error: strange.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert strange == []


def _here(url: str) -> bool:
    return url.startswith(("file:", "data:", "http://127.0.0.1:"))


def names(site: Path) -> list[str]:
    return [p.relative_to(site).as_posix() for p in sorted(site.rglob("*.html"))]


#: Pages that list rows, so that what is counted can be counted again.
LISTS = ("record.html", "sources.html", "conflicts.html")


def wrong_with(number: dict, base: str, entries: dict) -> str:
    """Return what is wrong with a number's link, nothing where it leads to its value under a name."""
    target, _, place = number["url"].removeprefix(f"{base}/").partition("#")
    if number["kind"] == "count":
        # A count of rows has no entry: it leads to the page that lists them, as the dead links' test asks.
        return (
            "" if target in LISTS and "counted" in number["name"] else "counts what no page lists"
        )
    entry = entries.get(place) if target in ("evidence.html", "record.html") else None
    if entry is None:
        return "leads nowhere"
    if number["kind"] == "finding" and number["value"] not in entry["values"]:
        return "has another value in its entry"
    if not number["note"]:
        return "has no note at the end of the page"
    name = number["name"] or ""
    told = name.startswith(number["text"]) and name.endswith(", evidence")
    return "" if told and len(name) > len(number["text"]) + 12 else f"is called {name!r}"


@pytest.fixture(scope="module")
def visited(browser, built_site) -> dict[str, tuple[list[dict], dict]]:
    """Return of every page, opened on a phone, its numbers and what is seen with everything unfolded."""
    found = {}
    with opening(browser) as page:
        phone = {"width": 390, "height": 780}
        opened = page(f"{built_site.as_uri()}/index.html", viewport=phone)
        for name in names(built_site):
            opened.goto(f"{built_site.as_uri()}/{name}", wait_until="domcontentloaded")
            found[name] = (opened.evaluate(NUMBERS), opened.evaluate(UNFOLDED))
    return found


def entries(base: str, page) -> tuple[dict, dict]:
    """Return the entries of all findings and of all claims."""
    opened = page(f"{base}/evidence.html")
    findings = opened.evaluate(ENTRIES, ".entry")
    opened.goto(f"{base}/record.html")
    return findings, opened.evaluate(ENTRIES, ".claim")


def test_every_number_of_every_page_leads_to_an_entry_with_its_value_and_on_to_a_source(
    visited, built_site, page
):
    base = built_site.as_uri()
    findings, claims = entries(base, page)
    wrong = [
        f"{name}: {number['href']} {fault}"
        for name, (numbers, _) in visited.items()
        for number in numbers
        if (fault := wrong_with(number, base, findings | claims))
    ]
    assert wrong == []
    assert sum(len(numbers) for numbers, _ in visited.values()) > 1000
    assert [i for i, entry in findings.items() if not entry["onward"]] == []
    assert [i for i, claim in claims.items() if not claim["source"]] == []


@pytest.mark.parametrize("name", ["index", "evidence", "countries/can"])
def test_from_a_server_the_numbers_lead_to_their_entries_too(
    name, visited, built_site, server, page
):
    def places(numbers: list[dict], base: str) -> list[str]:
        return [number["url"].removeprefix(f"{base}/") for number in numbers]

    opened = page(f"{server}/{name}.html")
    numbers, _ = visited[f"{name}.html"]
    assert places(opened.evaluate(NUMBERS), server) == places(numbers, built_site.as_uri())
    if numbers:
        opened.goto(numbers[0]["url"].replace(built_site.as_uri(), server))
        assert opened.evaluate(
            "!!document.getElementById(decodeURIComponent(location.hash.slice(1)))"
        )


def test_on_a_phone_no_page_scrolls_sideways_or_has_an_id_twice_with_a_card_open(visited):
    seen = {name: unfolded for name, (_, unfolded) in visited.items()}
    assert [name for name, page in seen.items() if page["cards"] != page["links"]] == []
    assert [name for name, page in seen.items() if page["width"] > 390] == []
    assert [n for n, page in seen.items() if len(page["ids"]) != len(set(page["ids"]))] == []
    assert sum(page["links"] for page in seen.values()) > 40


@pytest.mark.parametrize(
    "name", ["index", "returns", "stations", "law", "countries/can", "changes"]
)
def test_a_click_opens_the_card_and_a_second_one_follows_the_link(name, built_site, page):
    opened = page(f"{built_site.as_uri()}/{name}.html")
    link = opened.locator(NUMBER).first
    said = link.inner_text()
    link.click()
    card = opened.get_by_role("dialog")
    assert card.is_visible()
    assert card.get_attribute("aria-modal") == "false"
    assert card.evaluate(
        "e => document.getElementById(e.getAttribute('aria-labelledby')).innerText"
    )
    assert opened.evaluate("document.activeElement.id") == "evidence-card"
    assert link.get_attribute("aria-expanded") == "true"
    told = card.inner_text()
    # What we count or infer is from somebody's words and said by nobody.
    assert any(term in told for term in ("Said by", "From claims of", "From figures of"))
    assert "Would change" in told
    link.click()
    opened.wait_for_url("**/*.html#*")
    place = opened.evaluate(
        "document.getElementById(decodeURIComponent(location.hash.slice(1))).innerText"
    )
    if "/changes" not in f"/{name}":
        assert said in place


def test_enter_opens_tab_goes_in_and_escape_gives_the_focus_back(built_site, page):
    opened = page(f"{built_site.as_uri()}/index.html")
    link = opened.locator(NUMBER).nth(2)
    link.focus()
    opened.keyboard.press("Enter")
    assert opened.get_by_role("dialog").is_visible()
    opened.keyboard.press("Tab")
    assert (
        opened.evaluate(
            "!!document.activeElement.closest('.card') && document.activeElement.tagName"
        )
        == "A"
    )
    opened.keyboard.press("Escape")
    assert opened.get_by_role("dialog").count() == 0
    assert link.evaluate("a => a === document.activeElement")
    assert link.get_attribute("aria-expanded") == "false"


def test_tab_leaves_the_card_to_the_next_number_and_shuts_it(built_site, page):
    opened = page(f"{built_site.as_uri()}/index.html")
    opened.locator(NUMBER).first.focus()
    opened.keyboard.press("Enter")
    inside = opened.locator(".card a, .card button").count()
    for _ in range(inside + 1):
        opened.keyboard.press("Tab")
    assert opened.get_by_role("dialog").count() == 0
    assert opened.locator(NUMBER).nth(1).evaluate("a => a === document.activeElement")


#: Notes when the pointer came to rest on a number and when the card was shown.
RESTED = """() => {
  document.addEventListener('pointerover', e => {
    if (e.target.closest('a.evidence')) window.rested = performance.now(); }, true);
  new MutationObserver(() => {
    if (document.querySelector('.card') && !window.shown) window.shown = performance.now();
  }).observe(document.body, {childList: true, subtree: true});
}"""


def test_resting_previews_the_pointer_can_go_in_and_leaving_takes_it_away(built_site, page):
    opened = page(f"{built_site.as_uri()}/index.html")
    link = opened.locator(NUMBER).first
    before = opened.evaluate("document.activeElement.tagName")
    opened.evaluate(RESTED)
    link.hover()
    card = opened.get_by_role("dialog")
    card.wait_for()
    assert opened.evaluate("window.shown - window.rested") >= 290
    assert opened.evaluate("document.activeElement.tagName") == before
    card.locator(".note-title").hover()
    opened.wait_for_timeout(500)
    assert card.is_visible()
    opened.mouse.move(3, 3)
    opened.wait_for_timeout(600)
    assert card.count() == 0
    link.hover()
    card.wait_for()
    opened.keyboard.press("Escape")
    assert card.count() == 0


def test_a_click_with_a_key_held_stays_the_browsers(built_site, page):
    opened = page(f"{built_site.as_uri()}/index.html")
    with opened.context.expect_page() as other:
        opened.locator(NUMBER).first.click(modifiers=["Control"])
    assert "evidence.html#f-" in other.value.url
    assert opened.get_by_role("dialog").count() == 0


def test_the_card_stands_inside_the_window_and_never_on_its_number(built_site, page):
    opened = page(f"{built_site.as_uri()}/stations.html", viewport={"width": 1280, "height": 800})
    links = opened.locator(NUMBER)
    for n in range(0, links.count(), max(1, links.count() // 12)):
        link = links.nth(n)
        link.scroll_into_view_if_needed()
        link.evaluate("a => a.click()")
        box, at = opened.get_by_role("dialog").bounding_box(), link.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
        lines = at["height"] > 40
        assert lines or box["y"] >= at["y"] + at["height"] or box["y"] + box["height"] <= at["y"]
        opened.keyboard.press("Escape")


def test_on_a_phone_it_is_a_sheet_at_the_foot_that_leaves_the_number_free(built_site, page):
    phone = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
    opened = page(f"{built_site.as_uri()}/index.html", **phone)
    for n in (0, 7, 20):
        link = opened.locator(NUMBER).nth(n)
        link.tap()
        box, at = opened.get_by_role("dialog").bounding_box(), link.bounding_box()
        assert box["x"] == 0 and box["width"] == 390
        assert box["height"] <= 0.6 * 780 + 1
        assert abs(box["y"] + box["height"] - 780) <= 1
        assert at["y"] + at["height"] <= box["y"]
        opened.get_by_role("button", name="Close").tap()
        assert opened.get_by_role("dialog").count() == 0


def test_without_a_script_the_link_leads_to_the_entry_and_the_notes_stand_open(built_site, page):
    opened = page(f"{built_site.as_uri()}/index.html", java_script_enabled=False)
    assert opened.locator("aside.notes .note").first.is_visible()
    link = opened.locator(NUMBER).first
    said, href = link.inner_text(), link.get_attribute("href")
    link.click()
    opened.wait_for_url(f"**/{href}")
    assert said in opened.locator(f"#{href.partition('#')[2]}").inner_text()


def test_on_paper_the_notes_are_told_whole(built_site, page):
    opened = page(f"{built_site.as_uri()}/returns.html")
    notes = opened.locator("aside.notes .note")
    assert not notes.first.is_visible()
    opened.emulate_media(media="print")
    opened.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert notes.first.is_visible() and notes.last.is_visible()
    opened.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_the_script_alone_makes_nothing_move_for_who_wants_no_motion(built_site, page):
    opened = page(f"{built_site.as_uri()}/index.html", reduced_motion="reduce")
    opened.locator(NUMBER).first.click()
    assert opened.get_by_role("dialog").evaluate("e => getComputedStyle(e).animationName") == "none"


#: So many parts of each kind are left on a page: axe takes minutes for all thousands of a kind.
FEW = 3
PRUNE = """n => { for (const s of ['main section.level2', '.entry', '.claim', 'tbody tr', '.note']) {
  const seen = new Map();
  for (const e of document.querySelectorAll(s)) {
    const at = e.parentElement; seen.set(at, (seen.get(at) || 0) + 1);
    if (seen.get(at) > n) e.remove(); } } }"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_breach_of_wcag_with_the_card_open_and_shut(scheme, built_site, page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe").Axe()
    # In the dark only colours differ: what the other rules look at is the same.
    only = WCAG if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
    rules = {"runOnly": only, "resultTypes": ["violations"]}
    found, cards = [], 0
    opened = page(f"{built_site.as_uri()}/index.html", color_scheme=scheme)
    for name in KINDS:
        opened.goto(f"{built_site.as_uri()}/{name}.html")
        opened.evaluate(PRUNE, FEW)
        opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found += breaches(axe.run(opened, options=rules), name)
        link = opened.query_selector(NUMBER)
        if link:
            cards += 1
            link.evaluate("a => a.click()")
            opened.wait_for_timeout(200)
            found += breaches(axe.run(opened, context=".card", options=rules), f"{name}, card")
    assert found == []
    assert cards >= 4


def breaches(results, where: str) -> list[str]:
    """Return each breach that axe found, with its first place."""
    return [
        f"{where}: {breach['id']}: {breach['nodes'][0]['target']}: {breach['nodes'][0]['failureSummary']}"
        for breach in results.response["violations"]
    ]
