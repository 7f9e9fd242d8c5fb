"""What pages state: whether each value is that of its finding, claim or count, and leads to its entry."""

from __future__ import annotations

import posixpath
from functools import cached_property

from overseas110.audit.here import Here, Stated
from overseas110.audit.result import Answer, found, not_here

#: So many letters of a text are shown in a problem.
_SHOWN = 60
#: Kind of value to the page and the anchor's beginning of its entry; a count leads to a list.
_ENTRIES = {
    "finding": "evidence.html#f-",
    "was": "evidence.html#f-",
    "claim": "record.html#c-",
}


def stated_values(here: Here) -> Answer:
    """Every value that a page states is that of its finding, claim or count, in its attribute and its words, and leads to the entry of it."""
    if not here.pages:
        return not_here("there is no site yet; make report makes it")
    known = _Known(here)
    problems, looked = [], 0
    for page in here.pages:
        for value in page.values:
            looked += 1
            wrong = _wrong(known, value) or _astray(page.name, value)
            if wrong:
                problems.append(f"{page.name}: {wrong}")
    return found(problems, f"{looked} stated values are those of their findings and claims")


class _Known:
    """What may be stated of each thing: pairs of value and words, read when first asked for."""

    def __init__(self, here: Here) -> None:
        self._here = here

    def of(self, kind: str, name: str) -> list[tuple[str, str]] | None:
        """Return what may be stated of a thing; nothing where there is no such thing."""
        if kind == "finding":
            item = self._here.findings.get(name)
            return None if item is None else [(_text(item["value"]), str(item["text"]))]
        if kind == "claim":
            row = self._here.files.claims.get(name)
            return None if row is None else _of_claim(row)
        if kind in ("was", "count"):
            item = (self._earlier if kind == "was" else self._counts).get(name)
            return None if item is None else [(_text(item["value"]), str(item["text"]))]
        return None

    @cached_property
    def _earlier(self) -> dict[str, dict]:
        from overseas110.report import partials

        return partials.earlier(self._here.processed)

    @cached_property
    def _counts(self) -> dict[str, dict]:
        from overseas110.report import counts

        return counts.of_edition(self._here.root)


def _of_claim(row: dict) -> list[tuple[str, str]]:
    """Return a claim's number as its source words it, and the time that it speaks of."""
    from overseas110.values import date_words

    number = row["value_low"] or row["value_high"]
    pairs = [(number, row.get("value_text") or row.get("count_text") or number)]
    if row["when_edtf"]:
        pairs.append((row["when_edtf"], date_words(row["when_edtf"])))
    return pairs


def _wrong(known: _Known, value: Stated) -> str:
    """Return in what a stated value differs from what it is said to be; nothing where it does not."""
    pairs = known.of(value.kind, value.name)
    if pairs is None:
        kind = value.kind if value.kind in (*_ENTRIES, "count") else "value of any kind"
        said = {"was": "finding of another edition"}.get(kind, kind)
        return f"{value.name!r}: is no {said}, and the page states it"
    if value.value not in [held for held, _ in pairs]:
        return f"{value.name}: the value {value.value!r} is stated, it is {pairs[0][0]!r}"
    words = [text for held, text in pairs if held == value.value]
    if _bare(value.shown) not in map(_bare, words):
        return f"{value.name}: {value.shown[:_SHOWN]!r} is shown, it is {' '.join(words[0].split())[:_SHOWN]!r}"
    return ""


def _astray(page: str, value: Stated) -> str:
    """Return where a value leads if not to its own entry; in headings it stands in no link."""
    entry = _ENTRIES.get(value.kind)
    if entry is None or not value.link:
        return ""
    wanted = entry + value.name.split(" ")[0]
    leads = posixpath.normpath(posixpath.join(posixpath.dirname(page), value.link))
    if value.link.startswith("#"):
        leads = page + value.link
    return "" if leads == wanted else f"{value.name}: leads to {value.link}, its entry is {wanted}"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _bare(text: str) -> str:
    """Return a text without what typography may change: quotes, dashes, kinds of space."""
    for old, new in (("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"), ("–", "-"), ("\xa0", " ")):
        text = text.replace(old, new)
    return "".join(text.split())
