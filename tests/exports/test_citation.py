import shutil

import pytest
from conftest import ROOT

from overseas110.exports import citation


@pytest.fixture
def data(tmp_path):
    shutil.copy(ROOT / citation.NAME, tmp_path)
    return tmp_path


def test_the_projects_own_file_is_valid(data):
    assert citation.problems(data) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cff-version: 1.2.0", "cff-version: 9.9.9", "at $['cff-version']: '9.9.9' does not match"),
        ("type: dataset", "type: report", "at $.type: 'report' is not one of"),
        ("message:", "massage:", "at $: 'message' is a required property"),
        ('date-released: "2026-11-22"', "date-released: 2026-22-11", "at $['date-released']"),
        ("  - CC-BY-4.0", "  - CC-BY", "at $.license"),
    ],
)
def test_what_the_format_does_not_know_is_found(data, old, new, said):
    path = data / citation.NAME
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = citation.problems(data)
    assert any(sentence.startswith(f"data/CITATION.cff {said}") for sentence in found), found


def test_a_day_may_stand_with_or_without_quotes(data):
    path = data / citation.NAME
    path.write_text(path.read_text().replace('"2026-11-22"', "2026-11-22"))
    assert citation.problems(data) == []


def test_what_is_no_yaml_is_told_in_one_line(data):
    (data / citation.NAME).write_text("cff-version: [1.2.0\n")
    (found,) = citation.problems(data)
    assert found.startswith("data/CITATION.cff: is not YAML: ") and "\n" not in found
