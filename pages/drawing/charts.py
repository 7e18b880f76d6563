"""Geometry of charts: numbers in, marks for an SVG out.

Horizontal positions are percentages, vertical ones are em, so that a drawing fills any
column while its text keeps the size of the page. Curves are drawn in a square of 100 by 100
that the template stretches. Lengths are strings, because templates format numbers in the
locale of the page, and "12,5" is no length.
"""

from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from .axis import Scale, choose_ticks, widen
from .numbers import DASH

LINE = 1.4  # em from one line of text to the next
BAR = 0.6  # em, the thickness of a bar
NAME_WIDTH = 38  # letters in a line of 280 px, the narrowest drawing
LABEL_WIDTH = 11  # letters in a line of a curve's label
WORD_WIDTH = 14  # letters in its longest word
PLOT = 15.0  # em, the height of a plot of curves


@dataclass(frozen=True)
class Series:
    """Column of numbers; `numbers` are drawn, `texts` are printed."""

    name: str
    unit: str
    numbers: list[Decimal | None]
    texts: list[str]

    @property
    def known(self) -> list[Decimal]:
        return [number for number in self.numbers if number is not None]

    @property
    def lowest(self) -> str:
        """Text of the lowest number; empty if there is none."""
        return self.texts[self.numbers.index(min(self.known))] if self.known else ""

    @property
    def highest(self) -> str:
        return self.texts[self.numbers.index(max(self.known))] if self.known else ""


@dataclass(frozen=True)
class TextLine:
    y: str
    text: str


@dataclass(frozen=True)
class Bar:
    """Bar below its label and value; a missing value has no `width`."""

    series: str  # "1" to "6", for its colour
    label: list[TextLine]
    value: str
    unit: str
    value_y: str
    x: str
    y: str
    width: str
    zero_top: str  # ends of the zero line beside the bar
    zero_bottom: str


@dataclass(frozen=True)
class BarGroup:
    heading: list[TextLine]
    bars: list[Bar]


@dataclass(frozen=True)
class BarDrawing:
    series: list[Series]
    groups: list[BarGroup]
    zero: str  # position of zero if there are negative bars
    height: str
    thickness: str = f"{BAR}em"


@dataclass(frozen=True)
class Tick:
    at: str
    text: str
    is_minor: bool = False  # hidden in narrow windows


@dataclass(frozen=True)
class Curve:
    series: str
    path: str
    points: list[tuple[str, str]]
    label: list[TextLine]


@dataclass(frozen=True)
class LineDrawing:
    series: list[Series]
    curves: list[Curve]
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


def draw_bars(names: list[str], series: list[Series]) -> BarDrawing:
    """Return a drawing with a group for each name and a bar for each series in it.

    With one series there are no headings: each bar is labelled with the name of its row.
    """
    numbers = [Decimal(0), *(number for one in series for number in one.known)]
    low, high = min(numbers), max(numbers)
    scale = Scale(low, high if high > low else low + 1)
    is_grouped = len(series) > 1
    groups, y = [], 0.0
    for row, name in enumerate(names):
        heading: list[TextLine] = []
        if is_grouped:
            heading, y = place_text(name, y, NAME_WIDTH)
        bars = []
        for index, one in enumerate(series):
            bar, y = draw_bar(scale, one, row, one.name if is_grouped else name, y, index)
            bars.append(bar)
        groups.append(BarGroup(heading, bars))
        y += 1.0 if is_grouped else 0.2
    zero = percent(scale.share(Decimal(0))) if low < 0 else ""
    return BarDrawing(series, groups, zero, em(y))


def draw_bar(
    scale: Scale, series: Series, row: int, name: str, y: float, index: int
) -> tuple[Bar, float]:
    """Return the bar of a row of `series` below `y`, and the y below the bar."""
    number, value = series.numbers[row], series.texts[row]
    width = max(12, NAME_WIDTH - len(value) - len(series.unit) - 3)
    label, y = place_text(name, y, width)
    y += 0.1
    x = length = ""
    if number is not None:
        ends = sorted([scale.share(Decimal(0)), scale.share(number)])
        x, length = percent(ends[0]), percent(ends[1] - ends[0])
    bar = Bar(
        series=str(index + 1),
        label=label,
        value=value if number is not None else "",
        unit=series.unit,
        value_y=label[-1].y,
        x=x,
        y=em(y),
        width=length,
        zero_top=em(y - 0.2),
        zero_bottom=em(y + BAR + 0.2),
    )
    return bar, y + BAR + 0.55


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


def draw_lines(x: Series, series: list[Series]) -> LineDrawing:
    """Return a drawing of `series` over `x`.

    Rows without x are skipped, rows without y leave a gap. At least one row needs both.
    """
    pairs = [pair_numbers(x, one) for one in series]
    known = [[(at, y) for at, y in some if y is not None] for some in pairs]
    drawn = [index for index, some in enumerate(known) if some]
    everything = [y for some in known for _, y in some]

    x_low, x_high = widen(min(x.known), max(x.known))
    x_values, x_texts = choose_ticks(x_low, x_high, 5)
    # Narrow windows show every second tick, or only the ends if labels are long.
    major = 2 if max(map(len, x_texts)) <= 4 else len(x_texts) - 1
    low, high = widen(min(everything), max(everything))
    y_values, y_texts = choose_ticks(low, high, 4, is_outside=True)

    units = {series[index].unit for index in drawn}
    shared = units.pop() if len(units) == 1 else ""
    names = [label_series(series[index], shared) for index in drawn]
    y_title = shared
    if len(drawn) == 1:
        names, y_title = [""], label_series(series[drawn[0]], "")
    labels = [wrap_label(name) for name in names]
    heights = [LINE * len(lines) for lines in labels]

    plot = Plot(
        across=Scale(x_low, x_high),
        up=Scale(y_values[0], y_values[-1]),
        top=1.9 if y_title else 0.6,
        height=max(PLOT, sum(heights)),
    )
    bottom = plot.top + plot.height
    ends = [plot.y(known[index][-1][1]) for index in drawn]
    return LineDrawing(
        series=[series[index] for index in drawn],
        curves=[
            Curve(
                series=str(index + 1),
                path=plot.path(pairs[index]),
                points=[(plot.x(at), em(plot.y(y))) for at, y in known[index]],
                label=place_lines(lines, y),
            )
            for index, lines, y in zip(
                drawn, labels, spread(ends, heights, plot.top, bottom), strict=True
            )
        ],
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
        height=em(bottom + 2.1 + LINE),
    )


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


def choose_margin(texts: list[str]) -> str:
    """Return the name of the smallest margin in the style sheet that fits `texts`."""
    longest = max(map(len, texts), default=0)
    margins = [(0, "none"), (3, "small"), (6, "medium"), (10, "large")]
    return next((name for limit, name in margins if longest <= limit), "widest")


def label_series(series: Series, shared: str) -> str:
    """Return the name of `series` with its unit, unless the axis shows the `shared` unit."""
    if not series.unit or series.unit == shared:
        return series.name
    return f"{series.name} ({series.unit})"


def place_text(text: str, y: float, width: int) -> tuple[list[TextLine], float]:
    """Return the lines of `text`, at most `width` letters each, and the y below them."""
    lines = wrap(text, width) or [DASH]
    return place_lines(lines, y), y + LINE * len(lines)


def wrap_label(name: str) -> list[str]:
    """Return `name` in short lines; only very long words are broken."""
    longest = max(map(len, name.split()), default=0)
    return wrap(name, max(LABEL_WIDTH, min(WORD_WIDTH, longest)))


def place_lines(lines: list[str], y: float) -> list[TextLine]:
    return [TextLine(em(y + LINE * (number + 0.75)), text) for number, text in enumerate(lines)]


def percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def em(length: float) -> str:
    return f"{length:.2f}em"
