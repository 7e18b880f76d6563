"""Sparkline: a small line drawing of the first numbers of a page, without axes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .axis import Scale

WIDTH, HEIGHT = 240, 40  # units of the SVG's viewBox
INSET = 3  # units between points and edge, for the width of the line

Number = Decimal | int
Pair = tuple[Number, Number | None]
Point = tuple[float, float]
Stroke = list[Point]


@dataclass(frozen=True)
class Sparkline:
    """Lines of a drawing, the main line first.

    Gaps divide a line into strokes, and a stroke is a list of points. Coordinates run from
    0 to 1, from the left and from the top.
    """

    lines: list[list[Stroke]]

    @property
    def paths(self) -> list[str]:
        """Attribute `d` of an SVG path for each line."""
        return [
            "".join("M" + "L".join(map(format_point, one)) for one in line) for line in self.lines
        ]

    @property
    def end(self) -> Point:
        """Last point of the main line."""
        return self.lines[0][-1][-1]

    @property
    def end_position(self) -> list[str]:
        """Coordinates of the last point in the SVG."""
        return format_point(self.end).split()


def format_point(point: Point) -> str:
    x, y = point
    across, down = x * (WIDTH - 2 * INSET), y * (HEIGHT - 2 * INSET)
    return f"{INSET + across:.1f} {INSET + down:.1f}"


def make_sparkline(lines: Iterable[Iterable[Pair]]) -> Sparkline | None:
    """Return the sparkline of `lines`, or None if nothing can be drawn.

    A pair whose y is None is a gap.
    """
    split = [strokes for line in lines if (strokes := split_at_gaps(line))]
    if not split:
        return None
    points = [point for line in split for stroke in line for point in stroke]
    x_scale = Scale.enclose([x for x, _ in points])
    y_scale = Scale.enclose([y for _, y in points])

    def place(stroke: list[tuple[Number, Number]]) -> Stroke:
        return [(x_scale.share(x), 1 - y_scale.share(y)) for x, y in stroke]

    return Sparkline([[place(stroke) for stroke in line] for line in split])


def split_at_gaps(line: Iterable[Pair]) -> list[list[tuple[Number, Number]]]:
    """Return the parts of `line` that join at least two points."""
    strokes: list[list[tuple[Number, Number]]] = [[]]
    for x, y in line:
        if y is None:
            strokes.append([])
        else:
            strokes[-1].append((x, y))
    return [stroke for stroke in strokes if len(stroke) > 1]
