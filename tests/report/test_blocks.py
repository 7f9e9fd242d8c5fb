"""Blocks that stand only in editions that know a claim, and charts that stand in the page itself."""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
import tiny

from overseas110.problems import StopError
from overseas110.report import partials, renderers, site

NOW, LATER = "globe-f001", "late-f001"


@pytest.fixture
def later(report):
    """Return a report whose edition does not know the claim `LATER` yet."""
    report.write("_build/claims.json", json.dumps({**tiny.CLAIMS, LATER: {"later": True}}))
    return report


def words(html: str) -> str:
    """Return the text of a page, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", "", html.partition(">")[2]).split())


@pytest.mark.parametrize(
    ("kind", "since", "stays"),
    [
        ("known", NOW, True),
        ("known", LATER, False),
        ("known", f'"{NOW} globe-f002"', True),
        ("known", f'"{NOW} {LATER}"', False),
        ("unknown", NOW, False),
        ("unknown", LATER, True),
        ("unknown", f'"{NOW} {LATER}"', True),
        ("unknown", f'"{NOW} globe-f002"', False),
    ],
)
def test_a_block_and_a_span_stand_by_what_the_edition_knows(kind, since, stays, later):
    html = later.html(
        f"Before.\n\n::: {{.{kind} since={since}}}\n## A head {{#head}}\n\nInside.\n:::\n\n"
        f"Text [in the line]{{.{kind} since={since}}} goes on."
    )
    assert ("Inside." in html) is stays
    assert ('id="head"' in html) is stays
    assert ("Text in the line goes on." in words(html)) is stays
    assert ("Text goes on." in words(html)) is not stays
    assert "Before." in html
    assert "since" not in html and "known" not in html


def test_a_block_that_stays_leaves_no_frame_and_its_sections_where_they_belong(later):
    plain = later.html("One.\n\n## Head {#head}\n\nTwo.\n\n## Next {#next}\n\nThree.")
    framed = later.html(
        f"One.\n\n::: {{.known since={NOW}}}\n## Head {{#head}}\n\nTwo.\n:::\n\n## Next {{#next}}\n\nThree."
    )
    assert framed == plain


def test_nothing_in_a_block_that_goes_can_fail(later):
    html = later.html(
        f"Before.\n\n::: {{.known since={LATER}}}\n{{{{< finding nothing >}}}} "
        f"{{{{< claim nothing >}}}} {{{{< chart nothing >}}}} and [@globe-2022].\n\n"
        "| A | B |\n|---|---|\n| {{< date nothing >}} | 2 |\n\n: Cap {#tbl-gone}\n:::\n\nAfter."
    )
    assert words(html) == "A page Before. After."


def test_figures_are_numbered_as_if_what_goes_had_never_been(later):
    html = later.html(
        f"::: {{.known since={LATER}}}\n::: {{#fig-a}}\nx\n\nFirst\n:::\n:::\n\n"
        "::: {#fig-b}\ny\n\nSecond\n:::\n\nSee @fig-b."
    )
    assert "Figure\u00a01: Second" in html
    assert "Figure\u00a02" not in html


def test_a_reference_to_a_figure_that_goes_is_an_error(later):
    later.page(f"::: {{.known since={LATER}}}\n::: {{#fig-a}}\nx\n\nFirst\n:::\n:::\n\nSee @fig-a.")
    with pytest.raises(StopError, match="@fig-a: there is no such figure"):
        later.render()


def test_blocks_nest_and_each_decides(later):
    html = later.html(
        f":::: {{.known since={NOW}}}\nOuter.\n\n::: {{.known since={LATER}}}\nInner.\n:::\n\n"
        f"::: {{.unknown since={LATER}}}\nNot yet.\n:::\n::::\n"
    )
    assert words(html) == "A page Outer. Not yet."


def test_what_is_emptied_goes_too(later):
    html = later.html(
        f"- One.\n- [Two.]{{.known since={LATER}}}\n- Three.\n\n"
        f"1. [Only.]{{.known since={LATER}}}\n\nA line.\n\n[Whole.]{{.known since={LATER}}}\n"
    )
    assert html.count("<li>") == 2
    assert "<ol" not in html
    assert html.count("<p>") == 1


def test_what_was_empty_before_stays(later):
    html = later.html(f"- \n- x\n\nA [b]{{.known since={LATER}}} c.")
    assert html.count("<li>") == 2


def test_a_list_in_a_list_goes_with_its_last_item(later):
    html = later.html(f"- One.\n    - [Two.]{{.known since={LATER}}}\n- Three.\n")
    assert html.count("<ul>") == 1
    assert html.count("<li>") == 2


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("A [b]{.known since=X} c.", "A c."),
        ("A [b]{.known since=X}, c.", "A, c."),
        ("[A]{.known since=X} b c.", "b c."),
        ("A b [c]{.known since=X}", "A b"),
        ("A\n[b]{.known since=X}\nc.", "A c."),
        ("A [b]{.known since=X} [c]{.known since=X} d.", "A d."),
        ("A *very [b]{.known since=X}* c.", "A very c."),
        ("A{{< finding stations >}}[ and 7]{.known since=X}.", "Amore than 54."),
    ],
)
def test_no_space_too_many_is_left(line, shown, later):
    body = re.search(r"<p>(.*?)</p>", later.html(line.replace("X", LATER)), re.S)[1]
    assert re.sub(r"<[^>]+>", "", body).replace("\n", " ") == shown


def test_numbers_in_what_stays_are_all_there(later):
    html = later.html(
        f"::: {{.known since={NOW}}}\n{{{{< finding stations >}}}} of 1,234 and "
        f"[{{{{< claim {NOW} >}}}} in 2022]{{.known since={NOW}}}.\n\n"
        "| N |\n|---|\n| {{< finding stations >}} |\n:::\n"
    )
    assert html.count('data-finding="stations"') == 2
    assert f'data-claim="{NOW}"' in html
    assert "of 1,234 and “dozens” in 2022." in words(html)


@pytest.mark.parametrize(
    "text", ["::: {.known since=nobody-f001}\nx\n:::", "An [x]{.unknown since=nobody-f001} y."]
)
def test_a_claim_that_is_in_no_sheet_is_an_error_that_names_page_and_line(text, later):
    later.page(f"One.\n\n{text}")
    with pytest.raises(StopError) as caught:
        later.render()
    assert "report/index.qmd:7: " in str(caught.value)
    assert "there is no claim 'nobody-f001' in any sheet" in str(caught.value)
    assert "stack traceback" not in str(caught.value)


def test_a_claim_that_is_in_no_sheet_is_seen_inside_what_goes_too(later):
    later.page(f":::: {{.known since={LATER}}}\n::: {{.known since=nobody-f001}}\nx\n:::\n::::\n")
    with pytest.raises(StopError, match=r"report/index\.qmd:6: .*nobody-f001"):
        later.render()


def test_a_block_in_an_included_file_is_named_with_that_file(later):
    later.write("_part.md", "One.\n\n[x]{.known since=nobody-f001}\n")
    later.page("{{< include _part.md >}}")
    with pytest.raises(StopError, match=r"report/_part\.md:3: "):
        later.render()


@pytest.mark.parametrize("text", ["## Head {.known since=X}", "[a](b.qmd){.known since=X}"])
def test_only_blocks_and_spans_can_depend_on_a_claim(text, later):
    later.page(text.replace("X", NOW))
    with pytest.raises(StopError, match=r"report/index\.qmd:5: \.known stands on a block"):
        later.render()


def test_the_pdf_leaves_out_the_same(later):
    later.page(
        f"::: {{.known since={LATER}}}\nNot yet.\n:::\n\nAlready [so]{{.known since={NOW}}}."
    )
    assert later.pdf().startswith(b"%PDF-")
    text = (later.folder / "_build" / "report.typ").read_text(encoding="utf-8")
    assert "Not yet" not in text
    assert "Already so." in text


def test_quarto_is_told_of_the_filter(root):
    import yaml

    said = yaml.safe_load((root / "report/_extensions/evidence/_extension.yml").read_text())
    assert said["contributes"]["filters"] == ["known.lua", "cards.lua"]
    config = yaml.safe_load((root / "report" / "_quarto.yml").read_text())
    assert config["filters"] == ["evidence"]


def test_as_a_filter_alone_as_quarto_runs_it_it_names_the_claim(later):
    """Quarto hands over no file and line, and leaves shortcodes for later."""
    filters = later.folder / "_extensions" / "evidence" / "known.lua"
    command = [
        renderers.choose("pandoc").path, "--from=markdown", "--to=plain", f"--lua-filter={filters}",
    ]  # fmt: skip

    def run(text: str) -> subprocess.CompletedProcess:
        env = site.environment(later.folder)
        return subprocess.run(command, input=text, capture_output=True, text=True, env=env)

    done = run(f"A [b]{{.known since={LATER}}} c.\n\n::: {{.known since={NOW}}}\nDone.\n:::\n")
    assert done.stdout.split() == ["A", "c.", "Done."]
    done = run("A [b]{.known since=nobody-f001} c.")
    assert done.returncode
    assert "there is no claim 'nobody-f001' in any sheet" in done.stderr


# Charts that stand in the page itself

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" id="{{id}}" viewBox="0 0 90 90" role="group" '
    'aria-labelledby="{{id}}-title"><title id="{{id}}-title">A map</title>'
    "<style>#{{id}} a:hover path{stroke:#000}</style>"
    '<defs><pattern id="{{id}}-p" width="9" height="9" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="9"/></pattern></defs>'
    '<a href="{{root}}countries/can.html" aria-labelledby="{{id}}-can">'
    '<title id="{{id}}-can">Canada: 7 listed &amp; 3 % more</title>'
    '<path d="M1 1l20 20-5 3z" fill="url(#{{id}}-p)"/></a></svg>\n'
)
SWATCH = '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="18"><rect width="9" height="9"/></svg>'
MAP = {
    "title": "On a list: 36 countries",
    "subtitle": "By country",
    "source": "lists, as coded",
    "alt": 'A "map" \\ of 36.',
    "description": "Two of 36 are elsewhere.",
    "claims": [],
    "inline": True,
    "key": [{"swatch": SWATCH, "label": "Listed"}, {"swatch": SWATCH, "label": "Alleged only"}],
}


@pytest.fixture
def mapped(report, tmp_path):
    """Return a report with a chart `map` as the pipeline hands it over."""
    figures = tmp_path / "processed" / "figures"
    figures.mkdir(parents=True)
    (figures / "map.svg").write_text(SVG, encoding="utf-8")
    (figures / "map.json").write_text(json.dumps(MAP), encoding="utf-8")
    (report.folder / "figures").mkdir()
    charts = partials._charts(figures.parent, report.folder)
    report.write("_build/charts.json", json.dumps({**tiny.CHARTS, **charts}))
    return report


class Balance(HTMLParser):
    """Whether every element that is opened is closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in ("img", "br", "meta", "link", "source", "col", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


FIGURE = "::: {#fig-map}\n{{< chart map >}}\n\nThe caption\n:::\n\nSee @fig-map."


def drawings(html: str) -> list[ET.Element]:
    found = re.findall(r'<svg [^>]*role="group".*?</svg>', html, re.S)
    return [ET.fromstring(text) for text in found]


def test_a_chart_with_links_stands_in_the_page_itself(mapped):
    html = mapped.html(FIGURE)
    (svg,) = drawings(html)
    assert svg.get("role") == "group"
    ids = [el.get("id") for el in svg.iter() if el.get("id")]
    assert svg.get("aria-labelledby") in ids
    (link,) = svg.iter("{http://www.w3.org/2000/svg}a")
    assert link.get("href") == "countries/can.html"
    assert link.get("aria-labelledby") in ids
    assert "{{" not in html
    assert '<img src="figures/map' not in html


def test_a_page_with_a_chart_in_it_is_whole_and_loses_no_digit(mapped):
    html = mapped.html(FIGURE)
    page = mapped.render()["index.html"]
    assert Balance(page).open == []
    for text in (
        "On a list: 36 countries",
        "Two of 36 are elsewhere.",
        "Canada: 7 listed &amp; 3 % more",
    ):
        assert text in html
    assert 'd="M1 1l20 20-5 3z"' in html
    assert "Source: lists, as coded" in words(html)


def test_the_key_stands_beside_it_as_text(mapped):
    html = mapped.html(FIGURE)
    items = re.findall(r"<li>(.*?)</li>", html.partition('class="key"')[2], re.S)
    assert [words(">" + item) for item in items] == ["Listed", "Alleged only"]
    assert all('aria-hidden="true"' in item for item in items)


def test_a_chart_that_stands_twice_has_ids_of_its_own_each_time(mapped):
    html = mapped.html("{{< chart map >}}\n\nAgain:\n\n{{< chart map >}}")
    ids = Balance(html.partition(">")[2].rpartition("</")[0]).ids
    assert len(drawings(html)) == 2
    assert len(ids) == len(set(ids))
    for svg in drawings(html):
        own = {el.get("id") for el in svg.iter() if el.get("id")}
        fill = svg.find(".//{http://www.w3.org/2000/svg}path").get("fill")
        assert fill.removeprefix("url(#").rstrip(")") in own


def test_on_a_page_in_a_folder_its_links_lead_up(mapped):
    mapped.page("Text.")
    mapped.page("{{< chart map >}}", "countries/can", 'title: Canada\nroot: ".."')
    assert 'href="../countries/can.html"' in mapped.render()["countries/can.html"]


def test_a_drawn_chart_stays_a_picture(mapped):
    html = mapped.html("{{< chart beginnings >}}")
    assert 'src="figures/beginnings-wide.svg"' in html
    assert drawings(html) == []


def test_on_paper_it_is_a_picture_in_which_nothing_leads_anywhere(mapped):
    picture = (mapped.folder / "figures" / "map.svg").read_text(encoding="utf-8")
    root = ET.fromstring(picture)
    assert root.get("role") == "img"
    assert "<a" not in picture and "href" not in picture and "{{" not in picture
    assert "<style" not in picture
    assert picture.count("<path") == SVG.count("<path")
    mapped.page(FIGURE)
    assert mapped.pdf().startswith(b"%PDF-")
    text = (mapped.folder / "_build" / "report.typ").read_text(encoding="utf-8")
    assert r'#image("/figures/map.svg", alt: "A \"map\" \\ of 36."' in text
    for said in ("On a list: 36 countries", "Listed", "Alleged only", "lists, as coded"):
        assert said in text


def test_a_chart_whose_drawing_is_missing_is_named(mapped):
    (mapped.folder / "_build" / "figures" / "map.svg").unlink()
    mapped.page("{{< chart map >}}")
    with pytest.raises(StopError, match=r"report/index\.qmd:5: .*map\.svg is missing"):
        mapped.render()


def test_two_renders_of_a_page_with_a_chart_in_it_are_the_same_bytes(mapped):
    mapped.page(FIGURE)
    assert mapped.render() == mapped.render()
