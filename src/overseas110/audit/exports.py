"""Lineage and data in standard form: whether other people's validators accept what was written."""

from __future__ import annotations

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here


def lineage_exports(here: Here) -> Answer:
    """The lineage and data in standard form are valid and agree with what was built."""
    from overseas110 import exports

    if not (here.site / "manifest.json").is_file():
        return not_here("there is no site yet; make report makes it")
    return found(exports.validate(here.site), "every export is valid and agrees with the build")
