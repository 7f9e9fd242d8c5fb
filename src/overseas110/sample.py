"""Draw claims for a person to check against their sources."""

from __future__ import annotations

from overseas110 import paths, tables


def draw(n: int, seed: int) -> str:
    """Return `n` claims as lines to tick off, drawn evenly over the sources.

    Parameters
    ----------
    n : int
        How many.
    seed : int
        The same number draws the same claims.
    """
    folder = paths.processed()
    claims = tables.read(folder / "claims.csv")
    parts = [
        claims.merge(tables.read(folder / f"{sheet}.csv"), on="claim_id")
        for sheet in tables.CLAIM_SHEETS
    ]
    rows = [row for part in parts for row in part.to_dict("records")]
    shuffled = sorted(rows, key=lambda row: _rank(f"{seed}:{row['claim_id']}"))
    seen: dict[str, int] = {}
    order = []
    for row in shuffled:
        seen[row["source_id"]] = seen.get(row["source_id"], 0) + 1
        order.append((seen[row["source_id"]], _rank(f"{seed}:{row['claim_id']}"), row))
    drawn = [row for _, _, row in sorted(order, key=lambda item: item[:2])[:n]]
    return "\n".join(
        _line(row) for row in sorted(drawn, key=lambda row: (row["source_id"], row["claim_id"]))
    )


def _rank(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _line(row: dict) -> str:
    what = (
        row.get("value_text")
        or row.get("summary")
        or f"{row.get('aspect')} {row.get('city_text')} {row.get('country_text')}"
    )
    said = (
        f"[ ] {row['claim_id']}  {row['source_id']} {row['locator']}  said by {row['asserted_by']}"
    )
    return f"{said}\n    {what}" + (
        f" | {row['when_text']} = {row['when_edtf']}" if row["when_text"] else ""
    )
