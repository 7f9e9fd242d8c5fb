from __future__ import annotations

import pytest

from overseas110 import support
from overseas110.findings import Finding
from overseas110.lineage import Lineage

ACTORS = {
    "ngo": {"kind": "ngo", "part_of": ""},
    "paper": {"kind": "media", "part_of": ""},
    "copyist": {"kind": "media", "part_of": ""},
    "ministry": {"kind": "government", "part_of": ""},
    "spokesman": {"kind": "official", "part_of": "ministry"},
    "spokeswoman": {"kind": "official", "part_of": "ministry"},
}
SOURCES = {
    "report": {"repost_of": ""},
    "article": {"repost_of": ""},
    "copy": {"repost_of": "article"},
    "briefing": {"repost_of": ""},
}


def claim(source: str, by: str, **cells: str) -> dict[str, str]:
    empty = dict.fromkeys(
        ("restates", "responds_to", "measure", "scope", "event_kind", "response_action"), ""
    )
    days = {"asserted_earliest": "", "reported_earliest": "2022-09-12"}
    said = {"source_id": source, "asserted_by": by, "sheet": "events", "standing": "ok"}
    return {**empty, **days, **said, **cells}


def supports(claims, conflicts=None, findings=None, contains=frozenset()) -> support.Supports:
    chain = Lineage(findings or {}, claims, SOURCES, ACTORS, conflicts or {})
    return support.Supports(chain, contains)


def test_a_retelling_is_no_voice_of_its_own():
    found = supports({"a": claim("report", "ngo"), "b": claim("article", "paper", restates="a")})
    assert found.voices(["a", "b"]) == ("ngo",)
    assert found.voices(["b"]) == ("ngo",)


def test_a_retelling_of_what_the_edition_does_not_have_is_a_voice():
    found = supports({"b": claim("article", "paper", restates="a")})
    assert found.voices(["b"]) == ("paper",)


def test_the_outlet_of_a_repost_has_no_voice_beside_the_text_that_it_copies():
    claims = {"a": claim("article", "paper"), "b": claim("copy", "copyist")}
    found = supports(claims)
    assert found.voices(["a", "b"]) == ("paper",)
    assert found.voices(["b"]) == ("copyist",)


def test_who_speaks_in_a_repost_keeps_the_voice():
    claims = {
        "a": claim("article", "ngo"),
        "b": claim("copy", "ngo"),
        "c": claim("copy", "ministry"),
    }
    assert supports(claims).voices(claims) == ("ministry", "ngo")


def test_two_officials_of_one_office_are_one_voice():
    claims = {"a": claim("briefing", "spokesman"), "b": claim("article", "spokeswoman")}
    assert supports(claims).voices(claims) == ("ministry",)


def test_two_papers_that_name_no_source_are_two_voices():
    claims = {"a": claim("report", "paper"), "b": claim("article", "copyist")}
    assert len(supports(claims).voices(claims)) == 2


def test_retellings_in_a_circle_end():
    claims = {
        "a": claim("report", "ngo", restates="b"),
        "b": claim("article", "paper", restates="a"),
    }
    assert supports(claims).of(["a", "b"]).voices


FIGURE = {"sheet": "figures", "measure": "stations"}
DENIAL = {"event_kind": "denial"}


@pytest.mark.parametrize(
    ("answered", "tied"),
    [
        (claim("report", "ngo", **FIGURE, scope="first"), True),
        (claim("article", "paper", **FIGURE, scope="first"), True),
        (claim("report", "ngo", **FIGURE, scope="world"), True),
        (claim("article", "paper", **FIGURE, scope="world"), False),
        (claim("report", "ngo", **FIGURE, scope="elsewhere"), False),
        (claim("report", "ngo"), False),
    ],
)
def test_a_denial_stands_with_what_is_of_the_same_matter(answered, tied):
    claims = {
        "count": claim("report", "ngo", **FIGURE, scope="first"),
        "answered": answered,
        "denied": claim("briefing", "spokesman", responds_to="answered", **DENIAL),
    }
    found = supports(claims, contains=frozenset({("world", "first")})).of(["count"])
    assert (found.denials == ("denied",)) is tied


def test_a_denial_of_a_retelling_stands_with_the_root_and_its_own_retelling_does_not():
    claims = {
        "root": claim("report", "ngo"),
        "again": claim("article", "paper", restates="root"),
        "denied": claim("briefing", "spokesman", responds_to="again", **DENIAL),
        "echo": claim("article", "paper", restates="denied", responds_to="root", **DENIAL),
    }
    assert supports(claims).of(["root"]).denials == ("denied",)


def test_a_denial_stands_with_what_shares_a_conflict_of_that_kind_only():
    claims = {
        "said": claim("report", "ngo"),
        "denied": claim("briefing", "spokesman", event_kind="response", response_action="denial"),
    }
    row = {"kind": "denial", "claim_ids": "said;denied"}
    assert supports(claims, {"k": row}).of(["said"]).denials == ("denied",)
    assert supports(claims, {"k": row}).of(["said"]).conflicts == ("k",)
    assert supports(claims, {"k": {**row, "kind": "value"}}).of(["said"]).denials == ()


def test_what_is_counted_denies_nothing_of_itself():
    claims = {
        "said": claim("report", "ngo"),
        "denied": claim("briefing", "spokesman", responds_to="said", **DENIAL),
    }
    assert supports(claims).of(["said", "denied"]).denials == ()


def test_an_explanation_is_an_answer_and_a_law_is_none():
    claims = {
        "said": claim("report", "ngo"),
        "why": claim("briefing", "spokesman", responds_to="said", event_kind="explanation"),
        "law": claim("briefing", "spokesman", responds_to="said", event_kind="legal"),
    }
    assert supports(claims).of(["said"]).answers == ("why",)


def test_the_earliest_denial_comes_first():
    later = claim("briefing", "spokesman", responds_to="said", asserted_earliest="2023-05-01", **DENIAL)  # fmt: skip
    claims = {
        "said": claim("report", "ngo"),
        "a": later,
        "b": claim("briefing", "ministry", responds_to="said", **DENIAL),
    }
    assert supports(claims).of(["said"]).denials == ("b", "a")


def test_disputed_and_retracted_claims_are_doubted_and_corrected_ones_are_not():
    standings = ("ok", "disputed", "retracted", "corrected")
    claims = {s: claim("report", "ngo", standing=s) for s in standings}
    found = supports(claims).of(claims)
    assert found.doubted == 2
    assert found.standings == dict.fromkeys(sorted(standings), 1)


def test_sources_come_with_how_many_claims_are_in_them_the_most_first():
    claims = {
        "a": claim("report", "ngo"),
        "b": claim("article", "ngo"),
        "c": claim("article", "ngo"),
    }
    assert list(supports(claims).of(claims).sources.items()) == [("article", 2), ("report", 1)]


def test_a_finding_is_lost_without_a_source_that_has_all_its_claims_and_moved_by_one_that_has_some():
    claims = {"a": claim("report", "ngo"), "b": claim("article", "ngo")}
    findings = {
        name: Finding("number", 1, 1, 1, "1", "", on, "rule")
        for name, on in (("whole", ["a"]), ("part", ["a", "b"]), ("other", ["b"]), ("none", []))
    }
    chain = supports(claims, findings=findings).chain
    assert support.lost_without(chain, ["a"]) == (["whole"], ["part"])
    assert support.lost_without(chain, []) == ([], [])
