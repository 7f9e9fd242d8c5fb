"""What governments did and said, by country, and what Chinese officials answer."""

from __future__ import annotations

import pandas as pd

from overseas110 import places

#: Actions that count as "investigating" when countries are counted.
INVESTIGATING = ("investigation", "review")


def responses(
    claims: pd.DataFrame, own: pd.DataFrame, event_ids_out: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return the response claims of the edition with their country.

    Parameters
    ----------
    claims, own : pandas.DataFrame
        ``claims.csv`` and ``events.csv`` of the processed tables.
    event_ids_out : tuple of str
        Beginnings of event ids to leave out: steps of a case are no response to the stations.
    """
    joined = claims.merge(own, on="claim_id")
    joined = joined[(joined["event_kind"] == "response") & (joined["place_iso3"] != "CHN")]
    for beginning in event_ids_out:
        joined = joined[~joined["event_id"].str.startswith(beginning)]
    return joined


def investigating(found: pd.DataFrame) -> pd.DataFrame:
    """Return the responses that say of one named country that it investigates or reviews."""
    one_country = found["place_iso3"].ne("") & ~found["place_iso3"].str.contains(";")
    return found[one_country & found["response_action"].isin(INVESTIGATING)]


def by_country(found: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return one row a country: its actions and claims.

    Parameters
    ----------
    found : pandas.DataFrame
        What `responses` returns.
    labels : dict of str to str
        Response action to its label.
    """
    rows = []
    for iso3, group in found[found["place_iso3"] != ""].groupby("place_iso3"):
        if ";" in iso3:
            continue
        for action, part in group.groupby("response_action", sort=True):
            rows.append(
                {
                    "iso3": iso3,
                    "country": places.country_name(iso3),
                    "action": labels[action],
                    "summaries": list(dict.fromkeys(part["summary"])),
                    "whens": sorted(set(part["when_edtf"]) - {""}),
                    "claims": list(part["claim_id"]),
                    "sources": sorted(set(part["source_id"])),
                }
            )
    return (
        pd.DataFrame(rows).sort_values(["country", "action"], kind="stable").reset_index(drop=True)
    )


def answers(claims: pd.DataFrame, own: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return denials and explanations by Chinese authorities, with what they answer.

    Parameters
    ----------
    claims, own, actors : pandas.DataFrame
        ``claims.csv``, ``events.csv`` and ``actors.csv`` of the processed tables.
    """
    official = actors[
        (actors["country_text"] == "China")
        & actors["kind"].isin(("government", "official", "police"))
    ]
    joined = claims.merge(own, on="claim_id")
    wanted = joined["event_kind"].isin(("denial", "explanation")) & joined["asserted_by"].isin(
        official["actor_id"]
    )
    return joined[wanted]
