"""Hold the crate against the validator of the RO-Crate community, with no network."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from overseas110.exports.built import digest
from overseas110.exports.crate import NAME

#: Profile that takes in those it builds on: process run, workflow and RO-Crate 1.1.
PROFILE = "workflow-run-crate-0.5"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"


@dataclass(frozen=True, order=True)
class Issue:
    """Something the validator finds.

    Parameters
    ----------
    check, about : str
        Its check, and the entity that it is about.
    message : str
        What it says.
    required : bool
        Whether the crate has to have it.
    """

    check: str
    about: str
    message: str
    required: bool


def problems(data: Path) -> list[str]:
    """Return what the validator's required level asks for and the crate lacks, and files that differ."""
    return lost(data) + [
        f"data/{NAME}: {issue.message} ({issue.about or 'the crate'}, {issue.check})"
        for issue in issues(data, "REQUIRED")
    ]


def lost(data: Path) -> list[str]:
    """Return the files that the crate names and that are not there, or are others."""
    found = [f"data/{NAME} names {name}, and there is no such file." for name in missing(data)]
    return found + differing(data)


def missing(data: Path) -> list[str]:
    """Return the files that the crate names and that do not lie in its folder."""
    return [entity["@id"] for entity in _files(data) if not (data / entity["@id"]).is_file()]


def differing(data: Path) -> list[str]:
    """Return the files that are there and are not those that the crate describes."""
    return [
        f"data/{NAME} gives another hash for {entity['@id']} than it has."
        for entity in _files(data)
        if (data / entity["@id"]).is_file() and entity["sha256"] != digest(data / entity["@id"])
    ]


def _files(data: Path) -> list[dict[str, Any]]:
    graph = json.loads((data / NAME).read_text(encoding="utf-8"))["@graph"]
    return [entity for entity in graph if "File" in entity["@type"]]


def issues(data: Path, level: str) -> list[Issue]:
    """Return everything that the validator finds at a level or above.

    Parameters
    ----------
    data : Path
        Folder of the crate.
    level : str
        ``REQUIRED``, ``RECOMMENDED`` or ``OPTIONAL``.
    """
    from rocrate_validator import services
    from rocrate_validator.models import Severity, ValidationSettings

    with tempfile.TemporaryDirectory() as folder:
        cache = seeded(Path(folder))
        settings = ValidationSettings(
            rocrate_uri=str(data), profile_identifier=PROFILE, requirement_severity=level,
            offline=True, cache_path=cache,
        )  # fmt: skip
        result = services.validate(settings)
        return sorted(
            {
                Issue(
                    issue.check.identifier, str(issue.violatingEntity or ""), str(issue.message),
                    issue.severity == Severity.REQUIRED,
                )
                for issue in result.get_issues()
            }
        )  # fmt: skip


def seeded(folder: Path) -> Path:
    """Return an HTTP cache that holds the context of RO-Crate 1.1, and nothing else.

    The validator asks for the context by its address and, offline, looks for it in this cache alone.
    The package ``rocrate`` ships the file.
    """
    from requests.adapters import HTTPAdapter
    from requests_cache import CachedSession
    from urllib3 import HTTPResponse

    body = resources.files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()

    class Local(HTTPAdapter):
        """Answer with the file of the package and ask no network."""

        def send(self, request, **_):
            answer = HTTPResponse(
                body=io.BytesIO(body), status=200, preload_content=False,
                headers={"Content-Type": "application/ld+json"}, request_url=request.url,
            )  # fmt: skip
            return self.build_response(request, answer)

    path = folder / "http"
    with CachedSession(cache_name=str(path), backend="sqlite", expire_after=-1) as session:
        session.mount("https://", Local())
        session.get(_CONTEXT, headers={"Accept": "application/ld+json"})
    return path
