from __future__ import annotations

import json
import subprocess

import pytest

from overseas110.report import orphans

FINDING = {
    "kind": "number", "value": 3, "low": 3, "high": 3, "text": "three", "unit": "stations",
    "claims": ["a-f001"], "n_claims": 1, "rule": "As listed.", "notebook": "02_stations", "cell": "x",
}  # fmt: skip
FINDINGS = {
    "listed": FINDING,
    "opened": FINDING | {"kind": "date", "value": "2022-01-10", "text": "10 January 2022"},
    "can_listed": FINDING | {"notebook": "05_country", "value": 54, "text": "54"},
}
CONFIG = "project:\n  render:\n    - index.qmd\n    - countries/*.qmd\n"
PARAMS = (
    'as_of: "2026-11-22"\ninclude_disputed: false\nrounding: 0.5\napproximation: 0.5\n'
    'workers: "auto"\neditions: []\n'
)
TABLE = "data/processed/tables/t.md"
NO_FINDING = "comes from no shortcode; no finding has this value"
THREE = "comes from no shortcode; findings with this value: listed (three)"


class Small:
    """A project that is just large enough to be checked."""

    def __init__(self, folder):
        self.folder = folder
        self.write("report/_quarto.yml", CONFIG)
        self.write("data/raw/codes/counted.csv", "noun,language\nstations,en\nstation,en\n名,zh\n")
        self.write("data/raw/codes/names.csv", "name,reason\n110 Overseas,Title of a report\n")
        self.write("data/processed/claims.csv", "claim_id\na-f001\n")
        self.write("data/processed/findings.json", json.dumps(FINDINGS))
        self.write("params.yaml", PARAMS)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def page(self, body, front="title: A page"):
        self.write("report/index.qmd", f"---\n{front}\n---\n\n{body}\n")
        return orphans.of_sources(self.folder)

    def errors(self, body, front="title: A page"):
        return [str(error) for error in self.page(body, front).errors]

    def made(self, name, text):
        self.write(name, text)
        return [str(error) for error in orphans.of_sources(self.folder).errors]

    def git(self, *args):
        who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *who, *args], cwd=self.folder, check=True, capture_output=True)


@pytest.fixture
def small(tmp_path):
    return Small(tmp_path)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("It lists 3 of them.", f"report/index.qmd:5: '3': {THREE}"),
        ("A\nB\n\nIt lists 97 of them.", f"report/index.qmd:8: '97': {NO_FINDING}"),
        ("On 10 January 2022.", "'10 January 2022': comes from no shortcode; findings with this value: opened (10 January 2022)"),
        ("## A heading of 97", f"report/index.qmd:5: '97': {NO_FINDING}"),
        ("::: {#fig-a}\nx\n\nA caption of 97\n:::", f"report/index.qmd:8: '97': {NO_FINDING}"),
        ("| A |\n|---|\n| 97 |", f"report/index.qmd:7: '97': {NO_FINDING}"),
        ("::: {.callout-note}\nText of 97.\n:::", f"report/index.qmd:6: '97': {NO_FINDING}"),
        ('::: {.callout-note title="A note on 97"}\nx\n:::', f"report/index.qmd:5: '97': {NO_FINDING}"),
        ('::: {.scroll aria-label="Table of 97"}\nx\n:::', f"report/index.qmd:5: '97': {NO_FINDING}"),
        ("[a link of 97](x.qmd)", f"'97': {NO_FINDING}"),
        ("![A picture of 97](x.svg)", f"'97': {NO_FINDING}"),
        ("There are three stations.", f"'three stations': {THREE}"),
        ("There are three *listed*\nstations.", f"report/index.qmd:5: 'three listed stations': {THREE}"),
        ("Seen by one station.", f"'one station': {NO_FINDING}"),
        ("共有三名", f"'三名': {NO_FINDING}"),
        ("They list 54.", "findings with this value: can_listed (54)"),
    ],
)  # fmt: skip
def test_a_number_that_comes_from_no_shortcode_is_an_error_with_its_place(body, shown, small):
    (only,) = small.errors(body)
    assert shown in only


@pytest.mark.parametrize("key", ["title", "subtitle", "description"])
def test_front_matter_that_is_shown_is_read(key, small):
    front = f'root: "9"\n{key}: "About 97 things"'
    assert small.errors("Text.", front) == [f"report/index.qmd:3: '97': {NO_FINDING}"]


def test_all_errors_of_all_pages_are_listed_at_once(small):
    small.write("report/other.qmd", "---\ntitle: Other\n---\n\nOf 96.\n")
    assert [e.split(": ")[0] for e in small.errors("Of 97.\n\nOf 98.")] == [
        "report/index.qmd:5",
        "report/index.qmd:7",
        "report/other.qmd:5",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "{{< finding x2021 >}} of {{< claim a-f001 >}}, {{< date a-f002 >}}, {{< count claims source=a-2022 >}}",
        "{{< ref a-f001 >}} {{< was x 2022-09-30 >}} {{< edition day >}}\n\n{{< chart map2 >}}",
        "the second, 21st and twenty-first; both, and half",
        "one of them, and the other one",
        "`code 5` and ``more ` 5``",
        "```\nblock 5\n```",
        "~~~python\nx = 5\n~~~",
        "```{=html}\n<b>5</b>\n```",
        "## Head {#head-5 .c5}",
        "[text](page5.qmd#a-5) and <https://example.org/5> and https://example.org/5",
        "[@globe-2022; @sd2022] and @tbl-a5",
        "1. First\n2. Second",
        "<!-- 5 -->\n\n<span id='a5'>x</span>",
        "Text.[^5]",
        "::: {.known since='a-f001'}\nx\n:::",
        "[110 Overseas]{.name}",
    ],
)
def test_what_is_no_number_of_a_page_is_ignored(body, small):
    found = small.page(body)
    assert (found.errors, found.warnings) == ([], [])


def test_other_number_words_are_warnings(small):
    found = small.page("On two clocks.")
    assert found.errors == []
    assert [str(w) for w in found.warnings] == [
        "report/index.qmd:5: 'two': is a number word; if it counts something, it should come from a shortcode"
    ]


def test_a_listed_name_that_is_not_marked_is_an_error_that_says_how_to_mark_it(small):
    assert small.errors("The report 110 Overseas says so.") == [
        "report/index.qmd:5: '110 Overseas': is a name with a numeral; mark it: [110 Overseas]{.name}"
    ]


def test_a_name_that_is_not_listed_is_an_error(small):
    assert small.errors("The [54]{.name} stations.") == [
        "report/index.qmd:5: '54': is marked as a name and is not listed in data/raw/codes/names.csv"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "| 97 places {{< ref a-f001 >}} |",
        "| in 2014 | {{< date a-f001 >}} |",
        "- [A title of 97](../sources.qmd#s-a), [2 May 2023]{.day}",
        "| x | [2 May 2023]{.edition} |",
        "| [station 9](evidence.qmd#f-station_9){.id} |",
    ],
)
def test_a_line_of_the_pipeline_that_leads_to_what_it_tells_may_hold_numbers(line, small):
    assert small.made(TABLE, f"{line}\n") == []


@pytest.mark.parametrize("file", [TABLE, "data/processed/countries/CAN/page.md"])
@pytest.mark.parametrize(
    "line", ["| 97 places |", "The country has 97 {{< ref a-f001 >}}.", "- 97 [x](methods.qmd)"]
)
def test_a_line_of_the_pipeline_that_leads_nowhere_may_not(line, file, small):
    assert small.made(file, f"x\n\n{line}\n") == [f"{file}:3: '97': {NO_FINDING}"]


def test_a_page_that_a_person_wrote_has_no_such_exception(small):
    assert small.errors("| 97 places {{< ref a-f001 >}} |") == [
        f"report/index.qmd:5: '97': {NO_FINDING}"
    ]
    assert small.errors("[2 May 2023]{.edition}") == [
        f"report/index.qmd:5: '2 May 2023': {NO_FINDING}"
    ]


@pytest.fixture
def committed(small):
    small.git("init", "-q")
    small.page("{{< finding listed >}} {{< finding opened >}}")
    small.git("add", "params.yaml")
    small.git("commit", "-q", "-m", "x")
    return small


def test_a_finding_that_no_page_uses_is_an_error_in_the_default_edition(committed):
    assert orphans.unused(committed.folder) == ["can_listed"]
    assert [str(e) for e in orphans.check(committed.folder).errors] == [
        "data/processed/findings.json: 'can_listed': is stated by no page"
    ]
    committed.write("data/processed/countries/CAN/page.md", "{{< finding can_listed >}}\n")
    assert orphans.unused(committed.folder) == []


def test_a_list_of_whatever_moved_is_no_use_of_a_finding(committed):
    committed.write("data/processed/tables/changes.md", "| {{< finding can_listed >}} |\n")
    committed.page(
        "{{< finding listed >}} {{< finding opened >}}\n\n{{< include _build/tables/changes.md >}}"
    )
    assert orphans.unused(committed.folder) == ["can_listed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('as_of: "2026-11-22"', 'as_of: "2023-01-31"'),
        ("include_disputed: false", "include_disputed: true"),
        ("rounding: 0.5", "rounding: 0.0"),
    ],
)
def test_another_edition_may_leave_findings_over(old, new, committed):
    committed.write("params.yaml", PARAMS.replace(old, new))
    assert orphans.unused(committed.folder) == []


def test_parameters_that_change_nothing_of_what_is_said_make_no_other_edition(committed):
    committed.write("params.yaml", PARAMS.replace('"auto"', '"2"'))
    assert orphans.is_default(committed.folder)


def test_outside_a_repository_no_edition_is_the_default_one(small):
    assert not orphans.is_default(small.folder)


def test_a_finding_whose_claim_is_not_there_is_an_error(small):
    small.write("data/processed/claims.csv", "claim_id\na-f002\n")
    small.page("Text.")
    assert "data/processed/findings.json listed: 'a-f001': is a claim that is not there" in [
        str(error) for error in orphans.check(small.folder).errors
    ]


def test_the_command_lists_errors_and_fails(project):
    page = project.path("report/index.qmd")
    page.write_text(page.read_text(encoding="utf-8") + "\nWe saw 97 stations.\n", encoding="utf-8")
    done = project.run("orphans")
    assert done.returncode == 1
    assert f": '97': {NO_FINDING}" in done.stdout
    assert "orphans: 1 errors" in done.stdout


def test_a_render_stops_before_anything_is_rendered(project):
    page = project.path("report/index.qmd")
    page.write_text(page.read_text(encoding="utf-8") + "\nWe saw 97 stations.\n", encoding="utf-8")
    done = project.run("render")
    assert done.returncode == 1 and "'97'" in done.stderr
    assert not project.path("report/_build").exists()


def test_the_real_report_has_no_orphan(root):
    assert orphans.check(root).errors == []
