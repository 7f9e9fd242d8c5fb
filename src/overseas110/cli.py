"""The command line: one function a command, each imported module only when its command runs."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from overseas110 import paths
from overseas110.problems import StopError


def run(argv: list[str]) -> int:
    """Run one command.

    Parameters
    ----------
    argv : list of str
        Arguments without the program's name.

    Returns
    -------
    int
        Exit status.
    """
    parser = argparse.ArgumentParser(
        prog="overseas110", description="An auditable research report, rebuilt and traced."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    report = commands.add_parser(
        "report", help="run what is out of date, then render the site and the PDF if needed"
    )
    report.add_argument("--force", action="store_true", help="run every stage and render anew")
    report.add_argument(
        "--as-of", default="", metavar="DAY", help="build the edition of an earlier day, beside"
    )
    report.add_argument(
        "--data-only", action="store_true", help="stop at the findings and render nothing"
    )
    report.set_defaults(run=_report)

    render = commands.add_parser(
        "render", help="render the site and the PDF from what the pipeline made"
    )
    render.set_defaults(run=_render)

    check = commands.add_parser(
        "check", help="check the coded sheets and the parameters, and list every problem"
    )
    check.set_defaults(run=_check)

    orphans = commands.add_parser(
        "orphans", help="list the numbers on pages that come from nowhere, and what looks like it"
    )
    orphans.set_defaults(run=_orphans)

    diff = commands.add_parser(
        "diff", help="list the findings that differ between two revisions or days, and why"
    )
    diff.add_argument("old", help="a git revision, or the day of an edition (YYYY-MM-DD)")
    diff.add_argument("new", nargs="?", default="", help="another; the working tree if not given")
    diff.add_argument("--json", action="store_true", help="say it for machines")
    diff.set_defaults(run=_diff)

    trace = commands.add_parser(
        "trace", help="follow a finding, claim, source, chart, table, page, stage or file both ways"
    )
    trace.add_argument(
        "name",
        help="an id, a page (returns.html), a stage (stage:returns), or a path from the root",
    )
    trace.add_argument("--all", action="store_true", help="cut no list short")
    trace.add_argument("--json", action="store_true", help="say it for machines, whole")
    trace.set_defaults(run=_trace)

    audit = commands.add_parser(
        "audit", help="check the whole project: each check passes, fails or is not possible here"
    )
    audit.add_argument("--snapshots", type=Path, metavar="DIR", help="folder of the sources' texts")
    audit.add_argument(
        "--names", type=Path, metavar="FILE", help="private names, one a line, outside the project"
    )
    audit.add_argument("--rebuild", action="store_true", help="build everything again and compare")
    audit.add_argument(
        "--tools", action="store_true", help="run the validators of others, too (some seconds)"
    )
    audit.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="CHECK",
        help="run this check; may be repeated",
    )
    audit.add_argument("--json", action="store_true", help="say it for machines, every problem")
    audit.set_defaults(run=_audit)

    suggest = commands.add_parser(
        "suggest", help="list what in a snapshot could be a claim, as draft rows with locators"
    )
    suggest.add_argument("snapshot", type=Path, help="the plain text of a source")
    suggest.add_argument("--source", default="", metavar="ID", help="its source_id")
    suggest.set_defaults(run=_suggest)

    locate = commands.add_parser(
        "locate", help="print the locator and anchor of words in a source's snapshot"
    )
    locate.add_argument("source", help="a source_id, or the path of a snapshot")
    locate.add_argument("words", help="words exactly as in the snapshot")
    locate.add_argument("--snapshots", type=Path, default=None, help="folder of the snapshots")
    locate.add_argument("--nth", type=int, default=None, help="which of several places, from 1")
    locate.set_defaults(run=_locate)

    sample = commands.add_parser(
        "sample", help="draw claims for a person to check against their sources"
    )
    sample.add_argument("n", type=int, help="how many")
    sample.add_argument("--seed", type=int, default=0, help="another number draws other claims")
    sample.set_defaults(run=_sample)

    agree = commands.add_parser(
        "agreement", help="say how far the two passes of coding agree, document by document"
    )
    agree.set_defaults(run=_agreement)

    deps = commands.add_parser(
        "deps", help="say which library files dvc.yaml lacks or has too many, stage by stage"
    )
    deps.set_defaults(run=_deps)

    bench = commands.add_parser(
        "bench", help="measure how fast the country profiles and the whole report are built"
    )
    bench.set_defaults(run=_bench)

    quarto = commands.add_parser(
        "install-quarto", help="install the pinned Quarto into this environment"
    )
    quarto.set_defaults(run=_install_quarto)

    options = parser.parse_args(argv)
    return options.run(options)


def _report(options: argparse.Namespace) -> int:
    if options.as_of:
        return _earlier(options)
    started = time.monotonic()
    root = paths.root()
    command = [sys.executable, "-m", "dvc", "repro", *(["--force"] if options.force else [])]
    if options.data_only:
        return _data_only(command, root)
    from overseas110.report import build, manifest, renderers

    pipeline = subprocess.Popen(command, cwd=root, env=_environment())
    try:
        # DVC takes its second to start; which renderer there is can be found out meanwhile.
        renderer = renderers.choose()
        print(f"report: HTML by {renderer}, PDF by Pandoc and Typst", flush=True)
        status = pipeline.wait()
    except BaseException:
        pipeline.terminate()
        pipeline.wait()
        raise
    if status:
        raise StopError(
            "The pipeline stopped; what it had made before is as it was. The message above says why."
        )
    site = root / "report" / "_site"
    why = manifest.reason_to_render(site, root, build.planned(root, renderer))
    if why:
        print(f"report: rendering the site, since {why}", flush=True)
        build.render(root)
    else:
        print("report: the site is up to date", flush=True)
    print(f"report: {(site / 'index.html').relative_to(root)} and {(site / build.PDF).relative_to(root)}, "
          f"after {time.monotonic() - started:.1f} s")  # fmt: skip
    return 0


def _earlier(options: argparse.Namespace) -> int:
    from overseas110 import editions

    started = time.monotonic()
    root = paths.root()
    if options.data_only:
        editions.data(root, options.as_of)
        return 0
    built = editions.build(root, options.as_of, force=options.force)
    print(f"report: {(built / editions.SITE / 'index.html').relative_to(root)}, "
          f"after {time.monotonic() - started:.1f} s")  # fmt: skip
    return 0


def _data_only(command: list[str], root: Path) -> int:
    done = subprocess.run([*command, "findings"], cwd=root, env=_environment())
    if done.returncode:
        raise StopError(
            "The pipeline stopped; what it had made before is as it was. The message above says why."
        )
    return 0


def _environment() -> dict[str, str]:
    """Return the environment of the stages: this Python first, no word to DVC's makers."""
    here = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    first = path if path.split(os.pathsep)[0] == here else here + os.pathsep + path
    return {**os.environ, "PATH": first, "DVC_NO_ANALYTICS": "1", "PYTHONHASHSEED": "0"}


def _render(options: argparse.Namespace) -> int:
    from overseas110.report import build, renderers

    started = time.monotonic()
    site = build.render()
    pages = len(list(site.rglob("*.html")))
    print(
        f"render: {pages} pages and {build.PDF} by {renderers.choose()} in {time.monotonic() - started:.1f} s"
    )
    return 0


def _check(options: argparse.Namespace) -> int:
    from overseas110 import clean, params

    cleaned = clean.run(paths.raw(), params.load())
    print(
        f"check: {len(cleaned.claims)} claims from {cleaned.claims['source_id'].nunique()} sources, no problem found"
    )
    return 0


def _orphans(options: argparse.Namespace) -> int:
    from overseas110.report import orphans

    found = orphans.check(paths.root())
    for error in found.errors:
        print(f"error: {error}")
    for warning in found.warnings:
        print(f"warning: {warning}")
    print(f"orphans: {len(found.errors)} errors, {len(found.warnings)} warnings")
    return 1 if found.errors else 0


def _diff(options: argparse.Namespace) -> int:
    from overseas110 import diff

    found = diff.between(paths.root(), options.old, options.new)
    print(diff.as_json(found) if options.json else diff.words(found))
    return 0


def _trace(options: argparse.Namespace) -> int:
    from overseas110 import trace, trace_words

    found = trace.of(paths.root(), options.name)
    print(
        trace.as_json(found) if options.json else trace_words.words(found, everything=options.all)
    )
    return 0


def _audit(options: argparse.Namespace) -> int:
    from overseas110 import audit

    results = audit.run(
        paths.root(),
        snapshots=options.snapshots,
        names=options.names,
        rebuild=options.rebuild,
        tools=options.tools,
        only=options.only,
    )
    print(audit.as_json(results) if options.json else audit.words(results))
    # Not among the results, which other programs may read.
    print(f"audited: {audit.ground(paths.root())}", file=sys.stderr)
    return 1 if audit.failed(results) else 0


def _suggest(options: argparse.Namespace) -> int:
    from overseas110 import suggest

    print(suggest.report(options.snapshot, options.source))
    return 0


def _locate(options: argparse.Namespace) -> int:
    from overseas110 import locate

    print(locate.report(options.source, options.words, options.snapshots, options.nth))
    return 0


def _sample(options: argparse.Namespace) -> int:
    from overseas110 import sample

    print(sample.draw(options.n, options.seed))
    return 0


def _agreement(options: argparse.Namespace) -> int:
    from overseas110 import agreement

    print(agreement.table(agreement.of_sources(paths.raw())))
    return 0


def _deps(options: argparse.Namespace) -> int:
    from overseas110 import deps

    found = deps.differences()
    print(
        "\n".join(found)
        if found
        else "deps: dvc.yaml lists what each stage runs through, no more and no less"
    )
    return 1 if found else 0


def _bench(options: argparse.Namespace) -> int:
    from overseas110 import bench

    print(bench.run())
    return 0


def _install_quarto(options: argparse.Namespace) -> int:
    import tomllib

    root = paths.root()
    pinned = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "overseas110"
    ]["quarto"]
    done = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--no-build-isolation", pinned], cwd=root
    )
    if done.returncode:
        raise StopError(
            f"{pinned} could not be installed: its installer downloads Quarto's binary, and that download could not "
            "be reached. Install Quarto from its own site, or go on with RENDERER=pandoc."
        )
    return 0
