from __future__ import annotations

import sys

import pytest

from overseas110.problems import StopError
from overseas110.report import quarto, renderers


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch):
    monkeypatch.delenv("RENDERER", raising=False)
    renderers._quarto.cache_clear()
    yield
    renderers._quarto.cache_clear()


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Put a `quarto` on PATH, the only one there, that runs what a test says."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def write(version: str = "1.10.18", status: int = 0, rendering: str = "") -> str:
        path = folder / "quarto"
        lines = [
            f"#!{sys.executable}",
            "import pathlib, sys",
            "if sys.argv[1:] == ['--version']:",
            f"    print({version!r})",
            f"    sys.exit({status})",
            "out = pathlib.Path(sys.argv[2]) / sys.argv[sys.argv.index('--output-dir') + 1]",
            rendering,
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    return write


MAKES_A_PAGE = "out.mkdir(); (out / 'index.html').write_text('<main>made</main>')"


def test_without_quarto_pandoc_renders(fake):
    found = renderers.choose()
    assert found.name == "pandoc"
    assert str(found) == f"Pandoc {found.version}"
    assert found.version[0].isdigit()


def test_with_quarto_at_hand_quarto_renders(fake):
    path = fake("1.10.18")
    assert renderers.choose() == renderers.Renderer("quarto", "1.10.18", path)


def test_pandoc_may_be_asked_for_beside_quarto(fake, monkeypatch):
    fake("1.10.18")
    monkeypatch.setenv("RENDERER", "pandoc")
    assert renderers.choose().name == "pandoc"
    assert renderers.choose("quarto").name == "quarto"


def test_quarto_asked_for_and_not_there_says_how_to_get_it(fake, monkeypatch):
    monkeypatch.setenv("RENDERER", "quarto")
    with pytest.raises(StopError, match=r"no quarto 1\.4 or newer is on PATH; `make quarto`"):
        renderers.choose()


@pytest.mark.parametrize(
    ("version", "status"), [("1.3.450", 0), ("0.9.1", 0), ("hm", 0), ("1.9.0", 1)]
)
def test_a_quarto_that_is_too_old_or_broken_is_as_none(version, status, fake):
    fake(version, status)
    assert renderers.choose("auto").name == "pandoc"
    with pytest.raises(StopError, match="or newer"):
        renderers.choose("quarto")


@pytest.mark.parametrize("version", ["1.4.0", "1.4.557", "2.0.1", "99.9.9"])
def test_from_its_oldest_known_version_on_quarto_is_taken(version, fake):
    fake(version)
    assert renderers.choose().version == version


def test_an_unknown_renderer_is_told_the_known_words(monkeypatch):
    monkeypatch.setenv("RENDERER", "Quarto")
    with pytest.raises(StopError, match="RENDERER is auto, quarto or pandoc, not 'Quarto'"):
        renderers.choose()


def test_an_empty_word_means_auto(fake, monkeypatch):
    monkeypatch.setenv("RENDERER", "")
    assert renderers.choose().name == "pandoc"


def rendered(report):
    report.site.mkdir(exist_ok=True)
    quarto.render(report.folder, report.site, renderers.choose("quarto"))


def test_what_quarto_makes_is_moved_to_the_site(fake, report):
    fake(rendering=MAKES_A_PAGE)
    report.page("Text.")
    rendered(report)
    assert (report.site / "index.html").read_text() == "<main>made</main>"
    assert not (report.folder / "_quarto_site").exists()


def test_quarto_runs_with_the_folder_of_values_named(fake, report):
    fake(
        rendering=f"{MAKES_A_PAGE}\nimport os\n"
        "(out / 'told').write_text(os.environ['OVERSEAS110_BUILD'])"
    )
    report.page("Text.")
    rendered(report)
    assert (report.site / "told").read_text() == str(report.folder / "_build")


@pytest.mark.parametrize(
    "said",
    [
        "WARN: Unable to resolve crossref @fig-x",
        "\x1b[33mWARN: Shortcode 'nope' not found\x1b[39m",
        "[WARNING] Citeproc: citation nobody not found",
        "WARNING (main.lua:1) something",
        "ERROR: bad",
    ],
)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_warning_of_quarto_is_an_error_in_its_own_words(said, stream, fake, report):
    fake(rendering=f"{MAKES_A_PAGE}; print('[1/1] index.qmd'); print({said!r}, file=sys.{stream})")
    report.page("Text.")
    with pytest.raises(StopError) as caught:
        rendered(report)
    plain = said.replace("\x1b[33m", "").replace("\x1b[39m", "")
    assert str(caught.value).splitlines() == [
        "Quarto 1.10.18 could not render the site without a warning:",
        plain,
    ]
    assert list(report.site.iterdir()) == []
    assert not (report.folder / "_quarto_site").exists()


def test_a_quarto_that_fails_is_told_by_its_last_words(fake, report):
    fake(rendering="print('the disk is full', file=sys.stderr); sys.exit(1)")
    report.page("Text.")
    with pytest.raises(StopError, match="the disk is full"):
        rendered(report)


def test_a_quarto_that_makes_nothing_is_an_error(fake, report):
    fake(rendering="print('nothing to do')")
    report.page("Text.")
    with pytest.raises(StopError, match="nothing to do"):
        rendered(report)


def test_what_an_interrupted_run_left_does_not_get_into_the_site(fake, report):
    fake(rendering=MAKES_A_PAGE)
    report.page("Text.")
    report.write("_quarto_site/old.html", "left over")
    rendered(report)
    assert [path.name for path in report.site.iterdir()] == ["index.html"]


def test_what_lies_outside_the_subset_is_refused_before_quarto_runs(fake, report):
    fake(rendering="raise SystemExit('quarto ran')")
    report.page("::: {.panel-tabset}\nx\n:::")
    with pytest.raises(StopError, match="is a class that only Quarto knows"):
        rendered(report)
