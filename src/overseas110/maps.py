"""A map by country as SVG, with a link on every country that the record speaks of.

It is written by hand, not drawn by a plotting library: it is light, it holds links, and two builds
give the same bytes. Fills differ by pattern and not by colour alone. Europe, where most of the
countries are, is drawn a second time, larger, under the world.

The projection is Equal Earth, which keeps areas true: B. Šavrič, T. Patterson and B. Jenny (2018),
"The Equal Earth map projection", International Journal of Geographical Information Science,
doi:10.1080/13658816.2018.1504949. The shapes are Natural Earth's; ``data/raw/shapes/README.md``
says more.
"""

from __future__ import annotations

import itertools
import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pandas as pd

from overseas110 import paths, places, show, tables
from overseas110.problems import StopError

if TYPE_CHECKING:  # the charts import a plotting library; the map does without it
    from overseas110.charts import Words

INK, BLUE, RUST, GREY, PAPER = "#1B1B1B", "#1A5A96", "#B3460F", "#6B7280", "#FBFAF7"
_LAND, _NAMED, _BORDER = "#E7E5DD", "#C6CBD2", "#FFFFFF"

#: What the record says of a country, in the order of the key, with its label there.
KINDS = {
    "listed": "Stations on a list of the NGO or of a Chinese bureau",
    "contested": "On a list; authorities of the country deny at least one, or found or charged nothing",
    "alleged": "On no list: only alleged, or only counted by others",
    "named": "In the record for something else: no station",
}
#: Groups of the vocabulary ``status`` that a reader must see, with how they are said of a country.
_SAID = {
    "denied": "denied by",
    "cleared": "nothing found or charged, according to",
    "ended": "ended or told to end, according to",
    "not_found": "something else found on the spot, according to",
}


@dataclass(frozen=True)
class Mark:
    """What the record says of one country.

    Parameters
    ----------
    iso3 : str
        ISO 3166-1 alpha-3 code.
    country : str
        Its name for readers.
    kind : str
        One of `KINDS`.
    low, best, high : int
        Listed stations: the least, the best supported and the greatest number.
    alleged : int
        Places of which a station is only alleged.
    said, said_unlisted : tuple of str
        Who denies, cleared, ended or did not find what is on a list and what is on none, each as
        a phrase.
    claims : tuple of str
        The claims about stations in the country, sorted.
    """

    iso3: str
    country: str
    kind: str
    low: int
    best: int
    high: int
    alleged: int
    said: tuple[str, ...]
    said_unlisted: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def words(self) -> str:
        """The whole mark in words: what the map shows when one rests on the country."""
        number = str(self.low) if self.low == self.high else f"{self.low} to {self.high}"
        parts = [_with(f"{number} listed", self.said)] if self.high else []
        if self.alleged:
            where = "alleged elsewhere" if self.high else "alleged"
            parts.append(_with(f"{where}, on no list", self.said_unlisted))
        elif self.kind == "alleged":
            parts.append(_with("counted by others, on no list", self.said_unlisted))
        return f"{self.country}: {'; '.join(parts) or 'no station; named otherwise'}"


def _with(text: str, phrases: tuple[str, ...]) -> str:
    return f"{text} ({'; '.join(phrases)})" if phrases else text


def country_marks(
    records: pd.DataFrame,
    claims: pd.DataFrame,
    stations: pd.DataFrame,
    groups: Mapping[str, str],
    actors: Mapping[str, str],
) -> list[Mark]:
    """Return what the record says of each country in which it places any claim.

    Parameters
    ----------
    records : pandas.DataFrame
        Station records, with the columns of ``station_records.csv``.
    claims : pandas.DataFrame
        ``claims.csv`` of the edition.
    stations : pandas.DataFrame
        Station claims with ``claim_id``, ``status``, ``asserted_by``, ``via`` and ``standing``.
    groups : mapping of str to str
        Status to its group.
    actors : mapping of str to str
        Actor to its name.

    Returns
    -------
    list of Mark
        Sorted by name. A record of several countries is counted in none of them.
    """
    told = {row.claim_id: row for row in tables.rows(stations)}
    here: dict[str, list] = {
        code: [] for cell in claims["place_iso3"] for code in tables.split(cell)
    }
    for record in tables.rows(records):
        for code in tables.split(record.iso3):
            here.setdefault(code, []).append(record)
    marks = [_mark(iso3, found, told, groups, actors) for iso3, found in here.items()]
    return sorted(marks, key=lambda mark: mark.country)


def _mark(iso3: str, here: list, told: Mapping, groups: Mapping, actors: Mapping) -> Mark:
    """Return the mark of one country, from its records."""
    own = [record for record in here if record.iso3 == iso3]
    listed = [record for record in own if record.footing == "list" and int(record.count_high) > 0]
    low, best, high = (
        sum(int(getattr(record, f"count_{bound}")) for record in listed)
        for bound in ("low", "best", "high")
    )
    of_listed = _claims(record for record in here if record.footing == "list")
    unlisted = _claims(record for record in here if record.footing != "list") - of_listed
    return Mark(
        iso3=iso3,
        country=places.country_name(iso3),
        kind=_kind(here, listed),
        low=low,
        best=best,
        high=high,
        alleged=sum(record.footing == "allegation" for record in own),
        said=_said([told[c] for c in sorted(of_listed & told.keys())], groups, actors),
        said_unlisted=_said([told[c] for c in sorted(unlisted & told.keys())], groups, actors),
        claims=tuple(sorted(_claims(here))),
    )


def _claims(records: Iterable) -> set[str]:
    """Return the claims of station records, shared ones too."""
    return {
        claim
        for record in records
        for cell in (record.claims, record.shared_claims)
        for claim in tables.split(cell)
    }


def _kind(here: list, listed: list) -> str:
    """Return the kind of a country; the firmest footing decides, and what contests it is kept."""
    if listed:
        marked = {mark for record in listed for mark in tables.split(record.marks)}
        return "contested" if marked & {"denied", "cleared"} else "listed"
    return "alleged" if any(record.footing != "other" for record in here) else "named"


def _said(
    spoken: Iterable, groups: Mapping[str, str], actors: Mapping[str, str]
) -> tuple[str, ...]:
    """Return who denies, cleared, ended or did not find, one phrase for each."""
    phrases = []
    for group, words in _SAID.items():
        who = dict.fromkeys(
            ", per ".join(actors[actor] for actor in [row.asserted_by, *tables.split(row.via)])
            + (f" ({row.standing})" if row.standing != "ok" else "")
            for row in spoken
            if groups.get(row.status) == group
        )
        if who:
            phrases.append(f"{words} {' and '.join(who)}")
    return tuple(phrases)


@dataclass(frozen=True)
class Shapes:
    """The outlines of countries.

    Parameters
    ----------
    polygons : dict of str to list
        Country code to its polygons; each is a list of rings, the first the outer one, of
        longitude and latitude in degrees. ``""`` holds what has no code of its own.
    points : dict of str to tuple
        Country code to longitude and latitude of a country that is too small to have an outline.
    """

    polygons: dict[str, list]
    points: dict[str, tuple[float, float]]


def shapes(folder: Path) -> Shapes:
    """Return the shapes that ``data/raw/shapes`` holds."""
    polygons: dict[str, list] = {}
    for country in json.loads((folder / "countries.json").read_text(encoding="utf-8")):
        polygons.setdefault(country["iso3"], []).extend(country["polygons"])
    points = tables.read(folder / "points.csv")
    return Shapes(
        polygons, {r.iso3: (float(r.longitude), float(r.latitude)) for r in tables.rows(points)}
    )


#: Meridian in the middle: its opposite runs through the Bering Strait and cuts no country in two.
_CENTRE = 11.0
_EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a place lies on a map of the unit sphere, x to the east and y to the south.

    Parameters
    ----------
    longitude, latitude : float
        Degrees. Longitudes beyond 180 degrees of the middle meridian lie beyond the map's edge.
    """
    a1, a2, a3, a4 = _EQUAL_EARTH
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * math.sqrt(3) * math.radians(longitude - _CENTRE) * math.cos(theta) / (3 * slope)
    return x, -(a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta)


@dataclass(frozen=True)
class Panel:
    """A part of the map, in tenths of a pixel at full width.

    Parameters
    ----------
    name : str
        For the ids of its elements.
    label : str
        What it is called for those who do not see it.
    left, top, right, bottom : float
        What it shows, on the map of the unit sphere.
    y : int
        Where it lies in the drawing.
    least : int
        Points closer than this to the one before are left out.
    grain : float
        Size of its patterns; finer where countries are smaller.
    """

    name: str
    label: str
    left: float
    top: float
    right: float
    bottom: float
    y: int
    least: int
    grain: float

    @property
    def scale(self) -> float:
        """Tenths of a pixel for a unit of the map."""
        return _WIDTH / (self.right - self.left)

    @property
    def height(self) -> int:
        """Height in tenths of a pixel."""
        return round((self.bottom - self.top) * self.scale)

    def place(self, x: float, y: float) -> tuple[int, int]:
        """Return where a place of the unit map lies in the panel."""
        return round((x - self.left) * self.scale), round((y - self.top) * self.scale)

    def holds(self, x: int, y: int) -> bool:
        """Whether a place of the panel lies inside its frame."""
        return 0 <= x <= _WIDTH and 0 <= y <= self.height


_WIDTH, _GAP = 7200, 120


# The edges of the panels run through places. The world is without Antarctica and the ice of the far
# north, from Hawaii to beyond New Zealand; Europe is from Ireland to eastern Turkey, and from Crete
# to Stockholm.
WORLD = Panel(
    name="w",
    label="The world",
    left=project(-168, 15)[0],
    top=project(0, 77)[1],
    right=project(186, -20)[0],
    bottom=project(0, -56)[1],
    y=0,
    least=5,
    grain=0.6,
)
EUROPE = Panel(
    name="e",
    label="Europe, drawn larger",
    left=project(-11, 47)[0],
    top=project(0, 62)[1],
    right=project(43, 42)[0],
    bottom=project(0, 34.5)[1],
    y=WORLD.height + _GAP,
    least=3,
    grain=1,
)

#: Side of a square, in tenths of a pixel, that a country must fill to be seen without a dot.
_SEEN = 70
_DOT = 75
#: Fill and edge of each kind; a fill that is no colour is a pattern of the panel.
_LOOKS = {
    "listed": (BLUE, _BORDER),
    "contested": ("stripes", RUST),
    "alleged": ("dots", RUST),
    "named": (_NAMED, GREY),
}


def draw(marks: Iterable[Mark], known: Shapes, title: str, alt: str) -> str:
    """Return the map as SVG, 720 pixels wide and able to grow and shrink.

    Where nothing is to be drawn (`paths.UNDRAWN_VARIABLE`) it is empty.
    ``{{root}}`` stands for the way to the site's root and ``{{id}}`` for what makes ids unique on
    the page; whoever puts the drawing into a page replaces them. Country pages are
    ``{{root}}countries/xxx.html``.

    Parameters
    ----------
    marks : iterable of Mark
        What to show.
    known : Shapes
        The outlines of all countries.
    title : str
        Name of the drawing for those who do not see it.
    alt : str
        What it shows, for them.

    Raises
    ------
    StopError
        If a country has neither an outline nor a point.
    """
    marks = list(marks)
    for mark in marks:
        if mark.iso3 not in known.polygons and mark.iso3 not in known.points:
            raise StopError(
                f"{mark.country} ({mark.iso3}) has no shape; add its place to data/raw/shapes/points.csv."
            )
    if os.environ.get(paths.UNDRAWN_VARIABLE):
        return ""
    height = EUROPE.y + EUROPE.height
    world, frame = _drawn(WORLD, marks, known), _frame()
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{{{{id}}}}" viewBox="0 0 {_WIDTH} {height}" '
            'role="group" aria-labelledby="{{id}}-title" aria-describedby="{{id}}-alt">',
            f'<title id="{{{{id}}}}-title">{escape(title)}</title>',
            f'<desc id="{{{{id}}}}-alt">{escape(alt)}</desc>',
            f"<style>#{{{{id}}}} a:hover .c,#{{{{id}}}} a:focus .c{{stroke:{INK};stroke-width:24}}</style>",
            f"<defs>{_patterns(WORLD)}{_patterns(EUROPE)}</defs>",
            f'<rect width="{_WIDTH}" height="{height}" fill="{PAPER}"/>',
            *world,
            frame,
            *_drawn(EUROPE, marks, known),
            f'<rect x="5" y="{EUROPE.y + 5}" width="{_WIDTH - 10}" height="{EUROPE.height - 10}" '
            f'fill="none" stroke="{INK}" stroke-width="10"/>',
            "</svg>",
        ]
    )  # fmt: skip


def _patterns(panel: Panel) -> str:
    """Return the fills that are no plain colour: stripes and dots."""
    start = f'<pattern id="{{{{id}}}}-{panel.name}-'
    return (
        f'{start}stripes" width="90" height="90" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({panel.grain}) rotate(45)">'
        f'<rect width="90" height="90" fill="{PAPER}"/><rect width="48" height="90" fill="{BLUE}"/>'
        f'</pattern>{start}dots" width="64" height="64" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({panel.grain})"><rect width="64" height="64" fill="{PAPER}"/>'
        f'<circle cx="32" cy="32" r="18" fill="{RUST}"/></pattern>'
    )


def _look(panel: Panel, kind: str) -> str:
    """Return fill and edge of a kind as attributes."""
    fill, edge = _LOOKS[kind]
    fill = fill if fill.startswith("#") else f"url(#{{{{id}}}}-{panel.name}-{fill})"
    return f'fill="{fill}" stroke="{edge}"'


def _frame() -> str:
    """Return the outline on the world of what is drawn larger."""
    left, top = WORLD.place(EUROPE.left, EUROPE.top)
    right, bottom = WORLD.place(EUROPE.right, EUROPE.bottom)
    return (
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="none" '
        f'stroke="{INK}" stroke-width="10"/>'
    )


def _drawn(panel: Panel, marks: list[Mark], known: Shapes) -> list[str]:
    """Return one panel: the other countries as one plain shape, then each that the record names."""
    marked = {mark.iso3 for mark in marks}
    plain = "".join(
        _outline(panel, polygon)
        for iso3, polygons in known.polygons.items()
        if iso3 not in marked and iso3 != "ATA"
        for polygon in polygons
    )
    parts = [
        f'<svg y="{panel.y}" width="{_WIDTH}" height="{panel.height}" '
        f'viewBox="0 0 {_WIDTH} {panel.height}" role="group" aria-label="{panel.label}">',
        f'<path d="{plain}" fill="{_LAND}" stroke="{_BORDER}" stroke-width="5"/>',
    ]
    dots = []
    for mark in marks:
        polygons = known.polygons.get(mark.iso3, [])
        home = _home(polygons, known.points.get(mark.iso3))
        x, y = panel.place(*home)
        look = _look(panel, mark.kind)
        if _panel_of(home) is panel and _size(panel, polygons) < _SEEN**2:
            dot = f'<circle class="c" cx="{x}" cy="{y}" r="{_DOT}" {look} stroke-width="12"/>'
            dots.append(_link(panel, mark, home, dot))
        elif path := "".join(_outline(panel, polygon) for polygon in polygons):
            shape = f'<path class="c" d="{path}" {look} stroke-width="8"/>'
            parts.append(_link(panel, mark, home, shape))
    return [*parts, *dots, "</svg>"]


def _link(panel: Panel, mark: Mark, home: tuple[float, float], shape: str) -> str:
    """Return the shape of a country in its link.

    A country that both panels show is a stop for the keyboard in one of them only.
    """
    href = f"{{{{root}}}}countries/{mark.iso3.lower()}.html"
    name = f"{{{{id}}}}-{panel.name}-{mark.iso3.lower()}"
    if _panel_of(home) is panel:
        stop = f'aria-labelledby="{name}"'
        title = f'<title id="{name}">{escape(mark.words)}</title>'
    else:
        stop = 'tabindex="-1" aria-hidden="true"'
        title = f"<title>{escape(mark.words)}</title>"
    return f'<a href="{href}" {stop}>{title}{shape}</a>'


def _panel_of(home: tuple[float, float]) -> Panel:
    """Return the panel in which a country is at home: the larger one where it lies in it."""
    return EUROPE if EUROPE.holds(*EUROPE.place(*home)) else WORLD


def _outline(panel: Panel, polygon: list) -> str:
    """Return the path of a polygon in a panel, or nothing where it lies outside.

    Steps are relative and whole, so that the text stays short; each is taken from the place as
    rounded, so that errors do not add up.
    """
    flat = [[panel.place(*project(*place)) for place in ring] for ring in _unwrapped(polygon)]
    outer = flat[0]
    xs, ys = [x for x, _ in outer], [y for _, y in outer]
    if max(xs) < 0 or min(xs) > _WIDTH or max(ys) < 0 or min(ys) > panel.height:
        return ""
    return "".join(_ring(_thinned(ring, panel.least)) for ring in flat)


def _ring(places_: list[tuple[int, int]]) -> str:
    """Return one closed line, or nothing where too little of it is left to be seen."""
    if len(places_) < 3:
        return ""
    steps = [f"{x - x0} {y - y0}" for (x0, y0), (x, y) in itertools.pairwise(places_)]
    return f"M{places_[0][0]} {places_[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _thinned(ring: list[tuple[int, int]], least: int) -> list[tuple[int, int]]:
    """Return a ring without the places that lie closer than `least` to the one before."""
    kept = ring[:1]
    for place in ring[1:-1]:  # the last is the first again
        if math.dist(place, kept[-1]) >= least:
            kept.append(place)
    return kept


def _unwrapped(polygon: list) -> list:
    """Return a polygon west of the map's edge moved to the east of it: Chukotka, not America."""
    edge = _CENTRE - 180
    if max(longitude for longitude, _ in polygon[0]) < edge:
        return [[(longitude + 360, latitude) for longitude, latitude in ring] for ring in polygon]
    return polygon


def _home(polygons: list, point: tuple[float, float] | None) -> tuple[float, float]:
    """Return the middle of a country's largest part, or its point, on the unit map."""
    if not polygons:
        return project(*point)
    flat = [[project(*place) for place in _unwrapped(polygon)[0]] for polygon in polygons]
    _, x, y = max(_moments(ring) for ring in flat)
    return x, y


def _size(panel: Panel, polygons: list) -> float:
    """Return the area of a country in a panel, in square tenths of a pixel."""
    flat = [[project(*place) for place in _unwrapped(polygon)[0]] for polygon in polygons]
    return sum(_moments(ring)[0] for ring in flat) * panel.scale**2


def _moments(ring: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return area and centre of a ring; Bourke's formula, taken from its first corner."""
    x0, y0 = ring[0]
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        x1, y1, x2, y2 = x1 - x0, y1 - y0, x2 - x0, y2 - y0
        cross = x1 * y2 - x2 * y1
        area += cross / 2
        x += (x1 + x2) * cross / 6
        y += (y1 + y2) * cross / 6
    return abs(area), x0 + x / area, y0 + y / area


def describe(marks: Iterable[Mark]) -> dict:
    """Return the words of the map: fields of `charts.Words`."""
    marks = list(marks)
    of = {kind: [mark for mark in marks if mark.kind == kind] for kind in KINDS}
    on_list, contested = len(of["listed"]) + len(of["contested"]), len(of["contested"])
    finding = f"On a list of stations: {_countries(on_list)}"
    if contested:
        finding += f"; authorities of {contested} of them deny one, or found or charged nothing"
    sentences = [f"{KINDS[kind]}: {_names(of[kind])}." for kind in ("contested", "alleged")]
    return {
        "title": finding if on_list else "No country is on a list of stations in this edition",
        "subtitle": "What the record says of stations, by country; "
        "a list is not a finding that there is a station",
        "source": "lists of the NGO and of Chinese bureaus, authorities and press, as coded; "
        "borders as in Natural Earth, which say nothing on any claim to land",
        "alt": f"World map, with Europe drawn larger. {finding}. "
        f"On no list, only alleged or counted by others: {_countries(len(of['alleged']))}.",
        "description": " ".join(sentences)
        + " The table names the others, and who says what."
        + " The fill is by country: it says nothing on how many stations are listed there.",
        "claims": sorted({claim for mark in marks for claim in mark.claims}),
    }


def _countries(number: int) -> str:
    return f"{number} {'country' if number == 1 else 'countries'}"


def _names(marks: list[Mark]) -> str:
    names = [mark.country for mark in marks]
    return "none" if not names else " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def table(marks: Iterable[Mark]) -> pd.DataFrame:
    """Return the map as a table of Markdown cells: its text alternative.

    The numbers are the findings ``xxx_listed`` and ``xxx_alleged`` of the country profiles.
    """
    rows = [
        {
            "Country": f"[{show.escape(mark.country)}](countries/{mark.iso3.lower()}.html)",
            "Listed stations": show.finding(f"{mark.iso3.lower()}_listed"),
            "Places only alleged": show.finding(f"{mark.iso3.lower()}_alleged"),
            "What is said of them": show.escape(_told(mark)),
        }
        for mark in marks
    ]
    columns = ["Country", "Listed stations", "Places only alleged", "What is said of them"]
    return pd.DataFrame(rows, columns=columns)


def _told(mark: Mark) -> str:
    """Return what is said of a country's stations, for a cell."""
    if mark.kind == "named":
        return "no station; the record names the country otherwise"
    said = [f"Of those on a list: {'; '.join(mark.said)}."] if mark.said else []
    if mark.said_unlisted:
        said.append(f"Of those on no list: {'; '.join(mark.said_unlisted)}.")
    return " ".join(said) or "neither denied, cleared nor said to have ended, as far as coded"


def key() -> list[dict[str, str]]:
    """Return the key: for each kind a swatch, as SVG that needs nothing else, and its label."""
    return [{"swatch": _swatch(kind), "label": label} for kind, label in KINDS.items()]


def _swatch(kind: str) -> str:
    """Return a swatch of 28 by 18 pixels whose pattern is drawn out, so that it has no ids."""
    fill, edge = _LOOKS[kind]
    drawn = {
        "stripes": f'<path d="M4 16L16 2M13 16L25 2" stroke="{BLUE}" stroke-width="4.5"/>',
        "dots": "".join(
            f'<circle cx="{x}" cy="{y}" r="1.8" fill="{RUST}"/>'
            for y in (5.5, 12.5)
            for x in (5, 11, 17, 23)
        ),
    }.get(fill, "")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="18" viewBox="0 0 28 18">'
        f'<rect x="1" y="1" width="26" height="16" fill="{PAPER if drawn else fill}" '
        f'stroke="{edge}" stroke-width="1.5"/>{drawn}</svg>'
    )


def save(name: str, words: Words, svg: str) -> None:
    """Write a map and its words, for the pages to take in.

    Parameters
    ----------
    name : str
        File name without ending.
    words : Words
        Its words; only the claims may be empty, in an edition that knows of no country.
    svg : str
        What `draw` returns.

    Raises
    ------
    StopError
        If the title, subtitle, source, alternative text or description is missing.
    """
    said = asdict(words)
    for field, value in said.items():
        if not value and field != "claims":
            raise StopError(f"Map {name!r} has no {field}; every map needs one.")
    with paths.written(paths.output(f"figures/{name}.svg")) as beside:
        beside.write_text(svg + "\n", encoding="utf-8")
    with paths.written(paths.output(f"figures/{name}.json")) as beside:
        data = {**said, "inline": True, "key": key()}
        beside.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
