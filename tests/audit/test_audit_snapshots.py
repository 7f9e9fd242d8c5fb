"""The checks against the sources' own texts, with a made-up source and a made-up snapshot."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest

from overseas110.audit import snapshots

TEXT = (
    "A made-up paper says that nine clerks counted forty lamps in a hall of glass by the river, "
    "and that nobody asked them why they had begun to count at dawn."
)
START, END = TEXT.index("forty"), TEXT.index(" in a hall")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "snapshots"
    made.mkdir()
    (made / "a.txt").write_text(TEXT, encoding="utf-8")
    return made


@pytest.fixture
def coded(tampered, folder):
    """Return a project whose only source with a snapshot is the made-up one."""
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    rows = list(
        csv.DictReader(
            io.StringIO(tampered.path("data/raw/sources.csv").read_text(encoding="utf-8"))
        )
    )
    for row in rows:
        row["snapshot_sha256"] = row["snapshot_chars"] = ""
    rows[0] |= {"snapshot_sha256": digest, "snapshot_chars": str(len(TEXT))}
    _write(tampered, "data/raw/sources.csv", rows)
    for sheet in ("figures", "stations", "events"):
        name = f"data/raw/{sheet}.csv"
        rows = list(csv.DictReader(io.StringIO(tampered.path(name).read_text(encoding="utf-8"))))
        for row in rows:
            row["locator"] = "para:1"
        rows[0] |= {"locator": f"chars:{START}-{END}", "anchor": "forty lamps"}
        if sheet == "figures":
            rows[0]["value_text"] = "forty"
        _write(tampered, name, rows)
    return tampered


def _write(project, name: str, rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    project.write(name, text.getvalue())


def states(project, folder: Path) -> dict[str, tuple[str, str]]:
    from overseas110 import audit

    names = ("snapshots-match", "words-at-locators", "no-borrowed-words")
    return {
        r.check: (r.state, r.detail)
        for r in audit.run(project.folder, snapshots=folder, only=names)
    }


def failing(project, folder: Path) -> dict[str, str]:
    return {
        check: detail
        for check, (state, detail) in states(project, folder).items()
        if state == "fail"
    }


def test_a_record_that_fits_its_snapshots_passes(coded, folder):
    assert {state for state, _ in states(coded, folder).values()} == {"pass"}


def test_without_a_folder_of_snapshots_the_checks_say_what_is_missing(tampered):
    for check in ("snapshots-match", "words-at-locators", "no-borrowed-words"):
        assert "--snapshots DIR" in tampered.is_not_possible(check)


def test_one_changed_byte_of_a_snapshot_fails_the_check_of_hashes(coded, folder):
    (folder / "a.txt").write_text(TEXT.replace("nine", "none"), encoding="utf-8")
    found = failing(coded, folder)
    assert list(found) == ["snapshots-match"]
    assert found["snapshots-match"].startswith(
        "no file in the folder of snapshots has the SHA-256 of globe-2022"
    )


def test_another_length_than_was_coded_fails_the_check_of_hashes(coded, folder):
    coded.replace("data/raw/sources.csv", f",{len(TEXT)},", ",7,")
    assert list(failing(coded, folder)) == ["snapshots-match"]


def test_a_value_that_does_not_stand_at_its_locator_fails_its_check(coded, folder):
    coded.replace("data/raw/figures.csv", "forty,", "fifty,")
    found = failing(coded, folder)
    assert list(found) == ["words-at-locators"]
    assert "data/raw/figures.csv:2 value_text: 'fifty'" in found["words-at-locators"]


def test_an_anchor_that_stands_elsewhere_fails_its_check(coded, folder):
    coded.replace("data/raw/events.csv", "forty lamps", "nine clerks")
    assert "events.csv:2 anchor: 'nine clerks'" in failing(coded, folder)["words-at-locators"]


@pytest.mark.parametrize(
    "place",
    ["report/_site/index.html", "data/processed/tables/stations.md", "report/_site/data/a.json"],
)
def test_eight_words_in_a_row_of_a_source_fail_wherever_they_are_published(coded, folder, place):
    stolen = "nine Clerks counted\\nforty lamps in a hall"
    stolen = stolen if place.endswith("json") else stolen.replace("\\n", "\n")
    text = f"<main><p>Then {stolen} stood.</p></main>" if place.endswith("html") else stolen
    coded.write(place, text)
    found = failing(coded, folder)
    assert list(found) == ["no-borrowed-words"]
    assert found["no-borrowed-words"].startswith(place.removeprefix("report/_site/"))
    assert "forty" not in found["no-borrowed-words"], "the source's words stay out of the line"


def test_seven_words_and_titles_may_stand(coded, folder):
    coded.write("report/_site/index.html", "<main>nine clerks counted forty lamps in a</main>")
    assert failing(coded, folder) == {}
    title = (
        coded.path("data/raw/sources.csv").read_text(encoding="utf-8").splitlines()[1].split('"')[1]
    )
    coded.replace("data/raw/sources.csv", title, " ".join(TEXT.split()[:14]).replace(",", ""))
    coded.write("report/_site/index.html", f"<main>{' '.join(TEXT.split()[:14])}</main>")
    assert failing(coded, folder) == {}


def test_a_folder_that_is_not_there_is_refused(tampered, tmp_path):
    from overseas110 import audit
    from overseas110.problems import StopError

    with pytest.raises(StopError, match="no folder of snapshots"):
        audit.run(tampered.folder, snapshots=tmp_path / "none", only=["snapshots-match"])


def test_runs_are_of_eight_words_in_lower_case():
    assert snapshots.runs("One two three, four – five\nsix 'seven' EIGHT nine.") == [
        tuple("one two three four five six seven eight".split()),
        tuple("two three four five six seven eight nine".split()),
    ]
