from __future__ import annotations

import nbformat
import pytest

from overseas110 import fanout, paths
from overseas110.problems import StopError

CELLS = """
from overseas110 import paths
text = (paths.raw() / "words.txt").read_text()
if name == "bad":
    raise ValueError("this one cannot be done")
place = paths.output(f"things/{name}.txt")
place.write_text(f"{text} {name}")
"""


def notebook() -> bytes:
    book = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        }
    )
    given = nbformat.v4.new_code_cell(
        'name = ""', id="parameters", metadata={"tags": ["parameters"]}
    )
    book.cells = [given, nbformat.v4.new_code_cell(CELLS.strip(), id="work")]
    return nbformat.writes(book).encode()


def job(name: str, words: str = "hello") -> fanout.Job:
    inputs = (("notebooks/09_tiny.ipynb", notebook()), ("data/raw/words.txt", words.encode()))
    return fanout.Job(name, "09_tiny.ipynb", (("name", name),), inputs, "code")


def run(jobs, folder, workers="2"):
    lines: list[str] = []
    return fanout.run(jobs, folder, workers, lines.append), lines


def test_jobs_side_by_side_give_the_bytes_of_jobs_in_turn(tmp_path):
    jobs = [job(name) for name in ("a", "b", "c")]
    together, _ = run(jobs, tmp_path / "together")
    in_turn, _ = run(jobs, tmp_path / "turn", workers="1")
    assert together == in_turn
    assert dict(together[1].files)["things/b.txt"] == b"hello b"
    assert "notebooks/09_tiny/b.ipynb" in dict(together[1].files)


def test_any_scheduler_by_address_gives_the_same_bytes(tmp_path):
    from distributed import LocalCluster

    jobs = [job(name) for name in ("a", "b")]
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, protocol="tcp", host="127.0.0.1",
        dashboard_address=None,
    ) as cluster:  # fmt: skip
        assert cluster.scheduler_address.startswith("tcp://127.0.0.1:")
        elsewhere, _ = run(jobs, tmp_path / "there", workers=cluster.scheduler_address)
    here, _ = run(jobs, tmp_path / "here")
    assert elsewhere == here


def test_a_scheduler_that_is_not_there_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(fanout, "PATIENCE", "1s")
    with pytest.raises(StopError, match=r"The workers at 'tcp://127.0.0.1:9' cannot be reached"):
        run([job("a")], tmp_path, workers="tcp://127.0.0.1:9")


def test_one_that_fails_names_itself_and_the_others_finish_and_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.STAGING_VARIABLE, str(tmp_path / "staging"))
    jobs = [job(name) for name in ("a", "bad", "c")]
    results, _ = run(jobs, tmp_path / "kept")
    assert [bool(result.failure) for result in results] == [False, True, False]
    with pytest.raises(StopError) as caught:
        fanout.put(results, tmp_path / "logs")
    assert "1 of 3 failed, 2 are done and kept" in str(caught.value)
    assert "bad: 09_tiny.ipynb stopped: ValueError: this one cannot be done" in str(caught.value)
    assert "logs/09_tiny-bad.log" in str(caught.value)
    assert "cannot be done" in (tmp_path / "logs" / "09_tiny-bad.log").read_text()
    assert not (tmp_path / "staging").exists()


def test_a_rerun_does_only_what_is_missing(tmp_path, monkeypatch):
    ran: list[str] = []
    really = fanout.run_job
    monkeypatch.setattr(fanout, "run_job", lambda one: ran.append(one.name) or really(one))
    kept = tmp_path / "kept"
    first, _ = run([job("a"), job("bad")], kept, workers="1")
    again, lines = run([job("a"), job("bad")], kept, workers="1")
    assert ran == ["a", "bad", "bad"]
    assert again[0] == first[0]
    assert lines[0] == "1 of 2 were done before and are kept"


def test_a_job_with_other_inputs_runs_again_and_the_old_one_goes(tmp_path):
    run([job("a")], tmp_path, workers="1")
    (result,), _ = run([job("a", words="other")], tmp_path, workers="1")
    assert dict(result.files)["things/a.txt"] == b"other a"
    assert len(list(tmp_path.iterdir())) == 1


def test_the_key_changes_with_every_part_of_a_job():
    base = job("a")
    others = [
        job("b"),
        job("a", words="x"),
        fanout.Job("a", base.notebook, (("name", "z"),), base.inputs, "code"),
        fanout.Job("a", base.notebook, base.values, base.inputs, "other code"),
    ]
    assert len({base.key, *(other.key for other in others)}) == 5
