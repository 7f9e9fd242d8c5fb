from __future__ import annotations

import pandas as pd
import pytest

from overseas110 import country, fanout, params, profiles, tables


@pytest.fixture
def frames(root):
    return country.read(root / "data" / "processed")


@pytest.fixture
def label(root):
    return country.labels(tables.read(root / "data" / "raw" / "codes" / "vocabularies.csv"))


def test_every_country_with_a_claim_has_a_profile(root, frames):
    there = {p.name for p in (root / "data" / "processed" / "countries").iterdir()}
    assert there == set(country.countries(frames["claims"]))
    assert len(there) >= 40


def test_a_part_holds_all_claims_of_the_country_and_what_they_are_tied_to(frames):
    here = country.part(frames, "NLD")
    claims = frames["claims"]
    own = set(claims.loc[country.placed(claims, "NLD"), "claim_id"])
    assert own <= set(here.frames["claims"]["claim_id"])
    for sheet in tables.CLAIM_SHEETS:
        rows = frames[sheet][frames[sheet]["claim_id"].isin(own)]
        tied = {t for cell in rows["responds_to"] for t in tables.split(cell)}
        assert tied <= set(here.frames["claims"]["claim_id"])


@pytest.mark.parametrize("iso3", ["NLD", "CAN", "CHN"])
def test_the_part_of_a_part_is_that_part(frames, iso3):
    once = country.part(frames, iso3)
    twice = country.part(once.frames, iso3)
    for name in country.TABLES:
        pd.testing.assert_frame_equal(once.frames[name], twice.frames[name])


def test_a_part_names_everybody_who_speaks_in_it(frames, label):
    for iso3 in country.countries(frames["claims"]):
        for _, rows, _ in country.sections(country.part(frames, iso3), label):
            assert len(rows)


def test_a_profile_marks_what_is_disputed(frames, label):
    here = country.part(frames, "ARE")
    text = country.page(here, country.sections(here, label), country.moments(here, label), label)  # fmt: skip
    assert "(disputed)" in text


def test_profiles_side_by_side_have_the_bytes_of_profiles_in_turn(root, tmp_path, monkeypatch):
    monkeypatch.chdir(root)
    jobs = [job for job in profiles.jobs(root, params.load()) if job.name in ("AGO", "CZE", "NLD")]
    together = fanout.run(jobs, tmp_path / "together", "2", lambda _: None)
    in_turn = fanout.run(jobs, tmp_path / "turn", "1", lambda _: None)
    assert [result.failure for result in together] == ["", "", ""]
    assert together == in_turn
    for result in together:
        for name, data in result.files:
            assert (root / "data" / "processed" / name).read_bytes() == data, name


def test_a_job_carries_the_rows_of_its_country_and_no_others(root, monkeypatch):
    monkeypatch.chdir(root)
    (job,) = [job for job in profiles.jobs(root, params.load()) if job.name == "LSO"]
    claims = dict(job.inputs)["data/processed/claims.csv"].decode()
    assert "LSO" in claims
    assert ",NLD," not in claims
