import datetime as dt

import pandas as pd
import pytest

from overseas110 import charts, charts_responses, responses, tables

CODES = pd.DataFrame(
    [
        ("status", "no_charges", "cleared", "Closed without charges"),
        ("status", "no_evidence", "cleared", "No evidence found"),
        ("status", "closed", "ended", "Closed"),
        ("status", "ordered_closed", "ended", "Ordered to close"),
        ("status", "investigated", "open", "Under investigation"),
        ("status", "operating", "active", "Operating"),
        ("status", "private_home", "not_found", "A private home"),
        ("response_action", "investigation", "", "Investigation"),
    ],
    columns=["vocabulary", "code", "group", "label"],
)
ACTORS = pd.DataFrame(
    [
        ("police", "The police", "police", "Canada", ""),
        ("paper", "A paper", "media", "Canada", ""),
        ("ministry_china", "A ministry of China", "government", "China", ""),
        ("state_paper", "A state newspaper", "state_media", "China", ""),
        ("union", "A union of states", "international", "", ""),
        ("chamber", "Its chamber", "parliament", "", "union"),
        ("member", "A member of its chamber", "parliament", "", "chamber"),
        ("ngo", "An NGO", "ngo", "", ""),
    ],
    columns=["actor_id", "name", "kind", "country_text", "part_of"],
)
CLAIM = {
    "sheet": "events", "source_id": "one", "asserted_by": "police", "used": "True", "restates": "",
    "when_edtf": "2022-10-26", "when_earliest": "2022-10-26", "when_latest": "2022-10-26",
    "asserted_earliest": "2022-10-27", "asserted_latest": "2022-10-27",
    "place_iso3": "CAN", "place_city": "", "responds_to": "",
}  # fmt: skip
EVENT = {
    **CLAIM, "event_kind": "response", "event_id": "inquiry", "actors": "police",
    "response_action": "investigation", "summary": "The police investigate.",
}  # fmt: skip
STATION = {
    **CLAIM, "sheet": "stations", "city_text": "", "status": "no_charges", "place_city": "Montreal",
}  # fmt: skip
NO_STATIONS = pd.DataFrame([], columns=["claim_id", *STATION])


def acts(*rows: dict, stations: tuple[dict, ...] = ()) -> pd.DataFrame:
    found = pd.DataFrame([{**EVENT, **row} for row in rows], columns=["claim_id", *EVENT])
    places = pd.DataFrame([{**STATION, **row} for row in stations], columns=["claim_id", *STATION])
    return responses.acts(found, places, ACTORS, CODES)


def test_every_action_belongs_to_one_kind_and_an_unknown_one_to_the_rest():
    coded = [action for kind in responses.KINDS for action in kind.actions]
    assert len(coded) == len(set(coded))
    assert responses.kind_of_action("closure_order") == "orders"
    assert responses.kind_of_action("concern") == responses.OTHER.code


def test_actions_and_groups_of_the_kinds_are_codes_of_the_vocabularies(root):
    codes = tables.read(root / "data" / "raw" / "codes" / "vocabularies.csv")
    groups = set(codes.loc[codes["vocabulary"] == "status_group", "code"])
    assert {group for kind in responses.KINDS for group in kind.groups} <= groups
    assert responses.kind_of_status("ordered_closed", {}) == "orders"


def test_watching_does_not_count_as_investigating():
    found = pd.DataFrame(
        [
            {**EVENT, "response_action": action}
            for action in ("investigation", "review", "monitoring")
        ]
    )
    assert list(responses.investigating(found)["response_action"]) == ["investigation", "review"]


def test_a_body_of_several_states_stands_under_its_topmost_part():
    found = acts(
        {
            "claim_id": "a",
            "place_iso3": "",
            "actors": "member;ngo",
            "response_action": "question",
        }
    )
    assert list(found[["place", "iso3", "kind", "who"]].iloc[0]) == [
        "A union of states",
        "",
        "parliament",
        "A member of its chamber",
    ]


@pytest.mark.parametrize("acting", ["", "ngo", "police"])
def test_a_response_without_a_country_and_without_such_a_body_has_no_place(acting):
    assert acts({"claim_id": "a", "place_iso3": "", "actors": acting}).empty


def test_several_countries_of_one_response_are_a_row_each():
    found = acts({"claim_id": "a", "place_iso3": "CAN;ITA"})
    assert list(found["place"]) == ["Canada", "Italy"]


def test_an_inquiry_that_ended_without_charges_is_an_act_of_its_own_place():
    found = acts(
        {"claim_id": "a"},
        stations=({"claim_id": "b"}, {"claim_id": "c", "place_city": "Brossard"}),
    )
    cleared = found[found["kind"] == responses.CLEARED].iloc[0]
    assert cleared["short"] == "Montreal and Brossard: closed without charges."
    assert cleared["claims"] == ("b", "c") and cleared["who"] == "The police"


def test_a_cleared_place_is_told_even_where_its_source_tells_it_in_a_sentence():
    found = acts(
        {"claim_id": "a", "response_action": "no_concern", "summary": "They see no concern."},
        stations=({"claim_id": "b", "status": "no_evidence"},),
    )
    assert list(responses.by_day(found)["short"]) == [
        "They see no concern. Montreal: no evidence found."
    ]


def test_a_state_that_its_source_tells_in_a_sentence_only_adds_its_claim():
    found = acts({"claim_id": "a"}, stations=({"claim_id": "b", "status": "investigated"},))
    assert list(found["claims"]) == [("a", "b")]


@pytest.mark.parametrize(
    ("status", "asserter", "kind"),
    [
        ("closed", "police", ["closed"]),
        ("closed", "paper", []),
        ("closed", "ministry_china", []),
        ("ordered_closed", "police", ["orders"]),
        ("investigated", "paper", ["looks"]),
        ("operating", "police", []),
        ("private_home", "paper", []),
    ],
)
def test_a_state_is_a_response_where_an_authority_gives_it(status, asserter, kind):
    found = acts(stations=({"claim_id": "b", "status": status, "asserted_by": asserter},))
    assert list(found["kind"]) == kind


def test_who_acts_is_never_china_nor_a_paper():
    found = acts({"claim_id": "a", "actors": "ministry_china;paper"})
    assert list(found["who"]) == [""]


def test_an_order_that_sources_date_differently_is_drawn_once_between_its_dates():
    order = {"response_action": "closure_order", "event_id": "order"}
    days = ("2022-10-31", "2022-11-02")
    found = acts(
        *(
            {
                "claim_id": day,
                **order,
                "source_id": day,
                "when_edtf": day,
                "when_earliest": day,
                "when_latest": day,
            }
            for day in days
        ),
        {"claim_id": "x", **order, "when_edtf": "", "when_earliest": "", "when_latest": ""},
    )
    assert len(found) == 3
    drawn = responses.drawn(found, ["orders"], "2022-09-01")
    assert list(drawn[["first", "last"]].iloc[0]) == list(days) and len(drawn) == 1


def test_what_ended_before_the_first_day_is_not_drawn():
    early = {"when_edtf": "2018", "when_earliest": "2018-01-01", "when_latest": "2018-12-31"}
    found = acts({"claim_id": "a", **early}, {"claim_id": "b"})
    assert responses.claims_of(responses.drawn(found, ["looks"], "2022-09-01"), "looks") == ["b"]


def test_acts_of_one_day_are_one_row_and_an_open_time_is_no_day():
    open_ended = {"when_edtf": "2022-09-01/..", "when_earliest": "2022-09-01", "when_latest": ""}
    found = acts(
        {"claim_id": "a"},
        {"claim_id": "b", "source_id": "two"},
        {"claim_id": "c", **open_ended},
    )
    days = responses.by_day(found)
    assert list(days["told"]) == [True, False]
    assert days["claims"].iloc[0] == ("a", "b") and days["sources"].iloc[0] == ("one", "two")


def test_an_edition_without_any_response_has_the_columns_and_no_row():
    found = acts()
    assert list(found.columns) == list(responses.ACT_COLUMNS) and found.empty
    assert responses.drawn(found, ["looks"], "2022-09-01").empty
    assert responses.by_day(found).empty
    assert responses.places_of(found, "looks") == []


ANSWER = {**EVENT, "asserted_by": "ministry_china", "place_iso3": "", "response_action": ""}
OF_CLAIM = ("claim_id", *CLAIM)


def answers(*rows: dict) -> pd.DataFrame:
    whole = pd.DataFrame([{**ANSWER, **row} for row in rows])
    kept = [column for column in OF_CLAIM if column not in ("responds_to", "asserted_earliest")]
    return responses.answers(
        whole[kept],
        whole[["claim_id", *(c for c in whole if c not in kept)]],
        ACTORS,
    )


@pytest.mark.parametrize(
    ("row", "is_answer"),
    [
        ({"event_kind": "denial"}, True),
        ({"event_kind": "explanation"}, False),
        ({"event_kind": "explanation", "responds_to": "ngo-f001"}, True),
        ({"event_kind": "statement"}, False),
        ({"event_kind": "statement", "place_iso3": "DEU"}, True),
        ({"event_kind": "statement", "place_iso3": "CHN"}, False),
        ({"event_kind": "denial", "event_id": "case-somebody"}, False),
        ({"event_kind": "denial", "asserted_by": "state_paper"}, False),
        (
            {"event_kind": "denial", "asserted_by": "state_paper", "responds_to": "ngo-f001"},
            True,
        ),
        ({"event_kind": "denial", "asserted_by": "paper"}, False),
    ],
)
def test_what_is_an_answer_of_china(row, is_answer):
    assert (len(answers({"claim_id": "a", **row})) == 1) is is_answer


def test_what_one_speaker_says_on_one_day_stands_together_with_its_retellings():
    said = responses.together(
        answers(
            {"claim_id": "a", "event_kind": "denial", "responds_to": "x;y", "summary": "No."},
            {
                "claim_id": "b",
                "event_kind": "explanation",
                "responds_to": "y",
                "summary": "Service.",
            },
            {"claim_id": "c", "event_kind": "denial", "restates": "a", "used": "False"},
        )
    )
    assert len(said) == 1
    row = said.iloc[0]
    assert (row["roots"], row["retellings"], row["answers_to"]) == (("a", "b"), ("c",), ("x", "y"))
    assert row["short"] == "No. Service."


def test_no_answer_is_an_empty_table_with_its_columns():
    assert list(responses.together(answers({"claim_id": "a"})).columns)[:2] == [
        "asserted_by",
        "source_id",
    ]


def test_a_law_that_sources_date_differently_keeps_both_dates_in_one_row():
    rows = [
        {**EVENT, "claim_id": name, "event_kind": "legal", "event_id": "law", "when_edtf": when,
         "when_earliest": f"{when}-01", "when_latest": f"{when}-28"}
        for name, when in (("late", "2015-09"), ("early", "2015-04"))
    ]  # fmt: skip
    rows.append({**rows[0], "claim_id": "suit", "event_id": "lawsuit-somewhere"})
    whole = pd.DataFrame(rows)
    own = ["claim_id", "event_kind", "event_id", "summary"]
    found = responses.milestones(whole.drop(columns=own[1:]), whole[own])
    assert len(found) == 1
    assert found["dated"].iloc[0] == (("2015-04", ("early",)), ("2015-09", ("late",)))


# The charts.

DAY = dt.date(2022, 11, 1)
LOOKS = charts_responses.RESPONSE_LOOKS
AXIS = charts_responses.Axis(
    dt.date(2022, 9, 1),
    dt.date(2025, 10, 1),
    dt.date(2024, 1, 1),
    {size: charts_responses.ticks(dt.date(2022, 9, 1), dt.date(2025, 10, 1), dt.date(2024, 1, 1), (1, 7))
     for size in ("wide", "narrow")},
    {"wide": 1.75, "narrow": 0.0},
    gutter=True,
)  # fmt: skip
WORDS = charts.Words("A title", "A subtitle", "a source", "A chart.", "One row.", ["a"])


@pytest.fixture
def staging(tmp_path, monkeypatch):
    monkeypatch.setenv("OVERSEAS110_STAGING", str(tmp_path))
    return tmp_path


def drawing(*marks: charts_responses.Mark):
    rows = [
        charts_responses.Row("A heading"),
        charts_responses.Row("Canada", marks, joined=True),
    ]
    return charts_responses.dots(rows, LOOKS, AXIS)


def test_two_drawings_of_one_chart_are_the_same_bytes_and_need_no_font(staging):
    marks = [charts_responses.Mark(look, DAY, DAY) for look in LOOKS]
    marks.append(charts_responses.Mark("looks", None, DAY))
    marks.append(charts_responses.Mark("looks", DAY, dt.date(2025, 1, 1)))
    charts.save("x", WORDS, drawing(*marks))
    first = {p.name: p.read_bytes() for p in (staging / "figures").iterdir()}
    charts.save("x", WORDS, drawing(*marks))
    assert first == {p.name: p.read_bytes() for p in (staging / "figures").iterdir()}
    assert b"<text" not in first["x-wide.svg"] and b"<text" not in first["x-narrow.svg"]


def test_signs_of_one_day_are_set_below_each_other_so_that_the_row_grows():
    import matplotlib.pyplot as plt

    def height(*looks: str) -> float:
        figure, canvas = plt.subplots()
        tall = drawing(*(charts_responses.Mark(look, DAY, DAY) for look in looks))(canvas, "narrow")
        plt.close(figure)
        return tall

    # One more line in the key, and a lane more in the row.
    assert height("looks", "orders") > height("looks") + 0.24


def test_no_kind_is_told_by_colour_alone():
    signs = [(look.marker, look.filled) for look in LOOKS.values()]
    assert len(set(signs)) == len(signs)
    assert set(LOOKS) == {kind.code for kind in responses.KINDS} - {responses.OTHER.code}


def test_an_axis_that_ends_before_the_turn_has_none():
    first, last, turn = dt.date(2022, 9, 1), dt.date(2022, 12, 31), dt.date(2024, 1, 1)
    assert charts_responses.ticks(first, last, turn, (1, 10)) == (dt.date(2022, 10, 1),)


def test_after_the_turn_only_years_are_marked():
    days = charts_responses.ticks(
        dt.date(2023, 6, 1), dt.date(2025, 6, 1), dt.date(2024, 1, 1), (1, 7)
    )
    assert days == (dt.date(2023, 7, 1), dt.date(2024, 1, 1), dt.date(2025, 1, 1))
