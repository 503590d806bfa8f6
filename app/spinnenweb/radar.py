"""The picture of a web: where every line, dot and word goes. Pure geometry; a template makes the SVG of it.

Score 1 lies on the inner ring and 5 on the outer one, so that a web of ones can still be seen. Where a score is missing
the line is broken: nothing is drawn where nothing was said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 470
CENTRE = (320.0, 235.0)
RADIUS = 140.0
STEPS = 5
LINE = 15
"""Characters on one line of a label."""
LEADING = 1.15
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside an axis: lines with their x and y; anchor start, middle or end."""

    lines: tuple[tuple[str, str, str], ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One web. ``whole``: points of a closed shape, or empty when a score is missing; then ``parts`` are its lines.

    dots: one for every score.
    """

    whole: str
    parts: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Radar:
    """Everything to draw, in units of the view box."""

    rings: tuple[str, ...]
    axes: tuple[tuple[str, str], ...]
    labels: tuple[Label, ...]
    shapes: tuple[Shape, ...]
    marks: tuple[tuple[str, str, str], ...]
    """The numbers on the first axis: text, x and y."""


def draw(labels: Sequence[str], webs: Sequence[Sequence[float | None]]) -> Radar:
    """One axis per label, clockwise from the top; each web has one score (1 to 5, or None) per axis."""
    count = len(labels)
    if count < 3 or any(len(web) != count for web in webs):
        raise ValueError("at least three axes, and one score for each")
    return Radar(
        rings=tuple(_points([_at(n, count, step) for n in range(count)]) for step in range(1, STEPS + 1)),
        axes=tuple(_text(_at(n, count, STEPS)) for n in range(count)),
        labels=tuple(_label(text, n, count) for n, text in enumerate(labels)),
        shapes=tuple(_shape(web) for web in webs),
        marks=tuple((str(step), *_text(_shifted(_at(0, count, step)))) for step in range(1, STEPS + 1)),
    )


def _at(number: int, count: int, score: float) -> Point:
    angle = -math.pi / 2 + 2 * math.pi * number / count
    reach = RADIUS * score / STEPS
    return CENTRE[0] + reach * math.cos(angle), CENTRE[1] + reach * math.sin(angle)


def _shifted(point: Point) -> Point:
    return point[0] + 5, point[1] - 3


def _text(point: Point) -> tuple[str, str]:
    return f"{point[0]:.1f}", f"{point[1]:.1f}"


def _points(points: Sequence[Point]) -> str:
    return " ".join(",".join(_text(point)) for point in points)


def _shape(web: Sequence[float | None]) -> Shape:
    count = len(web)
    placed = [None if score is None else _at(n, count, score) for n, score in enumerate(web)]
    dots = tuple(_text(point) for point in placed if point is not None)
    if len(dots) == count:
        return Shape(_points([point for point in placed if point is not None]), (), dots)
    return Shape("", tuple(_points(run) for run in _runs(placed) if len(run) > 1), dots)


def _runs(placed: Sequence[Point | None]) -> list[list[Point]]:
    """Neighbours that were all scored; the last axis is a neighbour of the first."""
    gap = placed.index(None)
    runs: list[list[Point]] = [[]]
    for point in (*placed[gap + 1 :], *placed[: gap + 1]):
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return runs


def wrap(text: str) -> list[str]:
    """Words over lines of at most ``LINE`` characters; a longer word stands alone."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _label(text: str, number: int, count: int) -> Label:
    x, y = _at(number, count, STEPS * 1.1)
    anchor = "middle" if abs(x - CENTRE[0]) < 8 else ("start" if x > CENTRE[0] else "end")
    lines = wrap(text)
    height = 20 * LEADING
    if y < CENTRE[1] - RADIUS:
        y -= height * (len(lines) - 1) + 4
    elif y > CENTRE[1] + RADIUS * 0.85:
        y += 16
    else:
        y -= height * (len(lines) - 2) / 2
    placed = tuple((line, f"{x:.1f}", f"{y + index * height:.1f}") for index, line in enumerate(lines))
    return Label(placed, anchor)
