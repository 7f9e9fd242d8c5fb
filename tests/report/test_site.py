from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser

import pytest

from overseas110 import findings
from overseas110.problems import StopError
from overseas110.report import edition, partials, quarto, renderers, site

NBSP = "\u00a0"


class Requests(HTMLParser):
    """What a page makes a browser fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside_style = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            fetched = name in ("src", "srcset", "data", "poster", "background", "action")
            if fetched or (tag in ("link", "base", "use", "image") and "href" in name):
                self.found.append(value or "")
            if name == "style" and "url(" in (value or ""):
                self.found.append(value)
        self.inside_style = tag == "style"

    def handle_data(self, data):
        if self.inside_style and ("@import" in data or "url(" in data):
            self.found.append(data)


def elsewhere(html: str) -> list[str]:
    return [
        target
        for target in Requests(html).found
        if re.search(r"(?:^|[\s(,'\"])(?:https?:)?//", target)
    ]


def words(html: str) -> str:
    """Return the text of a page's main part."""
    main = re.search(r"<main\b.*?</main>", html, re.S)[0]
    main = re.sub(r"<(?:script|style)\b.*?</(?:script|style)>", "", main, flags=re.S)
    plain = re.sub(r"<[^>]+>", " ", main)
    for name, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ):
        plain = plain.replace(name, sign)
    return " ".join(plain.replace(NBSP, " ").split())


def test_a_finding_is_data_inside_a_link_to_its_evidence(report):
    html = report.html("There are {{< finding stations >}} stations.")
    assert re.search(
        r'<a href="\.?/?evidence\.html#f-stations"\s+class="evidence"\s+'
        r'aria-label="more than 54 stations, evidence"><span>'
        r'<data class="finding" data-finding="stations" value="54">more than 54</data></span></a>',
        html,
    ), html


def test_a_finding_in_a_heading_stands_alone(report):
    html = report.html("## {{< finding stations link=false >}} stations {#s}")
    assert '<data class="finding" data-finding="stations" value="54">more than 54</data>' in html
    assert 'class="evidence"' not in html


def test_signs_that_mean_something_in_html_are_taken_literally(report):
    html = report.html("{{< finding quoted >}}")
    assert 'value="">so "many" &lt;of&gt; them &amp; more</data>' in html


def test_a_claim_a_date_and_a_reference_lead_to_the_record(report):
    html = report.html(
        "{{< claim globe-f001 >}} {{< date globe-f002 >}} {{< ref globe-f001 globe-f002 >}}"
    )
    assert '<data class="claim" data-claim="globe-f001" value="24">“dozens”</data>' in html
    assert '<data class="claim" data-claim="globe-f002" value="2021-04">April 2021</data>' in html
    assert html.count('class="ref"') == 2
    assert html.count("record.html#c-globe-f001") == html.count("record.html#c-globe-f002") == 2


def test_a_page_in_a_folder_finds_its_way_to_the_root(report):
    report.page("{{< finding stations >}}", "notebooks/one", 'title: One\nroot: ".."')
    html = report.render()["notebooks/one.html"]
    assert 'href="../evidence.html#f-stations"' in html
    assert 'href="../styles.css"' in html


@pytest.mark.parametrize(
    ("shortcode", "shown"),
    [
        ("{{< finding nothing >}}", "there is no finding 'nothing'"),
        ("{{< claim nothing >}}", "there is no claim 'nothing' in this edition"),
        ("{{< date globe-f001 >}}", "claim 'globe-f001' states no time"),
        ("{{< claim globe-f002 >}}", "claim 'globe-f002' states no number"),
        ("{{< ref globe-f001 nothing >}}", "there is no claim 'nothing' in this edition"),
        ("{{< chart nothing >}}", "there is no chart 'nothing'"),
        ("{{< edition weather >}}", "an edition has no 'weather'"),
        ("@fig-nothing", "there is no such figure or table on this page"),
    ],
)
def test_what_is_not_there_is_named_with_page_and_line(shortcode, shown, report):
    report.page(f"One.\n\nTwo {shortcode}.")
    with pytest.raises(StopError) as caught:
        report.render()
    assert "report/index.qmd:7: " in str(caught.value)
    assert shown in str(caught.value)
    assert "stack traceback" not in str(caught.value)


def test_an_unknown_source_is_an_error_that_names_the_page(report):
    report.page("So says [@nobody-1999].")
    with pytest.raises(StopError, match=r"report/index\.qmd: .*nobody-1999"):
        report.render()


FIGURES = (
    "First @fig-b, then @fig-a and @tbl-t.\n\n"
    "::: {#fig-a}\n{{< chart beginnings >}}\n\nCaption with {{< finding stations >}}\n:::\n\n"
    "::: {#fig-b}\nA second.\n\nCaption two\n:::\n\n"
    "| A | B |\n|---|---|\n| 1 | 2 |\n\n: Caption three {#tbl-t}\n"
)


def test_figures_and_tables_are_numbered_in_order_with_a_hard_space(report):
    html = report.html(FIGURES)
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html, re.S)
    assert captions[0].strip().startswith(f"Figure{NBSP}1: Caption with <a")
    assert captions[1].strip() == f"Figure{NBSP}2: Caption two"
    assert f"<caption>Table{NBSP}1: Caption three</caption>" in re.sub(r"</?p>", "", html)


def test_references_to_figures_and_tables_are_links_that_resolve(report):
    html = report.html(FIGURES)
    found = re.findall(r'<a href="#([\w-]+)"\s+class="quarto-xref">(.*?)</a>', html)
    assert found == [
        ("fig-b", f"Figure{NBSP}2"),
        ("fig-a", f"Figure{NBSP}1"),
        ("tbl-t", f"Table{NBSP}1"),
    ]
    for name, _ in found:
        assert html.count(f'id="{name}"') == 1


def test_a_chart_has_its_alternative_text_and_both_widths(report):
    html = report.html("{{< chart beginnings >}}")
    assert 'srcset="figures/beginnings-narrow.svg"' in html
    assert (
        '<img src="figures/beginnings-wide.svg" alt="Chart of &quot;one&quot; bar &amp; more.">'
        in html
    )
    assert "It begins in 2016." in html


@pytest.mark.parametrize(
    "callout",
    [
        '::: {.callout-note title="Look *here*"}\nThe {{< finding stations >}}.\n:::',
        "::: {.callout-warning}\n## Look *here*\n\nThe {{< finding stations >}}.\n:::",
    ],
)
def test_a_callout_keeps_its_title_and_its_text(callout, report):
    html = report.html(callout)
    box = re.search(r"<blockquote>(.*?)</blockquote>", html, re.S)[1]
    assert "<strong>Look <em>here</em></strong>" in box
    assert 'data-finding="stations"' in box
    assert "callout-" not in html


def test_a_callout_without_a_title_is_called_by_its_kind(report):
    assert "<strong>Warning</strong>" in report.html("::: {.callout-warning}\nText.\n:::")


def test_links_between_pages_lead_to_the_rendered_ones(report):
    html = report.html("[a](methods.qmd) [b](notebooks/01.qmd#cell-x) [c](https://x.org/y.qmd)")
    assert re.findall(r'href="([^"]*)"', html) == [
        "methods.html",
        "notebooks/01.html#cell-x",
        "https://x.org/y.qmd",
    ]


def test_a_citation_is_made_from_the_sources_of_the_edition(report):
    html = report.html("So it was [@globe-2022].\n\n::: {#refs}\n:::")
    assert 'href="#ref-globe-2022"' in html
    assert 'id="ref-globe-2022"' in html
    assert "The Globe and Mail" in html
    assert "A Title of an Article" in html or "A title of an article" in html


def test_two_renders_give_the_same_bytes(report):
    report.page(FIGURES + "\nSee [@globe-2022].\n\n::: {#refs}\n:::")
    assert report.render() == report.render()


def test_the_colophon_names_edition_commit_and_renderer(report):
    report.page("Text.")
    footer = report.render()["index.html"].partition("<footer")[2]
    for said in ("22 November 2026", "0123456789ab", "Pandoc 3"):
        assert f'<span class="edition">{said}</span>' in footer


def test_the_title_of_another_page_carries_the_name_of_the_site(report):
    report.page("Text.")
    report.page("Text.", "methods", "title: Methods")
    pages = report.render()
    assert "<title>A page</title>" in pages["index.html"]
    assert "<title>Overseas police stations: the record – Methods</title>" in pages["methods.html"]


def test_a_tiny_page_asks_no_other_host_for_anything(report):
    report.page(FIGURES + "\n$x^2$ and [a link](https://example.org) [@globe-2022].")
    for html in report.render().values():
        assert elsewhere(html) == []


def test_a_request_to_another_host_would_be_seen():
    for html in (
        '<script src="https://cdn.example.org/x.js"></script>',
        '<link rel="stylesheet" href="//fonts.example.org/a.css">',
        '<picture><source srcset="a.svg, https://example.org/b.svg 2x"></picture>',
        "<style>@import 'https://fonts.example.org/a.css';</style>",
    ):
        assert elsewhere(html), html
    assert elsewhere('<a href="https://example.org">x</a><img src="figures/a.svg">') == []


def test_a_page_that_the_project_names_and_that_is_not_there_is_said(report):
    path = report.page("Text.")
    path.unlink()
    with pytest.raises(StopError, match=r"_quarto\.yml renders index\.qmd, and there is no such"):
        report.render()


def test_the_known_shortcodes_are_those_of_the_extension(root):
    assert set(site.shortcodes(root / "report")) == {
        "finding", "claim", "date", "ref", "chart", "was", "count", "edition",
    }  # fmt: skip


@pytest.fixture
def whole(project):
    """Return the report itself, put together from the processed tables as they are."""
    partials.write(project.folder, edition.Edition("2026-11-22", "0123456789ab", 0, "a renderer"))
    return project.path("report")


def rendered(folder, out, make, renderer) -> dict[str, str]:
    out.mkdir()
    make(folder, out, renderer)
    return {
        p.relative_to(out).as_posix(): p.read_text(encoding="utf-8") for p in out.rglob("*.html")
    }


@pytest.mark.end_to_end
def test_both_renderers_give_every_page_the_same_text(whole, tmp_path):
    found = renderers._quarto()
    if found is None:
        pytest.skip("no quarto is on PATH, so the two renderers cannot be compared here")
    by_quarto = rendered(whole, tmp_path / "quarto", quarto.render, found)  # its warnings stop it
    by_pandoc = rendered(whole, tmp_path / "pandoc", site.render, renderers.choose("pandoc"))
    assert set(by_quarto) == set(by_pandoc)
    for name, html in by_pandoc.items():
        assert words(by_quarto[name]) == words(html), name
        assert elsewhere(by_quarto[name]) == []


def test_the_site_of_a_tiny_report_holds_its_pages_only(report):
    report.page("Text.")
    shutil.rmtree(report.site, ignore_errors=True)
    assert list(report.render()) == ["index.html"]


@pytest.mark.parametrize(
    ("value", "shown"), [(54, "54"), (0.5, "0.5"), (None, ""), ("2018", "2018")]
)
def test_a_value_is_handed_over_as_it_is_and_a_missing_one_as_nothing(value, shown):
    found = findings.Finding("number", value, value, value, "words", "", [], "rule")
    assert partials._finding_words(found)["value"] == shown
