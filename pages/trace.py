"""The trace: a thin line drawing of a page's own numbers, which is its mark.

It has no axis and says nothing by itself: the chart or the table it is drawn from does.
"""

from dataclasses import dataclass

from .charts import Scale
from .ticks import widen

WIDTH, HEIGHT = 240, 40  # of the drawing, in its own units
INSET = 3  # units between the points and the edge, for the width of the line


@dataclass(frozen=True)
class Trace:
    """The lines of a drawing. The first is the one that the page is about.

    A line is a list of strokes, since it has gaps, and a stroke a list of points. A point
    is a pair of shares, 0 to 1: from the left, and from above.
    """

    lines: list[list[list[tuple[float, float]]]]

    @property
    def paths(self):
        """The `d` of a path in the template's SVG for each line."""
        return ["".join(map(write_stroke, line)) for line in self.lines]

    @property
    def end(self):
        """The point at which the first line ends."""
        return self.lines[0][-1][-1]

    @property
    def end_place(self):
        """That point in the template's SVG, as the texts of two numbers."""
        return write_point(self.end).split()


def write_stroke(stroke):
    return "M" + "L".join(map(write_point, stroke))


def write_point(point):
    x, y = point
    across, down = x * (WIDTH - 2 * INSET), y * (HEIGHT - 2 * INSET)
    return f"{INSET + across:.1f} {INSET + down:.1f}"


def find_trace(body):
    """Return the Trace of the first chart in `body`, or else of its first table of results.

    None where there is no line between two numbers.
    """
    for name in ("chart", "results_table"):
        # Only blocks of this name are read from what the database has.
        for block in body.blocks_by_name(name):
            if trace := draw_trace(block.value.lines):
                return trace
    return None


def draw_trace(lines):
    """Return the Trace of `lines`, which are lists of pairs of numbers, or None.

    A pair whose second number is None is a gap.
    """
    lines = [strokes for line in lines if (strokes := split_at_gaps(line))]
    if not lines:
        return None
    points = [point for line in lines for stroke in line for point in stroke]
    across, up = make_scale([x for x, _ in points]), make_scale([y for _, y in points])

    def place(stroke):
        return [(across.share(x), 1 - up.share(y)) for x, y in stroke]

    return Trace([[place(stroke) for stroke in line] for line in lines])


def split_at_gaps(line):
    """Return the parts of `line` that join two or more points."""
    strokes = [[]]
    for x, y in line:
        if y is None:
            strokes.append([])
        else:
            strokes[-1].append((x, y))
    return [stroke for stroke in strokes if len(stroke) > 1]


def make_scale(numbers):
    return Scale(*widen(min(numbers), max(numbers)))
