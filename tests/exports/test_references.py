from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from overseas110.exports import references


@pytest.fixture
def data(exported, tmp_path) -> Path:
    for name in ("sources.csv", references.CSL, references.BIBTEX):
        shutil.copy(exported / "data" / name, tmp_path)
    return tmp_path


def test_pandoc_reads_both_forms_back_without_a_warning(data):
    assert references.problems(data) == []


def test_a_source_that_got_lost_is_named(data):
    items = json.loads((data / references.CSL).read_text())
    lost = items.pop()["id"]
    (data / references.CSL).write_text(json.dumps(items))
    assert references.problems(data) == [f"data/{references.CSL} lacks the source {lost}."]


def test_a_source_that_the_edition_does_not_have_is_named(data):
    with (data / references.BIBTEX).open("a") as handle:
        handle.write("@misc{nobody, title = {Nothing}}\n")
    assert references.problems(data) == [
        f"data/{references.BIBTEX} has nobody, and data/sources.csv has not."
    ]


def test_bibtex_that_cannot_be_read_is_found(data):
    with (data / references.BIBTEX).open("a") as handle:
        handle.write("@misc{broken, title = {\n")
    assert f"data/{references.BIBTEX}: Pandoc says" in references.problems(data)[0]


@pytest.mark.parametrize(
    ("edtf", "first", "last", "parts"),
    [
        ("2022-09-12", "2022-09-12", "2022-09-12", [[2022, 9, 12]]),
        ("2022-09", "2022-09-01", "2022-09-30", [[2022, 9]]),
        ("2022-11-17/2023-09-30", "2022-11-17", "2023-09-30", [[2022], [2023]]),
    ],
)
def test_a_date_is_as_exact_as_its_bounds(edtf, first, last, parts):
    row = {
        "source_id": "a", "kind": "news", "title": "T", "author": "", "publisher": "P",
        "language": "en", "link": "never", "url": "https://example.org/x",
        "published_edtf": edtf, "published_earliest": first, "published_latest": last,
    }  # fmt: skip
    item = references.reference(row)
    assert item["issued"] == {"date-parts": parts}
    assert item["author"] == [{"literal": "P"}]
    assert "URL" not in item
