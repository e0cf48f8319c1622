"""Amounts of money with their currency, and decimal numbers as canonical text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

_CODE: Final = re.compile(r"[A-Z]{3}")
_WITHOUT_PLACES: Final = frozenset({"JPY", "KRW", "VND", "CLP"})
"""Currencies without minor units."""
LARGEST: Final = 10**12 - 1
"""Greater numbers are no quantities that anybody says on the telephone: they are neither understood nor read aloud."""
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount."""

    value: Decimal
    currency: str
    """ISO 4217."""

    @classmethod
    def of(cls, canonical: str) -> Money:
        """The amount of a canonical text, e.g. `49.90 USD`.

        Raises:
            ValueError: it is none.
        """
        number, _, currency = canonical.partition(" ")
        if not _CODE.fullmatch(currency):
            raise ValueError(f"'{canonical}' is not an amount: write it as 49.90 USD")
        return cls(decimal(number), currency)

    @property
    def canonical(self) -> str:
        exact = self.value.quantize(Decimal(1) if self.currency in _WITHOUT_PLACES else _CENT)
        return f"{exact:f} {self.currency}"


def decimal(text: str) -> Decimal:
    """A finite decimal number.

    Raises:
        ValueError: the text is none.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"'{text}' is not a number") from None
    if not number.is_finite():
        raise ValueError(f"'{text}' is not a number")
    return number


def plain(number: Decimal) -> str:
    """The canonical text of a number: no exponent, no idle zeros, no negative zero."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
