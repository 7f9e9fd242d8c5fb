"""Places as sources word them, through the coded gazetteer, to a country and a municipality at most.

There is no fuzzy matching: a library's best guess for Kosovo was Serbia. A place that the gazetteer
does not know is an error, and the fix is a row.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pycountry

from overseas110 import tables
from overseas110.problems import Problem

#: Codes that ISO 3166-1 leaves to users and that are in wide use; the gazetteer's note says why.
USER_ASSIGNED = {"XKX": "Kosovo"}


class PlaceError(ValueError):
    """A place that the gazetteer does not know, or that contradicts its country."""


@dataclass(frozen=True)
class Place:
    """Where something is.

    Parameters
    ----------
    iso3 : str
        ISO 3166-1 alpha-3 codes, ``;`` between; empty where no single country is meant.
    municipality : str
        Name of the municipality, ``;`` between; empty where none is told.
    """

    iso3: str = ""
    municipality: str = ""


class Gazetteer:
    """The coded gazetteer, looked up by the exact words of a source.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``codes/gazetteer.csv``.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._rows = {row.place_text: row for row in tables.rows(frame)}

    def find(self, text: str) -> Place:
        """Return the place that `text` names; several with ``;`` between give several.

        Raises
        ------
        PlaceError
            If the gazetteer does not know it.
        """
        codes, towns = [], []
        for part in (piece.strip() for piece in text.split(";")):
            if not part:
                continue
            row = self._rows.get(part)
            if row is None:
                raise PlaceError("is in no row of codes/gazetteer.csv")
            codes.append(row.iso3)
            towns.append(row.municipality)
        return Place(_joined(codes), _joined(towns))

    def in_country(self, city_text: str, country_text: str) -> Place:
        """Return the place that a city and a country name together.

        Raises
        ------
        PlaceError
            If one is unknown, or the city lies in another country.
        """
        city, country = self.find(city_text), self.find(country_text)
        if city.iso3 and country.iso3 and city.iso3 != country.iso3:
            raise PlaceError(f"lies in {city.iso3} by the gazetteer, not in {country.iso3}")
        return Place(city.iso3 or country.iso3, city.municipality)


def _joined(parts: list[str]) -> str:
    return ";".join(dict.fromkeys(part for part in parts if part))


def check(frame: pd.DataFrame, name: str) -> list[Problem]:
    """Return what is wrong with the gazetteer, held against pycountry's copy of ISO 3166-1.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``codes/gazetteer.csv``, the index being the line.
    name : str
        File to name in the problems.
    """
    problems = []
    for line, row in tables.lines(frame):
        code = row["iso3"]
        if code and code not in USER_ASSIGNED and pycountry.countries.get(alpha_3=code) is None:
            problems.append(Problem(name, int(line), "iso3", code, "is no ISO 3166-1 alpha-3 code"))
        if row["place_kind"] in ("country", "municipality") and not code:
            problems.append(
                Problem(
                    name,
                    int(line),
                    "iso3",
                    "",
                    "a country or municipality needs its country's code",
                )
            )
        if (row["place_kind"] == "municipality") != bool(row["municipality"]):
            expected = "should be filled for a municipality and empty for anything else"
            problems.append(Problem(name, int(line), "municipality", row["municipality"], expected))
    return problems


def country_name(iso3: str) -> str:
    """Return the short English name of a country for readers."""
    if iso3 in USER_ASSIGNED:
        return USER_ASSIGNED[iso3]
    country = pycountry.countries.get(alpha_3=iso3)
    if country is None:
        raise PlaceError(f"{iso3!r} is no ISO 3166-1 alpha-3 code")
    return getattr(country, "common_name", country.name)
