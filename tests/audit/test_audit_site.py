"""Tampering with the site: its files, what it states, where it leads."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from audited import SITE, html, stated

from overseas110.audit import Here, tools
from overseas110.report import manifest

INDEX = f"{SITE}/index.html"


def entry(project, name: str) -> str:
    findings = json.loads(project.path("data/processed/findings.json").read_text(encoding="utf-8"))
    return stated(findings, name)


def test_a_changed_number_of_a_page_fails_the_files_and_the_values(tampered):
    tampered.replace(INDEX, ">210,000</data>", ">270,000</data>")
    detail = tampered.fails("stated-values", "site-files")
    assert detail == "index.html: returned_2021: '270,000' is shown, it is '210,000'"


def test_a_changed_value_behind_a_number_fails_too(tampered):
    tampered.replace(INDEX, 'value="210000"', 'value="270000"')
    assert "the value '270000' is stated, it is '210000'" in tampered.fails(
        "stated-values", "site-files"
    )


def test_a_number_of_a_finding_that_is_none_is_told(tampered):
    tampered.page(entry(tampered, "addresses_checked").replace("addresses_checked", "adresses"))
    assert (
        tampered.fails("stated-values")
        == "index.html: 'adresses': is no finding, and the page states it"
    )


def test_a_number_that_leads_to_another_s_entry_is_told(tampered):
    tampered.page(
        entry(tampered, "returned_2021").replace("#f-returned_2021", "#f-record_claims", 1)
    )
    assert tampered.fails("stated-values") == (
        "index.html: returned_2021: leads to evidence.html#f-record_claims, "
        "its entry is evidence.html#f-returned_2021"
    )


def test_a_number_of_a_finding_may_stand_without_a_link(tampered):
    bare = entry(tampered, "returned_2021").replace('<a href="evidence.html#f-returned_2021">', "")
    tampered.page(bare.replace("</a>", ""))
    tampered.passes("stated-values")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('data-claim="cns20220414-f001" value="910000">21万<', "the value '910000' is stated, it is '210000'"),
        ('data-claim="cns20220414-f001" value="210000">910,000<', "'910,000' is shown, it is "),
        ('data-claim="cns20220414-f999" value="1">1<', "'cns20220414-f999': is no claim"),
    ],
)  # fmt: skip
def test_what_a_page_states_of_a_claim_is_held_against_it(tampered, data, said):
    tampered.page(f'<p><data class="claim" {data}/data></p>')
    assert said in tampered.fails("stated-values")


@pytest.mark.parametrize("kind", ["number", "was", "count"])
def test_a_value_of_no_kind_that_there_is_is_told(tampered, kind):
    tampered.page(f'<p><data class="{kind}" data-{kind}="returned_2021" value="1">1</data></p>')
    assert "'returned_2021': is no " in tampered.fails("stated-values")


@pytest.fixture
def carded(tampered):
    """Return a project with a page that has a card, and the page's text."""
    from overseas110 import findings
    from overseas110.report import book, notes

    root = tampered.folder
    edition = book.load(root, findings.read(root / "data" / "processed" / "findings.json"))
    number = entry(tampered, "returned_2021").replace('2021"', '2021" class="evidence"', 1)
    page = html(number).replace("</body>", '<footer class="site"></footer></body>')
    page = notes.added(page, "index.html", edition, {})
    assert "210,000 people" in page
    tampered.write(INDEX, page)
    tampered.listed()
    return tampered


def test_the_cards_that_a_page_was_made_with_pass(carded):
    carded.passes("cards-told")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('note-title">210,000', 'note-title">910,000'),
        ("<dd>1, read in 1 source", "<dd>9, read in 9 sources"),
        ("marked as doubtful", "marked as proven"),
    ],
)
def test_a_card_that_says_another_thing_than_the_data_is_told(carded, old, new):
    carded.replace(INDEX, old, new)
    carded.listed()
    detail = carded.fails("cards-told")
    assert detail.startswith("index.html: a card has ") and "it should be" in detail


def test_a_card_that_is_missing_is_told(carded):
    text = carded.path(INDEX).read_text(encoding="utf-8")
    start, end = text.index("<aside"), text.index("<footer")
    carded.write(INDEX, text[:start] + text[end:])
    carded.listed()
    assert "it should be" in carded.fails("cards-told")


def test_a_changed_word_of_a_page_fails_the_files_alone(tampered):
    tampered.replace(INDEX, "Of the record", "On the record")
    assert tampered.fails("site-files").startswith("index.html: is not as it was built: SHA-256")


def test_a_page_too_many_and_a_page_too_few_are_told(tampered):
    tampered.write(f"{SITE}/beside.html", html("<p>Text.</p>"))
    assert tampered.fails("site-files") == "beside.html: is in the site and not in its manifest"
    tampered.path(f"{SITE}/beside.html").unlink()
    tampered.path(f"{SITE}/evidence.html").unlink()
    assert tampered.fails("site-files") == "evidence.html: is missing from the site"


@pytest.mark.parametrize("name", ["figures/returns-wide.svg", "styles.css", "evidence.js"])
def test_a_chart_style_or_script_of_the_site_is_the_project_s_even_if_the_manifest_agrees(
    tampered, name
):
    tampered.write(f"{SITE}/{name}", "changed")
    tampered.listed()
    detail = tampered.fails("site-inputs")
    assert detail.startswith(f"{name}: is not ") and detail.endswith("of which it is a copy")


def test_a_page_whose_foot_names_another_commit_is_told(tampered):
    tampered.page('<p>Edition of today, commit <span class="edition">0123456789ab</span>.</p>')
    detail = tampered.fails("site-commit")
    assert detail.startswith("index.html: its foot names '0123456789ab', its manifest ")


def test_a_page_written_anew_since_the_site_was_made_is_told(tampered):
    tampered.replace("report/law.qmd", "---", "---\nauthor: Nobody")
    detail = tampered.fails("site-inputs", "site-commit", "lock-inputs")
    assert detail.startswith("report/law.qmd: has changed since the site was made")
    tampered.write("report/more.qmd", "")
    assert "(and 1 more)" in tampered.fails("site-inputs", "site-commit", "lock-inputs")


def commit_named(project, text: str) -> None:
    path = project.site / manifest.NAME
    data = json.loads(path.read_text(encoding="utf-8"))
    data["edition"]["commit"] = text.format(commit=data["edition"]["commit"])
    project.write(f"{SITE}/{manifest.NAME}", json.dumps(data))


@pytest.mark.parametrize(
    ("named", "told"),
    [("0123456789ab", "names the commit 0123456789ab, and there is none here"),
     ("{commit} with changes", "with changes that are in no commit")],
)  # fmt: skip
def test_a_commit_that_is_none_and_changes_that_are_in_none_fail(tampered, named, told):
    commit_named(tampered, named)
    assert told in tampered.fails("site-commit")


def test_outside_a_repository_there_is_no_commit_to_look_for(tampered):
    shutil.rmtree(tampered.path(".git"))
    assert "no git repository" in tampered.is_not_possible("site-commit")


def test_a_later_commit_that_changes_nothing_shown_leaves_the_site_as_it_is(tampered):
    tampered.write("docs/more.md", "Text.\n")
    env = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "",
    }
    for command in (["add", "-A"], ["commit", "-q", "-m", "More"]):
        subprocess.run(["git", "-C", str(tampered.folder), *command], check=True, env=env)
    tampered.passes()


def test_without_a_site_the_checks_of_the_site_are_not_possible(tampered):
    shutil.rmtree(tampered.site)
    for check in ("site-files", "site-inputs", "site-commit", "stated-values", "links-inside",
                  "links-allowed", "html-valid", "json-ld-valid"):  # fmt: skip
        assert "make report" in tampered.is_not_possible(check)


def test_links_that_lead_somewhere_pass(tampered):
    tampered.passes("links-inside")


@pytest.mark.parametrize(
    "link", ["nowhere.html", "evidence.html#f-nothing", "#nothing", "data/none.csv"]
)
def test_a_dead_link_or_anchor_is_told_with_its_page_and_line(tampered, link):
    tampered.page(f'<p id="here">Text.</p>\n<p><a href="{link}">There</a></p>')
    detail = tampered.fails("links-inside")
    assert detail.startswith("index.html:4: ") and "leads nowhere" in detail
    assert link.rpartition("#")[2] in detail


def test_an_address_that_is_none_is_told(tampered):
    tampered.page('<p><a href="http://[/">There</a></p>')
    assert tampered.fails("links-inside").startswith("index.html:3: error:: leads nowhere")


def test_a_dead_link_is_told_of_every_page_that_has_it(tampered):
    for name in ("index", "more"):
        tampered.page('<p><a href="nowhere.html">There</a></p>', name)
    assert "(and 1 more)" in tampered.fails("links-inside")


@pytest.fixture
def barred(tampered):
    """Return a project with a source whose address is known and must not be linked."""
    sheet = tampered.path("data/raw/sources.csv").read_text(encoding="utf-8")
    address = next(row for row in sheet.splitlines() if row.startswith("globe-2022"))
    link = next(cell for cell in address.split(",") if cell.startswith("https://"))
    tampered.replace("data/raw/sources.csv", f"{link},yes,", f"{link},no,Made up.")
    return tampered, link


@pytest.mark.parametrize("how", ["{}", "{}/", "{}#words", "http://WWW.{1}", "https://m.{1}", "{}?from=here",
          "https://archive.example/web/2022/{0}", "https://archive.example/?to={0}&now"])  # fmt: skip
def test_a_link_to_a_source_that_must_not_be_linked_fails(barred, how):
    project, link = barred
    bare = link.removeprefix("https://www.")
    project.page(f'<p><a href="{how.format(link, bare)}">Source</a></p>')
    detail = project.fails("links-allowed", "lock-inputs", "site-inputs", "site-commit")
    assert detail == "index.html: links to globe-2022, whose link is 'no'"


def test_a_frame_that_shows_a_source_that_must_not_be_linked_fails(barred):
    project, link = barred
    project.page(f'<p><iframe title="Source" src="{link}"></iframe></p>')
    project.fails("links-allowed", "lock-inputs", "site-inputs", "site-commit")


def test_a_link_to_another_page_of_the_same_host_may_stand(barred):
    project, link = barred
    project.page(f'<p><a href="{link}-more">Other</a></p>')
    project.fails("lock-inputs", "site-inputs", "site-commit", look=("links-allowed",))


@pytest.fixture
def with_tools(tampered, root):
    """Return a project with the tools of the repository, if they are installed."""
    if not (root / "tools" / "node_modules").is_dir():
        pytest.skip("the tools for Java and Node are not installed (npm ci --prefix tools)")
    tampered.path("tools/node_modules").symlink_to(root / "tools" / "node_modules")
    return tampered


def test_html_that_is_not_valid_is_told_with_page_and_line(with_tools):
    if shutil.which("java") is None:
        pytest.skip("Java is not here")
    with_tools.passes("html-valid")
    with_tools.page('<p>Text.</p>\n<p id="a" id="a">Twice</p>')
    assert with_tools.fails("html-valid").startswith("index.html:4: ")


def test_structured_data_that_is_not_of_schema_org_is_told(with_tools):
    if shutil.which("node") is None:
        pytest.skip("Node is not here")
    good = '{"@context": "https://schema.org/", "@type": "Dataset", "name": "N", "license": "L"}'
    block = '<script type="application/ld+json">{}</script>'
    with_tools.page(block.format(good))
    with_tools.passes("json-ld-valid")
    with_tools.page(block.format(good.replace("license", "lisence")))
    assert "lisence" in with_tools.fails("json-ld-valid")
    with_tools.page(block.format(good[:-1]))
    assert "is no JSON" in with_tools.fails("json-ld-valid")
    with_tools.page("<p>None.</p>")
    assert with_tools.fails("json-ld-valid") == "no page holds structured data"


@pytest.mark.parametrize("check", ["html-valid", "json-ld-valid"])
def test_a_tool_that_is_missing_says_how_it_is_had(tampered, check):
    told = tampered.is_not_possible(check)
    assert "npm ci --prefix tools" in told or "which is not installed" in told


@pytest.mark.parametrize("check", [tools.html_valid, tools.json_ld_valid])
def test_a_tool_that_takes_its_time_runs_only_where_it_is_asked_for(check, tampered):
    told = check(Here(tampered.folder, tools=False)).detail
    assert told.endswith("takes some seconds; --tools runs it")
    assert "--tools" not in check(Here(tampered.folder, tools=True)).detail


def test_a_program_that_is_missing_is_named(tampered, monkeypatch):
    monkeypatch.setattr(tools.shutil, "which", lambda name: None)
    assert "needs Java, which is not installed" in tampered.is_not_possible("html-valid")
    assert "needs Node, which is not installed" in tampered.is_not_possible("json-ld-valid")


def test_the_lock_of_the_tools_names_no_host(root):
    lock = (root / "tools" / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock and "://" not in lock
    assert lock.count('"integrity"') == 2
