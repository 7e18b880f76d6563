"""Numbers as typed, whose digits are significant, and their values."""

import re
from decimal import Decimal

MINUS, DASH = "\u2212", "\u2013"  # ruff takes them for typing errors
NO_VALUE = {"", "-", DASH}
MAX_EXPONENT = 300  # floats, and so SVGs, end at 308

# Groups of three cannot begin with 0: "0,123" has a decimal comma, which is refused.
MAGNITUDE = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?:(?P<mark>[, \u00a0\u2009\u202f])[0-9]{3})"
    r"(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    r"(?P<fraction>\.[0-9]+)?(?:[eE](?P<exponent>[+\-\u2212]?[0-9]+))?"
)
PLUS_MINUS = re.compile(r"\s*(?:±|\+/?[\-\u2212])\s*")


class Number(str):
    """Text of a number as typed, with its value."""

    __slots__ = ()

    @property
    def decimal(self) -> Decimal | None:
        """Value without its uncertainty, or None."""
        try:
            return read_number(self)
        except ValueError:
            return None

    @property
    def printed(self) -> str:
        """Text with a true minus sign; empty if there is no value."""
        if self in NO_VALUE:
            return ""
        return re.sub(r"^-", MINUS, self)


def read_number(text: str) -> Decimal | None:
    """Return the value of `text` without its uncertainty, or None for no value.

    Raises ValueError with a sentence for the editor if `text` is not a number.
    """
    if text in NO_VALUE:
        return None
    number, *uncertainty = PLUS_MINUS.split(text)
    sign = number[:1] if number[:1] in {"-", MINUS} else ""
    parts = [number[len(sign) :], *uncertainty]
    magnitudes = [value for part in parts if (value := read_magnitude(part)) is not None]
    if len(parts) > 2 or len(magnitudes) < len(parts):
        raise ValueError(
            f"“{text}” is not a number: type digits and a decimal point, such as 73.1, "
            "131,072, 1.2e-3 or 73.1 ± 0.2, or leave the cell empty."
        )
    if any(abs(magnitude.adjusted()) > MAX_EXPONENT for magnitude in magnitudes):
        raise ValueError(
            f"“{text}” is too large or too small: type a power of ten between "
            f"e-{MAX_EXPONENT} and e{MAX_EXPONENT}, or choose another unit."
        )
    # The minus operator would round to 28 digits.
    return magnitudes[0].copy_negate() if sign else magnitudes[0]


def read_magnitude(text: str) -> Decimal | None:
    """Return the value of an unsigned number, or None if `text` is not one."""
    match = MAGNITUDE.fullmatch(text)
    if not match:
        return None
    whole = re.sub(r"[^0-9]", "", match["whole"])
    # Decimal raises on exponents of 19 digits.
    exponent = int((match["exponent"] or "0").replace(MINUS, "-"))
    exponent = max(-9999, min(9999, exponent))
    return Decimal(f"{whole}{match['fraction'] or ''}e{exponent}")
