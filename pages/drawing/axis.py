"""Scale of an axis, and its ticks: round numbers and their labels."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .numbers import MINUS

TIMES = "\u00d7"  # ruff takes it for a typing error


@dataclass(frozen=True)
class Scale:
    """Linear scale from numbers to 0..1; `high` must be above `low`."""

    low: Decimal
    high: Decimal

    @classmethod
    def enclose(cls, numbers: Collection[Decimal | int]) -> "Scale":
        return cls(*widen(Decimal(min(numbers)), Decimal(max(numbers))))

    def share(self, number: Decimal | int) -> float:
        return float((number - self.low) / (self.high - self.low))


@dataclass(frozen=True)
class LogScale(Scale):
    """Logarithmic scale from positive numbers to 0..1."""

    def share(self, number: Decimal | int) -> float:
        low, high = self.low.log10(), self.high.log10()
        return float((Decimal(number).log10() - low) / (high - low))


def widen(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Return `low` and `high`, moved apart if their range is too small to label.

    A range below a millionth of the numbers needs too many digits; it is drawn level.
    """
    size = max(abs(low), abs(high))
    if high - low > size / 10**6:
        return low, high
    return low - (size / 2 or 1), high + (size / 2 or 1)


def choose_ticks(
    low: Decimal, high: Decimal, count: int, is_outside: bool = False
) -> tuple[list[Decimal], list[str]]:
    """Return about `count` round numbers from `low` to `high`, and their labels.

    The step is 1, 2 or 5 times a power of ten. `is_outside` extends the ticks to enclose
    `low` and `high`.
    """
    rough = (high - low) / count
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough)
    up, down = ROUND_CEILING, ROUND_FLOOR
    if is_outside:
        up, down = down, up
    first = int((low / step).to_integral_value(up))
    last = int((high / step).to_integral_value(down))
    ticks = [step * factor for factor in range(first, last + 1)]
    return ticks, format_ticks(ticks, step)


def choose_log_ticks(
    low: Decimal, high: Decimal, count: int, is_outside: bool = False
) -> tuple[list[Decimal], list[str]]:
    """Return about `count` round numbers from `low` to `high`, and their labels.

    They are powers of ten, or 1, 2 and 5 times them in a range of less than two powers.
    `is_outside` extends the ticks to enclose `low` and `high`, which must be above 0.
    """
    first, last = low.adjusted(), high.adjusted() + 1
    factors = (1,) if last - first > 2 else (1, 2, 5)
    step = max(1, -(-(last - first) // (count + 1)))
    powers = range(first, last + step, step)
    every = [factor * Decimal(1).scaleb(power) for power in powers for factor in factors]
    if is_outside:
        below = max((tick for tick in every if tick <= low), default=every[0])
        above = min((tick for tick in every if tick >= high), default=every[-1])
        low, high = below, above
    ticks = [tick for tick in every if low <= tick <= high]
    if len(ticks) < 2:
        return choose_ticks(low, high, count)
    is_power = ticks[0] < Decimal("0.001") or ticks[-1] >= 10**6
    texts = [format_ticks([tick], tick, is_power)[0] for tick in ticks]
    return ticks, [f"{int(text):,}" if text.isdecimal() else text for text in texts]


def format_ticks(ticks: list[Decimal], step: Decimal, is_power: bool = False) -> list[str]:
    """Return the labels of `ticks`, with the digits that `step` needs.

    Numbers from 10,000 have a thousands separator, so years have none. Very large and very
    small numbers have a power of ten, and all have one if `is_power`.
    """
    largest = max(abs(tick) for tick in ticks)
    decimals, power, mark = max(0, -step.adjusted()), "", ""
    if is_power or largest >= 10**7 or step.adjusted() < -4:
        exponent = largest.adjusted()
        decimals = max(0, exponent - step.adjusted())
        ticks = [tick.scaleb(-exponent) for tick in ticks]
        power = f"{TIMES}10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    elif largest >= 10_000:
        mark = ","
    texts = [f"{tick:{mark}.{decimals}f}{power}" if tick else "0" for tick in ticks]
    if is_power:
        texts = [text.removeprefix(f"1{TIMES}") for text in texts]
    return [text.replace("-", MINUS) for text in texts]
