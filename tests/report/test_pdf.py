from __future__ import annotations

import pytest

from overseas110.problems import StopError

SQUARE = '<rect width="9" height="9"/>'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{SQUARE}</svg>'
CHART = "See @fig-a.\n\n::: {#fig-a}\n{{< chart beginnings >}}\n\nThe caption\n:::\n"


@pytest.fixture
def drawn(report):
    report.write("figures/beginnings-wide.svg", SVG)
    report.write("figures/a.svg", SVG)
    return report


def typst_of(report) -> str:
    return (report.folder / "_build" / "report.typ").read_text(encoding="utf-8")


def test_two_pdfs_of_one_report_are_the_same_bytes(drawn):
    drawn.page(
        f"{CHART}\nMore than {{{{< ref globe-f001 >}}}} [@globe-2022].\n\n"
        '::: {.callout-note title="Look"}\nText.\n:::\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n'
        ": A table {#tbl-a}\n"
    )
    first = drawn.pdf()
    assert first.startswith(b"%PDF-")
    assert drawn.pdf() == first


def test_the_pdf_declares_that_it_is_accessible_and_archivable(drawn):
    drawn.page(CHART)
    data = drawn.pdf()
    assert b"pdfuaid:part" in data
    assert b"pdfaid:part" in data
    assert b"/StructTreeRoot" in data


def test_an_image_without_alternative_text_is_refused(drawn):
    drawn.page("Text.\n\n![](figures/a.svg)\n")
    with pytest.raises(StopError, match="alt"):
        drawn.pdf()


def test_an_image_with_alternative_text_is_taken(drawn):
    drawn.page('Text.\n\n![A small "black" square](figures/a.svg)\n')
    assert drawn.pdf().startswith(b"%PDF-")
    assert 'alt: "A small' in typst_of(drawn)


def test_a_chart_keeps_its_alternative_text_and_its_caption_its_number(drawn):
    drawn.page(CHART)
    drawn.pdf()
    text = typst_of(drawn)
    assert 'alt: "Chart of \\"one\\" bar & more."' in text
    assert "Figure\u00a01: The caption" in text or "Figure~1: The caption" in text


def test_a_finding_leads_to_its_entry_inside_the_pdf(drawn):
    drawn.page("{{< finding stations >}}")
    drawn.page("::: {#f-stations}\nEntry.\n:::", "evidence", "title: Evidence")
    drawn.pdf()
    assert "#link(<f-stations>)[more than 54]" in typst_of(drawn)


def test_a_finding_without_an_entry_is_refused(drawn):
    drawn.page("{{< finding stations >}}")
    with pytest.raises(StopError, match="f-stations"):
        drawn.pdf()


def test_links_to_pages_that_are_on_the_site_only_are_plain_text(drawn):
    drawn.page("[the record](record.qmd#c-x) and [the methods](methods.qmd)")
    drawn.pdf()
    text = typst_of(drawn)
    assert "record.html" not in text
    assert "#link(<page-methods>)[the methods]" in text


def test_a_page_outside_the_subset_stops_the_pdf_too(drawn):
    drawn.page("::: {.panel-tabset}\nx\n:::")
    with pytest.raises(StopError, match=r"report/index\.qmd:5"):
        drawn.pdf()
