"""What governments, parliaments and police did; what Chinese officials answer; laws and campaigns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from overseas110 import places, tables

#: Actions that count as "investigating" when countries are counted: watching does not.
INVESTIGATING = ("investigation", "review")


@dataclass(frozen=True)
class Kind:
    """A kind of act: actions and states that readers see under one sign.

    Parameters
    ----------
    code : str
        Short name.
    label : str
        For readers.
    actions : tuple of str
        Codes of the vocabulary ``response_action``.
    groups : tuple of str
        Groups of the vocabulary ``status``: what an authority says of single places.
    """

    code: str
    label: str
    actions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


ORDERED, CLEARED = "orders", "nothing"
OTHER = Kind("other", "Says or does something else")
KINDS = (
    Kind(
        "looks",
        "Investigates, checks or watches",
        ("investigation", "review", "search", "monitoring"),
        ("open",),
    ),
    Kind(ORDERED, "Orders a closure", ("closure_order",)),
    Kind("closed", "Says that it is closed or idle", ("closure",), ("ended",)),
    Kind(
        CLEARED,
        "Finds nothing, or ends without charges",
        ("no_finding", "no_concern"),
        ("cleared",),
    ),
    Kind("denies", "Denies it, or knows of none", ("denial",), ("denied",)),
    Kind("charges", "Arrests, charges, hears a plea", ("arrest", "charge", "plea")),
    Kind("parliament", "Parliament asks or hears", ("question", "hearing")),
    OTHER,
)
#: The one state that says more than its group: an authority gave the order.
_STATE_KINDS = {"ordered_closed": ORDERED}
#: States that somebody else may tell as well; by an authority they are a response.
_ANYBODYS_GROUPS = ("ended",)

#: Kinds of actor that act for a state or for states.
AUTHORITIES = ("government", "official", "police", "parliament", "court", "international")
#: Kinds of actor that speak for China's state.
_OFFICIAL_KINDS = ("government", "official", "police")
_STATE_MEDIA = "state_media"

#: Columns of what `acts` returns.
ACT_COLUMNS = (
    "place", "iso3", "kind", "event_id", "when_edtf", "first", "last", "who", "short", "sources", "claims",
)  # fmt: skip


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


def kind_of_action(action: str) -> str:
    """Return the code of the kind that a ``response_action`` belongs to."""
    return next((kind.code for kind in KINDS if action in kind.actions), OTHER.code)


def kind_of_status(status: str, groups: dict[str, str]) -> str:
    """Return the code of the kind that a status belongs to; empty where it is no response.

    Parameters
    ----------
    status : str
        Code of the vocabulary ``status``.
    groups : dict of str to str
        Status to its group.
    """
    if status in _STATE_KINDS:
        return _STATE_KINDS[status]
    group = groups.get(status, "")
    return next((kind.code for kind in KINDS if group in kind.groups), "")


def acts(
    found: pd.DataFrame, stations: pd.DataFrame, actors: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """Return what was done, one row an act: where, of which kind, by whom, on which claims.

    A response without a country belongs to no single one. It stands under the topmost body that
    its first actor is part of, where that has no country either: the European Union's bodies do.

    What an authority says of single stations is a response as well. Where the same source tells
    a response of the same kind in a sentence, the claims on stations join that one.

    Parameters
    ----------
    found : pandas.DataFrame
        What `responses` returns.
    stations : pandas.DataFrame
        ``claims.csv`` merged with ``stations.csv`` of the processed tables.
    actors : pandas.DataFrame
        ``actors.csv`` of the processed tables.
    codes : pandas.DataFrame
        ``vocabularies.csv``.

    Returns
    -------
    pandas.DataFrame
        Columns `ACT_COLUMNS`; ``sources`` and ``claims`` are tuples, ``first`` and ``last`` are
        days as text, empty where the time is open on that side.
    """
    by_id = actors.set_index("actor_id")
    rows = []
    for row in tables.rows(found):
        acting = tables.split(row.actors) or [row.asserted_by]
        for place, iso3 in _places(row.place_iso3, acting, by_id):
            kind = kind_of_action(row.response_action)
            rows.append(_act(row, place, iso3, kind, _who(acting, by_id), row.summary))
    told = {(row["place"], row["kind"], row["sources"]): row for row in reversed(rows)}
    for row in tables.rows(_of_stations(stations, by_id, codes)):
        for place, iso3 in _places(row.place_iso3, [row.asserted_by], by_id):
            act = _act(row, place, iso3, row.kind, _who([row.asserted_by], by_id), row.summary)
            in_words = told.get((place, row.kind, act["sources"]))
            if in_words is None or row.kind == CLEARED:
                rows.append(act)
            else:
                in_words["claims"] += act["claims"]
    frame = pd.DataFrame(rows, columns=list(ACT_COLUMNS))
    frame["claims"] = [tuple(cell) for cell in frame["claims"]]
    order = [kind.code for kind in KINDS]
    return (
        frame.assign(
            late=frame["first"].eq("") | frame["last"].eq(""),
            rank=[order.index(kind) for kind in frame["kind"]],
            union=frame["iso3"].eq(""),
        )
        .sort_values(["union", "place", "late", "first", "rank", "sources"], kind="stable")
        .drop(columns=["late", "rank", "union"])
        .reset_index(drop=True)
    )


def _act(row, place: str, iso3: str, kind: str, who: str, short: str) -> dict:
    return {
        "place": place,
        "iso3": iso3,
        "kind": kind,
        "event_id": getattr(row, "event_id", ""),
        "when_edtf": row.when_edtf,
        "first": row.when_earliest,
        "last": row.when_latest,
        "who": who,
        "short": short,
        "sources": (row.source_id,),
        "claims": list(getattr(row, "claims", (row.claim_id,))),
    }


def _places(iso3: str, acting: list[str], actors: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the places of a response with their codes; a body of several states has no code."""
    if iso3:
        return [(places.country_name(code), code) for code in tables.split(iso3)]
    top = acting[0] if acting and acting[0] in actors.index else ""
    while top and actors.loc[top, "part_of"] in actors.index:
        top = actors.loc[top, "part_of"]
    if not top or actors.loc[top, "country_text"] or actors.loc[top, "kind"] not in AUTHORITIES:
        return []
    return [(actors.loc[top, "name"], "")]


def _who(acting: list[str], actors: pd.DataFrame) -> str:
    """Return the names of those who act for a state other than China; empty where none is named."""
    known = [actor for actor in acting if actor in actors.index]
    public = [actor for actor in known if _is_foreign_authority(actor, actors)]
    return "; ".join(dict.fromkeys(actors.loc[actor, "name"] for actor in public))


def _is_foreign_authority(actor: str, actors: pd.DataFrame) -> bool:
    row = actors.loc[actor]
    return row["kind"] in AUTHORITIES and row["country_text"] != "China"


def _of_stations(stations: pd.DataFrame, actors: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the states that authorities give, one row a source, asserter, state and time."""
    status = codes[codes["vocabulary"] == "status"].set_index("code")
    groups = status["group"].to_dict()
    states = stations[stations["status"].ne("") & stations["place_iso3"].ne("CHN")]
    states = states.assign(kind=[kind_of_status(s, groups) for s in states["status"]])
    states = states[states["kind"] != ""]
    official = [
        groups[row.status] not in _ANYBODYS_GROUPS or _is_foreign_authority(row.asserted_by, actors)
        for row in tables.rows(states)
    ]
    states = states[official] if len(states) else states
    rows = []
    keys = ["place_iso3", "source_id", "asserted_by", "status", "when_edtf"]
    for (iso3, _, _, state, _), group in states.groupby(keys, sort=True):
        named = group["place_city"].where(group["place_city"] != "", group["city_text"])
        towns = list(dict.fromkeys(town for town in named if town))
        label = status.loc[state, "label"]
        named = " and ".join(part for part in (", ".join(towns[:-1]), *towns[-1:]) if part)
        summary = f"{named}: {label[0].lower()}{label[1:]}." if named else f"{label}."
        rows.append(
            {
                **group.iloc[0].to_dict(),
                "place_iso3": iso3,
                "claims": tuple(group["claim_id"]),
                "summary": summary,
            }
        )
    return pd.DataFrame(rows, columns=[*states.columns, "claims", "summary"])


def drawn(found: pd.DataFrame, kinds: Iterable[str], since: str) -> pd.DataFrame:
    """Return the acts that a chart draws.

    An order is given once, however many sources date it: its datings become one act, between the
    earliest and the latest of them.

    Parameters
    ----------
    found : pandas.DataFrame
        What `acts` returns.
    kinds : iterable of str
        The kinds that have a sign.
    since : str
        Acts that ended before this day are left out, YYYY-MM-DD.
    """
    wanted = found[found["kind"].isin(list(kinds))]
    wanted = wanted[wanted["last"].eq("") | wanted["last"].ge(since)]
    once = wanted["kind"].eq(ORDERED) & wanted["event_id"].ne("")
    merged = []
    for _, group in wanted[once].groupby(["place", "event_id"], sort=True):
        row = group.iloc[0].to_dict()
        row["first"] = min((day for day in group["first"] if day), default="")
        row["last"] = max((day for day in group["last"] if day), default="")
        row["claims"] = tuple(claim for cell in group["claims"] for claim in cell)
        merged.append(row)
    whole = pd.concat([wanted[~once], pd.DataFrame(merged, columns=wanted.columns)])
    order = {place: number for number, place in enumerate(dict.fromkeys(wanted["place"]))}
    return whole.sort_values("place", key=lambda cell: cell.map(order), kind="stable").reset_index(
        drop=True
    )


def by_day(found: pd.DataFrame) -> pd.DataFrame:
    """Return the acts of one place, kind and time as one row; open times count as none told.

    Parameters
    ----------
    found : pandas.DataFrame
        What `acts` returns.
    """
    rows: dict[tuple, dict] = {}
    for row in found.to_dict("records"):
        told = bool(row["first"] and row["last"])
        key = (row["place"], row["kind"], row["when_edtf"] if told else "")
        known = rows.setdefault(
            key, {**row, "told": told, "who": [], "short": [], "sources": [], "claims": []}
        )
        known["who"] += [name for name in row["who"].split("; ") if name]
        known["short"].append(row["short"])
        known["sources"] += row["sources"]
        known["claims"] += row["claims"]
    whole = [
        {
            **row,
            "who": "; ".join(dict.fromkeys(row["who"])),
            "short": " ".join(dict.fromkeys(row["short"])),
            "sources": tuple(dict.fromkeys(row["sources"])),
            "claims": tuple(dict.fromkeys(row["claims"])),
        }
        for row in rows.values()
    ]
    return pd.DataFrame(whole, columns=[*ACT_COLUMNS, "told"])


def places_of(found: pd.DataFrame, *kinds: str) -> list[str]:
    """Return the places with an act of any of the given kinds, in alphabetical order."""
    return sorted(set(found.loc[found["kind"].isin(kinds), "place"]))


def claims_of(found: pd.DataFrame, *kinds: str) -> list[str]:
    """Return the claims of all acts of the given kinds."""
    return [claim for cell in found.loc[found["kind"].isin(kinds), "claims"] for claim in cell]


def answers(claims: pd.DataFrame, own: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return what China's officials and state media answer to what is said of the stations.

    An answer is a denial by an official, or an explanation or a statement of theirs that answers
    a claim or speaks of another country. Of state media only what answers a claim is one.
    Retellings come with the rest; steps of single cases do not.

    Parameters
    ----------
    claims, own, actors : pandas.DataFrame
        ``claims.csv``, ``events.csv`` and ``actors.csv`` of the processed tables.
    """
    of_china = actors[actors["country_text"] == "China"]
    official = set(of_china.loc[of_china["kind"].isin(_OFFICIAL_KINDS), "actor_id"])
    media = set(of_china.loc[of_china["kind"] == _STATE_MEDIA, "actor_id"])
    joined = claims.merge(own, on="claim_id")
    joined = joined[~joined["event_id"].str.startswith("case-")]
    replies = joined["responds_to"].ne("")
    abroad = joined["place_iso3"].ne("") & joined["place_iso3"].ne("CHN")
    said = joined["event_kind"].isin(("explanation", "statement")) & (replies | abroad)
    kinds = joined["event_kind"].isin(("denial", "explanation", "statement"))
    wanted = (joined["asserted_by"].isin(official) & (said | joined["event_kind"].eq("denial"))) | (
        joined["asserted_by"].isin(media) & kinds & replies
    )
    return joined[wanted]


def together(answered: pd.DataFrame) -> pd.DataFrame:
    """Return one row a speaker and day: the root answers, their retellings, what they answer.

    Parameters
    ----------
    answered : pandas.DataFrame
        What `answers` returns.

    Returns
    -------
    pandas.DataFrame
        Columns ``asserted_by``, ``source_id``, ``first`` (day of the statement, the earliest it
        can be), ``when_edtf``, ``short`` (in words), ``roots``, ``retellings`` and ``answers_to``
        (tuples of claim ids); the earliest first.
    """
    columns = ["asserted_by", "source_id", "first", "when_edtf", "short", "roots", "retellings", "answers_to"]  # fmt: skip
    roots = answered[answered["restates"].eq("") & answered["used"].eq("True")]
    again = answered[answered["restates"].ne("")]
    rows = []
    roots = roots.assign(
        first=roots["when_earliest"].where(roots["when_edtf"] != "", roots["asserted_earliest"])
    )
    # The ids of one source are in the order of its text.
    groups = roots.sort_values("claim_id").groupby(["first", "asserted_by", "source_id"], sort=True)
    for (first, speaker, source), group in groups:
        targets = [claim for cell in group["responds_to"] for claim in tables.split(cell)]
        rows.append(
            {
                "asserted_by": speaker,
                "source_id": source,
                "first": first,
                "when_edtf": group["when_edtf"].iloc[0],
                "short": " ".join(group["summary"]),
                "roots": tuple(group["claim_id"]),
                "retellings": tuple(
                    again.loc[again["restates"].isin(group["claim_id"]), "claim_id"]
                ),
                "answers_to": tuple(dict.fromkeys(targets)),
            }
        )
    return pd.DataFrame(rows, columns=columns)


def said(
    claims: pd.DataFrame, own: dict[str, pd.DataFrame], actors: pd.DataFrame, labels: dict[str, str]
) -> dict[str, str]:
    """Return claim to who says it and what, in words; a figure's value is left to the reader's page.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``claims.csv``.
    own : dict of str to pandas.DataFrame
        ``figures``, ``stations`` and ``events`` of the processed tables.
    actors : pandas.DataFrame
        ``actors.csv`` of the processed tables.
    labels : dict of str to str
        Measure to its label.
    """
    names = actors.set_index("actor_id")["name"]
    words = {}
    for row in tables.rows(claims.merge(own["events"], on="claim_id")):
        words[row.claim_id] = f"{names[row.asserted_by]}: {row.summary}"
    for row in tables.rows(claims.merge(own["stations"], on="claim_id")):
        where = row.place_city or " and ".join(
            places.country_name(code) for code in tables.split(row.place_iso3)
        )
        words[row.claim_id] = f"{names[row.asserted_by]}: a station in {where or 'no place told'}."
    for row in tables.rows(claims.merge(own["figures"], on="claim_id")):
        label = labels[row.measure]
        words[row.claim_id] = f"{names[row.asserted_by]}, {label[0].lower()}{label[1:]}:"
    return words


#: Events of the law chapter: their kinds, and the beginnings of ids of what belongs elsewhere.
LAW_KINDS = ("legal", "operation", "programme", "report")
_LAW_OUT = ("case-", "response-", "lawsuit-")


def milestones(claims: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the dated laws, rules, campaigns and reports, one row an event and kind.

    An event that sources date differently keeps every date, the earliest first.

    Parameters
    ----------
    claims, own : pandas.DataFrame
        ``claims.csv`` and ``events.csv`` of the processed tables.

    Returns
    -------
    pandas.DataFrame
        Columns ``event_id``, ``event_kind``, ``first``, ``short`` and ``dated``: a tuple of
        ``(when_edtf, claim ids)``.
    """
    joined = claims.merge(own, on="claim_id")
    wanted = joined[
        joined["event_kind"].isin(LAW_KINDS)
        & joined["used"].eq("True")
        & joined["when_edtf"].ne("")
        & ~joined["event_id"].str.startswith(_LAW_OUT)
    ]
    order = wanted["when_earliest"].where(wanted["when_earliest"] != "", wanted["when_latest"])
    wanted = wanted.assign(order=order).sort_values(["order", "claim_id"], kind="stable")
    rows = []
    for (event, kind), group in wanted.groupby(["event_id", "event_kind"], sort=False):
        dated = {
            when: tuple(part["claim_id"]) for when, part in group.groupby("when_edtf", sort=False)
        }
        rows.append(
            {
                "event_id": event,
                "event_kind": kind,
                "first": group["order"].iloc[0],
                "short": " ".join(dict.fromkeys(group["summary"])),
                "dated": tuple(dated.items()),
            }
        )
    columns = ["event_id", "event_kind", "first", "short", "dated"]
    return pd.DataFrame(rows, columns=columns).sort_values(["first", "event_id"], kind="stable")
