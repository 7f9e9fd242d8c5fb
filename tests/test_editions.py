"""Editions of earlier days: refused or built apart, and nothing that came later is in them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from conftest import Project

from overseas110 import clean, editions, notebooks, params, tables
from overseas110.params import Params
from overseas110.problems import StopError

ROOT = Path(__file__).resolve().parents[1]
TODAY = params.load(ROOT / "params.yaml").as_of
DAYS = ("2022-09-30", "2022-10-31", "2022-12-31", "2023-12-31", TODAY)


# --- Which days there can be


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2022-09-29", "should not be before 2022-09-30, the earliest edition"),
        ("2027-01-01", f"should not be after {TODAY}, the day up to which the record goes"),
        ("2022-13-01", "should be a day, YYYY-MM-DD"),
        ("20221031", "should be a day, YYYY-MM-DD"),
        ("yesterday", "should be a day, YYYY-MM-DD"),
        ("", "should be a day, YYYY-MM-DD"),
    ],
)
def test_a_day_without_an_edition_is_refused_in_one_sentence_before_anything_is_done(
    day, why, project
):
    with pytest.raises(StopError) as refused:
        editions.prepared(project.folder, day)
    assert str(refused.value).startswith(f"There is no edition of {day!r}: it {why}")
    assert "\n" not in str(refused.value)
    assert not project.path("editions").exists()


@pytest.mark.parametrize("day", ["2022-09-30", TODAY])
def test_the_earliest_day_and_the_present_one_have_editions(day):
    editions.check(ROOT, day)


def test_where_an_edition_is_built_no_other_is(project):
    work = editions.prepared(project.folder, "2022-12-31")
    with pytest.raises(StopError, match="is where the edition of 2022-12-31 is built"):
        editions.prepared(work, "2022-10-31")
    assert not (work / "editions").exists()


@pytest.mark.parametrize("argument", ["2022-09-29", "soon"])
def test_the_command_refuses_in_one_sentence(argument, project):
    done = project.run("report", "--as-of", argument)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert f"There is no edition of '{argument}'" in done.stderr


# --- The project that an edition is built in


@pytest.fixture
def mirrored(project, tmp_path):
    """Return a project and its mirror as of a day."""
    folder = tmp_path / "mirror"
    editions.mirror(project.folder, folder, "2022-10-31")
    return project, folder


def files(folder: Path) -> dict[str, bytes]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_mirror_holds_what_git_would_track_of_its_folders_and_no_output(mirrored):
    project, folder = mirrored
    wanted = {
        name: content
        for name, content in files(project.folder).items()
        if (name.startswith(tuple(f"{f}/" for f in editions.FOLDERS)) or name in editions.FILES)
        and not name.startswith("data/processed/")
    }
    made = files(folder)
    assert {name: made[name] for name in made if name in wanted} == wanted
    assert set(made) - set(wanted) == {"params.yaml", ".dvc/config"}


def test_a_mirror_can_leave_out_folders_and_touches_nothing_in_them(mirrored):
    project, folder = mirrored
    before = files(folder)
    project.path("notebooks/01_clean.ipynb").write_text("other", encoding="utf-8")
    project.path("report/index.qmd").write_text("other", encoding="utf-8")
    editions.mirror(project.folder, folder, "2022-10-31", ("data", "notebooks"))
    after = files(folder)
    assert {name for name in before if before[name] != after[name]} == {"notebooks/01_clean.ipynb"}
    assert set(after) == set(before)


def test_a_mirror_has_every_input_that_no_stage_makes(mirrored):
    _, folder = mirrored
    stages = notebooks.stages(folder).values()
    made = {out for stage in stages for out in notebooks.outputs(stage)}
    wanted = {dep for stage in stages for dep in stage["deps"]} - made
    assert [dep for dep in sorted(wanted) if not (folder / dep).exists()] == []


def test_a_mirror_has_the_day_and_the_other_parameters_as_they_were(mirrored):
    project, folder = mirrored
    before = project.path("params.yaml").read_text(encoding="utf-8")
    after = (folder / "params.yaml").read_text(encoding="utf-8")
    assert after == before.replace(f'as_of: "{TODAY}"', 'as_of: "2022-10-31"')
    assert params.load(folder / "params.yaml").as_of == "2022-10-31"


def test_the_pipeline_of_a_mirror_keeps_out_of_the_repository_around_it(mirrored):
    _, folder = mirrored
    config = (folder / ".dvc" / "config").read_text(encoding="utf-8")
    assert "no_scm = true" in config
    assert "analytics = false" in config


def test_what_commands_make_is_not_mirrored(mirrored):
    project, folder = mirrored
    for name in (
        "report/_site/index.html", "report/_build/findings.json", "report/notebooks/01_clean.qmd",
        "src/overseas110/__pycache__/a.pyc", "data/clean.staging/claims.csv",
        "data/processed/new.csv",
    ):  # fmt: skip
        project.path(name).parent.mkdir(parents=True, exist_ok=True)
        project.path(name).write_text("made")
    before = files(folder)
    editions.mirror(project.folder, folder, "2022-10-31")
    assert files(folder) == before


def test_a_second_mirror_writes_only_what_differs_and_deletes_what_vanished(mirrored):
    project, folder = mirrored
    made = folder / "data" / "processed" / "claims.csv"
    made.parent.mkdir()
    made.write_text("claim_id\n")
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    project.path("data/raw/new.csv").write_text("new")
    project.path("notebooks/01_clean.ipynb").unlink()
    sheet = project.path("data/raw/passes.csv")
    sheet.write_bytes(sheet.read_bytes() + b"\n")
    editions.mirror(project.folder, folder, "2022-10-31")
    now = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert set(stamps) - set(now) == {folder / "notebooks" / "01_clean.ipynb"}
    assert set(now) - set(stamps) == {folder / "data" / "raw" / "new.csv"}
    touched = {path for path in stamps if path in now and stamps[path] != now[path]}
    assert touched == {folder / "data" / "raw" / "passes.csv"}


def test_the_library_that_runs_is_the_one_that_was_copied(project, monkeypatch):
    calls = []
    monkeypatch.setattr(
        subprocess, "run", lambda *args, **given: calls.append((args, given)) or _done(0)
    )
    work = editions.data(project.folder, "2022-10-31")
    ((command,), given), = calls  # fmt: skip
    assert command == [sys.executable, "-m", "overseas110", "report", "--data-only"]
    assert given["cwd"] == work
    assert given["env"]["PYTHONPATH"].split(os.pathsep)[0] == str(work / "src")
    assert work.is_relative_to(project.folder / "editions")


def _done(status: int) -> subprocess.CompletedProcess:
    return subprocess.CompletedProcess([], status)


def test_only_the_data_and_the_site_are_published_and_what_vanished_goes(project, monkeypatch):
    made = {"data/processed/claims.csv": b"a", "report/_site/index.html": b"b"}

    def run(command, cwd, **given):
        for name, content in made.items():
            (cwd / name).parent.mkdir(parents=True, exist_ok=True)
            (cwd / name).write_bytes(content)
        return _done(0)

    monkeypatch.setattr(subprocess, "run", run)
    edition = editions.build(project.folder, "2022-10-31")
    assert edition == project.folder / "editions" / "2022-10-31"
    assert files(edition) == made
    (edition / "report/_site/old.html").write_bytes(b"old")
    editions.build(project.folder, "2022-10-31")
    assert files(edition) == made


def test_a_pipeline_that_stops_leaves_the_last_good_edition(project, monkeypatch):
    good = project.path("editions/2022-10-31/report/_site/index.html")
    good.parent.mkdir(parents=True)
    good.write_text("good")
    monkeypatch.setattr(subprocess, "run", lambda *args, **given: _done(1))
    with pytest.raises(StopError, match="edition of 2022-10-31 was not built"):
        editions.build(project.folder, "2022-10-31")
    assert good.read_text() == "good"


def test_editions_are_ignored_by_git(root):
    assert "editions/" in (root / ".gitignore").read_text(encoding="utf-8").splitlines()


# --- Nothing later leaks: what is cleaned for each day


@pytest.fixture(scope="module")
def cleaned() -> dict[str, clean.Cleaned]:
    return {day: clean.run(ROOT / "data" / "raw", Params(day, False, 0.5, 0.5)) for day in DAYS}


@pytest.fixture(scope="module")
def coded() -> dict[str, pd.DataFrame]:
    return tables.read_all(ROOT / "data" / "raw")[0]


@pytest.mark.parametrize("day", DAYS)
def test_every_claim_and_every_source_of_an_edition_was_public_by_then(day, cleaned):
    claims, sources = cleaned[day].claims, cleaned[day].sources
    assert len(claims) > 0
    assert claims["reported_latest"].max() <= day
    assert sources["published_latest"].max() <= day
    assert set(claims["source_id"]) <= set(sources["source_id"])


def test_a_claim_is_in_an_edition_exactly_from_the_day_it_was_public(cleaned):
    public = cleaned[TODAY].claims.set_index("claim_id")["reported_latest"]
    for day in DAYS:
        assert set(cleaned[day].claims["claim_id"]) == set(public[public <= day].index), day


def test_editions_only_ever_gain_claims_sources_and_actors(cleaned):
    for old, new in pairwise(DAYS):
        for name, key in (("claims", "claim_id"), ("sources", "source_id"), ("actors", "actor_id")):
            before = set(getattr(cleaned[old], name)[key])
            assert before <= set(getattr(cleaned[new], name)[key]), (old, new, name)
    assert len(cleaned[DAYS[0]].claims) < len(cleaned[TODAY].claims)


#: What the day of an edition may change of a claim; what it says stays.
MAY_CHANGE = {"standing", "used", "unused_reason", "root"}


@pytest.mark.parametrize("day", DAYS[:-1])
def test_what_a_claim_says_is_the_same_in_every_edition(day, cleaned):
    same = [column for column in clean.CLAIM_COLUMNS if column not in MAY_CHANGE]
    then, now = (cleaned[d].claims.set_index("claim_id")[same[1:]] for d in (day, TODAY))
    assert then.equals(now.loc[then.index])


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("sheet", ["sources", "actors", "standings"])
def test_a_standing_holds_from_its_day_and_from_the_day_of_its_source(sheet, day, cleaned, coded):
    published = cleaned[TODAY].sources.set_index("source_id")["published_latest"]
    frame, key = cleaned[day].claims, "claim_id"
    if sheet != "standings":
        frame, key = getattr(cleaned[day], sheet), sheet[:-1] + "_id"
    standing = dict(zip(frame[key], frame["standing"], strict=True))
    for row in coded[sheet].itertuples():
        if row.standing in ("", "ok") or getattr(row, key) not in standing:
            continue
        begun = row.standing_since <= day and published[row.standing_source_id] <= day
        holds = standing[getattr(row, key)]
        if begun:
            assert clean.STANDINGS.index(holds) >= clean.STANDINGS.index(row.standing)
        elif sheet != "standings":
            assert holds == "ok", getattr(row, key)


def test_the_present_edition_has_disputed_claims_or_the_tests_above_say_nothing(cleaned):
    assert "disputed" in set(cleaned[TODAY].claims["standing"])
    assert "disputed" not in set(cleaned[DAYS[0]].claims["standing"])


def test_before_any_dispute_no_claim_is_marked(cleaned, coded):
    first = min(
        since
        for sheet in ("sources", "actors", "standings")
        for since in coded[sheet]["standing_since"]
        if since
    )
    for day in (day for day in DAYS if day < first):
        assert set(cleaned[day].claims["standing"]) == {"ok"}
        for frame in (cleaned[day].sources, cleaned[day].actors):
            assert set(frame["standing"]) == {"ok"}
            assert set(frame["standing_note"]) | set(frame["standing_source_id"]) == {""}


@pytest.mark.parametrize("day", DAYS)
def test_corrections_and_links_point_at_nothing_later(day, cleaned):
    edition = cleaned[day]
    known = set(edition.claims["claim_id"])
    assert set(edition.corrections["claim_id"]) <= known
    for frame in (edition.figures, edition.stations, edition.events):
        for column in ("restates", "part_of", "responds_to"):
            assert {i for cell in frame[column] for i in tables.split(cell)} <= known, column
    sources = set(edition.sources["source_id"])
    assert {s for s in edition.sources["repost_of"] if s} <= sources
    assert {s for s in edition.sources["standing_source_id"] if s} <= sources
    assert {s for s in edition.actors["standing_source_id"] if s} <= sources


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
NAMES = "|".join(MONTHS)
DATE = re.compile(
    rf"(?<![\w-])(?:(?P<iso>20\d\d-\d\d(?:-\d\d)?)|(?:(?P<day>\d{{1,2}}) )?(?P<month>{NAMES}) (?P<year>20\d\d)"
    rf"|(?P<us>{NAMES}) (?P<usday>\d{{1,2}}), (?P<usyear>20\d\d)|(?P<only>202\d))(?![\w-])"
)

#: Columns that say something in our own words, by the end of their names.
OWN_WORDS = ("note", "reason", "explanation", "label", "summary_note")


def later_dates(text: str, day: str) -> list[str]:
    """Return the dates in `text` whose first day is after `day`."""
    return [match[0] for match in DATE.finditer(text) if first_day(match) > day]


def first_day(match: re.Match) -> str:
    if match["iso"]:
        return f"{match['iso']}-01"[:10]
    if match["only"]:
        return f"{match['only']}-01-01"
    month = MONTHS.index(match["month"] or match["us"]) + 1
    return f"{match['year'] or match['usyear']}-{month:02d}-{int(match['day'] or match['usday'] or 1):02d}"


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("It was quoted by 3 October 2022.", ["3 October 2022"]),
        ("Out in September 2022, on 2022-09-12.", []),
        ("Revised in 2023; see the article of October 2, 2022.", ["2023", "October 2, 2022"]),
        ("From 2022 on.", []),
        ("As in directus-2023 and 12023.", []),
        ("Archived 2022-10.", ["2022-10"]),
    ],
)
def test_dates_later_than_a_day_are_found_in_words(text, later):
    assert later_dates(text, "2022-09-30") == later


ID = re.compile(r"[\w-]+")


def own_words(frame: pd.DataFrame) -> list[str]:
    """Return the columns in which we say something; a standing's note holds from its own day on."""
    columns = [column for column in frame.columns if column.endswith(OWN_WORDS)]
    return [column for column in columns if column != "standing_note"]


@pytest.fixture(scope="module")
def begins(cleaned) -> dict[str, dict[str, str]]:
    """Return the day from which each source, claim and actor is in the editions, by kind of id."""
    now = cleaned[TODAY]
    sources = dict(zip(now.sources["source_id"], now.sources["published_latest"], strict=True))
    claims = dict(zip(now.claims["claim_id"], now.claims["reported_latest"], strict=True))
    actors: dict[str, str] = {}
    for frame in (now.claims, now.figures, now.stations, now.events):
        for column in {"asserted_by", "via", "actors", "bureaus"} & set(frame.columns):
            for claim, cell in zip(frame["claim_id"], frame[column], strict=True):
                for actor in tables.split(cell):
                    actors[actor] = min(actors.get(actor, TODAY), claims[claim])
    return {"source_id": sources, "actor_id": actors, "claim_id": claims}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("sources", "source_id"), ("actors", "actor_id"), ("figures", "claim_id"),
        ("stations", "claim_id"), ("events", "claim_id"),
    ],
)  # fmt: skip
def test_what_we_say_of_a_row_may_stand_from_the_first_day_on_which_it_is_shown(
    name, key, cleaned, begins
):
    found = []
    frame, days = getattr(cleaned[TODAY], name), begins["source_id"] | begins["claim_id"]
    for _, row in frame[frame[key].isin(set(begins[key]))].iterrows():
        day = begins[key][row[key]]
        for column in [*own_words(frame), *({"summary"} & set(frame.columns))]:
            dates = later_dates(row[column], day)
            named = [i for i in ID.findall(row[column]) if days.get(i, day) > day]
            if dates or named:
                found.append(f"{name}.csv {row[key]} {column}: {', '.join([*dates, *named])}")
    assert found == []


def test_what_we_say_of_a_judged_conflict_may_stand_from_the_day_of_its_last_claim(begins, coded):
    found = []
    for row in coded["conflicts"].itertuples():
        day = max(begins["claim_id"][claim] for claim in tables.split(row.claim_ids))
        dates = later_dates(row.explanation, day)
        if dates:
            found.append(f"conflicts.csv {row.conflict_id}: {', '.join(dates)}")
    assert found == []


@pytest.mark.parametrize("day", DAYS)
def test_the_actors_of_an_edition_are_those_whom_its_claims_name(day, cleaned):
    edition = cleaned[day]
    part_of = dict(zip(edition.actors["actor_id"], edition.actors["part_of"], strict=True))
    named = {
        actor
        for frame in (edition.claims, edition.figures, edition.stations, edition.events)
        for column in {"asserted_by", "via", "actors", "bureaus"} & set(frame.columns)
        for cell in frame[column]
        for actor in tables.split(cell)
    }
    while wider := {p for a in named for p in tables.split(part_of[a])} - named:
        named |= wider
    assert set(part_of) == named


# --- Nothing later leaks: an edition as it is built

DAY = "2022-10-31"


@pytest.fixture(scope="module")
def built(tmp_path_factory, copy_project):
    """Return a throw-away project with one early edition, what was said, and its files before and after."""
    project = Project(copy_project(tmp_path_factory.mktemp("editions") / "project"))
    before = files(project.folder)
    done = project.run("report", "--as-of", DAY)
    assert done.returncode == 0, done.stdout + done.stderr
    return project, done.stdout, before, files(project.folder)


def edition(built) -> dict[str, bytes]:
    return files(built[0].path(f"editions/{DAY}"))


@pytest.mark.end_to_end
def test_an_edition_leaves_all_else_as_it_was(built):
    _, _, before, after = built
    new = {name for name in after if name not in before and "__pycache__" not in name}
    assert {name: after[name] for name in before} == before
    assert {name.split("/")[0] for name in new} == {"editions"}


@pytest.mark.end_to_end
def test_an_edition_has_the_same_data_and_site_as_the_present_one_and_nothing_else(built):
    made = edition(built)
    assert {"data/processed/claims.csv", "data/processed/findings.json"} <= set(made)
    assert {"report/_site/index.html", "report/_site/overseas110.pdf"} <= set(made)
    assert {"/".join(name.split("/")[:2]) for name in made} == {"data/processed", "report/_site"}
    assert f"editions/{DAY}/report/_site/index.html" in built[1]
    assert b"31 October 2022" in made["report/_site/index.html"]


@pytest.mark.end_to_end
def test_a_second_call_skips_every_stage_and_gives_the_same_bytes(built):
    made = edition(built)
    done = built[0].run("report", "--as-of", DAY, check=True)
    assert "Running stage" not in done.stdout
    assert edition(built) == made


@pytest.mark.end_to_end
def test_rendering_again_in_another_order_of_hashes_gives_the_same_bytes(built):
    site = {n: c for n, c in edition(built).items() if n.startswith("report/_site/")}
    work = Project(built[0].path(f"editions/.work/{DAY}"))
    work.run("render", check=True, PYTHONHASHSEED="7", RENDERER="pandoc")
    again = files(work.path("report/_site"))
    assert {f"report/_site/{name}": content for name, content in again.items()} == site
    assert "report/_site/overseas110.pdf" in site


def shown(name: str, content: bytes) -> str:
    """Return the words of a file: of a page, those outside marked values, code and locators."""
    text = content.decode("utf-8")
    if not name.endswith(".html"):
        return text
    main = re.search(r"<main.*?</main>", text, re.S)[0]
    main = re.sub(r"<(data|pre|code)\b.*?</\1>", "", main, flags=re.S)
    return re.sub(r"characters \d+ to \d+", "", re.sub(r"<[^>]+>", " ", main))


def in_words(made: dict[str, bytes]) -> dict[str, str]:
    """Return the readable files of an edition but the notebooks, whose code is today's."""
    return {
        name: shown(name, content)
        for name, content in made.items()
        if name.endswith((".csv", ".json", ".md", ".html", ".xml", ".bib", ".txt"))
        and "/notebooks/" not in name
    }


@pytest.mark.end_to_end
def test_no_file_of_an_edition_names_a_later_claim(built, cleaned):
    later = set(cleaned[TODAY].claims["claim_id"]) - set(cleaned[DAY].claims["claim_id"])
    found = {
        name: named
        for name, text in in_words(edition(built)).items()
        if (named := sorted(later & set(ID.findall(text))))
    }
    assert found == {}


@pytest.mark.end_to_end
def test_no_page_and_no_table_of_an_edition_speaks_of_a_later_year(built):
    found = {
        name: dates
        for name, text in in_words(edition(built)).items()
        if name.endswith((".md", ".html")) and (dates := later_dates(text, "2023-12-31"))
    }
    assert found == {}


@pytest.mark.end_to_end
def test_the_conflicts_of_an_edition_are_between_its_claims(built, cleaned):
    known = set(cleaned[DAY].claims["claim_id"])
    rows = pd.read_csv(built[0].path(f"editions/{DAY}/data/processed/conflicts.csv"), dtype=str)
    assert len(rows) > 0
    for row in rows.itertuples():
        assert set(tables.split(row.claim_ids)) <= known
        assert later_dates(row.explanation, DAY) == [], row.conflict_id


@pytest.mark.end_to_end
def test_the_page_of_changes_compares_what_the_pipeline_states_on_that_day(built):
    rows = pd.read_csv(
        ROOT / "data" / "processed" / "edition_findings.csv", dtype=str, keep_default_na=False
    )
    rows = rows[rows["as_of"] == DAY].set_index("finding_id")
    found = json.loads(edition(built)["data/processed/findings.json"])
    whole = {name for name, item in found.items() if not item["notebook"].startswith("05_")}
    assert set(rows.index) == whole
    told = {name: rows.loc[name, ["text", "n_claims"]].tolist() for name in whole}
    assert told == {name: [found[name]["text"], str(found[name]["n_claims"])] for name in whole}


@pytest.mark.end_to_end
def test_the_difference_to_the_present_edition_is_told_from_the_same_files(built):
    done = built[0].run("diff", DAY, "--json", check=True)
    data = json.loads(done.stdout)
    assert (data["old"], data["new"]) == (DAY, "the working tree")
    moved = {finding["finding_id"]: finding for finding in data["findings"]}
    assert moved["record_claims"]["old"]["value"] < moved["record_claims"]["new"]["value"]
