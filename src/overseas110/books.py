"""Reading notebooks as files, without the seconds that the libraries for it take at their first import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode


def skip_slow_grammars() -> None:
    """Keep the JSON schema library from compiling grammars of web addresses that nothing here needs.

    It takes two seconds at every start, so this comes before anything that imports that library:
    nbformat, papermill, `jsonschema` itself. The library goes without where they are not installed.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def read(path: Path) -> NotebookNode:
    """Return the notebook of a file."""
    skip_slow_grammars()
    import nbformat

    return nbformat.read(path, as_version=4)


def text(book: NotebookNode) -> str:
    """Return a notebook as the text of its file."""
    skip_slow_grammars()
    import nbformat

    return nbformat.writes(book, indent=1) + "\n"
