"""Throw-away projects: a copy of what git tracks, to break one thing in and see what is said."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


#: Fixtures that take long to make: whatever uses one runs in one process, so that it is made once.
_COSTLY = ("built_site", "exported", "untouched")

#: What takes longest comes first, so that at the end no process is left alone with it.
_LONG = (
    "built_site",
    "test_editions.py",
    "test_add_a_source.py",
    "test_changes.py",
    "untouched",
    "exported",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together, where tests run in several processes, what shares a fixture or a file."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(shares(item)))
    items.sort(key=lambda item: _LONG.index(shares(item)) if shares(item) in _LONG else len(_LONG))


def shares(item: pytest.Item) -> str:
    """Return what a test shares with others: a costly fixture, else its file."""
    return next((name for name in _COSTLY if name in item.fixturenames), item.path.name)


@pytest.fixture
def root() -> Path:
    """Return the repository itself, to read from."""
    return ROOT


class Project:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Return the path of a file of the project."""
        return self.folder / name

    def rows(self, sheet: str) -> list[dict[str, str]]:
        """Return the rows of a coded sheet, for example ``figures.csv`` or ``codes/scopes.csv``."""
        with self.path(f"data/raw/{sheet}").open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def change(self, sheet: str, row: int, **cells: str) -> dict[str, str]:
        """Change cells of one row (0 is the first under the headings) and return the row as it was."""
        rows = self.rows(sheet)
        before = dict(rows[row])
        rows[row].update(cells)
        self.write(sheet, rows)
        return before

    def write(self, sheet: str, rows: list[dict[str, str]]) -> None:
        """Write a coded sheet anew."""
        with self.path(f"data/raw/{sheet}").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def run(
        self, *args: str, check: bool = False, **environment: str
    ) -> subprocess.CompletedProcess:
        """Run ``python -m overseas110 ARGS`` in the project, with the project's own library."""
        env = {
            **os.environ,
            "PYTHONPATH": str(self.path("src")),
            "DVC_NO_ANALYTICS": "1",
            **environment,
        }
        env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
        done = subprocess.run(
            [sys.executable, "-m", "overseas110", *args],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
        )
        if check:
            assert done.returncode == 0, done.stdout + done.stderr
        return done


def tracked() -> list[str]:
    """Return what git tracks or would track: everything that no command makes."""
    command = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def copy_project():
    """Return how to copy the project, as committed and changed since, into a folder."""

    def copy(folder: Path) -> Path:
        for name in tracked():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
        return folder

    return copy


@pytest.fixture(scope="session")
def built_site(tmp_path_factory, copy_project) -> Path:
    """Return the real report as Pandoc renders it, built once for all tests in a throw-away copy."""
    from overseas110.report import build

    folder = copy_project(tmp_path_factory.mktemp("built") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("RENDERER", "pandoc")
        return build.render(folder)


@pytest.fixture
def project(tmp_path: Path, copy_project) -> Project:
    """Return a throw-away copy of the project."""
    return Project(copy_project(tmp_path / "project"))


@pytest.fixture
def snapshots() -> Path:
    """Return the folder of the sources' texts; third-party text is no part of the project."""
    said = os.environ.get("OVERSEAS110_SNAPSHOTS")
    folder = Path(said) if said else ROOT.parent / "shared" / "snapshots"
    if not folder.is_dir():
        pytest.skip(
            "the snapshots of the sources are not here (OVERSEAS110_SNAPSHOTS names their folder)"
        )
    return folder


@pytest.fixture
def report(tmp_path: Path):
    """Return a tiny throw-away report, with the real extension, Lua and frame; see ``tiny.py``."""
    import tiny

    return tiny.made(tmp_path / "report")


@pytest.fixture(scope="session")
def exported(tmp_path_factory) -> Path:
    """Return a site of the real data with all its exports and a first page, but no other page."""
    from overseas110 import exports
    from overseas110.exports import dataset

    site = tmp_path_factory.mktemp("exported")
    build = built_of(site)
    said = dataset.block(dataset.described(ROOT, build.day, build.commit)).splitlines()
    head = "\n".join(said[1:-1])
    (site / "index.html").write_text(f"<html><head>{head}</head><body></body></html>")
    exports.write(build)
    return site


def built_of(site: Path):
    """Return a build of a fixed edition into `site`, with the uses on the real pages."""
    from overseas110.exports.built import Built
    from overseas110.report import uses

    used = tuple((use.page, use.shortcode, use.target) for use in uses.of_report(ROOT))
    return Built(
        ROOT,
        site,
        "2026-11-22",
        "0123456789ab",
        1_700_000_000,
        "Pandoc 3.9",
        used,
        uses.tables(ROOT),
    )


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory, copy_project):
    """Return a project in which every check passes that can; see ``audited.py``."""
    import audited

    return audited.made(tmp_path_factory.mktemp("untouched") / "project", copy_project)


@pytest.fixture
def tampered(tmp_path: Path, untouched):
    """Return a copy of it, to tamper with."""
    import audited

    return audited.copied(untouched, tmp_path / "project")
