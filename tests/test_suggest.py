"""Drafts for a new source: made-up texts, and recall against the coded record where its texts are at hand."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

import pytest
from conftest import ROOT

from overseas110 import dates, quantities, suggest, tables
from overseas110.problems import StopError

RAW = ROOT / "data" / "raw"
PUBLISHED = dates.from_edtf("2024-05-06")

ENGLISH = """Harbour town asks about a police desk

On 3 May 2024 the mayor said that more than 40 people, some 1.5 million yuan and at least three
service stations had turned up in one register. The desk in Madrid opened in the spring of 2021.
A few days later the embassy denied it, and nobody in Fiji or Toronto was asked by the police.

In 2019 officers counted 2000 suspects; no one else counted between 13 and 14 outposts, and the
gang was “persuaded to return” from April, 2021, to July, 2022.
"""
CHINESE = """港城通报:2021年4月至2022年7月,全市劝返逾十万人,其中610余名为逃犯,近1.4万人自首。
该局在53个国家设有服务站,第三批统一一起开放。去年10月,斐济关闭两处服务站,使馆否认。
"""


@pytest.fixture(scope="module")
def sheets():
    return {name: tables.read_sheet(sheet, RAW)[0] for name, sheet in tables.SHEETS.items()}


def found(sheets, text: str, language: str = "en", sheet: str = "") -> list[suggest.Draft]:
    drafts = suggest.drafts(text, suggest.codes(sheets, language), PUBLISHED)
    return [draft for draft in drafts if not sheet or draft.sheet == sheet]


def cores(text: str, drafts: list[suggest.Draft]) -> list[str]:
    return [draft.core.of(text) for draft in drafts]


def test_numbers_come_with_their_qualifiers_and_what_they_count(sheets):
    figures = found(sheets, ENGLISH, sheet="figures")
    shown = [(d.cells["value_text"], d.cells["unit_text"]) for d in figures]
    assert shown == [
        ("more than 40", "people"),
        ("some 1.5 million yuan", "yuan"),
        ("at least three", "service stations"),
        ("one", ""),
        ("A few days", "days"),
        ("2000", "suspects"),
        ("between 13 and 14", "outposts"),
    ]


def test_chinese_numbers_too_and_no_sign_that_is_part_of_a_word(sheets):
    figures = found(sheets, CHINESE, "zh", "figures")
    shown = [(d.cells["value_text"], d.cells["unit_text"]) for d in figures]
    assert shown == [
        ("逾十万", "人"),
        ("610余", "名"),
        ("近1.4万", "人"),
        ("53", "国家"),
        ("两", "服务站"),
    ]


def test_dates_are_events_and_the_only_date_of_a_sentence_is_its_figures_date(sheets):
    events = found(sheets, ENGLISH, sheet="events")
    whens = [d.cells["when_text"] for d in events if d.cells.get("when_text")]
    assert whens == [
        "On 3 May 2024",
        "in the spring of 2021",
        "In 2019",
        "from April, 2021, to July, 2022",
    ]
    figures = {d.cells["value_text"]: d.cells for d in found(sheets, ENGLISH, sheet="figures")}
    assert figures["more than 40"]["when_text"] == "On 3 May 2024"
    assert figures["2000"]["when_text"] == "", "two dates: a person decides"


def test_chinese_dates_too(sheets):
    events = found(sheets, CHINESE, "zh", "events")
    whens = [d.cells["when_text"] for d in events if d.cells.get("when_text")]
    assert whens[0] == "2021年4月至2022年7月"
    assert "去年10月" in whens


def test_a_date_that_counts_from_another_is_left_to_a_person(sheets):
    draft = next(d for d in found(sheets, ENGLISH, sheet="events") if "later" in d.core.of(ENGLISH))
    assert "when_text" not in draft.cells
    assert "counts from a date" in draft.cells["note"]


def test_places_are_stations_or_events_by_the_words_beside_them(sheets):
    stations = found(sheets, ENGLISH, sheet="stations")
    assert [d.cells.get("city_text") for d in stations] == ["Madrid"]
    told = [d for d in found(sheets, ENGLISH, sheet="events") if d.cells.get("place_text")]
    assert cores(ENGLISH, told) == ["Fiji", "Toronto"]
    assert [d.span for d in told] == [d.core for d in told], "the locator of a list is the name"


def test_a_country_that_the_gazetteer_lacks_is_known_by_its_name_in_iso_3166(sheets):
    assert "Fiji" not in set(sheets["gazetteer"]["place_text"])
    fiji = [d for d in found(sheets, CHINESE, "zh") if d.core.of(CHINESE) == "斐济"]
    assert [d.sheet for d in fiji] == ["stations"]
    assert {d.cells["note"] for d in fiji} == {"draft; the gazetteer lacks this place"}


def test_a_denial_without_a_date_is_an_event(sheets):
    text = "The stations exist. The embassy called it baseless."
    events = found(sheets, text, sheet="events")
    assert cores(text, events) == ["baseless"]
    assert events[0].span.of(text) == "The embassy called it baseless."


@pytest.mark.parametrize(
    "text",
    [
        "The recipe needs 12 eggs and 3 lemons. It was written in 1998 in Madrid.",
        "食谱需要12个鸡蛋。写于1998年。",
    ],
)
def test_far_from_the_subject_nothing_is_proposed(sheets, text):
    assert found(sheets, text) == []


def test_a_word_of_the_subject_reaches_over_the_sentences_beside_it(sheets):
    text = "He paid 12 coins. It rained. It was cold. The suspects left. It snowed for 9 days."
    assert cores(text, found(sheets, text, sheet="figures")) == ["9 days"]


def test_a_bare_year_before_a_counted_thing_is_a_number(sheets):
    text = "Police found 2000 suspects in 2000, and 2001 was worse."
    drafts = found(sheets, text)
    assert cores(text, [d for d in drafts if d.sheet == "figures"]) == ["2000"]
    assert cores(text, [d for d in drafts if d.sheet == "events"]) == ["in 2000", "2001"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No one of the suspects, and this one, left.", []),
        ("He said that one of the suspects left.", ["one"]),
        ("All 50 of the suspects left.", ["50"]),
        ("The suspects had $400, US $50 million or about 30%.", ["$400", "US $50 million", "about 30%"]),
        ("A three-hour call to the suspects; 16 or more answered.", ["three-hour", "16 or more"]),
        ("The suspects rang the hotline Overseas 110.", []),
    ],
)  # fmt: skip
def test_what_is_a_number_and_what_is_not(sheets, text, expected):
    assert cores(text, found(sheets, text, sheet="figures")) == expected


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_what_is_proposed_can_be_read_by_the_pipeline(sheets, text):
    language = "en" if text is ENGLISH else "zh"
    for draft in found(sheets, text, language):
        if draft.sheet == "figures":
            quantities.parse(draft.cells["value_text"])
        if draft.cells.get("when_text"):
            dates.parse(draft.cells["when_text"], PUBLISHED)


def test_short_forms_end_no_sentence():
    text = "On Feb. 7 Ms. X spoke to Mr. Y. of St. Z. Then “it ended.” So it was!\nA new line"
    shown = [part.of(text) for part in suggest.sentences(text)]
    assert shown[-2:] == ["So it was!", "A new line"]
    assert shown[0].startswith("On Feb. 7 Ms. X spoke to Mr. Y")


def test_a_line_that_goes_on_in_small_letters_is_one_sentence_with_the_next():
    text = "The report had many\npages. Next"
    assert next(part.of(text) for part in suggest.sentences(text)) == "The report had many pages."


def test_an_anchor_ends_before_what_may_be_a_name():
    text = "In May 2021 the police arrested Anna Example there."
    draft = suggest.Draft("events", suggest.Span(0, len(text)), suggest.Span(0, 11))
    assert suggest.anchor(text, draft) == "In May 2021 the police arrested"


# What the command prints -----------------------------------------------------------------------


def described(project, name: str, text: str = "", **cells: str) -> None:
    """Add the row of a made-up source."""
    row = dict.fromkeys(tables.SHEETS["sources"].headings, "") | {
        "source_id": name, "publisher": "A paper", "title": "A title", "title_basis": "seen",
        "published_text": "6 May 2024", "published_edtf": "2024-05-06", "link": "no",
        "link_reason": "Made up.", "language": "en", "kind": "news", "standing": "ok", "rights": "Ours.",
    }  # fmt: skip
    if text:
        row["snapshot_sha256"] = hashlib.sha256(text.encode()).hexdigest()
        row["snapshot_chars"] = str(len(text))
    project.write("sources.csv", [*project.rows("sources.csv"), row | cells])


@pytest.fixture
def snapshot(tmp_path) -> Path:
    path = tmp_path / "harbour.txt"
    path.write_bytes(ENGLISH.encode())
    return path


@pytest.fixture
def printed(project, snapshot, monkeypatch) -> str:
    described(project, "harbour-2024", ENGLISH)
    monkeypatch.chdir(project.folder)
    return suggest.report(snapshot, "harbour-2024")


def rows(printed: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each sheet that was printed, as a reader of CSV has them."""
    sheets: dict[str, list[dict[str, str]]] = {}
    headings: list[str] = []
    name = ""
    for line in printed.splitlines():
        if match := re.match(r"# ([a-z/]+\.csv)", line):
            name, headings = match[1], []
        elif line and not line.startswith("#"):
            cells = next(csv.reader([line]))
            if headings:
                sheets.setdefault(name, []).append(dict(zip(headings, cells, strict=True)))
            headings = headings or cells
    return sheets


def test_rows_have_the_columns_of_their_sheets(printed):
    for sheet in tables.CLAIM_SHEETS:
        drafts = rows(printed)[f"{sheet}.csv"]
        assert drafts
        assert tuple(drafts[0]) == tables.SHEETS[sheet].headings


def test_every_row_has_its_locator_and_an_anchor_inside_it(printed):
    for drafts in list(rows(printed).values())[:3]:
        for row in drafts:
            start, end = map(int, row["locator"].removeprefix("chars:").split("-"))
            inside = " ".join(ENGLISH[start:end].split())
            assert row["anchor"] and row["anchor"] in inside
            assert re.fullmatch(tables.ANCHOR, row["anchor"])
            assert row.get("value_text", "") in inside
            assert row["basis"] == "snapshot"
            assert row["note"].startswith("draft")


def test_what_a_person_has_to_decide_is_empty(printed):
    for name, columns in {
        "figures.csv": ("asserted_by", "measure", "scope", "restates", "place_text"),
        "stations.csv": ("asserted_by", "aspect", "bureaus", "list", "status"),
        "events.csv": ("asserted_by", "event_kind", "event_id", "summary", "response_action"),
    }.items():
        for row in rows(printed)[name]:
            assert [row[column] for column in columns] == [""] * len(columns)


def test_a_country_without_a_row_in_the_gazetteer_gets_one_to_copy(printed):
    assert [list(row.values())[:3] for row in rows(printed)["codes/gazetteer.csv"]] == [
        ["Fiji", "country", "FJI"]
    ]


def test_the_check_of_a_pasted_draft_names_only_what_is_empty(project, printed):
    for sheet in tables.CLAIM_SHEETS:
        name = f"{sheet}.csv"
        project.write(name, [*project.rows(name), *rows(printed)[name]])
    lacking = [row | {"note": "New."} for row in rows(printed)["codes/gazetteer.csv"]]
    project.write("codes/gazetteer.csv", [*project.rows("codes/gazetteer.csv"), *lacking])
    done = project.run("check")
    problems = done.stderr.splitlines()[1:]
    assert done.returncode == 1
    assert problems
    assert [line for line in problems if "''" not in line] == []


def test_numbers_go_on_where_the_claims_of_the_source_end(project, snapshot, monkeypatch):
    described(project, "harbour-2024", ENGLISH)
    first = {
        **project.rows("figures.csv")[0],
        "claim_id": "hbr-f007",
        "source_id": "harbour-2024",
        "locator": "chars:0-1",
    }
    project.write("figures.csv", [*project.rows("figures.csv"), first])
    monkeypatch.chdir(project.folder)
    drafts = rows(suggest.report(snapshot, "harbour-2024"))
    assert drafts["figures.csv"][0]["claim_id"] == "hbr-f008"
    assert drafts["events.csv"][0]["claim_id"] == "hbr-e001"


def test_a_new_source_has_its_own_name_in_its_claim_ids(printed):
    assert rows(printed)["figures.csv"][0]["claim_id"] == "harbour_2024-f001"


def test_what_is_coded_already_is_left_out_and_counted(project, printed, snapshot):
    drafts = rows(printed)["figures.csv"]
    coded = drafts[0] | {"measure": "stations", "scope": "world", "asserted_by": "globe"}
    project.write("figures.csv", [*project.rows("figures.csv"), coded])
    again = suggest.report(snapshot, "harbour-2024")
    assert "# 1 more spans are coded already." in again
    assert rows(again)["figures.csv"][0]["value_text"] == drafts[1]["value_text"]


def test_without_a_name_the_source_is_found_by_its_hash(printed, snapshot):
    assert suggest.report(snapshot, "") == printed


def test_numbers_that_no_draft_holds_are_said(project, tmp_path, monkeypatch):
    text = "The police counted about 12.000 suspects."
    path = tmp_path / "german.txt"
    path.write_text(text, encoding="utf-8")
    described(project, "german-2024", text, language="de")
    monkeypatch.chdir(project.folder)
    assert "# chars:25-31 The police counted about [12.000] suspects." in (
        suggest.report(path, "german-2024").splitlines()
    )


def test_a_text_without_a_source_says_what_to_write_into_its_row(project, snapshot, monkeypatch):
    monkeypatch.chdir(project.folder)
    digest = hashlib.sha256(ENGLISH.encode()).hexdigest()
    for name in ("", "nobody-2024"):
        with pytest.raises(StopError, match=f"{digest}, its snapshot_chars {len(ENGLISH)}"):
            suggest.report(snapshot, name)


def test_another_text_than_the_pinned_one_is_refused(project, snapshot, monkeypatch):
    described(project, "harbour-2024", ENGLISH + " ")
    monkeypatch.chdir(project.folder)
    with pytest.raises(StopError, match="was coded from another text"):
        suggest.report(snapshot, "harbour-2024")


def test_what_is_no_text_is_refused(project, tmp_path, monkeypatch):
    monkeypatch.chdir(project.folder)
    (tmp_path / "page.pdf").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StopError, match="no plain text in UTF-8"):
        suggest.report(tmp_path / "page.pdf", "")
    with pytest.raises(StopError, match="cannot be read"):
        suggest.report(tmp_path / "nothing.txt", "")


def test_the_command_prints_the_drafts_and_writes_nothing(project, snapshot):
    described(project, "harbour-2024", ENGLISH)
    before = {p: p.read_bytes() for p in project.path("data").rglob("*") if p.is_file()}
    done = project.run("suggest", str(snapshot), "--source", "harbour-2024", check=True)
    assert "harbour_2024-f001" in done.stdout
    after = {p: p.read_bytes() for p in project.path("data").rglob("*") if p.is_file()}
    assert after == before


# Against the record ----------------------------------------------------------------------------


def span(locator: str) -> suggest.Span:
    return suggest.Span(*map(int, locator.removeprefix("chars:").split("-")))


def words_inside(text: str, locator: str, words: str) -> suggest.Span | None:
    inside = span(locator)
    at = text.lower().find(words.lower(), inside.start, inside.end)
    return suggest.Span(at, at + len(words)) if words and at >= 0 else None


def test_the_drafts_of_the_core_documents_hold_most_of_what_was_coded(sheets, snapshots):
    texts = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes().decode("utf-8")
        for path in snapshots.iterdir()
    }
    counts = dict.fromkeys(("figures", "same", "coded", "dates", "dated", "drafts"), 0)
    for source in sheets["sources"].itertuples():
        text = texts.get(source.snapshot_sha256)
        if text is None:
            continue
        published = dates.from_edtf(source.published_edtf)
        drafts = suggest.drafts(text, suggest.codes(sheets, source.language), published)
        figures = [d for d in drafts if d.sheet == "figures"]
        counts["drafts"] += len(figures)
        own = sheets["figures"][sheets["figures"]["source_id"] == source.source_id]
        for row in own.itertuples():
            core = words_inside(text, row.locator, row.value_text)
            near = [d for d in figures if core and d.core.overlaps(core)]
            meant = quantities.parse(row.value_text)
            counts["coded"] += 1
            counts["figures"] += bool(near)
            counts["same"] += any(quantities.parse(d.cells["value_text"]) == meant for d in near)
        own = sheets["events"][sheets["events"]["source_id"] == source.source_id]
        for row in own.itertuples():
            core = words_inside(text, row.locator, row.when_text.split(";")[-1].strip())
            if core:
                counts["dated"] += 1
                counts["dates"] += any(
                    d.sheet == "events" and d.core.overlaps(core) for d in drafts
                )
    assert counts["coded"] > 0, "the folder holds the texts of the record"
    shown = str(counts)
    assert counts["figures"] >= 0.9 * counts["coded"], shown
    assert counts["same"] >= 0.9 * counts["coded"], shown
    assert counts["dates"] >= 0.9 * counts["dated"], shown
    assert counts["drafts"] <= 1.5 * counts["coded"], shown
