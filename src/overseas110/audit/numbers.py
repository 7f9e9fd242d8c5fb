"""No number without its origin: in the pages as written, in the site, and in the PDF."""

from __future__ import annotations

from overseas110.audit.here import Here
from overseas110.audit.result import Answer, found, not_here

_NO_SITE = "there is no site yet; make report makes it"


def numbers_written(here: Here) -> Answer:
    """No number stands in a page as written that comes from no shortcode and is no declared exception."""
    from overseas110.report import orphans

    seen = orphans.of_sources(here.root)
    told = f"no number of unknown origin; {len(seen.warnings)} number words to look at"
    return found(seen.errors, told)


def numbers_rendered(here: Here) -> Answer:
    """Every numeral of the pages as built stands in a marked element or is a declared exception."""
    from overseas110.report import rendered

    if not here.page_files:
        return not_here(_NO_SITE)
    seen = rendered.of_site(here.site, here.root / "report" / rendered.TABLE)
    counted = ", ".join(f"{number} {kind}" for kind, number in sorted(seen.counts.items()))
    return found(seen.problems, f"every numeral has an origin: {counted}")


def numbers_in_pdf(here: Here) -> Answer:
    """The PDF states the same numerals as the pages of the site that it holds."""
    from overseas110.report import printed
    from overseas110.report.build import PDF

    if not here.page_files:
        return not_here(_NO_SITE)
    texts = [text for name, text in here.papers if name.startswith(f"{PDF} ")]
    told = f"the PDF has the numerals of its pages, on {len(texts)} of paper"
    return found(printed.pdf_differences(here.site, texts), told)


def findings_used(here: Here) -> Answer:
    """Every finding of the edition is used by a page."""
    from overseas110.report import orphans

    idle = [f"{name}: no page uses this finding" for name in orphans.unused(here.root)]
    return found(idle, f"all {len(here.findings)} findings are used")
