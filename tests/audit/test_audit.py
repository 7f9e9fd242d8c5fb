"""The list of checks itself: names, rules, order, what a run says and how it ends."""

from __future__ import annotations

import csv
import json
import os
import sys
import types

import pytest

from overseas110 import audit
from overseas110.audit import Here, exports, numbers, rebuild, together
from overseas110.audit.result import FAIL, NOT_HERE, PASS, Answer, found
from overseas110.problems import Problem, StopError
from overseas110.report import checks


def test_every_check_has_a_rule_of_one_sentence():
    for name, check in audit.CHECKS.items():
        rule = audit.rule_of(check)
        assert rule.endswith(".") and "\n" not in rule and len(rule) > 30, name


def test_the_page_lists_every_check_with_its_rule_in_the_order_of_the_audit(root):
    told = [(row["check"], row["subject"], row["rule"]) for row in checks.rows(root)]
    assert told == [
        (audit.name_of(check), subject, audit.rule_of(check))
        for subject, own in audit.SUBJECTS.items()
        for check in own
    ]
    page = checks.page(root)
    assert all(f"[{name}]{{#check-{name} .id}}" in page for name in audit.CHECKS)


def test_the_page_says_pass_of_no_check(root):
    page = checks.page(root).lower()
    assert "passed" not in page and "| pass" not in page


def test_a_project_without_the_list_has_a_page_all_the_same(tmp_path):
    assert checks.page(tmp_path).strip() == ""


def test_an_unknown_check_names_those_that_there_are(root):
    with pytest.raises(StopError, match="There is no check 'nothing'; there are coded-sheets, "):
        audit.run(root, only=["nothing"])


def test_results_come_in_the_order_of_the_list_whatever_was_asked_first(tampered):
    results = audit.run(tampered.folder, only=["places-coarse", "lock-stages"])
    assert [result.check for result in results] == ["lock-stages", "places-coarse"]


def test_a_check_that_breaks_has_failed_and_says_how(tampered):
    tampered.write("data/processed/findings.json", "no JSON")
    results = tampered.results()
    assert results["stated-values"].state == FAIL
    assert results["stated-values"].detail.startswith("the check stopped: JSONDecodeError")


def test_a_failure_tells_the_first_problem_and_how_many_more():
    answer = found([Problem("a.csv", 2, "b", "c", "d"), "second"], "well")
    assert answer == Answer(FAIL, "a.csv:2 b: 'c': d (and 1 more)", ("a.csv:2 b: 'c': d", "second"))
    assert found([], "well") == Answer(PASS, "well")


@pytest.fixture(scope="module")
def quick() -> list[str]:
    return ["--only", "places-coarse", "--only", "actors-by-role", "--only", "private-names"]


def run(project, *args: str):
    from conftest import Project

    return Project(project.folder).run("audit", *args)


def test_the_command_prints_a_line_a_check_and_ends_well(untouched, quick):
    done = run(untouched, *quick)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("not possible here  private-names ")
    assert lines[-1] == "audit: 2 pass, 0 fail, 1 not possible here"


def test_the_command_ends_in_failure_where_a_check_fails_and_tells_machines_everything(
    tampered, quick
):
    for name in ("One Example", "Two Example"):
        sheet = tampered.path("data/raw/actors.csv").read_text(encoding="utf-8")
        tampered.write("data/raw/actors.csv", f"{sheet}{name[:3].lower()},{name},person,,,ok,,,,\n")
    done = run(tampered, *quick, "--json")
    assert done.returncode == 1
    said = json.loads(done.stdout)
    failing = [item for item in said["checks"] if item["state"] == FAIL]
    assert said["failed"] is True and [item["check"] for item in failing] == ["actors-by-role"]
    assert len(failing[0]["problems"]) == 2
    assert failing[0]["rule"] == audit.rule_of(audit.CHECKS["actors-by-role"])


def test_every_check_is_of_one_group():
    grouped = [check for group in together.GROUPS for check in group]
    assert sorted(map(audit.name_of, grouped)) == sorted(audit.CHECKS)


def test_groups_run_side_by_side_and_say_what_single_checks_say(untouched, monkeypatch):
    names = ("places-coarse", "site-commit", "lock-stages", "private-names", "findings-merged")
    asked = [audit.CHECKS[name] for name in names]
    monkeypatch.chdir(untouched.folder)
    one_by_one = together.answers(asked, Here(untouched.folder))
    assert together.answers_beside(asked, Here(untouched.folder)) == one_by_one
    assert {answer.state for answer in one_by_one.values()} == {PASS, NOT_HERE}


def test_a_group_whose_process_ends_has_failed_whole_and_no_other_has(untouched, monkeypatch):
    def ends(here):
        os._exit(3)

    group = (audit.CHECKS["actors-by-role"], ends)
    monkeypatch.setattr(together, "GROUPS", ((audit.CHECKS["places-coarse"],), group))
    monkeypatch.chdir(untouched.folder)
    asked = [check for own in together.GROUPS for check in own]
    told = together.answers_beside(asked, Here(untouched.folder))
    assert [told[check].state for check in asked] == [PASS, FAIL, FAIL]
    assert told[ends].detail == "the check stopped: A process ended with 3 and said nothing."


def fake(monkeypatch, module: str, **functions) -> None:
    """Put a module in the place of one that another part of the library brings."""
    package, _, name = module.rpartition(".")
    made = types.ModuleType(module)
    vars(made).update(functions)
    monkeypatch.setitem(sys.modules, module, made)
    monkeypatch.setattr(sys.modules[package], name, made, raising=False)


class Seen(types.SimpleNamespace):
    """What the checks of numbers return."""


def test_a_number_without_origin_fails_as_written_as_rendered_and_in_the_pdf(
    untouched, monkeypatch
):
    wrong = Problem("report/law.qmd", 7, "", "54", "comes from no shortcode")
    here = Here(untouched.folder)
    import overseas110.report  # noqa: F401

    for errors, problems, idle, state in (([], [], [], PASS), ([wrong], ["a"], ["b_c"], FAIL)):
        fake(
            monkeypatch, "overseas110.report.orphans",
            of_sources=lambda root, e=errors: Seen(errors=e, warnings=[]), unused=lambda root, i=idle: i,
        )  # fmt: skip
        fake(
            monkeypatch, "overseas110.report.rendered",
            of_site=lambda site, declared, p=problems: Seen(problems=p, counts={"marked": 3}),
            TABLE="numerals.csv",
        )  # fmt: skip
        fake(
            monkeypatch, "overseas110.report.printed",
            papers=lambda path: [], pdf_differences=lambda site, texts, p=problems: p,
        )  # fmt: skip
        answers = [
            check(here)
            for check in (
                numbers.numbers_written,
                numbers.numbers_rendered,
                numbers.numbers_in_pdf,
                numbers.findings_used,
            )
        ]
        assert [answer.state for answer in answers] == [state] * 4
    assert answers[0].detail == "report/law.qmd:7: '54': comes from no shortcode"
    assert answers[3].detail == "b_c: no page uses this finding"


@pytest.mark.parametrize(
    ("check", "asked"),
    [(exports.lineage_exports, "disagreements"), (exports.exports_valid, "complaints")],
)
def test_an_export_that_does_not_agree_or_is_not_valid_fails(untouched, monkeypatch, check, asked):
    here = Here(untouched.folder)
    for problems, state in (([], PASS), (["data/prov.json: is no PROV"], FAIL)):
        fake(monkeypatch, "overseas110.exports", **{asked: lambda *_, p=problems: p})
        assert check(here).state == state


def test_validators_that_take_their_time_run_only_where_they_are_asked_for(untouched):
    answer = exports.exports_valid(Here(untouched.folder, tools=False))
    assert answer.state == NOT_HERE and answer.detail.endswith("--tools runs them")


def test_the_rebuild_is_done_only_where_it_is_asked_for(tampered):
    assert "--rebuild" in tampered.is_not_possible("rebuild")


def rebuilt(project, monkeypatch, change=lambda clone: None) -> Answer:
    """Return the answer of the rebuild, the building itself being a copy of what is there."""
    import shutil
    import subprocess

    def build(here, clone):
        shutil.copytree(project.site, clone / "report" / "_site")
        change(clone)
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(rebuild, "_build", build)
    return rebuild.rebuild(Here(project.folder, rebuild=True))


def test_a_rebuild_that_gives_every_byte_again_passes(untouched, monkeypatch):
    answer = rebuilt(untouched, monkeypatch)
    assert answer.state == PASS and "byte for byte" in answer.detail


@pytest.mark.parametrize(
    ("name", "told"),
    [("data/processed/findings.json", "data/processed/findings.json: was made again and differs from that in the repository"),
     ("report/_site/index.html", "index.html: was made again and differs from that in the site"),
     ("report/_site/more.html", "more.html: was made again and is not in the site")],
)  # fmt: skip
def test_a_rebuild_that_gives_another_byte_fails(untouched, monkeypatch, name, told):
    def change(clone):
        (clone / name).write_text("other", encoding="utf-8")

    assert rebuilt(untouched, monkeypatch, change).detail == told


def test_a_tracked_file_that_was_tampered_with_is_not_what_the_rebuild_gives(tampered, monkeypatch):
    tampered.replace("data/processed/claims.csv", ",350,450,", ",350,460,")
    assert rebuilt(tampered, monkeypatch).detail.startswith(
        "data/processed/claims.csv: was made again"
    )


def test_a_rebuild_that_stops_says_why(untouched, monkeypatch):
    import subprocess

    done = subprocess.CompletedProcess([], 1, "", "overseas110: The pipeline stopped.\n")
    monkeypatch.setattr(rebuild, "_build", lambda here, clone: done)
    answer = rebuild.rebuild(Here(untouched.folder, rebuild=True))
    assert answer.detail == "the rebuild stopped: overseas110: The pipeline stopped."


def test_the_tables_of_the_audit_have_a_reason_in_every_row(root):
    for name in ("contact_patterns.csv", "contact_exceptions.csv", "role_words.csv"):
        with (root / "data" / "audit" / name).open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        assert all(row["reason"] for row in rows), name


def test_states_are_the_three_that_there_are():
    assert {PASS, FAIL, NOT_HERE} == {"pass", "fail", "not possible here"}
