"""Findings: every number, date and text that the report states, with its rule and its claims.

A notebook collects its findings in one `Findings` and saves them to one file; the merge joins the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from overseas110 import paths, quantities, tables
from overseas110.problems import StopError
from overseas110.values import date_words, row_bounds

KINDS = ("number", "date", "text")


@dataclass(frozen=True)
class Finding:
    """One stated value.

    Parameters
    ----------
    kind : str
        ``number``, ``date`` or ``text``.
    value : int, float, str or None
        The value itself; ``None`` where the edition does not know it.
    low, high : int, float, str or None
        Bounds; equal to the value where it is exact, ``None`` where unbounded.
    text : str
        The value in words, with its qualifier, as the report prints it.
    unit : str
        What is counted.
    claims : list of str
        Claims that it rests on, sorted.
    rule : str
        How it follows from them, in words.
    notebook, cell : str
        Notebook and cell id that computed it; empty outside a notebook.
    """

    kind: str
    value: int | float | str | None
    low: int | float | str | None
    high: int | float | str | None
    text: str
    unit: str
    claims: list[str]
    rule: str
    notebook: str = ""
    cell: str = ""
    n_claims: int = field(init=False)

    def __post_init__(self) -> None:
        """Check the kind and count the claims."""
        if self.kind not in KINDS:
            raise StopError(f"A finding's kind is one of {', '.join(KINDS)}, not {self.kind!r}.")
        object.__setattr__(self, "n_claims", len(self.claims))


#: Order of keys in the files: the contract's.
_KEYS = (
    "kind",
    "value",
    "low",
    "high",
    "text",
    "unit",
    "claims",
    "n_claims",
    "rule",
    "notebook",
    "cell",
)


class Findings:
    """The findings of one notebook.

    Parameters
    ----------
    notebook : str
        Name of the notebook, without folder and ending.
    """

    def __init__(self, notebook: str) -> None:
        self.notebook = notebook
        self._found: dict[str, Finding] = {}

    def number(
        self, finding_id: str, claims: pd.DataFrame, rule: str, *, unit: str = "", text: str = ""
    ) -> Finding:
        """State the number that `claims` state together.

        Several claims of one number give the bounds that hold for all of them: the greatest low
        and the least high. With no claim the finding is null.

        Parameters
        ----------
        finding_id : str
            Short name, unique in the report.
        claims : pandas.DataFrame
            Rows of the claims table with their values.
        rule : str
            How the number follows from them, in words.
        unit : str
            What is counted; the claims' own where empty.
        text : str
            Wording; printed from the bounds where empty.

        Raises
        ------
        StopError
            If no number fits all the claims.
        """
        if claims.empty:
            return self.add(finding_id, "number", None, None, None, "not known", unit, [], rule)
        bounds = bounds_of(claims, finding_id)
        value = _best(bounds, claims)
        return self.add(
            finding_id, "number", value, _json(bounds.low), _json(bounds.high),
            text or quantities.words(bounds), unit or str(claims["unit"].iloc[0]), list(claims["claim_id"]), rule,
        )  # fmt: skip

    def count(
        self, finding_id: str, n: int, claims: Iterable[str], rule: str, *, unit: str = ""
    ) -> Finding:
        """State a count of things that the claims list, exact."""
        return self.add(
            finding_id, "number", n, n, n, quantities.number(n), unit, list(claims), rule
        )

    def value(
        self,
        finding_id: str,
        value,
        low,
        high,
        text: str,
        unit: str,
        claims: Iterable[str],
        rule: str,
    ) -> Finding:
        """State a number computed from claims, with its bounds."""
        return self.add(
            finding_id,
            "number",
            _json(value),
            _json(low),
            _json(high),
            text,
            unit,
            list(claims),
            rule,
        )

    def date(self, finding_id: str, claims: pd.DataFrame, rule: str, *, text: str = "") -> Finding:
        """State the date that `claims` give; the bounds are the outermost days of all of them."""
        if claims.empty:
            return self.add(finding_id, "date", None, None, None, "not known", "", [], rule)
        values = list(dict.fromkeys(claims["when_edtf"]))
        low = min((d for d in claims["when_earliest"] if d), default=None)
        open_end = any(not d for d in claims["when_latest"])
        high = None if open_end else max(claims["when_latest"])
        shown = text or " or ".join(date_words(value) for value in values)
        value = values[0] if len(values) == 1 else "[" + ",".join(values) + "]"
        return self.add(
            finding_id, "date", value, low, high, shown, "", list(claims["claim_id"]), rule
        )

    def text(self, finding_id: str, text: str, claims: Iterable[str], rule: str) -> Finding:
        """State something in words that the claims carry."""
        return self.add(finding_id, "text", text, None, None, text, "", list(claims), rule)

    def add(self, finding_id, kind, value, low, high, text, unit, claims, rule) -> Finding:
        """Add a finding as it is.

        Raises
        ------
        StopError
            If the name is taken.
        """
        if finding_id in self._found:
            raise StopError(f"Finding {finding_id!r} is stated twice in {self.notebook}.")
        cell = current_cell(self.notebook)
        found = Finding(
            kind, value, low, high, text, unit, sorted(set(claims)), rule, self.notebook, cell
        )
        self._found[finding_id] = found
        return found

    def __getitem__(self, finding_id: str) -> Finding:
        """Return a finding stated before."""
        return self._found[finding_id]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the findings, as stated so far."""
        return iter(self._found)

    def table(self) -> pd.DataFrame:
        """Return the findings as a table, for looking at in the notebook."""
        rows = [(i, f.text, f.unit, f.low, f.high, f.n_claims) for i, f in self._found.items()]
        return pd.DataFrame(
            rows, columns=["finding", "text", "unit", "low", "high", "claims"]
        ).set_index("finding")

    def save(self, name: str = "") -> Path:
        """Write ``findings/NOTEBOOK.json``, or the given file under ``data/processed``, and return its path."""
        path = paths.output(name or f"findings/{self.notebook}.json")
        write(self._found, path)
        return path


def bounds_of(claims: pd.DataFrame, name: str) -> quantities.Quantity:
    """Return the bounds that all `claims` allow together.

    Raises
    ------
    StopError
        If there are none.
    """
    all_bounds = [row_bounds(row) for row in tables.rows(claims)]
    low = max(
        (q for q in all_bounds if q.low is not None),
        key=lambda q: (q.low, q.low_open),
        default=None,
    )
    high = min(
        (q for q in all_bounds if q.high is not None),
        key=lambda q: (q.high, not q.high_open),
        default=None,
    )
    if (
        low
        and high
        and (low.low > high.high or (low.low == high.high and (low.low_open or high.high_open)))
    ):
        raise StopError(
            f"No number fits all claims of finding {name!r}: {', '.join(claims['claim_id'])}."
        )
    return quantities.Quantity(
        low.low if low else None, high.high if high else None, bool(low and low.low_open), bool(high and high.high_open),
        approximate=any(q.approximate for q in all_bounds), unit=_money(claims["unit"].iloc[0]),
    )  # fmt: skip


def _money(unit: str) -> str:
    return unit if len(unit) == 3 and unit.isupper() else ""


def _best(bounds: quantities.Quantity, claims: pd.DataFrame) -> int | float:
    """Return the value to sort and draw by: the stated number, never a midpoint that nobody stated."""
    if bounds.low is not None and bounds.low == bounds.high:
        return _json(bounds.low)
    if len(claims) == 1 and "value_text" in claims:
        stated = quantities.parse(claims["value_text"].iloc[0], approximation=0)
        if stated.low == stated.high:
            return _json(stated.low)
    return _json(bounds.low if bounds.low is not None else bounds.high)


def _json(number):
    if number is None or isinstance(number, str):
        return number
    number = Decimal(str(number))
    return int(number) if number == number.to_integral_value() else float(number)


def current_cell(notebook: str) -> str:
    """Return the id of the cell that runs now, found by its text in the committed notebook.

    Empty outside a notebook, and by hand in a cell that is not saved yet.
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return ""
    shell = get_ipython()
    if shell is None or not shell.user_ns.get("In"):
        return ""
    running = shell.user_ns["In"][-1].strip()
    path = paths.root() / "notebooks" / f"{notebook}.ipynb"
    if not path.is_file():
        return ""
    # The format is JSON; the library that knows all its versions takes two seconds to import.
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ((c["id"], "".join(c["source"])) for c in cells if c["cell_type"] == "code")
    return next((name for name, source in sources if source.strip() == running), "")


def write(found: dict[str, Finding], path: Path) -> None:
    """Write findings as JSON, sorted by name."""
    data = {name: {key: getattr(found[name], key) for key in _KEYS} for name in sorted(found)}
    with paths.written(path) as beside:
        beside.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Finding]:
    """Return the findings of a file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: Finding(**{k: v for k, v in item.items() if k != "n_claims"})
        for name, item in data.items()
    }


def merge(folder: Path, claims: pd.DataFrame) -> dict[str, Finding]:
    """Return the findings of all notebooks.

    Parameters
    ----------
    folder : Path
        ``data/processed``, with one file a notebook under ``findings`` and one a country under
        ``countries``.
    claims : pandas.DataFrame
        The claims of the edition.

    Raises
    ------
    StopError
        If two notebooks state one finding, or a finding rests on a claim that is not there.
    """
    merged: dict[str, Finding] = {}
    known = set(claims["claim_id"])
    for path in [
        *sorted(folder.glob("findings/*.json")),
        *sorted(folder.glob("countries/*/findings.json")),
    ]:
        for name, found in read(path).items():
            if name in merged:
                raise StopError(
                    f"Finding {name!r} is stated in {merged[name].notebook} and in {found.notebook}."
                )
            lost = [claim for claim in found.claims if claim not in known]
            if lost:
                raise StopError(
                    f"Finding {name!r} rests on claims that are not there: {', '.join(lost)}."
                )
            merged[name] = found
    return merged
