import pytest

from overseas110 import agreement


def test_the_codebook_s_table_is_what_the_passes_give(root):
    text = (root / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    table = agreement.table(agreement.of_sources(root / "data" / "raw"))
    between = text.partition("held by a test -->\n")[2].partition("\n<!-- end of agreement -->")[0]
    assert between == table


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((0, 5, 0, 5), 0.0), ((5, 5, 5, 5), 1.0), ((1, 2, 1, 1), 2 / 3), ((0, 0, 0, 0), 0.0)],
)
def test_f1_is_the_harmonic_mean_of_the_two_shares(counts, expected):
    assert agreement.f1(*counts) == pytest.approx(expected)


def test_the_core_documents_were_coded_twice(root):
    from overseas110 import tables

    sheets = [tables.read(root / "data" / "raw" / f"{name}.csv") for name in tables.CLAIM_SHEETS]
    coded = set().union(*(set(sheet["source_id"]) for sheet in sheets))
    twice = {found.source_id for found in agreement.of_sources(root / "data" / "raw")}
    core = {"globe-2022", "sd-110-2022", "insider-2023", "directus-2022", "mps-statement-2022"}
    assert core <= twice <= coded
