"""CITATION.cff held against the schema of its format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from overseas110 import paths

NAME = "CITATION.cff"
#: The format's own schema, version 1.2.0. The package that ships it, cffconvert, asks for a release
#: of jsonschema too old for the others here.
SCHEMA = "tools/cff-1.2.0.json"


class _AsWritten(yaml.SafeLoader):
    """Reads a day as the text that it is: the schema knows no other."""


_AsWritten.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def problems(data: Path) -> list[str]:
    """Return what the schema finds wrong with the file, one sentence each.

    Parameters
    ----------
    data : Path
        The folder of exports, with a copy of the project's file.
    """
    import jsonschema

    try:
        cited = _read(data / NAME)
    except yaml.YAMLError as error:
        return [f"data/{NAME}: is not YAML: {' '.join(str(error).split())}"]
    schema = json.loads((paths.root() / SCHEMA).read_text(encoding="utf-8"))
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    return [
        f"data/{NAME} at {error.json_path}: {error.message[:160]}"
        for error in sorted(checker.iter_errors(cited), key=lambda error: error.json_path)
    ]


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_AsWritten)
