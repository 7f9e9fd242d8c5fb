from __future__ import annotations

import pytest

from overseas110.problems import StopError
from overseas110.report import printed, rendered
from overseas110.report.build import PDF

LOST = "is in nothing that is declared"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@pytest.fixture
def seen(tmp_path, root):
    """Return what is found on one page, against what the real report declares."""

    def see(main: str, name: str = "index.html") -> rendered.Rendered:
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        frame = f'<html><body><header>Foot 9</header><main id="main">{main}</main></body></html>'
        path.write_text(frame, encoding="utf-8")
        return rendered.of_site(tmp_path / "site", root / "report" / rendered.TABLE)

    return see


def test_a_numeral_that_is_in_nothing_names_page_and_surroundings(seen):
    found = seen("<p>There are 97 stations, and no more.</p>", "countries/can.html")
    assert found.problems == [
        f"countries/can.html: '97' in 'There are 97 stations, and no more.' {LOST}"
    ]


def test_a_numeral_beside_a_marked_one_is_found_too(seen):
    found = seen('<p>Of <data class="finding" value="3">3</data> there are 1,234 left</p>')
    assert [p.split(" in ")[0] for p in found.problems] == ["index.html: '1,234'"]
    assert found.counts["finding"] == 1


@pytest.mark.parametrize(
    "main",
    [
        '<p><data class="other">97</data></p>',
        '<p class="edition">97</p>',
        "<h2>Head 97</h2>",
        "<figcaption>Figure\u00a01: Of 97</figcaption>",
        "<p>Figure\u00a097: x</p>",
        "<p>½ of them</p>",
        "<table><tr><td>97</td></tr><tr><td><a class='ref'>c-1</a></td></tr></table>",
        "<section class='entry'>97</section>",
        "<div class='claim'>97</div>",
        "<section id='s-a'>97</section>",
        "<ul><li><a href='../sources.html#s-a'>Title 97</a></li></ul>",
    ],
)
def test_an_exception_is_no_wider_than_it_says(main, seen):
    assert len(seen(main).problems) == 1


@pytest.mark.parametrize(
    ("kind", "name", "main"),
    [
        ("finding", "index.html", '<a href="x"><data class="finding" value="97">97</data></a>'),
        ("claim", "index.html", '<data class="claim">97</data>'),
        ("other edition", "changes.html", '<strong><data class="was">97</data></strong>'),
        ("count", "index.html", '<data class="count">97</data>'),
        ("date", "index.html", "<time>2023</time>"),
        ("edition", "index.html", '<span class="edition">2023</span>'),
        ("name", "index.html", '<span class="name">Overseas 110</span>'),
        ("id", "index.html", '<a class="ref" href="x">globe-f97</a>'),
        ("id", "evidence.html", '<span class="id">sky_net_2017</span>'),
        ("code", "index.html", "<pre><code>run 97</code></pre>"),
        ("citation", "index.html", '<span class="citation"><a href="#r">NPR 2024</a></span>'),
        ("bibliography", "index.html", '<div id="refs"><div class="csl-entry x">NPR. 2024</div></div>'),
        ("chart", "index.html", '<div class="chart inline-chart"><svg><title>97 of them</title></svg></div>'),
        ("chart", "index.html", '<div class="description"><p>By year: 97</p></div>'),
        ("label", "index.html", "<figcaption>Figure\u00a012: A caption</figcaption>"),
        ("label", "index.html", "<table><caption>Table\u00a01: A caption</caption></table>"),
        ("label", "index.html", '<p><a class="quarto-xref">Table\u00a01</a></p>'),
        ("ordinal", "index.html", "<h2>21st Century Herald</h2>"),
        ("row with its claims", "index.html", "<table><tr><td>2014</td><td><a class='ref'>c</a></td></tr></table>"),
        ("source", "countries/can.html", '<ul><li><a href="../sources.html#s-a">Of 97</a>, <span class="day">x</span></li></ul>'),
        ("source", "countries/can.html", '<ul><li><a href="../sources.html#s-a">Of</a>, <span class="day">2023</span></li></ul>'),
        ("source", "sources.html", '<section id="s-a"><dl><dd>97 characters</dd></dl></section>'),
        ("entry", "evidence.html", '<section class="entry"><dl><dd>at least 97</dd></dl></section>'),
        ("record", "record.html", '<div class="claim"><p>97</p></div>'),
        ("record", "record.html", '<section id="record-a"><h2>News 97</h2></section>'),
        ("record", "record.html", '<section id="record-a"><p class="of">Of 97</p></section>'),
        ("notebook", "notebooks/01_clean.html", "<p>97</p>"),
    ],
)  # fmt: skip
def test_what_is_marked_or_declared_is_counted_by_its_kind(kind, name, main, seen):
    found = seen(main, name)
    assert found.problems == []
    assert {k: n for k, n in found.counts.items() if n} == {kind: 1}


def test_every_kind_that_is_declared_is_tested(root):
    declared = {p.kind for p in rendered.places(root / "report" / rendered.TABLE)}
    marks = test_what_is_marked_or_declared_is_counted_by_its_kind.pytestmark
    assert {case[0] for case in marks[0].args[1]} == declared


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("x,*,//p,,", "numerals.csv:2: 'x' is declared without a reason."),
        ("x,*,//p[,,Because", "numerals.csv:2: 'x' cannot be read"),
        ("x,*,//p,(,Because", "numerals.csv:2: 'x' cannot be read"),
    ],
)
def test_a_declaration_that_cannot_hold_is_named(row, shown, tmp_path):
    path = tmp_path / rendered.TABLE
    path.write_text(f"kind,pages,xpath,pattern,reason\n{row}\n", encoding="utf-8")
    with pytest.raises(StopError, match=r"numerals\.csv:2") as caught:
        rendered.places(path)
    assert shown in str(caught.value)


def test_a_render_stops_with_all_numerals_that_lead_nowhere(seen, tmp_path, root):
    seen("<p>97</p><p>98</p>")
    with pytest.raises(StopError) as caught:
        rendered.check(tmp_path / "site", root / "report" / rendered.TABLE)
    assert str(caught.value).splitlines() == [
        "Numbers on the rendered pages lead nowhere:",
        f"index.html: '97' in '97' {LOST}",
        f"index.html: '98' in '98' {LOST}",
    ]


def test_a_count_leads_to_the_page_that_lists_its_rows(report):
    html = report.html("{{< count claims source=globe-2022 >}} and {{< count conflicts >}}")
    assert (
        '<a href="record.html#record-globe-2022" class="evidence" '
        'aria-label="1,140 claims, counted, all of them"><span>'
        '<data class="count" data-count="claims source=globe-2022" value="1140">1,140</data>'
    ) in html
    assert '<a href="conflicts.html" class="evidence"' in html


def test_a_count_that_nobody_made_is_refused(report):
    with pytest.raises(StopError, match="there is no count 'claims source=nobody'"):
        report.html("{{< count claims source=nobody >}}")


BODY = (
    "See @tbl-a: {{< finding stations >}} of {{< count conflicts >}}, "
    "{{< claim globe-f001 >}} in {{< date globe-f002 >}} {{< ref globe-f001 globe-f002 >}} "
    "[@globe-2022].\n\n"
    "3. Item\n4. Item\n\n{{< chart beginnings >}}\n\n"
    "| Place {{< date globe-f002 >}} | Number |\n|:---|---:|\n| Zone 12 | 1,234.5 |\n| Zone ½ | 6 |\n\n"
    ": A table {#tbl-a}\n"
)  # fmt: skip
MORE = "An em-dash 7, figures 230,000 and 50-60, efficient office.\n\nTerm\n:   2023 and on\n"


@pytest.fixture
def both(report):
    """Return a tiny report as site and PDF, before and after somebody changes the paper."""
    report.write("figures/beginnings-wide.svg", SVG)
    report.page(BODY)
    report.page(MORE, "methods", "title: Methods of 9")
    report.page("::: {#f-stations}\nEntry of 5.\n:::", "evidence", "title: Evidence")
    paper = report.pdf()
    report.render()
    (report.site / PDF).write_bytes(paper)
    return report


def test_a_pdf_that_states_what_the_pages_state_has_no_difference(both):
    assert printed.pdf_differences(both.site) == []


@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        ("index", "1,234.5", "1,234.6"),
        ("index", "Zone 12", "Zone 13"),
        ("index", "½", "¼"),
        ("methods", "230,000", "230,001"),
        ("methods", "2023", "2022"),
        ("methods", "dash 7", "dash 1"),
    ],
)
def test_a_digit_that_is_another_in_the_pdf_is_found(page, old, new, both):
    text, front = (BODY, "title: A page") if page == "index" else (MORE, "title: Methods of 9")
    both.page(text.replace(old, new), page, front)
    (both.site / PDF).write_bytes(both.pdf())
    found = printed.pdf_differences(both.site)
    assert len(found) == 2 and all(line.startswith(f"{page}.html: ") for line in found)
    assert "stands on the page once more than in the PDF, for example in" in found[0]
    assert "stands in the PDF once more than on the page" in found[1]


def test_a_detail_of_the_site_may_be_missing_on_paper_and_nothing_else_may(both):
    path = both.site / "methods.html"
    text = path.read_text(encoding="utf-8")
    for css, left_out in (("site", True), ("other", False)):
        detail = f'<span class="{css}">: 4711</span>'
        path.write_text(text.replace("dash 7", f"dash 7{detail}"), encoding="utf-8")
        found = printed.pdf_differences(both.site)
        assert found == [] if left_out else found[0].startswith("methods.html: '4711' stands")


def test_papers_that_were_read_before_are_not_read_again(both):
    texts = printed.papers(both.site / PDF)
    assert printed.pdf_differences(both.site, texts) == []
    texts[-1] = texts[-1].replace("2022", "2021")
    assert "the works cited: '2021'" in "".join(printed.pdf_differences(both.site, texts))


def test_another_year_among_the_works_cited_is_found(both):
    path = both.folder / "_build" / "references.json"
    path.write_text(path.read_text(encoding="utf-8").replace("2022, 11", "2021, 11"), "utf-8")
    (both.site / PDF).write_bytes(both.pdf())
    found = printed.pdf_differences(both.site)
    assert [line.split(": ")[0] for line in found].count("the works cited") == 2


def test_a_pdf_that_lacks_a_page_is_named(both, monkeypatch):
    monkeypatch.setattr(printed, "PAGES", printed.PAGES[:-1])
    with pytest.raises(StopError, match="should have one for each of"):
        printed.pdf_differences(both.site)


def test_the_heading_of_a_table_that_goes_on_is_counted_once(report):
    rows = "\n".join(f"| Row {n} | {n} |" for n in range(1, 120))
    report.page(f"| Place of 77 | Number |\n|:---|---:|\n{rows}\n\n: A table {{#tbl-a}}\n")
    paper = report.pdf()
    report.render()
    (report.site / PDF).write_bytes(paper)
    assert printed.pdf_differences(report.site) == []
