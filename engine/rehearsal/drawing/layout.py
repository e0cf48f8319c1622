"""Where the boxes and arrows of a flow chart go: layers from top to bottom, few crossings, labels that cover nothing. Pure.

The method is that of Sugiyama, Tagawa and Toda (1981): turn circles around, put nodes on layers, give long arrows a bend on each
layer they cross, order the layers by the mean of the neighbours' places, then place the nodes as near as possible to their
neighbours. An arrow's label is a node of its own between two layers, as in Gansner et al. (1993), so that nothing is written over
anything else. The last step is an isotonic regression (pool adjacent violators, Barlow et al. 1972): the least squares under the
order and gaps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

GAP_X: Final = 28.0
GAP_Y: Final = 26.0
BEND_WIDTH: Final = 10.0
SWEEPS: Final = 12
"""Orderings tried; more change little (Gansner et al. take 24)."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Size:
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow to be drawn."""

    origin: str
    target: str
    label: Size
    """(0, 0) without a label."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where an arrow goes: from its origin's edge to its target's, with the middle of its label."""

    points: tuple[Point, ...]
    label: Point


@dataclass(frozen=True, slots=True)
class Layout:
    """Middles of the boxes, and the arrows' routes in the order of the lines."""

    boxes: Mapping[str, Point]
    routes: tuple[Route, ...]
    size: Size


@dataclass(slots=True)
class _Vertex:
    """A box, a label or a bend."""

    size: Size
    layer: int
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0


def lay_out(boxes: Mapping[str, Size], lines: Sequence[Line]) -> Layout:
    """Places boxes and arrows.

    Args:
        boxes: by name, the first of them at the top.
        lines: between different boxes.
    """
    layers = _layers(list(boxes), _without_circles(list(boxes), lines))
    vertices = [_Vertex(size, 2 * layers[name]) for name, size in boxes.items()]
    numbers = {name: number for number, name in enumerate(boxes)}
    chains = [_chain(vertices, numbers[line.origin], numbers[line.target], line) for line in lines]
    rows = _ordered(vertices)
    _place(vertices, rows)
    routes = tuple(_route(vertices, chain, numbers[line.origin]) for line, chain in zip(lines, chains, strict=True))
    right = max((vertex.x + vertex.size.width / 2 for vertex in vertices), default=0.0)
    bottom = max((vertex.y + vertex.size.height / 2 for vertex in vertices), default=0.0)
    return Layout({name: (vertices[n].x, vertices[n].y) for name, n in numbers.items()}, routes, Size(right, bottom))


def _without_circles(names: Sequence[str], lines: Sequence[Line]) -> list[tuple[str, str]]:
    """The arrows, those turned around that lead back to where a walk from the first box came from."""
    ways: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        ways[line.origin].append(line.target)
    done: set[str] = set()
    forward: list[tuple[str, str]] = []
    for first in names:
        walk: list[tuple[str, int]] = [(first, 0)] if first not in done else []
        on_walk = {first}
        while walk:
            name, step = walk.pop()
            if step == len(ways[name]):
                done.add(name)
                on_walk.discard(name)
                continue
            walk.append((name, step + 1))
            target = ways[name][step]
            forward.append((target, name) if target in on_walk else (name, target))
            if target not in done and target not in on_walk:
                on_walk.add(target)
                walk.append((target, 0))
    return forward


def _layers(names: Sequence[str], forward: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Each box one layer below the lowest that leads to it."""
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for origin, target in forward:
        above[target].append(origin)
        below[origin].append(target)
    open_above = {name: len(above[name]) for name in names}
    ready = [name for name in names if not open_above[name]]
    layers = dict.fromkeys(names, 0)
    while ready:
        name = ready.pop(0)
        for target in below[name]:
            layers[target] = max(layers[target], layers[name] + 1)
            open_above[target] -= 1
            if not open_above[target]:
                ready.append(target)
    return layers


def _chain(vertices: list[_Vertex], origin: int, target: int, line: Line) -> list[int]:
    """The vertices of an arrow from the upper to the lower end; its label is the first between them."""
    upper, lower = sorted((origin, target), key=lambda number: vertices[number].layer)
    chain = [upper]
    for layer in range(vertices[upper].layer + 1, vertices[lower].layer):
        is_label = len(chain) == 1
        vertices.append(_Vertex(line.label if is_label and line.label.width else Size(BEND_WIDTH, 0.0), layer))
        chain.append(len(vertices) - 1)
    chain.append(lower)
    for one, other in zip(chain, chain[1:], strict=False):  # noqa: RUF007 - indices of the same list
        vertices[one].below.append(other)
        vertices[other].above.append(one)
    return chain


def _ordered(vertices: Sequence[_Vertex]) -> list[list[int]]:
    """The vertices of each layer from left to right, with the fewest crossings that were found."""
    rows: list[list[int]] = [[] for _ in range(max((vertex.layer for vertex in vertices), default=-1) + 1)]
    for number, vertex in enumerate(vertices):
        rows[vertex.layer].append(number)
    best, fewest = [list(row) for row in rows], _crossings(vertices, rows)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for index in range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1):
            beside = rows[index - 1] if downwards else rows[index + 1]
            places = {number: place for place, number in enumerate(beside)}
            rows[index] = _by_neighbours(vertices, rows[index], places, downwards=downwards)
        crossings = _crossings(vertices, rows)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _by_neighbours(vertices: Sequence[_Vertex], row: list[int], places: Mapping[int, int], *, downwards: bool) -> list[int]:
    def key(place: int) -> float:
        vertex = vertices[row[place]]
        neighbours = vertex.above if downwards else vertex.below
        return sum(places[number] for number in neighbours) / len(neighbours) if neighbours else float(place)

    return [row[place] for place in sorted(range(len(row)), key=key)]


def _crossings(vertices: Sequence[_Vertex], rows: Sequence[Sequence[int]]) -> int:
    count = 0
    for upper, lower in zip(rows, rows[1:], strict=False):  # noqa: RUF007 - rows of the same list
        places = {number: place for place, number in enumerate(lower)}
        ends = [place for number in upper for place in sorted(places[below] for below in vertices[number].below)]
        count += sum(later < earlier for index, earlier in enumerate(ends) for later in ends[index + 1 :])
    return count


def _place(vertices: Sequence[_Vertex], rows: Sequence[Sequence[int]]) -> None:
    y = 0.0
    for row in rows:
        height = max((vertices[number].size.height for number in row), default=0.0)
        for number in row:
            vertices[number].y = y + height / 2
        y += height + GAP_Y
        _settle(vertices, row, [0.0] * len(row))
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for row in rows if downwards else reversed(rows):
            wanted = []
            for number in row:
                vertex = vertices[number]
                neighbours = vertex.above if downwards else vertex.below
                wanted.append(sum(vertices[n].x for n in neighbours) / len(neighbours) if neighbours else vertex.x)
            _settle(vertices, row, wanted)
    left = min((vertex.x - vertex.size.width / 2 for vertex in vertices), default=0.0)
    for vertex in vertices:
        vertex.x -= left


def _settle(vertices: Sequence[_Vertex], row: Sequence[int], wanted: Sequence[float]) -> None:
    """Puts a row as near as possible to where its vertices want to be, in their order and with gaps."""
    offsets, offset = [], 0.0
    for place, number in enumerate(row):
        width = vertices[number].size.width
        offset += width / 2 if place else 0.0
        offsets.append(offset)
        offset += width / 2 + GAP_X
    for number, shift, base in zip(
        row, offsets, _nondecreasing([x - o for x, o in zip(wanted, offsets, strict=True)]), strict=True
    ):
        vertices[number].x = base + shift


def _nondecreasing(values: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls, by least squares."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        block = (value, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, count = blocks.pop()
            block = ((mean * count + block[0] * block[1]) / (count + block[1]), count + block[1])
        blocks.append(block)
    return [mean for mean, count in blocks for _ in range(count)]


def _route(vertices: Sequence[_Vertex], chain: Sequence[int], origin: int) -> Route:
    """From the origin's lower or upper edge, spread over its width, through the bends."""
    upper, lower = chain[0], chain[-1]
    first = (_port(vertices, upper, chain[1], vertices[upper].below), vertices[upper].y + vertices[upper].size.height / 2)
    last = (_port(vertices, lower, chain[-2], vertices[lower].above), vertices[lower].y - vertices[lower].size.height / 2)
    points = (first, *((vertices[number].x, vertices[number].y) for number in chain[1:-1]), last)
    label = points[1] if len(points) > 2 else ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
    return Route(points if chain[0] == origin else tuple(reversed(points)), label)


def _port(vertices: Sequence[_Vertex], number: int, neighbour: int, neighbours: Sequence[int]) -> float:
    """Where an arrow leaves or meets a box: arrows of one side stand apart, in the order of where they go."""
    vertex = vertices[number]
    place = sorted(neighbours, key=lambda other: vertices[other].x).index(neighbour)
    return vertex.x + vertex.size.width * ((place + 1) / (len(neighbours) + 1) - 0.5)
