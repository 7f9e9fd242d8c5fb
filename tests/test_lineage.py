import pytest

from overseas110 import findings, lineage


@pytest.fixture
def chain(root, monkeypatch):
    monkeypatch.chdir(root)
    folder = root / "data" / "processed"
    return lineage.load(folder, findings.read(folder / "findings.json"))


def test_a_finding_leads_to_its_claims_and_each_claim_back(chain):
    for name, found in chain.findings.items():
        for claim in found.claims:
            assert name in chain.used_by[claim]


def test_a_chain_says_who_says_it_per_whom(chain):
    assert (
        chain.chain("globe-f007") == "Official Chinese documents, unnamed, per Safeguard Defenders"
    )


def test_an_address_opens_at_the_words_and_a_source_not_to_be_linked_has_none(chain):
    assert "#:~:text=" in chain.address("globe-f007")
    assert chain.address("mps-f004") == ""
    for claim in chain.claims:
        assert "opendiary" not in chain.address(claim)


def test_a_denial_stands_among_the_answers_to_what_it_denies(chain):
    assert "directus-e053" in chain.answers("directus-e003")
