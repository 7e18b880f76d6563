"""Line charts: numbers in, curves for an SVG out. series.py says how lengths are written.

Curves are drawn in a square of 100 by 100 that the template stretches.
"""

from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from .axis import LogScale, Scale, choose_log_ticks, choose_ticks, widen
from .series import (
    LINE,
    NAME_WIDTH,
    Look,
    Series,
    TextLine,
    choose_margin,
    em,
    percent,
    place_lines,
    place_text,
)

LABEL_WIDTH = 11  # letters in a line of a curve's label
WORD_WIDTH = 14  # letters in its longest word
PLOT = 15.0  # em, the height of a plot of curves
LABELS_AT_ENDS = 20.0  # em, the height of all labels of curves that stand at their ends


@dataclass(frozen=True)
class Tick:
    at: str
    text: str
    is_minor: bool = False  # hidden in narrow windows


@dataclass(frozen=True)
class Curve:
    """Line of a series. A leader joins its end and its label if they are apart."""

    look: Look
    path: str
    points: list[tuple[str, str]]
    label: list[TextLine]
    end: tuple[str, str]
    label_y: str
    has_leader: bool


@dataclass(frozen=True)
class LegendEntry:
    """Name of a curve below the plot, beside a sample of its line and mark."""

    look: Look
    name: list[TextLine]
    sample_y: str


@dataclass(frozen=True)
class LineDrawing:
    series: list[Series]
    curves: list[Curve]
    legend: list[LegendEntry]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    x_title: str
    y_title: str
    start: str  # margin for the labels at the left, see `choose_margin`
    end: str  # and at the right
    top: str
    plot: str  # height between `top` and `bottom`
    bottom: str
    x_ticks_y: str
    x_title_y: str
    height: str


@dataclass(frozen=True)
class Plot:
    """Area of the curves, `top` em below the edge and `height` em high."""

    across: Scale
    up: Scale
    top: float
    height: float

    def x(self, number: Decimal) -> str:
        return percent(self.across.share(number))

    def y(self, number: Decimal) -> float:
        return self.top + (1 - self.up.share(number)) * self.height

    def path(self, pairs: list[tuple[Decimal, Decimal | None]]) -> str:
        """Return attribute `d` of a path through (x, y) pairs; y = None is a gap."""
        parts, command = [], "M"
        for x, y in pairs:
            if y is None:
                command = "M"
            else:
                left, above = self.across.share(x) * 100, self.up.share(y) * 100
                parts.append(f"{command}{left:.2f} {100 - above:.2f}")
                command = "L"
        return "".join(parts)


def draw_lines(
    x: Series, series: list[Series], *, is_x_log: bool = False, is_y_log: bool = False
) -> LineDrawing:
    """Return a drawing of `series` over `x`, on linear or logarithmic axes.

    Rows without x are skipped, rows without y leave a gap. At least one row needs both, and
    numbers on a logarithmic axis are above 0. Names stand at the ends of the curves, or below
    the plot if they are too many.
    """
    pairs = [pair_numbers(x, one) for one in series]
    known = [[(at, y) for at, y in some if y is not None] for some in pairs]
    drawn = [index for index, some in enumerate(known) if some]
    everything = [y for some in known for _, y in some]

    across, x_values, x_texts = choose_scale(x.known, 5, is_x_log)
    # Narrow windows show every second tick, or only the ends if labels are long.
    major = 2 if max(map(len, x_texts)) <= 4 else len(x_texts) - 1
    up, y_values, y_texts = choose_scale(everything, 4, is_y_log, is_outside=True)

    units = {series[index].unit for index in drawn}
    shared = units.pop() if len(units) == 1 else ""
    names = [label_series(series[index], shared) for index in drawn]
    y_title = shared
    if len(drawn) == 1:
        names, y_title = [""], label_series(series[drawn[0]], "")
    labels = [wrap_label(name) for name in names]
    if has_legend := sum(LINE * len(lines) for lines in labels) > LABELS_AT_ENDS:
        labels = [[] for _ in names]
    heights = [LINE * len(lines) for lines in labels]

    plot = Plot(across, up, top=1.9 if y_title else 0.6, height=max(PLOT, sum(heights)))
    bottom = plot.top + plot.height
    ends = [plot.y(known[index][-1][1]) for index in drawn]
    tops = spread(ends, heights, plot.top, bottom)
    below = bottom + 2.1 + LINE
    legend, end = place_legend(drawn, names, below) if has_legend else ([], below)
    return LineDrawing(
        series=[series[index] for index in drawn],
        curves=[
            Curve(
                look=Look.of(index),
                path=plot.path(pairs[index]),
                points=[(plot.x(at), em(plot.y(y))) for at, y in known[index]],
                label=place_lines(lines, top),
                end=(plot.x(known[index][-1][0]), em(end_y)),
                label_y=em(top + height / 2),
                has_leader=bool(lines) and is_apart(plot, known[index][-1][0], end_y, top, height),
            )
            for index, lines, end_y, top, height in zip(
                drawn, labels, ends, tops, heights, strict=True
            )
        ],
        legend=legend,
        x_ticks=[
            Tick(plot.x(value), text, is_minor=position % major != 0)
            for position, (value, text) in enumerate(zip(x_values, x_texts, strict=True))
        ],
        y_ticks=[
            Tick(em(plot.y(value)), text) for value, text in zip(y_values, y_texts, strict=True)
        ],
        x_title=label_series(x, ""),
        y_title=y_title,
        start=choose_margin(y_texts),
        end=choose_margin([line for lines in labels for line in lines]),
        top=em(plot.top),
        plot=em(plot.height),
        bottom=em(bottom),
        x_ticks_y=em(bottom + 1.5),
        x_title_y=em(bottom + 1.5 + LINE),
        height=em(end),
    )


def choose_scale(
    numbers: list[Decimal], count: int, is_log: bool, is_outside: bool = False
) -> tuple[Scale, list[Decimal], list[str]]:
    """Return the scale of an axis, its ticks and their labels; see `choose_ticks`."""
    low, high = min(numbers), max(numbers)
    if is_log:
        low, high = (low, high) if high > low else (low / 2, high * 2)
    else:
        low, high = widen(low, high)
    choose, scale = (choose_log_ticks, LogScale) if is_log else (choose_ticks, Scale)
    values, texts = choose(low, high, count, is_outside)
    ends = (values[0], values[-1]) if is_outside else (low, high)
    return scale(*ends), values, texts


def is_apart(plot: Plot, x: Decimal, y: float, top: float, height: float) -> bool:
    """Tell whether the end of a curve at (x, y) is not beside its label."""
    return plot.across.share(x) < 0.97 or abs(y - top - height / 2) > height / 2


def place_legend(drawn: list[int], names: list[str], y: float) -> tuple[list[LegendEntry], float]:
    """Return the names of the curves with their samples below `y`, and the y below them."""
    entries = []
    for index, name in zip(drawn, names, strict=True):
        lines, below = place_text(name, y, NAME_WIDTH - 6)
        entries.append(LegendEntry(Look.of(index), lines, em(y + LINE / 2)))
        y = below + 0.2
    return entries, y


def pair_numbers(x: Series, series: Series) -> list[tuple[Decimal, Decimal | None]]:
    """Return (x, y) for each row that has x, in the order of x."""
    rows = sorted((at, row) for row, at in enumerate(x.numbers) if at is not None)
    return [(at, series.numbers[row]) for at, row in rows]


def spread(wanted: list[float], heights: list[float], top: float, bottom: float) -> list[float]:
    """Return the tops of labels near their `wanted` centres, without overlaps.

    Lengths are in em. The sum of `heights` must not exceed `bottom` - `top`.
    """
    order = sorted(range(len(heights)), key=lambda index: wanted[index])
    tops, edge = [0.0] * len(heights), top
    for index in order:
        tops[index] = max(wanted[index] - heights[index] / 2, edge)
        edge = tops[index] + heights[index]
    edge = bottom
    for index in reversed(order):
        tops[index] = min(tops[index], edge - heights[index])
        edge = tops[index]
    return tops


def label_series(series: Series, shared: str) -> str:
    """Return the name of `series` with its unit, unless the axis shows the `shared` unit."""
    if not series.unit or series.unit == shared:
        return series.name
    return f"{series.name} ({series.unit})"


def wrap_label(name: str) -> list[str]:
    """Return `name` in short lines; only very long words are broken."""
    longest = max(map(len, name.split()), default=0)
    return wrap(name, max(LABEL_WIDTH, min(WORD_WIDTH, longest)))
