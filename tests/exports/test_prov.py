from __future__ import annotations

import copy
import itertools
import json

import pytest
import rdflib
from prov.model import ProvDocument

from overseas110.exports import lineage_check, lineage_document, lineage_turtle


@pytest.fixture(scope="session")
def whole(exported) -> dict:
    return json.loads((exported / "data" / lineage_document.JSON).read_text())


@pytest.fixture
def small() -> dict:
    """Return a finding from a claim from a source, and the stage that made it."""
    return {
        "prefix": {"overseas110": "arcp://name,overseas110/"},
        "entity": {
            "overseas110:source/s": {"overseas110:earliest": "2022-09-12"},
            "overseas110:claim/c": {
                "overseas110:earliest": "2022-09-12",
                "overseas110:latest": "2022-09-12",
            },
            "overseas110:finding/f": {"prov:value": "54"},
        },
        "activity": {"overseas110:stage/a": {}},
        "used": {
            "_:id1": {"prov:activity": "overseas110:stage/a", "prov:entity": "overseas110:claim/c"}
        },
        "wasGeneratedBy": {
            "_:id2": {
                "prov:entity": "overseas110:finding/f",
                "prov:activity": "overseas110:stage/a",
            }
        },
        "wasDerivedFrom": {
            "_:id3": {
                "prov:generatedEntity": "overseas110:claim/c",
                "prov:usedEntity": "overseas110:source/s",
            },
            "_:id4": {
                "prov:generatedEntity": "overseas110:finding/f",
                "prov:usedEntity": "overseas110:claim/c",
            },
        },
    }


CHECKS = (
    lineage_check.undeclared,
    lineage_check.ends_before_start,
    lineage_check.cycles,
    lineage_check.used_before_made,
    lineage_check.made_twice,
)


def found(document: dict) -> dict[str, list[str]]:
    return {check.__name__: said for check in CHECKS if (said := check(document))}


def test_a_right_lineage_passes_every_check(small):
    assert found(small) == {}


def test_the_lineage_of_the_edition_passes_every_check(exported, whole):
    assert found(whole) == {}
    assert lineage_check.problems(exported / "data") == []


def test_an_activity_that_ends_before_it_starts_is_found(small):
    small["activity"]["overseas110:stage/a"] = {
        "prov:startTime": "2026-11-22T10:00:00",
        "prov:endTime": "2026-11-22T09:59:59",
    }
    assert list(found(small)) == ["ends_before_start"]
    assert "overseas110:stage/a ends at" in found(small)["ends_before_start"][0]


def test_a_thing_that_comes_from_itself_is_found(small):
    small["wasDerivedFrom"]["_:id5"] = {
        "prov:generatedEntity": "overseas110:source/s",
        "prov:usedEntity": "overseas110:finding/f",
    }
    assert "a circle" in found(small)["cycles"][0]


def test_a_stage_that_uses_what_it_makes_is_found(small):
    small["used"]["_:id6"] = {
        "prov:activity": "overseas110:stage/a",
        "prov:entity": "overseas110:finding/f",
    }
    assert list(found(small)) == ["cycles"]


def test_a_claim_older_than_its_source_is_found(small):
    small["entity"]["overseas110:claim/c"]["overseas110:latest"] = "2022-09-11"
    assert list(found(small)) == ["used_before_made"]


def test_a_use_before_the_making_is_found(small):
    small["wasGeneratedBy"]["_:id7"] = {
        "prov:entity": "overseas110:claim/c",
        "prov:activity": "overseas110:stage/b",
        "prov:time": "2026-11-22T10:00:00",
    }
    small["activity"]["overseas110:stage/b"] = {}
    small["used"]["_:id1"]["prov:time"] = "2026-11-22T09:00:00"
    assert list(found(small)) == ["used_before_made"]


def test_a_relation_to_something_that_is_not_declared_is_found(small):
    small["wasDerivedFrom"]["_:id4"]["prov:usedEntity"] = "overseas110:claim/gone"
    assert found(small)["undeclared"] == [
        "wasDerivedFrom names overseas110:claim/gone, which is declared nowhere."
    ]


def test_a_thing_that_two_stages_make_is_found(small):
    small["activity"]["overseas110:stage/b"] = {}
    small["wasGeneratedBy"]["_:id8"] = {
        "prov:entity": "overseas110:finding/f",
        "prov:activity": "overseas110:stage/b",
    }
    assert list(found(small)) == ["made_twice"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda stated: stated.pop("gone"), "gone is a finding of data/prov.json alone."),
        (
            lambda stated: stated["f"].update(text="55"),
            "f is '54' here and '55' in data/findings.json.",
        ),
        (
            lambda stated: stated["f"].update(claims=["c", "d"]),
            "f does not come from the claims that data/findings.json names.",
        ),
    ],
)
def test_a_finding_that_is_told_in_another_way_is_found(small, tmp_path, change, said):
    small["entity"]["overseas110:finding/gone"] = {"prov:value": "1"}
    stated = {"f": {"text": "54", "claims": ["c"]}, "gone": {"text": "1", "claims": []}}
    path = tmp_path / "findings.json"
    path.write_text(json.dumps(stated))
    assert lineage_check.differs_from_findings(small, tmp_path) == []
    change(stated)
    path.write_text(json.dumps(stated))
    assert lineage_check.differs_from_findings(small, tmp_path) == [said]


def test_turtle_that_says_something_else_is_found(small, tmp_path):
    (tmp_path / "prov.json").write_text(json.dumps(small))
    (tmp_path / "findings.json").write_text(json.dumps({"f": {"text": "54", "claims": ["c"]}}))
    (tmp_path / "prov.ttl").write_text(lineage_turtle.turtle(small))
    assert lineage_check.problems(tmp_path) == []
    (tmp_path / "prov.ttl").write_text(lineage_turtle.turtle(small).replace('"54"', '"55"'))
    assert lineage_check.problems(tmp_path) == [
        "data/prov.ttl does not say what data/prov.json says."
    ]


def test_the_library_reads_the_document_back(whole):
    small = {kind: dict(itertools.islice(whole[kind].items(), 0, None, 29)) for kind in whole}
    small["prefix"] = whole["prefix"]
    read = ProvDocument.deserialize(content=json.dumps(small), format="json")
    again = json.loads(read.serialize(format="json"))
    # Relations without a name of their own are numbered anew.
    for kind in small:
        assert sorted(map(str, again[kind].values())) == sorted(map(str, small[kind].values()))


def test_the_turtle_is_the_graph_that_the_library_makes(whole):
    small = {kind: dict(itertools.islice(whole[kind].items(), 0, None, 29)) for kind in whole}
    small["prefix"] = whole["prefix"]
    # The few relations of a rare kind all go in.
    small["wasAssociatedWith"] = whole["wasAssociatedWith"]
    small["activity"], small["agent"] = whole["activity"], whole["agent"]
    document = ProvDocument.deserialize(content=json.dumps(small), format="json")
    theirs = rdflib.Graph().parse(data=document.serialize(format="rdf", rdf_format="turtle"))
    ours = rdflib.Graph().parse(data=lineage_turtle.turtle(small))
    assert set(ours) == set(theirs)
    assert len(ours) > 1000


def test_the_turtle_has_no_blank_nodes(exported):
    text = (exported / "data" / "prov.ttl").read_text()
    assert "_:" not in text
    assert " [ " not in text


def test_a_claim_leads_to_its_source_with_the_locator_and_to_its_row(whole):
    derived = whole["wasDerivedFrom"]
    source = derived["overseas110:derivation/globe-f001/source"]
    assert source["prov:usedEntity"] == "overseas110:source/globe-2022"
    assert source["overseas110:locator"] == "chars:244-267"
    row = derived["overseas110:derivation/globe-f001/row"]
    assert row["prov:usedEntity"] == "overseas110:file/data/raw/figures.csv"


def test_a_retelling_is_an_alternate_and_no_revision(whole):
    retold = {relation["prov:alternate1"] for relation in whole["alternateOf"].values()}
    assert "overseas110:claim/insider-f501" in retold
    assert all("Revision" not in json.dumps(r) for r in whole["wasDerivedFrom"].values())


def test_pages_come_from_findings_and_belong_to_the_site(whole):
    derived = {
        (r["prov:generatedEntity"], r["prov:usedEntity"]) for r in whole["wasDerivedFrom"].values()
    }
    assert ("overseas110:page/index.html", "overseas110:finding/first_list_day") in derived
    members = {(r["prov:collection"], r["prov:entity"]) for r in whole["hadMember"].values()}
    assert ("overseas110:site", "overseas110:page/index.html") in members


def test_parameters_have_their_values(whole):
    assert whole["entity"]["overseas110:parameter/rounding"]["prov:value"] == "0.5"
    assert any(
        used["prov:entity"] == "overseas110:parameter/as_of" for used in whole["used"].values()
    )


def test_the_checks_change_nothing(small):
    before = copy.deepcopy(small)
    found(small)
    assert small == before
