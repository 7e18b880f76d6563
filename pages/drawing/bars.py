"""Bar charts: numbers in, bars for an SVG out. series.py says how lengths are written."""

from dataclasses import dataclass
from decimal import Decimal

from .axis import Scale
from .series import LINE, NAME_WIDTH, Look, Series, TextLine, choose_margin, em, percent, place_text

BAR = 0.6  # em, the thickness of a bar
MOST_TALL_BARS = 20  # bars below their labels; more stand beside them
LABEL_WIDTH = 14  # letters in a line of a label beside bars
# em, the margins beside bars, as the style sheet has them
STARTS = {"none": 0.0, "small": 2.4, "medium": 4.2, "large": 6.4, "widest": 8.6}
ENDS = {"none": 0.6, "small": 3.2, "medium": 4.8, "large": 7.0, "widest": 9.0}


@dataclass(frozen=True)
class Bar:
    """Bar below or beside its label and value; a missing value has no `width`."""

    look: Look
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
    is_beside: bool
    start: str  # margin for the labels beside bars, see `choose_margin`
    end: str  # and for their values
    heading_dx: str  # to the edges of the margins
    value_dx: str
    thickness: str = f"{BAR}em"


def draw_bars(names: list[str], series: list[Series]) -> BarDrawing:
    """Return a drawing with a group for each name and a bar for each series in it.

    With one series there are no headings: each bar is labelled with the name of its row.
    Many bars stand beside their labels, which takes half of the height.
    """
    numbers = [Decimal(0), *(number for one in series for number in one.known)]
    low, high = min(numbers), max(numbers)
    is_beside = len(names) * len(series) > MOST_TALL_BARS
    area = BarArea(Scale(low, high if high > low else low + 1), is_beside)
    is_grouped = len(series) > 1
    groups, y = [], 0.0
    for row, name in enumerate(names):
        heading: list[TextLine] = []
        if is_grouped:
            heading, y = place_text(name, y, NAME_WIDTH)
        group = BarGroup(heading, [])
        for index, one in enumerate(series):
            bar, y = area.draw(one, row, one.name if is_grouped else name, y, index)
            group.bars.append(bar)
        groups.append(group)
        y += 1.0 if is_grouped else 0.2
    zero = percent(area.scale.share(Decimal(0))) if low < 0 else ""
    bars = [bar for group in groups for bar in group.bars]
    start = choose_margin([line.text for bar in bars for line in bar.label])
    end = choose_margin([f"{bar.value} {bar.unit}".strip() for bar in bars])
    return BarDrawing(
        series=series,
        groups=groups,
        zero=zero,
        height=em(y),
        is_beside=is_beside,
        start=start,
        end=end,
        heading_dx=em(-STARTS[start] if is_beside else 0),
        value_dx=em(ENDS[end] if is_beside else 0),
    )


@dataclass(frozen=True)
class BarArea:
    """Area of the bars, below their labels or beside them."""

    scale: Scale
    is_beside: bool

    def draw(self, series: Series, row: int, name: str, y: float, index: int) -> tuple[Bar, float]:
        """Return the bar of a row of `series` below `y`, and the y below the bar."""
        number, value = series.numbers[row], series.texts[row]
        width = max(12, NAME_WIDTH - len(value) - len(series.unit) - 3)
        if self.is_beside:
            width = LABEL_WIDTH
        label, below = place_text(name, y, width)
        top = y + (LINE - BAR) / 2 if self.is_beside else below + 0.1
        bottom = below if self.is_beside else top + BAR + 0.55
        x = length = ""
        if number is not None:
            start, end = sorted([self.scale.share(Decimal(0)), self.scale.share(number)])
            x, length = percent(start), percent(end - start)
        bar = Bar(
            look=Look.of(index),
            label=label,
            value=value if number is not None else "",
            unit=series.unit,
            value_y=label[0 if self.is_beside else -1].y,
            x=x,
            y=em(top),
            width=length,
            zero_top=em(top - 0.2),
            zero_bottom=em(top + BAR + 0.2),
        )
        return bar, bottom
