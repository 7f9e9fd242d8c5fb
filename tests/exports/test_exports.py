from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from overseas110 import exports
from overseas110.exports import archive, built
from overseas110.problems import StopError


def test_all_exports_of_the_real_data_are_valid(exported):
    assert exports.validate(exported) == []


def test_an_export_that_is_missing_is_named(exported, tmp_path):
    site = Path(shutil.copytree(exported, tmp_path / "site"))
    (site / "data" / "prov.ttl").unlink()
    assert exports.validate(site) == ["data/prov.ttl is missing."]


def test_what_does_not_agree_is_told_apart_from_what_is_not_valid(exported, tmp_path):
    site = Path(shutil.copytree(exported, tmp_path / "site"))
    path = site / "data" / "params.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    found = exports.disagreements(site)
    assert any("another hash for params.yaml" in sentence for sentence in found)
    assert exports.validate(site) == found


def test_a_validator_that_cannot_run_stops_and_says_why(exported, tmp_path, monkeypatch):
    from overseas110.exports import crate_check, datapackage

    def stops(data):
        raise ValueError("no context")

    monkeypatch.setattr(crate_check, "problems", stops)
    monkeypatch.setattr(datapackage, "problems", lambda data: [])
    with pytest.raises(
        StopError, match="A validator of the exports stopped; it said: ValueError: no context"
    ):
        exports.complaints(exported)


def test_a_second_build_with_another_order_of_hashes_gives_the_same_bytes(exported, tmp_path):
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
        "from conftest import built_of; from overseas110 import exports;"
        "exports.write(built_of(Path(sys.argv[1])))"
    )
    site = tmp_path / "site"
    (site / "data").mkdir(parents=True)
    shutil.copy(exported / "index.html", site)
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), env.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", script, str(site), str(ROOT / "tests")]
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    names = built.files(exported)
    assert built.files(site) == names
    assert [n for n in names if (site / n).read_bytes() != (exported / n).read_bytes()] == []


def test_the_zip_holds_everything_in_order_and_with_the_time_of_the_commit(exported):
    data = exported / "data"
    with zipfile.ZipFile(data / archive.NAME) as packed:
        entries = packed.infolist()
    names = [entry.filename.removeprefix("overseas110/") for entry in entries]
    assert names == built.files(data, (archive.NAME,))
    assert {entry.date_time for entry in entries} == {(2023, 11, 14, 22, 13, 20)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert archive.problems(data) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: (data / "conflicts.csv").write_text("x"), "holds another conflicts.csv"),
        (lambda data: (data / "conflicts.csv").unlink(), "holds conflicts.csv, which is not"),
        (lambda data: (data / "more.csv").write_text("x"), "lacks more.csv"),
    ],
)
def test_a_zip_that_is_not_what_lies_beside_it_is_found(exported, tmp_path, change, said):
    data = Path(shutil.copytree(exported / "data", tmp_path / "data"))
    change(data)
    (sentence,) = archive.problems(data)
    assert said in sentence


def test_no_export_holds_a_path_of_this_machine(exported):
    for name in built.files(exported):
        text = (exported / name).read_bytes()
        assert str(ROOT).encode() not in text
        assert str(Path.home()).encode() + b"/" not in text
