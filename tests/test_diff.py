from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace

import pytest

from overseas110 import diff, editions
from overseas110.problems import StopError


def stated(value, claims, text="", low=None, high=None, **other) -> dict:
    text = text or str(value)
    low, high = (value, value) if low is None and high is None else (low, high)
    return {
        "kind": "number", "value": value, "low": low, "high": high, "text": text,
        "unit": "stations", "claims": claims, "n_claims": len(claims), "rule": "A rule.",
        "notebook": "02_stations", "cell": "counts", **other,
    }  # fmt: skip


def claim(claim_id: str, **other) -> dict:
    row = dict.fromkeys(diff.CLAIMED, "")
    return (
        row | {"claim_id": claim_id, "source_id": claim_id.split("-")[0], "standing": "ok"} | other
    )


def edition(name: str, findings: dict, claims: list[dict]) -> diff.Edition:
    return diff.Edition(name, findings, {row["claim_id"]: row for row in claims})


OLD = edition("old", {"count": stated(54, ["a-f001"])}, [claim("a-f001", used="True")])


def test_an_edition_does_not_differ_from_itself():
    found = diff.compare(OLD, OLD)
    assert not found
    assert (found.findings, found.claims) == ((), ())
    assert diff.words(found) == "Nothing differs between old and old: same findings, same claims."


def test_a_finding_whose_value_moved_has_old_new_and_the_claims_that_came():
    new = edition(
        "new",
        {"count": stated(102, ["a-f001", "b-f001"], "at least 102", low=102)},
        [claim("a-f001", used="True"), claim("b-f001")],
    )
    (found,) = diff.compare(OLD, new).findings
    assert (found.finding_id, found.how) == ("count", "changed")
    assert (found.old["value"], found.old["low"], found.old["high"]) == (54, 54, 54)
    assert (found.new["text"], found.new["low"], found.new["high"]) == ("at least 102", 102, None)
    assert found.claims == (diff.ClaimChange("b-f001", "b", "came"),)


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [
        ("value_low", "54", "55"), ("value_high", "54", ""), ("when_edtf", "2022", "2022-09"),
        ("when_latest", "2022-12-31", "2022-09-30"), ("standing", "ok", "disputed"),
        ("used", "True", "False"), ("restates", "", "b-f001"), ("low_open", "True", "False"),
    ],
)  # fmt: skip
def test_a_claim_that_changed_names_the_column_with_old_and_new(column, old, new):
    before, after = (
        edition(name, OLD.findings, [claim("a-f001", **{column: value})])
        for name, value in (("old", old), ("new", new))
    )
    found = diff.compare(before, after)
    changed = diff.ClaimChange("a-f001", "a", "changed", ((column, old, new),))
    assert found.claims == (changed,)
    (finding,) = found.findings
    assert (finding.how, finding.claims) == ("evidence", (changed,))


@pytest.mark.parametrize("column", ["raw_line", "locator_start", "anchor"])
def test_where_a_claim_stands_makes_no_difference(column):
    before, after = (
        edition("x", OLD.findings, [claim("a-f001", **{column: v})]) for v in ("1", "2")
    )
    assert not diff.compare(before, after)


@pytest.mark.parametrize("key", ["text", "unit", "rule", "kind", "low"])
def test_a_finding_that_states_its_value_otherwise_differs(key):
    new = replace(OLD, findings={"count": OLD.findings["count"] | {key: "other"}})
    (found,) = diff.compare(OLD, new).findings
    assert (found.how, found.new[key]) == ("changed", "other")


def test_the_cell_that_computes_a_finding_makes_no_difference():
    new = replace(OLD, findings={"count": OLD.findings["count"] | {"cell": "moved"}})
    assert not diff.compare(OLD, new)


def test_findings_added_and_removed_are_told_with_their_claims():
    other = edition("new", {"cities": stated(25, ["a-f001"])}, list(OLD.claims.values()))
    added, removed = diff.compare(OLD, other).findings
    assert (added.finding_id, added.how, added.old) == ("cities", "added", None)
    assert (removed.finding_id, removed.how, removed.new) == ("count", "removed", None)
    assert [c.how for c in (*added.claims, *removed.claims)] == ["came", "went"]


def test_a_claim_that_no_finding_rests_on_is_told_too():
    new = replace(OLD, claims=OLD.claims | {"b-e001": claim("b-e001")})
    found = diff.compare(OLD, new)
    assert found.findings == ()
    text = diff.words(found)
    assert "No finding differs." in text
    assert "Claims on which no finding above rests (1)\n  came:    b-e001 (b)" in text


def test_the_words_have_value_bounds_and_claims_on_lines_of_their_own():
    new = edition(
        "new",
        {"count": stated(102, ["b-f001"], "at least 102", low=102, rule="Another rule.")},
        [claim("a-f001", used="False", standing="disputed"), claim("b-f001")],
    )
    assert diff.words(diff.compare(OLD, new)).splitlines() == [
        "From old to new:",
        "",
        "Findings that differ (1)",
        "  count",
        "    old:     54 stations",
        "    new:     at least 102 stations (from 102 to open)",
        "    rule was: A rule.",
        "    rule is:  Another rule.",
        "    came:    b-f001 (b)",
        "    went:    a-f001 (a)",
    ]


def test_a_value_that_is_not_known_is_said_so():
    new = edition("new", {"count": stated(None, [], "not known")}, list(OLD.claims.values()))
    assert "    new:     not known\n" in diff.words(diff.compare(OLD, new)) + "\n"


def test_many_claims_are_counted_in_words_and_all_of_them_are_in_the_json():
    ids = [f"b-f{n:03d}" for n in range(1, 31)]
    new = edition(
        "new", {"count": stated(30, ids)}, [*OLD.claims.values(), *(claim(i) for i in ids)]
    )
    found = diff.compare(OLD, new)
    assert "b-f012 (b) and 18 more" in diff.words(found)
    assert "b-f013" not in diff.words(found)
    (told,) = json.loads(diff.as_json(found))["findings"]
    assert [c["claim_id"] for c in told["claims"] if c["how"] == "came"] == ids


def test_the_json_names_old_and_new():
    new = edition("new", OLD.findings, [claim("a-f001", used="False")])
    data = json.loads(diff.as_json(diff.compare(OLD, new)))
    assert (data["old"], data["new"]) == ("old", "new")
    (told,) = data["claims"]
    assert told == {
        "claim_id": "a-f001", "source_id": "a", "how": "changed",
        "changed": {"used": {"old": "True", "new": "False"}},
    }  # fmt: skip


def test_what_a_claim_restates_is_read_from_why_it_is_not_used():
    claims = "claim_id,unused_reason\na-f001,retelling of b-f001\na-f002,disputed\na-f003,\n"
    read = diff.parsed("x", "{}", claims)
    assert [row["restates"] for row in read.claims.values()] == ["b-f001", "", ""]


def test_an_older_edition_may_lack_what_was_added_since():
    old = diff.parsed("old", '{"count": {"value": 54}}', "claim_id,source_id\na-f001,a\n")
    (found,) = diff.compare(old, OLD).findings
    assert found.old["text"] is None
    assert "count" in diff.words(diff.compare(old, OLD))


# --- Where editions come from


@pytest.fixture
def repository(project):
    """Return a throw-away project with two commits, of which the second moves one finding."""

    def git(*args):
        subprocess.run(["git", "-C", str(project.folder), *args], check=True, capture_output=True)

    def commit(message):
        git("add", "data/processed/findings.json", "data/processed/claims.csv")
        git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", message)

    git("init", "-q")
    commit("First")
    path = project.path("data/processed/findings.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    found["record_claims"] |= {"value": 1, "text": "one"}
    path.write_text(json.dumps(found), encoding="utf-8")
    commit("Second")
    return project


def test_two_revisions_differ_by_what_was_committed(repository):
    found = diff.between(repository.folder, "HEAD~1", "HEAD")
    assert [f.finding_id for f in found.findings] == ["record_claims"]
    assert found.findings[0].new["text"] == "one"
    assert (found.old, found.new) == ("HEAD~1", "HEAD")


def test_one_revision_is_compared_with_the_working_tree(repository):
    assert not diff.between(repository.folder, "HEAD")
    path = repository.path("data/processed/claims.csv")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",ok,", ",disputed,", 1), encoding="utf-8")
    found = diff.between(repository.folder, "HEAD")
    (change,) = found.claims
    assert (change.how, change.changed) == ("changed", (("standing", "ok", "disputed"),))
    assert found.new == "the working tree"


@pytest.mark.parametrize("name", ["nosuch", "HEAD~7", "0123456", "--all", "20221031", "", "HEAD:"])
def test_an_unknown_revision_is_one_sentence(name, repository):
    with pytest.raises(StopError) as refused:
        diff.of(repository.folder, name)
    assert str(refused.value) == (
        f"{name!r} is neither a revision that git knows here nor a day, YYYY-MM-DD."
    )


def test_a_revision_without_findings_is_one_sentence(repository):
    folder = repository.folder
    subprocess.run(["git", "-C", str(folder), "rm", "-q", "--cached", "data/processed/claims.csv"], check=True)  # fmt: skip
    author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "-C", str(folder), *author, "commit", "-q", "-m", "Less"], check=True)
    with pytest.raises(StopError, match=r"^Revision 'HEAD' holds no data/processed/claims.csv"):
        diff.of(folder, "HEAD")


def test_without_git_a_revision_is_unknown(project):
    with pytest.raises(StopError, match="neither a revision that git knows here nor a day"):
        diff.of(project.folder, "HEAD")


def test_a_working_tree_without_findings_says_what_makes_them(project):
    shutil.rmtree(project.path("data/processed"))
    with pytest.raises(StopError, match="is not made yet; make report makes it"):
        diff.of_folder(project.folder, "the working tree")


def test_a_day_is_an_edition_that_is_built_without_rendering(project, monkeypatch):
    asked = []
    monkeypatch.setattr(
        editions, "data", lambda root, day: asked.append((root, day)) or project.folder
    )
    found = diff.of(project.folder, "2022-10-31")
    assert asked == [(project.folder, "2022-10-31")]
    assert found.name == "2022-10-31"
    assert len(found.claims) > 1


@pytest.mark.parametrize("day", ["2022-09-29", "2031-01-01", "2022-13-40"])
def test_a_day_without_an_edition_is_one_sentence(day, project):
    done = project.run("diff", day)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"There is no edition of '{day}'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_command_prints_words_or_json(repository):
    done = repository.run("diff", "HEAD~1", "HEAD", check=True)
    assert done.stdout.startswith("From HEAD~1 to HEAD:\n")
    done = repository.run("diff", "HEAD~1", "HEAD", "--json", check=True)
    assert [f["finding_id"] for f in json.loads(done.stdout)["findings"]] == ["record_claims"]
    done = repository.run("diff", "HEAD", check=True)
    assert done.stdout == (
        "Nothing differs between HEAD and the working tree: same findings, same claims.\n"
    )
