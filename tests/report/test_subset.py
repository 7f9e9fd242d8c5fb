from __future__ import annotations

import pytest

#: A page's body begins after its front matter (three lines) and an empty line.
FIRST = 5


def test_plain_markdown_with_the_known_shortcodes_is_inside(report):
    body = (
        "# Head {#head}\n\n{{< finding stations >}} and {{< ref globe-f001 >}} [@globe-2022]\n\n"
        '::: {.callout-note title="Look"}\nText.\n:::\n\n```python\nx = {"a": 1}\n```\n'
    )
    assert report.read(body).meta == {"title": "A page"}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("```{python}", "no page runs code"),
        ("```{ojs}", "no page runs code"),
        ("~~~ {r, echo=FALSE}", "no page runs code"),
        ("```{sql}", "no page runs code"),
        ("{{< video x.mp4 >}}", "is no shortcode of this report; known are finding, claim"),
        ("::: {.panel-tabset}", "'.panel-tabset': is a class that only Quarto knows"),
        ("::: {.column-margin}", "is a class that only Quarto knows"),
        ("[x]{.aside}", "is a class that only Quarto knows"),
        ("::: {.callout-danger}", "is a class that only Quarto knows"),
        ("::: {.content-visible}", "is a class that only Quarto knows"),
        ("::: {layout-ncol=2}", "is an attribute that only Quarto knows"),
        ('::: {.callout-note collapse="true"}', "is an attribute that only Quarto knows"),
        ("See @sec-methods.", "only figures (fig-) and tables (tbl-)"),
        ("# Head {#sec-methods}", "only figures (fig-) and tables (tbl-)"),
        ("By @eq-one.", "only figures (fig-) and tables (tbl-)"),
        ("Write {{{< finding x >}}}.", "escaped shortcodes are outside the subset"),
        ("Write `{{< finding stations >}}`.", "a shortcode in code is run by Quarto"),
        ("Half a {{< finding stations", "holds a shortcode that cannot be read"),
        ("{{< include _nothing.md >}}", "'_nothing.md': is no file to include"),
        ("{{< include ../../passwd >}}", "lies outside the report's folder"),
        ("Before {{< include _x.md >}}", "an include stands on a line of its own"),
        ("![Cap](figures/a.svg){#fig-a}", "a figure is a div"),
        ("See @fig-nothing.", "'@fig-nothing': there is no such figure or table on this page"),
        ("See [@fig-a; @fig-b].", "by a bare @fig- or @tbl-, one at a time"),
        ("See -@fig-a.", "by a bare @fig- or @tbl-, one at a time"),
        ("::: {.known}", "{.known since=CLAIM}"),
        ("::: known", "{.known since=CLAIM}"),
        ("::: {.unknown since=}", "{.known since=CLAIM}"),
        ("An [x]{.known} y.", "{.known since=CLAIM}"),
        ("::: {.callout-note .known since=globe-f001}", "with nothing else in the braces"),
        ("::: {#fig-a .known since=globe-f001}", "with nothing else in the braces"),
        ("::: {.scroll since=globe-f001}", "with nothing else in the braces"),
    ],
)
def test_what_lies_outside_is_named_with_file_and_line(line, shown, report):
    found = report.problems(f"One.\n\nTwo.\n{line}\n")
    assert any(p.startswith(f"report/index.qmd:{FIRST + 3}: ") and shown in p for p in found), found


def test_all_problems_of_a_page_are_listed_at_once(report):
    found = report.problems("{{< video x >}}\n\n@sec-a\n\n::: {.aside}\nx\n:::\n")
    assert [p.split(": ")[0] for p in found] == [
        "report/index.qmd:5",
        "report/index.qmd:7",
        "report/index.qmd:9",
    ]


def test_problems_of_all_pages_are_listed_at_once(report):
    report.page("{{< video x >}}", "index")
    report.page("{{< video y >}}", "notebooks/one", 'title: One\nroot: ".."')
    from overseas110.problems import ProblemsError

    with pytest.raises(ProblemsError) as caught:
        report.render()
    assert [p.file for p in caught.value.problems] == [
        "report/index.qmd",
        "report/notebooks/one.qmd",
    ]


def test_an_unknown_key_of_the_front_matter_is_named_with_its_line(report):
    found = report.problems("Text.", "title: A page\nformat: html")
    assert found[0].startswith("report/index.qmd:3: 'format': is outside the subset")
    assert report.problems("Text.", 'title: A page\n"execute": false')[0].startswith(
        "report/index.qmd:1: 'execute'"
    )


@pytest.mark.parametrize(
    ("front", "shown"),
    [
        ("title: [open", "is no YAML"),
        ("just words", "front matter holds lines such as 'title: The title'"),
    ],
)
def test_front_matter_that_is_none_is_named(front, shown, report):
    (found,) = report.problems("Text.", front)
    assert found.startswith("report/index.qmd:")
    assert shown in found


def test_a_page_without_front_matter_is_named(report):
    from overseas110.problems import ProblemsError
    from overseas110.report import subset

    path = report.write("bare.qmd", "Only text.\n")
    with pytest.raises(ProblemsError, match=r"report/bare\.qmd:1: 'Only text\.': a page begins"):
        subset.read(path, report.folder, ())


def test_a_problem_in_an_included_file_names_that_file_and_its_line(report):
    report.write("_parts/outer.md", "Outer.\n\n{{< include inner.md >}}\n")
    report.write("_parts/inner.md", "Inner.\n\n{{< nothing >}}\n")
    (found,) = report.problems("{{< include _parts/outer.md >}}")
    assert found.startswith("report/_parts/inner.md:3: '{{< nothing >}}'")


def test_an_included_text_keeps_its_own_place_for_the_shortcodes(report):
    report.write("_parts/inner.md", "Inner.\n\n{{< finding stations >}}\n")
    text = report.read("{{< include _parts/inner.md >}}").text
    assert "`report/_parts/inner.md:3 finding stations`{=shortcode}" in text


def test_a_file_that_includes_itself_is_an_error_and_no_endless_loop(report):
    report.write("_a.md", "{{< include _b.md >}}\n")
    report.write("_b.md", "Text.\n\n{{< include _a.md >}}\n")
    (found,) = report.problems("{{< include _a.md >}}")
    assert found == "report/_b.md:3: '_a.md': includes itself"


def test_one_file_may_be_included_twice(report):
    report.write("_a.md", "Again.\n")
    text = report.read("{{< include _a.md >}}\n\n{{< include _a.md >}}").text
    assert text.count("Again.") == 2


def test_code_blocks_may_show_whatever_is_no_shortcode(report):
    body = "```markdown\n::: {.panel-tabset}\n@sec-x\n```\n"
    assert "::: {.panel-tabset}" in report.read(body).text


def test_a_shortcode_in_a_code_block_is_refused_since_quarto_would_run_it(report):
    (found,) = report.problems("```text\n{{< finding stations >}}\n```")
    assert found.startswith(f"report/index.qmd:{FIRST + 1}: ")


def test_the_label_may_come_after_the_reference_and_from_an_included_file(report):
    report.write("_t.md", "| A |\n|---|\n| 1 |\n\n: A table {#tbl-a}\n")
    report.read("See @tbl-a.\n\n{{< include _t.md >}}")


def test_blocks_that_depend_on_a_claim_know_their_place(report):
    text = report.read(
        '::: {.known since="globe-f001 globe-f002"}\n[x]{.unknown since=a-f1}\n:::'
    ).text
    first, second, _ = text.strip().splitlines()
    assert first == '::: {.known since="globe-f001 globe-f002" file="report/index.qmd" line="5"}'
    assert second == '[x]{.unknown since=a-f1 file="report/index.qmd" line="6"}'


def test_such_a_block_shown_as_code_is_left_alone(report):
    text = report.read("Write `::: {.known}` and:\n\n```markdown\n::: {.known}\n```\n").text
    assert "file=" not in text


def test_an_address_for_letters_is_no_reference(report):
    report.read("Write to somebody@sec-lab.example.org or to a@fig-x.example.org.")


def test_the_pages_of_the_report_itself_are_inside(root):
    from overseas110.report import site, subset

    known = site.shortcodes(root / "report")
    for path in sorted((root / "report").glob("*.qmd")):
        lines = path.read_text(encoding="utf-8").splitlines()
        made = [line for line in lines if "{{< include _build/" in line]
        if not made or (root / "report" / "_build").is_dir():
            subset.read(path, root / "report", known)
