"""What the record holds about one country: its claims, what they hang together with, and how it is told."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from overseas110 import dates, paths, places, show, station_tables, tables
from overseas110.values import date_words

#: The processed tables that a profile reads.
TABLES = (
    "claims", "figures", "stations", "events", "sources", "actors", "station_records", "conflicts",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """The rows of the processed tables that bear on one country.

    Parameters
    ----------
    iso3 : str
        ISO 3166-1 alpha-3 code.
    frames : dict of str to pandas.DataFrame
        Table name to its rows: claims placed in the country, claims that these restate, answer
        or are part of, claims that answer these, and their sources, actors and conflicts.
    """

    iso3: str
    frames: dict[str, pd.DataFrame]

    @property
    def name(self) -> str:
        """Name of the country, for readers."""
        return places.country_name(self.iso3)

    def own(self, sheet: str) -> pd.DataFrame:
        """Return the claims of one sheet that are placed in the country, with all their columns."""
        if sheet not in self._own:
            claims = self.frames["claims"]
            here = claims[placed(claims, self.iso3)]
            self._own[sheet] = here.merge(self.frames[sheet], on="claim_id")
        return self._own[sheet]

    @cached_property
    def publishers(self) -> dict[str, str]:
        """Source to its publisher."""
        sources = self.frames["sources"]
        return dict(zip(sources["source_id"], sources["publisher"], strict=True))

    @cached_property
    def _own(self) -> dict[str, pd.DataFrame]:
        """What `own` has put together; every section of a profile asks for it."""
        return {}


def placed(claims: pd.DataFrame, iso3: str) -> pd.Series:
    """Return which claims are placed in a country, alone or with others."""
    return claims["place_iso3"].map(lambda cell: iso3 in tables.split(cell)).astype(bool)


def countries(claims: pd.DataFrame) -> list[str]:
    """Return the countries in which any claim is placed, by code."""
    return sorted({code for cell in claims["place_iso3"] for code in tables.split(cell)})


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the processed tables that profiles are made from."""
    return {name: tables.read(folder / f"{name}.csv") for name in TABLES}


def part(frames: dict[str, pd.DataFrame], iso3: str) -> Part:
    """Return what the tables hold about one country.

    Taking the part of a part gives the same again, so that a run that is handed only this part
    shows what a run over all tables shows.
    """
    claims = frames["claims"]
    own = set(claims.loc[placed(claims, iso3), "claim_id"])
    linked = set(own)
    for sheet in tables.CLAIM_SHEETS:
        for row in tables.rows(frames[sheet]):
            cells = [cell for cell in (row.restates, row.responds_to, row.part_of) if cell]
            to = {t for cell in cells for t in tables.split(cell)}
            if row.claim_id in own:
                linked |= to
            elif to & own:
                linked.add(row.claim_id)
    kept = claims[claims["claim_id"].isin(linked)]
    found = {"claims": kept}
    for sheet in tables.CLAIM_SHEETS:
        found[sheet] = frames[sheet][frames[sheet]["claim_id"].isin(linked)]
    found["sources"] = frames["sources"][frames["sources"]["source_id"].isin(kept["source_id"])]
    spoken = {a for cell in kept["asserted_by"] for a in tables.split(cell)}
    for sheet in tables.CLAIM_SHEETS:
        for column in ("via", "bureaus", "actors"):
            if column in found[sheet]:
                spoken |= {a for cell in found[sheet][column] for a in tables.split(cell)}
    found["actors"] = frames["actors"][frames["actors"]["actor_id"].isin(spoken)]
    records, conflicts = frames["station_records"], frames["conflicts"]
    found["station_records"] = records[records["iso3"] == iso3]
    touching = conflicts["claim_ids"].map(lambda cell: bool(own & set(tables.split(cell))))
    found["conflicts"] = conflicts[touching.astype(bool)]
    return Part(iso3, {name: found[name].reset_index(drop=True) for name in TABLES})


def labels(vocabularies: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return vocabulary and code to label."""
    return {(row.vocabulary, row.code): row.label for row in tables.rows(vocabularies)}


def names(here: Part, label: dict[tuple[str, str], str]) -> station_tables.Names:
    """Return how the codes of a profile read in words."""
    return station_tables.Names(here.frames["actors"].set_index("actor_id")["name"], label)


def chain(row, here: Part, words: station_tables.Names) -> str:
    """Return who says it, down to the publisher: "X, per Y, in Z", with a warning if it is in doubt."""
    publisher = here.publishers[row.source_id]
    told = words.said_by(row)
    inside = publisher in told.split(", per ")
    return (told if inside else f"{told}, in {publisher}") + words.doubt(row)


def stations_table(here: Part, label: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Return a row for each station record, as on the page of all stations, without the country."""
    counts = dict.fromkeys(("count_low", "count_best", "count_high"), int)
    everything = here.frames["station_records"].astype(counts)
    rows = station_tables.all_records(everything, here.own("stations"), names(here, label))
    return rows.drop(columns="Country")


def events_table(
    here: Part, kinds: tuple[str, ...], label: dict[tuple[str, str], str]
) -> pd.DataFrame:
    """Return a row for each claim of the given kinds of event, earliest first."""
    words = names(here, label)
    events = here.own("events")
    wanted = events[events["event_kind"].isin(kinds)].copy()
    day = wanted["when_earliest"].where(wanted["when_earliest"] != "", wanted["when_latest"])
    wanted["order"] = day.where(day != "", "9999")
    wanted = wanted.sort_values(["order", "claim_id"], kind="stable")
    rows = [
        {
            "When": show.date(r.claim_id) if r.when_edtf else "not told",
            "What": show.escape(
                label.get(("response_action", r.response_action))
                or label["event_kind", r.event_kind]
            ),
            "In short": show.escape(r.summary),
            "Who says so": show.escape(chain(r, here, words)),
            "Evidence": show.ref([r.claim_id]),
        }
        for r in tables.rows(wanted)
    ]
    return pd.DataFrame(rows, columns=["When", "What", "In short", "Who says so", "Evidence"])


def figures_table(here: Part, label: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Return a row for each figure that speaks of the country."""
    words = names(here, label)
    rows = [
        {
            "Figure": show.claim(r.claim_id),
            "Of what": show.escape(r.unit_text),
            "When": show.date(r.claim_id) if r.when_edtf else "not told",
            "Who says so": show.escape(chain(r, here, words)),
            "Evidence": show.ref([r.claim_id]),
        }
        for r in tables.rows(here.own("figures"))
    ]
    return pd.DataFrame(rows, columns=["Figure", "Of what", "When", "Who says so", "Evidence"])


def conflicts_table(here: Part, label: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Return a row for each conflict that touches a claim about the country."""
    known = set(here.frames["claims"]["claim_id"])
    rows = [
        {
            "Kind": show.escape(label["conflict_kind", r.kind]),
            "Weight": r.severity,
            "What": show.escape(r.explanation),
            "Evidence": show.ref([c for c in tables.split(r.claim_ids) if c in known]),
        }
        for r in tables.rows(here.frames["conflicts"])
    ]
    return pd.DataFrame(rows, columns=["Kind", "Weight", "What", "Evidence"])


def sources_list(here: Part, words: station_tables.Names) -> str:
    """Return the sources as a Markdown list, with links that lead to the sources page."""
    own = here.frames["claims"]
    own = own[placed(own, here.iso3)]
    rows = here.frames["sources"]
    rows = rows[rows["source_id"].isin(own["source_id"])].sort_values(["published_latest", "source_id"])  # fmt: skip
    lines = [
        f"- [{show.escape(r.publisher)}: {show.escape(r.title)}](../sources.qmd#s-{r.source_id}), "
        f"[{show.escape(date_words(r.published_edtf))}]{{.day}}" + words.doubt(r)
        for r in tables.rows(rows)
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, order=True)
class Moment:
    """Something on the small timeline of a country.

    Parameters
    ----------
    first, last : datetime.date
        Bounds of the day.
    kind : str
        ``opened``, ``reported``, ``response``, ``answer`` or ``status``.
    text : str
        What it is.
    """

    first: dt.date
    last: dt.date
    kind: str
    text: str


def moments(here: Part, label: dict[tuple[str, str], str]) -> list[Moment]:
    """Return what can be dated within a year, earliest first."""
    found = set()
    stations, events = here.own("stations"), here.own("events")
    for r in tables.rows(stations[stations["used"] == "True"]):
        place = r.place_city or r.city_text or here.name
        if r.aspect == "listed":
            found.add((r.asserted_earliest, r.asserted_latest, "reported", f"{place} named"))
        elif r.aspect == "opened":
            found.add((r.when_earliest, r.when_latest, "opened", f"{place} said to open"))
        elif r.status:
            text = f"{place}: {label['status', r.status].lower()}"
            found.add((r.when_earliest, r.when_latest, "status", text))
    for r in tables.rows(events[events["used"] == "True"]):
        if r.event_kind == "response":
            text = label.get(("response_action", r.response_action), "Response")
            found.add((r.when_earliest, r.when_latest, "response", text))
        elif r.event_kind == "denial":
            found.add((r.when_earliest, r.when_latest, "answer", "Denial"))
    days = (
        Moment(dt.date.fromisoformat(a), dt.date.fromisoformat(b), kind, text)
        for a, b, kind, text in found
        if a and b
    )
    return sorted(m for m in days if (m.last - m.first).days <= 366)


def sections(
    here: Part, label: dict[tuple[str, str], str]
) -> list[tuple[str, pd.DataFrame, tuple[int, ...]]]:
    """Return heading, table and widths of the sections that have any row."""
    found = [
        ("Stations, as told", stations_table(here, label), (4, 4, 4, 8, 5)),
        (
            "What authorities did and said",
            events_table(here, ("response",), label),
            (3, 3, 7, 4, 3),
        ),
        (
            "What was denied or explained",
            events_table(here, ("denial", "explanation"), label),
            (3, 3, 7, 4, 3),
        ),
        ("Figures", figures_table(here, label), (3, 4, 4, 5, 3)),
        (
            "Everything else",
            events_table(
                here,
                ("legal", "statement", "assessment", "method", "report", "operation", "case",
                 "programme", "organisation", "link"),
                label,
            ),
            (3, 3, 7, 4, 3),
        ),
        ("Where claims contradict each other", conflicts_table(here, label), (3, 2, 9, 5)),
    ]  # fmt: skip
    return [part for part in found if len(part[1])]


def page(here: Part, parts, dated: list[Moment], label: dict[tuple[str, str], str]) -> str:
    """Return the page of the country, as the report's pages are written.

    Parameters
    ----------
    here : Part
        The country.
    parts : list
        What `sections` returns.
    dated : list of Moment
        What `moments` returns.
    label : dict of (str, str) to str
        What `labels` returns.
    """
    short = here.iso3.lower()
    lines = [
        "---",
        f'title: "{here.name}"',
        f'description: "What the record holds about {here.name}: stations, responses, answers, sources."',
        'root: ".."',
        "---",
        "",
        f"The lists of the NGO and of Chinese bureaus put {{{{< finding {short}_listed >}}}} stations here.",
        f"At {{{{< finding {short}_alleged >}}}} further places a station is only alleged or told by the press.",
        f"The edition holds {{{{< finding {short}_claims >}}}} claims that are placed in the country.",
        "A place that a source names is not a station found, and an allegation is not a finding.",
        "",
    ]
    if dated:
        lines += [
            "## When",
            "",
            "```{=html}",
            f'<img class="strip" src="../figures/countries/{short}.svg" alt="{_alt(here, dated)}">',
            "```",
            "",
            "A mark is one thing that the record dates within a year; a band is what its wording leaves open. "
            "The tables below have the same dates.",
            "",
        ]
    for title, frame, widths in parts:
        lines += [
            f"## {title}",
            "",
            f'::: {{.scroll role="region" tabindex="0" aria-label="Table: {title.lower()}"}}',
            show.markdown(frame, widths),
            ":::",
            "",
        ]
    lines += ["## Sources", "", sources_list(here, names(here, label))]
    return "\n".join(lines)


def _alt(here: Part, dated: list[Moment]) -> str:
    """Return what the timeline shows, for those who do not see it."""
    first, last = dated[0].first.year, max(m.last for m in dated).year
    told = "; ".join(
        f"{date_words(dates.between(m.first, m.last).edtf)}: {m.text}" for m in dated[:12]
    )
    more = "; and more, all of it in the tables below" if len(dated) > 12 else ""
    return html.escape(
        f"Timeline of {here.name} from {first} to {last}, {len(dated)} marks: {told}{more}."
    )


def save(iso3: str, text: str, drawing: str) -> None:
    """Write the page of a country and its timeline under ``countries/ISO3``."""
    for name, content in (("page.md", text), ("strip.svg", drawing)):
        with paths.written(paths.output(f"countries/{iso3}/{name}")) as beside:
            beside.write_text(content, encoding="utf-8")
