"""The checks that keep people safe: contacts, private names, places, roles. All people are made up."""

from __future__ import annotations

import re
from pathlib import Path
from re._parser import parse

import pytest
from audited import SITE, html

from overseas110 import audit
from overseas110.audit import people
from overseas110.problems import StopError

CHANGED = ("lock-inputs", "site-inputs", "site-commit")


def failing(project, check: str, **given) -> str:
    (result,) = audit.run(project.folder, only=[check], **given)
    return result.detail if result.state == "fail" else ""


def test_the_real_record_holds_no_contact(root):
    (result,) = audit.run(root, only=["contacts"])
    assert result.state == "pass", result.problems


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Return a folder with the patterns and a site of one page: what the check of contacts reads."""
    import shutil

    from audited import Audited
    from conftest import ROOT

    folder = tmp_path_factory.mktemp("bare")
    shutil.copytree(ROOT / "data" / "audit", folder / "data" / "audit")
    return Audited(folder)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to someone.else@example.org today", "e-mail address"),
        ("call +31 10 123 45 67 now", "telephone number"),
        ("call +86-591-87654321 now", "telephone number"),
        ("call 0086 591 8765 4321 now", "telephone number"),
        ("call (020) 7946 0018 now", "telephone number"),
        ("call 416-555-0199 now", "telephone number"),
        ("Tel: 020 7946 0018", "telephone number"),
        ("热线0591-87654321", "telephone number"),
        ("手机 13812345678", "telephone number"),
        ("at 12 Example Street, Toronto", "street address"),
        ("at 1200B Old Example Rd", "street address"),
        ("in der Beispielstraße 12", "street address"),
        ("aan de Voorbeeldstraat 12a", "street address"),
        ("in Via Esempio, 12", "street address"),
        ("en la Calle del Ejemplo, 12", "street address"),
        ("na Rua do Exemplo, 12", "street address"),
        ("au 12 rue de l'Exemple", "street address"),
        ("v Příkladská 12/34", "street address"),
        ("a Példa utca 12", "street address"),
        ("福州市示例路12号", "street address"),
    ],
)
def test_what_looks_like_a_contact_is_told_with_place_and_kind(bare, text, kind):
    bare.write(f"{SITE}/index.html", html(f"<p>{text}</p>"))
    detail = failing(bare, "contacts")
    assert detail.startswith("index.html:") and f" {kind}" in detail and ": looks like a" in detail


@pytest.mark.parametrize(
    "text",
    [
        "from 2021-04-01 to 2022-07-31, 230,000 people",
        "chars:4452-4503, page 12, 1,365 claims in 170 sources",
        "210,000 and 230,000 (2021 and 2022)",
        "commit 0123456789ab and hash 3d5b5259e86800d02ecddfed8e5df5bfce83ebd1",
        "the Street of 12 lamps; a place in Rome; the road to 2023",
        "43.65,-79.38 and 50.08,14.43",
        "Law of 2 September 2022, article 12",
        "2021年4月至2022年7月 23万",
    ],
)
def test_dates_counts_hashes_and_coordinates_are_no_contacts(bare, text):
    bare.write(f"{SITE}/index.html", html(f"<p>{text}</p>"))
    assert failing(bare, "contacts") == ""


def test_no_pattern_reads_across_the_signs_that_part_a_text(root):
    for row in people._rows(root / people.PATTERNS):
        parsed = str(parse(row["pattern"]))
        assert "ANY" not in parsed and "NEGATE" not in parsed.replace("ASSERT_NOT", ""), row
        signs = {int(code) for code in re.findall(r"LITERAL, (\d+)\)", parsed)}
        assert not any(chr(code) in people._PARTING + "\n" for code in signs), row


def test_a_contact_is_told_with_the_line_that_it_begins_on(bare):
    bare.write(f"{SITE}/data/more.csv", 'a,b\n1,"x; 12 Example Street, y"\n')
    bare.write(f"{SITE}/index.html", html("<p>Text.</p>"))
    assert failing(bare, "contacts").startswith("data/more.csv:2: '12 Example Street': looks like")
    bare.path(f"{SITE}/data/more.csv").unlink()


@pytest.mark.parametrize(
    "name", [f"{SITE}/data/more.json", "data/processed/tables/more.md", f"{SITE}/a.svg"]
)
def test_contacts_are_looked_for_in_data_and_drawings_too(bare, name):
    text = "a@example.org"
    bare.write(
        name, f"<svg><text>{text}</text></svg>" if name.endswith("svg") else f'["\\n{text}"]'
    )
    bare.write(f"{SITE}/index.html", html("<p>Text.</p>"))
    assert "looks like an e-mail" in failing(bare, "contacts")
    bare.path(name).unlink()


@pytest.mark.parametrize(
    "hidden",
    [
        '<a href="mailto:a@example.org">Write</a>', "<!-- +86 138 0013 8000 -->",
        "<script>let to = 'a@example.org';</script>", "<style>p::after { content: 'a@example.org' }</style>",
        '<p data-note="a@example.org">Text.</p>',
    ],
)  # fmt: skip
def test_contacts_are_looked_for_where_no_reader_sees_them(bare, hidden):
    bare.write(f"{SITE}/index.html", html(f"<p>Text.</p>{hidden}"))
    assert "looks like a" in failing(bare, "contacts")


def test_what_only_looks_like_a_contact_is_a_row_with_a_reason(bare):
    bare.write(f"{SITE}/index.html", html("<p>12 Example Street is a film.</p>"))
    assert failing(bare, "contacts")
    before = bare.path(people.EXCEPTIONS).read_text(encoding="utf-8")
    bare.write(people.EXCEPTIONS, before + "12 Example Street,Title of a made-up film\n")
    assert failing(bare, "contacts") == ""
    bare.write(people.EXCEPTIONS, before)


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text(
        "# made up\nZoë Exämple-Person\n\n张示例\nQuyxel\nSome Othername\n", encoding="utf-8"
    )
    return path


def test_without_a_list_of_names_the_check_says_so(tampered):
    assert "--names FILE" in tampered.is_not_possible("private-names")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("said ZOE  Example\nPerson there", 2),
        ("Zoë Exämple-Person", 2),
        ("据张示例说", 4),
        ("a QUYXEL man", 5),
        ("OTHERNAME, Some", 6),
        ('<b title="Some Othername">He</b>', 6),
        ("<!-- Some Othername -->", 6),
        ('<a href="some-othername.html">He</a>', 6),
    ],
)
def test_a_private_name_is_found_whatever_its_capitals_accents_and_spaces(bare, names, text, line):
    bare.write(f"{SITE}/index.html", html(f"<p>{text}</p>"))
    detail = failing(bare, "private-names", names=names)
    assert detail.startswith(f"index.html: holds the private name in line {line} of the list")
    assert not any(part in detail for part in ("xample", "示例", "ther")), (
        "the name itself is not repeated"
    )


@pytest.mark.parametrize("text", ["Zoe Examples Person", "quyxels", "Person Example Zoe"])
def test_a_name_counts_as_a_whole_word_only(bare, names, text):
    bare.write(f"{SITE}/index.html", html(f"<p>{text}</p>"))
    assert failing(bare, "private-names", names=names) == ""


def test_a_private_name_in_a_tracked_file_is_found(tampered, names):
    tampered.replace("docs/add-a-source.md", "# ", "# Quyxel ")
    assert tampered.fails("private-names", names=names).startswith("docs/add-a-source.md: ")


def test_a_list_of_names_inside_the_project_is_refused(tampered):
    inside = tampered.write("names.txt", "Quyxel\n")
    with pytest.raises(StopError, match="lies inside the project"):
        audit.run(tampered.folder, names=inside, only=["private-names"])


def test_a_list_without_a_name_and_a_list_that_is_not_there_are_refused(tampered, tmp_path):
    with pytest.raises(StopError, match="There is no list"):
        audit.run(tampered.folder, names=tmp_path / "none", only=["private-names"])
    (tmp_path / "empty.txt").write_text("# nobody\n", encoding="utf-8")
    with pytest.raises(StopError, match="holds no name"):
        audit.run(tampered.folder, names=tmp_path / "empty.txt", only=["private-names"])


@pytest.mark.parametrize(
    ("row", "told"),
    [("A house,address,CAN,,,,\n", "place_kind: 'address': is finer than a municipality"),
     ("A town,municipality,CAN,A town,43.6532,-79.38,\n", "latitude: '43.6532': is finer than a town")],
)  # fmt: skip
def test_a_place_finer_than_a_municipality_fails(tampered, row, told):
    sheet = tampered.path("data/raw/codes/gazetteer.csv").read_text(encoding="utf-8")
    tampered.write("data/raw/codes/gazetteer.csv", sheet + row)
    detail = tampered.fails("places-coarse", *CHANGED)
    assert detail.startswith("data/raw/codes/gazetteer.csv:") and told in detail


def test_a_municipality_of_a_claim_that_the_gazetteer_does_not_have_fails(tampered):
    tampered.replace("data/processed/claims.csv", ",CAN,,", ",CAN,Hidden Lane,")
    detail = tampered.fails("places-coarse", "lock-outputs", "site-inputs", "site-commit")
    assert "place_city: 'Hidden Lane': is no municipality" in detail


@pytest.mark.parametrize("kind", ["person", "witness", "company", "association"])
def test_an_actor_called_by_a_name_fails(tampered, kind):
    sheet = tampered.path("data/raw/actors.csv").read_text(encoding="utf-8")
    tampered.write("data/raw/actors.csv", f"{sheet}made_up,Zoe Example,{kind},,,ok,,,,\n")
    detail = tampered.fails("actors-by-role", *CHANGED)
    assert detail.startswith("data/raw/actors.csv:") and "says no role" in detail
