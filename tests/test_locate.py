from __future__ import annotations

import hashlib

import pytest

from overseas110 import locate
from overseas110.problems import StopError

TEXT = "Line one.\r\nPolice said “more than 230,000” people. Police said so.\n三十万 people.\n"


@pytest.fixture
def snapshot(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_the_locator_cuts_the_words_out_of_the_snapshot(snapshot):
    locator, anchor = locate.report(str(snapshot), "“more than 230,000”", None, None).split("\t")
    start, end = map(int, locator.removeprefix("chars:").split("-"))
    assert TEXT[start:end] == anchor == "“more than 230,000”"


def test_line_ends_are_counted_as_they_are(snapshot):
    assert locate.report(str(snapshot), "Police said “", None, None).startswith("chars:11-")


def test_chinese_signs_count_one_each(snapshot):
    at = TEXT.index("三")
    assert locate.report(str(snapshot), "三十万", None, None) == f"chars:{at}-{at + 3}\t三十万"


def test_words_that_occur_twice_are_warned_of_and_all_shown(snapshot):
    first, *rest = locate.report(str(snapshot), "Police said", None, None).splitlines()
    assert first.startswith("warning: these words occur 2 times")
    assert len(rest) == 2


def test_one_of_several_places_is_taken_by_its_number(snapshot):
    second = TEXT.rindex("Police said")
    found = locate.report(str(snapshot), "Police said", None, 2)
    assert found == f"chars:{second}-{second + 11}\tPolice said"


@pytest.mark.parametrize("nth", [0, 3, -1])
def test_a_place_that_is_not_there_is_refused(snapshot, nth):
    with pytest.raises(StopError, match="--nth goes from 1 to 2"):
        locate.report(str(snapshot), "Police said", None, nth)


def test_words_that_do_not_occur_say_how_to_copy_them(snapshot):
    with pytest.raises(StopError, match="copy them exactly"):
        locate.report(str(snapshot), '"more than 230,000"', None, None)


def test_overlapping_places_are_all_found():
    assert locate.places("aaaa", "aa") == [0, 1, 2]


def test_an_anchor_has_at_most_seven_words():
    assert locate.anchor("one  two three\nfour five six seven eight") == (
        "one two three four five six seven"
    )


def coded(project, sha256: str) -> str:
    rows = project.rows("sources.csv")
    rows[0]["snapshot_sha256"] = sha256
    project.write("sources.csv", rows)
    return rows[0]["source_id"]


def test_a_snapshot_is_found_by_its_hash_whatever_its_name(project, tmp_path, monkeypatch):
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "a.txt").write_text("something else")
    (folder / "z.bin").write_bytes(TEXT.encode())
    source = coded(project, hashlib.sha256(TEXT.encode()).hexdigest())
    monkeypatch.chdir(project.folder)
    assert locate.snapshot(source, folder) == TEXT
    monkeypatch.setenv(locate.VARIABLE, str(folder))
    assert locate.snapshot(source, None) == TEXT


def test_a_changed_snapshot_is_not_taken_for_the_pinned_one(project, tmp_path, monkeypatch):
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "a.txt").write_bytes(TEXT.encode() + b" ")
    source = coded(project, hashlib.sha256(TEXT.encode()).hexdigest())
    monkeypatch.chdir(project.folder)
    with pytest.raises(StopError, match=f"has the hash that sources.csv gives for {source}"):
        locate.snapshot(source, folder)


def test_an_unknown_source_a_missing_hash_and_a_missing_folder_are_said(project, monkeypatch):
    monkeypatch.chdir(project.folder)
    monkeypatch.delenv(locate.VARIABLE, raising=False)
    with pytest.raises(StopError, match="'nobody' is no source_id"):
        locate.snapshot("nobody", None)
    with pytest.raises(StopError, match=locate.VARIABLE):
        locate.snapshot(coded(project, "0" * 64), None)
    with pytest.raises(StopError, match="has no snapshot_sha256"):
        locate.snapshot(coded(project, ""), None)


def test_the_command_prints_the_locator_and_nothing_else(project, snapshot):
    done = project.run("locate", str(snapshot), "三十万", check=True)
    assert done.stdout == locate.report(str(snapshot), "三十万", None, None) + "\n"


def test_the_locators_of_the_record_lead_to_their_anchors(snapshots, root, monkeypatch):
    from overseas110 import tables

    monkeypatch.chdir(root)
    texts: dict[str, str] = {}
    checked = 0
    for sheet in tables.CLAIM_SHEETS:
        frame, _ = tables.read_sheet(tables.SHEETS[sheet], root / "data" / "raw")
        for row in frame[frame["basis"] == "snapshot"].itertuples():
            if row.source_id not in texts:
                try:
                    texts[row.source_id] = locate.snapshot(row.source_id, snapshots)
                except StopError:
                    texts[row.source_id] = ""
            text = texts[row.source_id]
            if text and row.locator.startswith("chars:"):
                start, end = map(int, row.locator.removeprefix("chars:").split("-"))
                assert row.anchor in " ".join(text[start:end].split()), row.claim_id
                checked += 1
    assert checked > 100
