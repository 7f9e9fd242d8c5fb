"""The build that is exported, and small helps that every format needs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overseas110 import paths, yamls

#: Names that mean nothing outside this report lie in one namespace. There is no address to give it:
#: ``arcp`` names things inside an archive (https://datatracker.ietf.org/doc/draft-soilandreyes-arcp/).
NAMESPACE = "arcp://name,overseas110/"


@dataclass(frozen=True)
class Built:
    """One build of the report.

    Parameters
    ----------
    root, site : Path
        The project and the freshly rendered site.
    day : str
        Day of the edition, ``as_of`` of the parameters.
    commit : str
        Its commit, in words where files differ from it.
    timestamp : int
        Seconds since 1970 of the commit.
    renderer : str
        What rendered the pages.
    uses : tuple of (str, str, str)
        Page, shortcode and target of every use on the pages.
    tables : dict of str to list of str
        Table of ``data/processed/tables`` to the pages that take it in.
    """

    root: Path
    site: Path
    day: str
    commit: str
    timestamp: int
    renderer: str
    uses: tuple[tuple[str, str, str], ...]
    tables: dict[str, list[str]]

    @property
    def data(self) -> Path:
        """Return the folder that the exports lie in."""
        return self.site / "data"

    @property
    def committed(self) -> str:
        """Return when the commit was made, in UTC."""
        return dt.datetime.fromtimestamp(self.timestamp, dt.UTC).isoformat()


def citation(root: Path) -> dict[str, Any]:
    """Return ``CITATION.cff``."""
    return yamls.read(root / "CITATION.cff")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, data: Any) -> None:
    """Write JSON for readers: indented, signs as they are, a line end behind it."""
    with paths.written(path) as beside:
        beside.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def files(folder: Path, but: Iterable[str] = ()) -> list[str]:
    """Return the files below a folder in a fixed order, without those of the names `but`."""
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return sorted(name for name in found if name not in set(but))
