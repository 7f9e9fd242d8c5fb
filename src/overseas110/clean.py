"""From coded sheets to typed claims: numbers, dates and places as bounds and codes.

Nothing is dropped, guessed or coerced in silence: what cannot be read is a `Problem`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from overseas110 import dates, places, quantities, tables
from overseas110.params import Params
from overseas110.problems import Problem, ProblemsError

#: Columns of ``data/processed/claims.csv``: fixed, outside checks read them.
CLAIM_COLUMNS = (
    "claim_id", "sheet", "source_id", "locator_start", "locator_end", "basis", "asserted_by", "measure",
    "scope", "value_low", "value_high", "low_open", "high_open", "approximate", "unit", "when_edtf",
    "when_earliest", "when_latest", "place_iso3", "place_city", "reported_earliest", "reported_latest",
    "standing", "root", "used", "unused_reason", "raw_file", "raw_line",
)  # fmt: skip

#: From best to worst: of several standings the worst applies.
STANDINGS = ("ok", "corrected", "disputed", "retracted")

#: Columns that point from one claim to others.
_CLAIM_LINKS = ("restates", "part_of", "responds_to")


@dataclass(frozen=True)
class Cleaned:
    """Everything that the analysis reads, typed.

    Parameters
    ----------
    claims : pandas.DataFrame
        One row a claim of the edition, columns `CLAIM_COLUMNS`.
    figures, stations, events : pandas.DataFrame
        What is particular to each sheet, with ``claim_id`` first.
    sources, actors : pandas.DataFrame
        Those of the edition, with the standing that applies on its day.
    corrections : pandas.DataFrame
        Corrections that were applied.
    """

    claims: pd.DataFrame
    figures: pd.DataFrame
    stations: pd.DataFrame
    events: pd.DataFrame
    sources: pd.DataFrame
    actors: pd.DataFrame
    corrections: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return name to table, as they are written."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def run(raw: Path, params: Params) -> Cleaned:
    """Return the typed claims of one edition.

    Parameters
    ----------
    raw : Path
        Folder of the coded sheets.
    params : Params
        Day of the edition, use of disputed claims, meaning of "about".

    Raises
    ------
    ProblemsError
        With every problem of every sheet.
    """
    frames, problems = tables.read_all(raw)
    names = {name: tables._shown(raw / sheet.file) for name, sheet in tables.SHEETS.items()}
    broken = {name for name, frame in frames.items() if tables.unread(frame)}
    gazetteer = places.Gazetteer(frames["gazetteer"])
    if "gazetteer" not in broken:
        problems += places.check(frames["gazetteer"], names["gazetteer"])
    published, found = _published(frames["sources"], names["sources"])
    problems += [] if "sources" in broken else found
    problems += _standing_needs(frames, names)
    problems += _relations(frames, names)
    problems += _passes(frames, names)
    problems += _correct(frames, names)
    problems += _links(frames, names)
    typed = {}
    for sheet in tables.CLAIM_SHEETS:
        if broken & {sheet, "sources", "gazetteer", "measures"}:
            continue
        reader = _Reader(names[sheet], sheet, frames, published, gazetteer, params)
        typed[sheet] = reader.read(frames[sheet])
        problems += reader.problems
    if problems:
        raise ProblemsError(problems)
    return _edition(frames, typed, published, params)


def _published(sources: pd.DataFrame, name: str) -> tuple[dict[str, dates.When], list[Problem]]:
    """Return the publication bounds of each source."""
    known, problems = {}, []
    for line, row in tables.lines(sources):
        try:
            when = dates.from_edtf(row["published_edtf"])
            if when.earliest is None or when.latest is None:
                raise dates.DateError("needs an earliest and a latest day")
            if when.earliest > when.latest:
                raise dates.DateError("ends before it begins")
            known[row["source_id"]] = when
        except dates.DateError as error:
            if row["published_edtf"]:
                problems.append(
                    Problem(name, int(line), "published_edtf", row["published_edtf"], str(error))
                )
        if not row["published_text"] and not row["published_reason"]:
            expected = "a source without a stated date needs the reason for its bounds"
            problems.append(Problem(name, int(line), "published_reason", "", expected))
        if row["link"] == "yes" and not row["url"]:
            problems.append(
                Problem(name, int(line), "url", "", "should hold the address, since link is yes")
            )
        if row["link"] != "yes" and not row["link_reason"]:
            problems.append(
                Problem(name, int(line), "link_reason", "", f"should say why link is {row['link']}")
            )
    return known, problems


def _standing_needs(frames: dict[str, pd.DataFrame], names: dict[str, str]) -> list[Problem]:
    """A standing other than ok needs its day, its source and a note."""
    problems = []
    for sheet in ("sources", "actors", "standings"):
        for line, row in tables.lines(frames[sheet]):
            if row["standing"] in ("", "ok"):
                continue
            for column in ("standing_since", "standing_source_id", "standing_note"):
                if not row[column] and column not in tables.unread(frames[sheet]):
                    expected = f"should be filled, since the standing is {row['standing']}"
                    problems.append(Problem(names[sheet], int(line), column, "", expected))
    return problems


def _relations(frames: dict[str, pd.DataFrame], names: dict[str, str]) -> list[Problem]:
    """Return the relations of what is no measure or scope."""
    problems = []
    for line, row in tables.lines(frames["relations"]):
        sheet = f"{row['of']}s"
        if sheet not in ("measures", "scopes") or tables.unread(frames[sheet]):
            continue
        for column in ("subject", "object"):
            if row[column] and row[column] not in set(frames[sheet][row["of"]]):
                expected = f"should be a {row['of']} of {tables.SHEETS[sheet].file}"
                problems.append(
                    Problem(names["relations"], int(line), column, row[column], expected)
                )
    return problems


def _passes(frames: dict[str, pd.DataFrame], names: dict[str, str]) -> list[Problem]:
    """Return the spans of the two passes that are in no snapshot."""
    lengths = dict(
        zip(frames["sources"]["source_id"], frames["sources"]["snapshot_chars"], strict=True)
    )
    problems = []
    for line, source, locator in frames["passes"][["source_id", "locator"]].itertuples():
        span = re.fullmatch(r"chars:([0-9]+)-([0-9]+)", locator)
        length = None if tables.unread(frames["sources"]) else lengths.get(source)
        expected = _outside(int(span[1]), int(span[2]), length) if span else ""
        if expected:
            problems.append(Problem(names["passes"], int(line), "locator", locator, expected))
    return problems


def _correct(frames: dict[str, pd.DataFrame], names: dict[str, str]) -> list[Problem]:
    """Apply the corrections in place; one that no longer matches, or that corrects into an error, is a problem."""
    problems = []
    known = tables._known(frames)
    for line, row in tables.lines(frames["corrections"]):
        sheet = next(
            (s for s in tables.CLAIM_SHEETS if row["claim_id"] in set(frames[s]["claim_id"])), None
        )
        if sheet is None or not row["column"] or not row["expect"]:
            continue
        frame = frames[sheet]
        where = frame.index[frame["claim_id"] == row["claim_id"]]
        if row["column"] == "claim_id":
            problems.append(
                Problem(names["corrections"], int(line), "column", "claim_id", "is never corrected")
            )
        elif row["column"] not in frame.columns:
            problems.append(
                Problem(
                    names["corrections"],
                    int(line),
                    "column",
                    row["column"],
                    f"is no column of {sheet}.csv",
                )
            )
        elif (frame.loc[where, row["column"]] != row["expect"]).any():
            found = frame.loc[where[0], row["column"]]
            expected = f"no longer matches: {row['claim_id']} has {found!r}; remove or renew this correction"
            problems.append(
                Problem(names["corrections"], int(line), "expect", row["expect"], expected)
            )
        else:
            frame.loc[where, row["column"]] = row["replace"]
            wrong = tables._validate(
                tables.SHEETS[sheet], frame.loc[where], known, names["corrections"]
            )
            problems += [
                Problem(
                    names["corrections"], int(line), "replace", row["replace"], problem.expected
                )
                for problem in wrong
                if problem.column == row["column"]
            ]
    return problems


def _links(frames: dict[str, pd.DataFrame], names: dict[str, str]) -> list[Problem]:
    """No claim restates or contains itself, directly or in a circle; a restated claim is of its own sheet."""
    problems = []
    lines = {
        row["claim_id"]: (s, int(line))
        for s in tables.CLAIM_SHEETS
        for line, row in tables.lines(frames[s])
    }
    for column in ("restates", "part_of"):
        target = {
            row["claim_id"]: row[column]
            for s in tables.CLAIM_SHEETS
            for _, row in tables.lines(frames[s])
        }
        for start, (sheet, line) in ((claim, place) for claim, place in lines.items() if claim):
            seen, here = {start}, target[start]
            while here:
                if here in seen:
                    problems.append(
                        Problem(names[sheet], line, column, target[start], "goes round in a circle")
                    )
                    break
                seen.add(here)
                here = target.get(here, "")
            other = lines.get(target[start] or start, (sheet, 0))[0]
            if column == "restates" and other != sheet:
                expected = f"should be a claim of {sheet}.csv too, and is one of {other}.csv"
                problems.append(Problem(names[sheet], line, column, target[start], expected))
    return problems


def _outside(start: int, end: int, length: str | None) -> str:
    """Return why characters `start` to `end` are not in a snapshot of that length, or nothing if they are."""
    if start >= end:
        return "runs backwards or is empty"
    if length == "":
        return "counts characters, but the source has no snapshot"
    if length and length.isdecimal() and end > int(length):
        return f"runs past the end of the snapshot, which has {length} characters"
    return ""


class _Reader:
    """Types the rows of one claim sheet, collecting what it cannot read."""

    def __init__(self, name: str, sheet: str, frames, published, gazetteer, params: Params) -> None:
        self.name = name
        self.sheet = sheet
        self.published = published
        self.gazetteer = gazetteer
        self.params = params
        self.lengths = dict(
            zip(frames["sources"]["source_id"], frames["sources"]["snapshot_chars"], strict=True)
        )
        self.units = dict(
            zip(frames["measures"]["measure"], frames["measures"]["unit"], strict=True)
        )
        self.problems: list[Problem] = []

    def read(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the typed rows: contract columns and the sheet's own."""
        rows = [self._row(int(line), row) for line, row in tables.lines(frame)]
        own = [*frame.columns, "asserted_earliest", "asserted_latest"]
        return pd.DataFrame(rows, columns=list(dict.fromkeys([*own, *CLAIM_COLUMNS])), dtype=object)

    def _row(self, line: int, row: dict[str, str]) -> dict:
        start, end = self._locator(line, row)
        statement = self._when(
            line, row, "asserted_when_text", self.published.get(row["source_id"])
        )
        reference = statement or self.published.get(row["source_id"])
        when = self._when(line, row, "when_text", reference)
        if when is None and self._speaks_of_its_own_day(row):
            when = reference
        quantity, unit = self._quantity(line, row)
        place = self._place(line, row)
        published = _reported(self.published.get(row["source_id"]), statement)
        typed = {
            "claim_id": row["claim_id"],
            "sheet": self.sheet,
            "source_id": row["source_id"],
            "locator_start": start,
            "locator_end": end,
            "basis": row["basis"],
            "asserted_by": row["asserted_by"],
            "measure": row.get("measure", ""),
            "scope": row.get("scope", ""),
            "value_low": _plain(quantity and quantity.low),
            "value_high": _plain(quantity and quantity.high),
            "low_open": quantity.low_open if quantity else "",
            "high_open": quantity.high_open if quantity else "",
            "approximate": quantity.approximate if quantity else "",
            "unit": unit,
            "when_edtf": when.edtf if when else "",
            "when_earliest": _iso(when and when.earliest),
            "when_latest": _iso(when and when.latest),
            "place_iso3": place.iso3,
            "place_city": place.municipality,
            "reported_earliest": _iso(published and published.earliest),
            "reported_latest": _iso(published and published.latest),
            "asserted_earliest": _iso(reference and reference.earliest),
            "asserted_latest": _iso(reference and reference.latest),
            "raw_file": self.name,
            "raw_line": line,
        }
        return {**dict(row), **typed}

    def _speaks_of_its_own_day(self, row: pd.Series) -> bool:
        """A count, a listing or a state without a date holds as of the statement; an event does not."""
        return self.sheet == "figures" or (self.sheet == "stations" and row["aspect"] != "opened")

    def _try(self, line: int, row: pd.Series, column: str, read: Callable):
        try:
            return read(row[column])
        except (quantities.QuantityError, dates.DateError, places.PlaceError) as error:
            self.problems.append(Problem(self.name, line, column, row[column], str(error)))
            return None

    def _locator(self, line: int, row: pd.Series) -> tuple[object, object]:
        if not re.fullmatch(tables.LOCATOR, row["locator"]):
            return "", ""
        kind, _, rest = row["locator"].partition(":")
        if kind != "chars":
            return int(rest), int(rest)
        start, end = (int(part) for part in rest.split("-"))
        expected = _outside(start, end, self.lengths.get(row["source_id"]))
        if expected:
            self.problems.append(Problem(self.name, line, "locator", row["locator"], expected))
        return start, end

    def _when(self, line: int, row: pd.Series, column: str, reference) -> dates.When | None:
        if not row[column]:
            return None
        return self._try(line, row, column, lambda text: dates.parse(text, reference))

    def _quantity(self, line: int, row: pd.Series):
        if self.sheet == "events":
            return None, ""
        if self.sheet == "stations":
            if not row["count_text"]:
                return quantities.Quantity(Decimal(1), None), "stations"
            found = self._try(line, row, "count_text", self._number)
            return found, "stations"
        found = self._try(line, row, "value_text", self._number) if row["value_text"] else None
        return found, (found.unit if found and found.unit else self.units.get(row["measure"], ""))

    def _number(self, text: str) -> quantities.Quantity:
        return quantities.parse(text, self.params.approximation)

    def _place(self, line: int, row: pd.Series) -> places.Place:
        if self.sheet != "stations":
            found = (
                self._try(line, row, "place_text", self.gazetteer.find)
                if row["place_text"]
                else None
            )
            return found or places.Place()
        before = len(self.problems)
        for column in ("country_text", "city_text"):
            if row[column]:
                self._try(line, row, column, self.gazetteer.find)
        if len(self.problems) > before:
            return places.Place()
        found = self._try(
            line,
            row,
            "city_text",
            lambda text: self.gazetteer.in_country(text, row["country_text"]),
        )
        return found or places.Place()


def _reported(published: dates.When | None, statement: dates.When | None) -> dates.When | None:
    """Return when a claim was public: with its source, or later where the source was revised for it."""
    if published is None or statement is None or published.latest is None:
        return published
    if statement.earliest is not None and statement.earliest > published.latest:
        return statement
    return published


def _plain(number: Decimal | None) -> object:
    if number is None:
        return ""
    return int(number) if number == number.to_integral_value() else float(number)


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def worst(standings: list[str]) -> str:
    """Return the worst of several standings."""
    return max((s or "ok" for s in standings), key=STANDINGS.index, default="ok")


def _in_force(frame: pd.DataFrame, key: str, published: dict, day: dt.date) -> dict[str, str]:
    """Return the standings that hold on `day`: begun, and said by a source that was out."""
    found = {}
    for _, row in tables.lines(frame):
        standing = row["standing"] or "ok"
        if standing != "ok":
            said = published[row["standing_source_id"]].latest
            if dt.date.fromisoformat(row["standing_since"]) > day or said > day:
                standing = "ok"
        found[row[key]] = standing
    return found


def _edition(frames, typed, published, params: Params) -> Cleaned:
    """Keep what was public on the day of the edition, and say what of it counts as evidence."""
    day = params.day
    of_source = _in_force(frames["sources"], "source_id", published, day)
    of_actor = _in_force(frames["actors"], "actor_id", published, day)
    of_claim = _in_force(frames["standings"], "claim_id", published, day)
    public = {source for source, when in published.items() if when.latest <= day}
    # A page that was revised holds claims younger than itself.
    kept = {
        name: frame[
            frame["source_id"].isin(public) & (frame["reported_latest"] <= day.isoformat())
        ].copy()
        for name, frame in typed.items()
    }
    known = set().union(*(set(frame["claim_id"]) for frame in kept.values()))
    for frame in kept.values():
        for column in _CLAIM_LINKS:
            frame[column] = [
                ";".join(i for i in tables.split(cell) if i in known) for cell in frame[column]
            ]
        frame["standing"] = [
            worst([of_source[row.source_id], *(of_actor[a] for a in [row.asserted_by, *tables.split(row.via)]),
                   of_claim.get(row.claim_id, "ok")])
            for row in tables.rows(frame)
        ]  # fmt: skip
        frame["root"] = frame["restates"] == ""
        frame["unused_reason"] = [_unused(row, params) for row in tables.rows(frame)]
        frame["used"] = frame["unused_reason"] == ""
    claims = pd.concat([kept[name] for name in tables.CLAIM_SHEETS])[list(CLAIM_COLUMNS)]
    own = {name: kept[name][["claim_id", *_own(name)]] for name in tables.CLAIM_SHEETS}
    sources = frames["sources"][frames["sources"]["source_id"].isin(public)].copy()
    sources["published_earliest"] = [_iso(published[s].earliest) for s in sources["source_id"]]
    sources["published_latest"] = [_iso(published[s].latest) for s in sources["source_id"]]
    sources["repost_of"] = [s if s in public else "" for s in sources["repost_of"]]
    actors = _present(frames["actors"], kept)
    for frame, key, now in ((sources, "source_id", of_source), (actors, "actor_id", of_actor)):
        frame["standing"] = [now[i] for i in frame[key]]
        for column in ("standing_since", "standing_source_id", "standing_note"):
            frame[column] = [
                c if now[i] != "ok" else "" for i, c in zip(frame[key], frame[column], strict=True)
            ]
    corrections = frames["corrections"][frames["corrections"]["claim_id"].isin(known)]
    return Cleaned(
        claims, own["figures"], own["stations"], own["events"], sources, actors, corrections
    )


def _present(actors: pd.DataFrame, kept: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the actors whom the claims of the edition name, and what these are part of."""
    named = {
        actor
        for frame in kept.values()
        for column in ("asserted_by", "via", "actors", "bureaus")
        if column in frame
        for cell in frame[column]
        for actor in tables.split(cell)
    }
    part_of = dict(zip(actors["actor_id"], actors["part_of"], strict=True))
    while wider := {part_of[actor] for actor in named if part_of[actor]} - named:
        named |= wider
    return actors[actors["actor_id"].isin(named)].copy()


def _own(sheet: str) -> list[str]:
    """Return the columns of a typed sheet that the claims table does not hold."""
    headings = [c for c in tables.SHEETS[sheet].headings if c not in CLAIM_COLUMNS]
    return [*headings, "asserted_earliest", "asserted_latest"]


def _unused(row, params: Params) -> str:
    """Return why a claim does not count as evidence, or nothing where it does."""
    if row.restates:
        return f"retelling of {row.restates}"
    if row.standing in ("disputed", "retracted") and not params.include_disputed:
        return f"{row.standing}"
    return ""
