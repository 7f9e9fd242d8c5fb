"""Stations and events over time: joined station records, and rows of the timeline."""

from __future__ import annotations

import pandas as pd

from overseas110 import places, tables

#: Columns of ``data/processed/station_records.csv``.
RECORD_COLUMNS = (
    "record_id", "iso3", "country", "municipality", "area", "bureaus", "listed_by", "count_low", "opened_edtf",
    "opened_earliest", "opened_latest", "first_reported", "statuses", "claims", "join_rule",
)  # fmt: skip


_RULES = {
    "municipality": "same country and municipality",
    "area": "same area of several municipalities; joined with none of them",
    "country": "country only; joined with no municipality",
}


def stations(claims: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the station claims of the edition with all their columns.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``claims.csv``.
    own : pandas.DataFrame
        ``stations.csv`` of the processed tables.
    """
    return claims.merge(own, on="claim_id")


def records(joined: pd.DataFrame) -> pd.DataFrame:
    """Return one row a place, with what all claims say of its stations together.

    Claims are joined when they name the same country and the same municipality. Claims that name
    an area of several municipalities are joined with others on that area, and claims that name a
    country only with each other; neither is joined with a municipality, since nobody says which
    one is meant. Bureaus do not split a place: where sources name different bureaus, the record
    lists them all.

    Parameters
    ----------
    joined : pandas.DataFrame
        What `stations` returns.

    Returns
    -------
    pandas.DataFrame
        Columns `RECORD_COLUMNS`, sorted by country and municipality.
    """
    rows = []
    area = joined["city_text"].where(joined["place_city"] == "", "")
    keys = ["place_iso3", "place_city", "area"]
    for (iso3, town, area_text), group in joined.assign(area=area).groupby(keys, sort=True):
        opened = group[group["aspect"] == "opened"]
        listed = group[group["aspect"] == "listed"]
        rule = _RULES["municipality" if town else "area" if area_text else "country"]
        name = town or area_text or "country"
        rows.append(
            {
                "record_id": f"{iso3}-{name}".lower().replace(" ", "-"),
                "iso3": iso3,
                "country": " and ".join(places.country_name(code) for code in tables.split(iso3)),
                "municipality": town,
                "area": area_text,
                "bureaus": _union(group["bureaus"]),
                "listed_by": _union(listed["asserted_by"]),
                "count_low": max((float(v) for v in listed["value_low"] if v != ""), default=""),
                "opened_edtf": ";".join(sorted(set(opened["when_edtf"]))),
                "opened_earliest": min((d for d in opened["when_earliest"] if d), default=""),
                "opened_latest": ""
                if (opened["when_latest"] == "").any()
                else max(opened["when_latest"], default=""),
                "first_reported": min(group["reported_earliest"]),
                "statuses": _union(group["status"]),
                "claims": ";".join(sorted(group["claim_id"])),
                "join_rule": rule,
            }
        )
    frame = pd.DataFrame(rows, columns=list(RECORD_COLUMNS))
    frame["count_low"] = [int(v) if v != "" else "" for v in frame["count_low"]]
    return frame.sort_values(["country", "municipality", "area"], kind="stable").reset_index(
        drop=True
    )


def _union(cells: pd.Series) -> str:
    return ";".join(sorted({part for cell in cells for part in tables.split(cell)}))


def dated(claims: pd.DataFrame, own: pd.DataFrame, event_ids: list[str]) -> pd.DataFrame:
    """Return the dated claims about the given events, earliest first.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``claims.csv``.
    own : pandas.DataFrame
        ``events.csv`` of the processed tables.
    event_ids : list of str
        Which events.
    """
    events = claims.merge(own, on="claim_id")
    wanted = events[events["event_id"].isin(event_ids) & (events["when_edtf"] != "")]
    order = wanted["when_earliest"].where(wanted["when_earliest"] != "", wanted["when_latest"])
    return (
        wanted.assign(order=order)
        .sort_values(["order", "claim_id"], kind="stable")
        .drop(columns="order")
    )
