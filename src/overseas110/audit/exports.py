"""Lineage and data in standard form: whether they agree, and whether other people's validators take them."""

from __future__ import annotations

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here


def lineage_exports(here: Here) -> Answer:
    """The lineage and data in standard form are whole, and agree with each other and what was built."""
    from overseas110 import exports

    if here.manifest is None:
        return not_here("there is no site yet; make report makes it")
    return found(
        exports.disagreements(here.site, here.root), "every export agrees with what was built"
    )


def exports_valid(here: Here) -> Answer:
    """The data package, the crate and CITATION.cff are valid, by the validators of their formats."""
    from overseas110 import exports

    if here.manifest is None:
        return not_here("there is no site yet; make report makes it")
    if not here.tools:
        return not_here("the validators take some seconds; --tools runs them")
    return found(
        exports.complaints(here.site),
        "Frictionless, the validator of RO-Crate and the schema of CITATION.cff take all",
    )
