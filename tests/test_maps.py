"""The map: what it says of a country, that it says it without colour, and that its shapes are sound."""

from __future__ import annotations

import hashlib
import json
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pandas as pd
import pycountry
import pytest

from overseas110 import maps, paths, places
from overseas110.charts import Words
from overseas110.problems import StopError

SVG = "{http://www.w3.org/2000/svg}"
#: Nobody lives there but by turns, and no source places a station there.
UNINHABITED = {"BVT", "HMD", "IOT", "SGS", "UMI"}
GROUPS = {"denied": "denied", "no_charges": "cleared", "closed": "ended", "restaurant": "not_found"}
ACTORS = {"ministry": "Interior ministry", "paper": "A paper", "police": "Police"}


@pytest.fixture(scope="module")
def known():
    from conftest import ROOT

    return maps.shapes(ROOT / "data" / "raw" / "shapes")


def record(iso3, footing="list", marks="", low=1, best=1, high=1, claims="", shared=""):
    return {
        "iso3": iso3,
        "footing": footing,
        "marks": marks,
        "count_low": low,
        "count_best": best,
        "count_high": high,
        "claims": claims,
        "shared_claims": shared,
    }


def told(claim, status="", by="ministry", via="", standing="ok"):
    return {
        "claim_id": claim,
        "status": status,
        "asserted_by": by,
        "via": via,
        "standing": standing,
    }


def marks(records, claims=(), stations=()):
    frame = pd.DataFrame(list(records), columns=list(record("")))
    return maps.country_marks(
        frame,
        pd.DataFrame({"place_iso3": list(claims)}, dtype=str),
        pd.DataFrame(list(stations), columns=list(told(""))),
        GROUPS,
        ACTORS,
    )


def drawing(found, known):
    return ET.fromstring(maps.draw(found, known, "Title", "What it shows"))


def links(root, iso3):
    return [a for a in root.iter(f"{SVG}a") if a.get("href").endswith(f"/{iso3.lower()}.html")]


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([record("CAN")], "listed"),
        ([record("CAN", marks="ended;not_found")], "listed"),
        ([record("CAN"), record("CAN", marks="cleared")], "contested"),
        ([record("CAN", marks="denied")], "contested"),
        ([record("CAN"), record("CAN", "allegation", "allegation;cleared", 0, 0, 0)], "listed"),
        ([record("CAN", "allegation", "allegation", 0, 0, 0)], "alleged"),
        ([record("CAN", "allegation", "allegation;cleared", 0, 0, 0)], "alleged"),
        ([record("CAN", "count", "count", 0, 0, 0)], "alleged"),
        ([record("CAN", low=0, best=0, high=0)], "alleged"),
        ([record("CAN;USA")], "alleged"),
        ([record("CAN", "other", "other", 0, 0, 0)], "named"),
        ([], "named"),
    ],
)
def test_the_kind_of_a_country_follows_from_its_records(rows, kind):
    found = {mark.iso3: mark for mark in marks(rows, ["CAN"])}
    assert found["CAN"].kind == kind
    assert bool(found["CAN"].high) is (kind in ("listed", "contested"))


def test_counts_are_added_with_their_bounds_and_only_over_listed_records():
    (mark,) = marks(
        [
            record("ESP", low=1, best=2, high=4),
            record("ESP", low="1", best="1", high="1"),
            record("ESP", "allegation", "allegation", 5, 5, 5),
            record("ESP", "count", "count", 9, 9, 9),
        ]
    )
    assert (mark.low, mark.best, mark.high, mark.alleged) == (2, 3, 5, 1)
    assert mark.words == "Spain: 2 to 5 listed; alleged elsewhere, on no list"


def test_the_words_say_who_denies_and_of_what():
    (mark,) = marks(
        [
            record("ITA", marks="denied;ended", claims="a;b", shared="c"),
            record("ITA", "allegation", "allegation;cleared", 0, 0, 0, claims="d"),
        ],
        stations=[
            told("a", "denied"),
            told("b", "closed", "police", "paper"),
            told("c", "denied", standing="disputed"),
            told("d", "no_charges", "police"),
        ],
    )
    assert mark.words == (
        "Italy: 1 listed (denied by Interior ministry and Interior ministry (disputed); "
        "ended or told to end, according to Police, per A paper); "
        "alleged elsewhere, on no list (nothing found or charged, according to Police)"
    )
    assert mark.claims == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([record("MOZ", "allegation", "allegation", 0, 0, 0)], "alleged, on no list"),
        ([record("MOZ", "count", "count", 0, 0, 0)], "counted by others, on no list"),
        ([], "no station; named otherwise"),
    ],
)
def test_what_is_on_no_list_says_so(rows, words):
    (mark,) = marks(rows, ["MOZ"])
    assert mark.words == f"Mozambique: {words}"


def test_every_country_with_any_claim_is_marked_once_and_by_name():
    found = marks([record("CHE")], ["CAN;USA", "", "CAN", "AUT"])
    assert [mark.country for mark in found] == ["Austria", "Canada", "Switzerland", "United States"]


def test_the_projection_is_equal_earth():
    # https://proj.org: echo 122 47 | proj +proj=eqearth +R=1 gives 1.55 0.89
    x, y = maps.project(maps._CENTRE + 122, 47)
    assert (round(x, 2), round(-y, 2)) == (1.55, 0.89)
    assert maps.project(maps._CENTRE, 0) == (0, 0)
    assert -maps.project(0, 90)[1] == pytest.approx(1.3173627591574)
    assert maps.project(50, -30)[1] == -maps.project(50, 30)[1]


@pytest.mark.parametrize("latitude", [-60, -20, 0, 35, 62])
def test_the_projection_keeps_areas_true(latitude):
    step = 0.01
    box = [
        (20, latitude),
        (20 + step, latitude),
        (20 + step, latitude + step),
        (20, latitude + step),
    ]
    area = maps._moments([maps.project(*place) for place in [*box, box[0]]])[0]
    middle = math.radians(latitude + step / 2)
    assert area == pytest.approx(math.radians(step) ** 2 * math.cos(middle), rel=1e-3)


def test_each_country_is_a_link_to_its_page_with_what_it_is_in_words(known):
    found = marks([record("CAN"), record("LSO"), record("ITA", marks="denied")], ["HKG"])
    root = drawing(found, known)
    for mark in found:
        names = {a.find(f"{SVG}title").text for a in links(root, mark.iso3)}
        assert names == {mark.words}
        assert all("{{root}}countries/" in a.get("href") for a in links(root, mark.iso3))


def test_the_keyboard_stops_once_at_each_country(known):
    found = marks(
        [record(iso3) for iso3 in ("CAN", "FRA", "NOR", "RUS", "TUR", "SRB", "HKG", "MLT")]
    )
    root = drawing(found, known)
    for mark in found:
        stops = [a for a in links(root, mark.iso3) if a.get("tabindex") != "-1"]
        assert len(stops) == 1, mark
        title = stops[0].find(f"{SVG}title")
        assert stops[0].get("aria-labelledby") == title.get("id")
        for other in links(root, mark.iso3):
            assert (other.get("aria-hidden") == "true") is (other is not stops[0])


def test_a_drawing_with_links_is_a_named_group_and_no_image(known):
    root = drawing(marks([record("CAN")]), known)
    assert root.get("role") == "group"
    names = {el.get("id"): el.text for el in root.iter() if el.get("id")}
    assert names[root.get("aria-labelledby")] == "Title"
    assert names[root.get("aria-describedby")] == "What it shows"
    assert {svg.get("role") for svg in root.iter(f"{SVG}svg")} == {"group"}


def test_ids_are_unique_and_every_pattern_named_is_there(known):
    text = maps.draw(marks([record("ITA", marks="denied")], ["MOZ"]), known, "Title", "Alt")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("{{id}}") for name in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)


def test_kinds_differ_without_colour(known):
    fills = {kind: maps._look(maps.WORLD, kind) for kind in maps.KINDS}
    patterns = [fill for fill in fills.values() if "url(#" in fill]
    assert len(set(fills.values())) == len(maps.KINDS)
    assert len(patterns) == len(set(patterns)) == 2
    assert "url(#" in fills["contested"] and "url(#" in fills["alleged"]  # never drawn as plain
    assert len({entry["swatch"] for entry in maps.key()}) == len(maps.KINDS)
    for entry in maps.key():
        ET.fromstring(entry["swatch"])
        assert "id=" not in entry["swatch"] and "url(" not in entry["swatch"]


def test_a_country_too_small_to_see_has_a_dot_and_europe_is_large_enough(known):
    root = drawing(marks([record(iso3) for iso3 in ("LSO", "HKG", "SGP", "NLD", "CAN")]), known)
    dotted = {
        a.get("href")[-8:-5] for a in root.iter(f"{SVG}a") if a.find(f"{SVG}circle") is not None
    }
    assert dotted == {"lso", "hkg", "sgp"}


def test_a_country_with_no_shape_is_named_with_the_file_that_mends_it(known):
    without = maps.Shapes(known.polygons, {})
    with pytest.raises(StopError, match=r"Hong Kong \(HKG\) has no shape.*shapes/points\.csv"):
        maps.draw(marks([record("HKG")]), without, "Title", "Alt")


def test_no_line_runs_across_the_map(known):
    """A country cut by the edge of the map would draw a stripe from side to side."""
    root = drawing(marks([record(iso3) for iso3 in ("RUS", "FJI", "USA", "NZL")]), known)
    for path in root.iter(f"{SVG}path"):
        for line in path.get("d").split("z")[:-1]:
            steps = re.findall(r"-?\d+", line.partition("l")[2])
            assert max(abs(int(n)) for n in steps[::2]) < 2000


def test_what_lies_beyond_the_edge_is_moved_to_where_it_belongs(known):
    """The tip of Chukotka is east of Russia, and the Aleutians are west of America."""
    root = drawing(marks([record("RUS"), record("USA")]), known)
    for iso3, sides in (("RUS", {"east"}), ("USA", {"west"})):
        path = links(root, iso3)[0].find(f"{SVG}path").get("d")
        found = {
            "west" if int(x) < maps._WIDTH / 2 else "east" for x in re.findall(r"M(-?\d+)", path)
        }
        assert found == sides


def test_two_drawings_are_the_same_bytes_and_light(known):
    everywhere = [code for code in known.polygons if code and code != "ATA"]
    found = marks([record(iso3) for iso3 in everywhere])
    text = maps.draw(found, known, "Title", "Alt")
    assert maps.draw(list(found), known, "Title", "Alt") == text
    assert len(text) < 150_000


def test_nothing_is_drawn_of_another_edition_but_a_lost_shape_is_still_found(known, monkeypatch):
    monkeypatch.setenv(paths.UNDRAWN_VARIABLE, "1")
    found = marks([record("ITA")])
    assert maps.draw(found, known, "Title", "Alt") == ""
    with pytest.raises(StopError, match="has no shape"):
        maps.draw(found, maps.Shapes({}, {}), "Title", "Alt")


def test_an_edition_that_knows_of_no_country_has_a_plain_map(known):
    said = maps.describe([])
    root = drawing([], known)
    assert not list(root.iter(f"{SVG}a"))
    assert said["title"] == "No country is on a list of stations in this edition"
    assert said["claims"] == []
    assert maps.table([]).empty


def test_the_words_count_what_the_map_shows():
    found = marks(
        [
            record("CAN"),
            record("ITA", marks="denied", claims="a"),
            record("MOZ", "allegation", "allegation", 0, 0, 0, claims="b"),
        ],
        ["NOR"],
    )
    said = maps.describe(found)
    assert said["title"].startswith(
        "On a list of stations: 2 countries; authorities of 1 of them deny"
    )
    assert "counted by others: 1 country." in said["alt"]
    assert "nothing: Italy." in said["description"] and "others: Mozambique." in said["description"]
    assert said["claims"] == ["a", "b"]
    Words(**said)


def test_no_denial_is_spoken_of_where_none_is_known():
    said = maps.describe(marks([record("CAN")]))
    assert said["title"] == "On a list of stations: 1 country"
    assert "deny" not in said["title"] + said["alt"]


def test_the_table_links_each_country_and_takes_its_numbers_from_findings():
    frame = maps.table(
        marks([record("CAN", marks="denied", claims="a")], ["NOR"], [told("a", "denied")])
    )
    first, second = frame.to_dict("records")
    assert first["Country"] == "[Canada](countries/can.html)"
    assert first["Listed stations"] == "{{< finding can_listed >}}"
    assert first["Places only alleged"] == "{{< finding can_alleged >}}"
    assert first["What is said of them"] == "Of those on a list: denied by Interior ministry."
    assert second["What is said of them"] == "no station; the record names the country otherwise"
    assert not re.search(r"\d", "".join(frame.to_numpy().ravel()))


@pytest.fixture
def staging(tmp_path, monkeypatch):
    monkeypatch.setenv("OVERSEAS110_STAGING", str(tmp_path))
    return tmp_path / "figures"


WORDS = {
    "title": "T",
    "subtitle": "S",
    "source": "So",
    "alt": "A",
    "description": "D",
    "claims": [],
}


def test_a_map_is_saved_with_its_words(staging):
    maps.save("map", Words(**WORDS), "<svg/>")
    said = json.loads((staging / "map.json").read_text(encoding="utf-8"))
    assert {key: said[key] for key in WORDS} == WORDS
    assert said["inline"] is True
    assert [entry["label"] for entry in said["key"]] == list(maps.KINDS.values())
    assert (staging / "map.svg").read_text(encoding="utf-8") == "<svg/>\n"


@pytest.mark.parametrize("field", ["title", "subtitle", "source", "alt", "description"])
def test_a_map_without_its_words_is_refused(staging, field):
    with pytest.raises(StopError, match=f"Map 'map' has no {field}"):
        maps.save("map", Words(**{**WORDS, field: ""}), "<svg/>")
    assert not list(staging.parent.rglob("*.svg"))


def test_the_map_needs_no_plotting_library():
    code = "import sys; from overseas110 import maps; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_shapes_are_those_that_the_readme_names(root):
    folder = root / "data" / "raw" / "shapes"
    said = (folder / "README.md").read_text(encoding="utf-8")
    for name in ("countries.json", "points.csv"):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert f"| `{name}` | `{digest}` |" in said


def test_every_code_of_a_shape_is_a_country_and_every_country_has_one_shape(known):
    codes = {country.alpha_3 for country in pycountry.countries} | set(places.USER_ASSIGNED)
    assert set(known.polygons) - {""} <= codes
    assert not set(known.polygons) & set(known.points)
    assert codes - set(known.polygons) - set(known.points) == UNINHABITED
    assert {"FRA", "NOR", "XKX"} <= set(known.polygons)


def test_every_outline_is_a_closed_ring_on_the_globe(known):
    for iso3, polygons in known.polygons.items():
        for ring in (ring for polygon in polygons for ring in polygon):
            assert len(ring) > 3 and ring[0] == ring[-1], iso3
            for longitude, latitude in ring:
                assert -180 <= longitude <= 180 and -90 <= latitude <= 90
                assert round(longitude, 2) == longitude and round(latitude, 2) == latitude


def test_every_country_of_the_gazetteer_can_be_drawn(root, known):
    from overseas110 import tables

    codes = set(tables.read(root / "data/raw/codes/gazetteer.csv")["iso3"]) - {""}
    assert codes <= set(known.polygons) | set(known.points)
