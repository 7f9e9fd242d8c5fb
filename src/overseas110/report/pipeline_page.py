"""The pipeline as a picture and as text: its stages, what each reads and makes, and the recorded hashes.

Stages, inputs and outputs are DVC's (``dvc.yaml``), hashes are those it recorded (``dvc.lock``).
The stage that renders the report has none here: DVC records it when the pages are done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import networkx as nx

from overseas110.exports import pipeline
from overseas110.exports.pipeline import Stage

NAME = "pipeline"

_WIDTH, _MARGIN = 720, 12
_BOX = (212, 46)
#: From the top of one row of boxes to the top of the next.
_STEP = 86
_INK, _BLUE, _PAPER, _LINE = "#1B1B1B", "#1A5A96", "#FBFAF7", "#6B7280"


@dataclass(frozen=True)
class Box:
    """A stage in the picture: its name and the left upper corner of its box."""

    name: str
    x: float
    y: float


def graph(stages: dict[str, Stage]) -> nx.DiGraph:
    """Return the stages with an edge from each to those that read what it makes.

    An edge that others imply is left out, since the picture would be full of them.
    """
    whole = nx.DiGraph()
    whole.add_nodes_from(stages)
    for name, stage in stages.items():
        for other, made in stages.items():
            if set(stage.uses) & set(made.makes):
                whole.add_edge(other, name)
    return nx.transitive_reduction(whole)


def boxes(edges: nx.DiGraph, order: list[str]) -> list[Box]:
    """Return a box for every stage: a row for each generation, in the order of the pipeline."""
    found = []
    for row, names in enumerate(nx.topological_generations(edges)):
        names = sorted(names, key=order.index)
        gap = (_WIDTH - 2 * _MARGIN - len(names) * _BOX[0]) / (len(names) + 1)
        for place, name in enumerate(names):
            x = _MARGIN + gap * (place + 1) + _BOX[0] * place
            found.append(Box(name, round(x, 1), _MARGIN + row * _STEP))
    return found


def drawing(stages: dict[str, Stage]) -> str:
    """Return the picture as SVG whose boxes are links to the stages' sections."""
    edges = graph(stages)
    placed = {box.name: box for box in boxes(edges, list(stages))}
    height = max(box.y for box in placed.values()) + _BOX[1] + _MARGIN
    lines = [_edge(placed[a], placed[b]) for a, b in sorted(edges.edges)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{{{{id}}}}" viewBox="0 0 {_WIDTH} {height}" '
            'role="group" aria-labelledby="{{id}}-title" aria-describedby="{{id}}-alt">',
            f'<title id="{{{{id}}}}-title">{escape(TITLE)}</title>',
            f'<desc id="{{{{id}}}}-alt">{escape(words(stages)["alt"])}</desc>',
            f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>',
            f'<g fill="none" stroke="{_LINE}" stroke-width="1.5">{"".join(lines)}</g>',
            *(_box(placed[name]) for name in stages),
            "</svg>",
        ]
    )


def _edge(above: Box, below: Box) -> str:
    width, height = _BOX
    x, y = above.x + width / 2, above.y + height
    to_x, to_y = below.x + width / 2, below.y
    if to_y - y > _STEP and not below.x <= x <= below.x + width:
        # Past the rows between, and into the box from its side.
        side = below.x if x < below.x else below.x + width
        back = -8 if x < below.x else 8
        to_y += height / 2
        return f'<path d="M{x:g} {y:g}V{to_y:g}H{side:g}m{back} -4.5l{-back} 4.5l{back} 4.5"/>'
    middle = (y + to_y) / 2
    curve = f"M{x:g} {y:g}C{x:g} {middle:g} {to_x:g} {middle:g} {to_x:g} {to_y:g}"
    return f'<path d="{curve}m-4.5 -8l4.5 8l4.5 -8"/>'


def _box(box: Box) -> str:
    width, height = _BOX
    return (
        f'<a href="#stage-{box.name}"><rect x="{box.x:g}" y="{box.y:g}" width="{width}" height="{height}" rx="4" '
        f'fill="#FFFFFF" stroke="{_BLUE}" stroke-width="2"/>'
        f'<text x="{box.x + width / 2:g}" y="{box.y + height / 2 + 6:g}" text-anchor="middle" '
        f'font-family="sans-serif" font-size="18" fill="{_INK}">{escape(box.name)}</text></a>'
    )


TITLE = "From the coded sheets to the pages: every stage, and what feeds it"


def words(stages: dict[str, Stage]) -> dict[str, object]:
    """Return what stands around the picture, and instead of it."""
    edges = graph(stages)
    told = [
        f"{name} feeds {_list(sorted(edges.successors(name), key=list(stages).index))}"
        for name in stages
        if edges.out_degree(name)
    ]
    return {
        "inline": True,
        "title": TITLE,
        "subtitle": "An arrow says that a stage reads what another makes; a stage may read earlier ones too",
        "source": "dvc.yaml, as DVC runs it",
        "alt": f"Chart of the stages of the pipeline. {_sentence(told)}.",
        "description": "Each box leads to the stage's files and their hashes below.",
    }


def _list(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _sentence(parts: Iterable[str]) -> str:
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def sections(root: Path) -> str:
    """Return a section for every stage: what it does, what it runs, reads and makes, with hashes."""
    stages, hashes = pipeline.stages(root), pipeline.hashes(root)
    lines = []
    for name, stage in stages.items():
        lines += [
            f"### {name} {{#stage-{name} .unlisted}}", "",
            f"{_sentence([stage.label])}.", "",
            f"Runs\n:   `{stage.command}`", "",
        ]  # fmt: skip
        if stage.reads:
            lines += ["Parameters\n:   " + ", ".join(f"`{key}`" for key in stage.reads), ""]
        lines += _files(f"What {name} reads", stage.uses, hashes, name)
        if stage.makes:
            lines += _files(f"What {name} makes", stage.makes, hashes, name)
    return "\n".join(lines) + "\n"


def _files(title: str, files: Iterable[str], hashes: dict[str, str], stage: str) -> list[str]:
    """Return the files of a stage as a list that a reader can unfold; the report's have no hash yet."""
    known = {} if stage == pipeline.REPORT else hashes
    items = [
        f"- `{name}`" + (f": `{known[name]}`" if name in known else "") for name in sorted(files)
    ]
    return [
        "```{=html}", f"<details><summary>{escape(title)}</summary>", "```", "",
        *items, "",
        "```{=html}", "</details>", "```", "",
    ]  # fmt: skip
