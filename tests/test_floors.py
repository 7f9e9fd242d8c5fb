from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import pytest

from overseas110 import deps

#: The design's order, ground floor first. The report is one room.
FLOORS = (
    ("problems", "paths", "params", "pandoc", "yamls", "books", "beside", "linear"),
    ("tables",),
    ("quantities", "dates", "places"),
    ("clean", "values", "voices"),
    (
        "timeline",
        "record_counts",
        "record_parts",
        "records",
        "returns",
        "responses",
        "conflicts",
        "conflicts_events",
        "conflicts_figures",
        "constraints",
    ),
    (
        "findings",
        "show",
        "charts",
        "maps",
        "strips",
        "charts_stations",
        "charts_returns",
        "charts_responses",
        "station_tables",
        "returns_tables",
    ),
    ("lineage", "support", "country"),
    ("notebooks", "kernels", "nursery", "deps", "exports", "report"),
    ("fanout", "profiles", "editions", "diff", "changes"),
    ("trace_files", "trace", "trace_words"),
    ("audit",),
    ("locate", "suggest", "sample", "agreement", "bench", "cli", "__main__"),
)
FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}


def files(root: Path) -> list[Path]:
    return sorted((root / "src" / "overseas110").rglob("*.py"))


def room_of(path: Path, root: Path) -> str:
    first = path.relative_to(root / "src" / "overseas110").parts[0]
    return first.removesuffix(".py")


def rooms_imported(path: Path, root: Path) -> set[str]:
    modules = deps.imported(path.read_text(encoding="utf-8"), root)
    return {module.split(".")[1] for module in modules if "." in module}


def edges(root: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in files(root):
        room = room_of(path, root)
        if room != "__init__":
            found.setdefault(room, set()).update(rooms_imported(path, root) - {room})
    return found


def test_every_room_of_the_library_has_a_floor(root):
    assert set(edges(root)) <= set(FLOOR)


def test_no_room_imports_from_a_floor_above_it(root):
    above = [
        f"{room} imports {other}"
        for room, others in edges(root).items()
        for other in others
        if FLOOR[other] > FLOOR[room]
    ]
    assert above == []


def test_rooms_import_each_other_in_no_circle(root):
    order = list(graphlib.TopologicalSorter(edges(root)).static_order())
    assert order.index("problems") < order.index("paths") < order.index("cli")


def test_analysis_does_not_know_of_findings(root):
    found = edges(root)
    for room in ("timeline", "returns", "responses", "conflicts", "values", "clean"):
        assert not found[room] & {"findings", "show", "charts", "lineage"}


def test_the_package_itself_imports_nothing(root):
    for name in ("__init__.py", "report/__init__.py"):
        tree = ast.parse((root / "src" / "overseas110" / name).read_text(encoding="utf-8"))
        assert not [
            node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)
        ]


def test_only_the_command_line_and_the_entry_point_print(root):
    printing = set()
    for path in files(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "print":
                    printing.add(path.name)
    assert printing <= {"cli.py", "__main__.py"}


@pytest.mark.parametrize("room", ["clean", "timeline", "returns", "responses", "conflicts"])
def test_logic_knows_nothing_of_notebooks_or_renderers(room, root):
    source = (root / "src" / "overseas110" / f"{room}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    names = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    assert not {name.split(".")[0] for name in names} & {
        "nbformat",
        "papermill",
        "IPython",
        "typst",
    }
