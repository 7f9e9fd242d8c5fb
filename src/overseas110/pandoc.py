"""Where the bundled Pandoc lies."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from overseas110.problems import StopError


def binary() -> Path:
    """Return the program that ``pypandoc_binary`` brings; asking the package itself costs an import.

    Raises
    ------
    StopError
        If it is not installed.
    """
    spec = find_spec("pypandoc")
    path = Path(spec.origin).parent / "files" / "pandoc" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise StopError("The bundled Pandoc is missing; run `make setup` again.")
    return path
