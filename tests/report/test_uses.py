from __future__ import annotations

import pytest

from overseas110.report import uses

CONFIG = "project:\n  render:\n    - index.qmd\n    - evidence.qmd\n    - countries/*.qmd\n"


@pytest.fixture
def folder(tmp_path):
    """Return how to write a file of a small project."""

    def write(name: str, text: str):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    write("report/_quarto.yml", CONFIG)
    write(
        "report/index.qmd",
        "---\ntitle: A\n---\n\nOf {{< finding a >}}.\n\n{{< include _build/tables/t.md >}}\n",
    )
    write("report/evidence.qmd", "{{< include _build/evidence.md >}}\n")
    write("data/processed/tables/t.md", "| x |\n|:--|\n| {{< ref c-f001 c-f002 >}} |\n")
    write("data/processed/countries/CAN/page.md", "{{< finding can_listed link=false >}}\n")
    return tmp_path


def test_a_use_has_page_file_and_line_also_through_a_table_that_a_page_takes_in(folder):
    assert uses.of_report(folder) == [
        uses.Use("index.html", "report/index.qmd", 5, "finding", "a"),
        uses.Use("index.html", "data/processed/tables/t.md", 3, "ref", "c-f001"),
        uses.Use("index.html", "data/processed/tables/t.md", 3, "ref", "c-f002"),
        uses.Use("countries/can.html", "data/processed/countries/CAN/page.md", 1, "finding", "can_listed"),
    ]  # fmt: skip


def test_a_table_knows_its_pages(folder):
    assert uses.tables(folder) == {"t": ["index.html"]}


def test_every_table_and_every_chart_of_the_real_report_is_used(root):
    processed = root / "data" / "processed"
    assert set(uses.tables(root)) == {p.stem for p in processed.glob("tables/*.md")}
    charts = {use.target for use in uses.of_report(root) if use.shortcode == "chart"}
    assert charts == {p.stem for p in processed.glob("figures/*.json")} | {"pipeline"}
