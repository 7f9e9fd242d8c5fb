"""The country profiles: one run of the country notebook for each country with any claim."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pandas as pd

from overseas110 import country, deps, fanout
from overseas110.params import Params

NOTEBOOK = "05_country.ipynb"
#: Coded lists that the notebook reads.
_CODES = ("codes/vocabularies.csv",)


def jobs(root: Path, values: Params) -> list[fanout.Job]:
    """Return one job a country, each with the rows that bear on it and nothing else.

    Parameters
    ----------
    root : Path
        The project.
    values : Params
        Parameters of the edition.
    """
    frames = country.read(root / "data" / "processed")
    notebook = root / "notebooks" / NOTEBOOK
    shared = [(f"notebooks/{NOTEBOOK}", notebook.read_bytes())]
    shared += [(f"data/raw/{name}", (root / "data" / "raw" / name).read_bytes()) for name in _CODES]
    code = _code(root, notebook)
    return [
        fanout.Job(
            iso3,
            NOTEBOOK,
            (("country", iso3), ("as_of", values.as_of)),
            (*shared, *_rows(country.part(frames, iso3))),
            code,
        )
        for iso3 in country.countries(frames["claims"])
    ]


def _rows(part: country.Part) -> list[tuple[str, bytes]]:
    return [(f"data/processed/{name}.csv", _csv(frame)) for name, frame in part.frames.items()]


def _csv(frame: pd.DataFrame) -> bytes:
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode("utf-8")


def _code(root: Path, notebook: Path) -> str:
    """Return a hash of the library files that the notebook runs through, and of the environment."""
    whole = hashlib.sha256()
    for path in [*sorted(deps.of_notebook(notebook, root)), root / "requirements.lock"]:
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def run(root: Path, values: Params, say) -> None:
    """Run the profiles and write them as outputs of the stage.

    Raises
    ------
    StopError
        Naming each country that failed; the others are kept, and a rerun does only what is missing.
    """
    results = fanout.run(jobs(root, values), root / "data" / ".profiles", values.workers, say)
    fanout.put(results, root / "logs")
