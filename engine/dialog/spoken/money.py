"""Amounts of money in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.dialog.slots.money import LARGEST, Money
from engine.dialog.spoken.characters import DIGITS
from engine.dialog.spoken.errors import UnspeakableValue
from engine.dialog.spoken.numerals import cardinal, decimal_words, measured

_CENT: Final = Decimal("0.01")
_NAMED_CENTS_BELOW: Final = 10
"""`forty-nine dollars ninety`, but `forty-nine dollars and five cents`."""


@dataclass(frozen=True, slots=True)
class _Currency:
    one: str
    many: str
    one_cent: str | None = None
    """None: places are read behind a point."""
    cents: str = ""


_ENGLISH: Final[Mapping[str, _Currency]] = {
    "USD": _Currency("dollar", "dollars", "cent", "cents"),
    "CAD": _Currency("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "AUD": _Currency("Australian dollar", "Australian dollars", "cent", "cents"),
    "HKD": _Currency("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
    "EUR": _Currency("euro", "euros", "cent", "cents"),
    "GBP": _Currency("pound", "pounds", "penny", "pence"),
    "CNY": _Currency("yuan", "yuan"),
    "JPY": _Currency("yen", "yen"),
    "CHF": _Currency("Swiss franc", "Swiss francs"),
    "INR": _Currency("rupee", "rupees"),
}
CHINESE_CURRENCIES: Final[Mapping[str, str]] = {
    "CNY": "块",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港币",
    "CAD": "加元",
    "AUD": "澳元",
    "CHF": "瑞士法郎",
    "INR": "卢比",
}


def money(value: str, language: str) -> str:
    """`49.90 USD` as `forty-nine dollars ninety`; `49.90 CNY` as `四十九块九`."""
    try:
        amount = Money.of(value)
    except ValueError:
        raise UnspeakableValue(value, "money", "an amount with its currency, e.g. 49.90 USD") from None
    known = CHINESE_CURRENCIES if language == "zh" else _ENGLISH
    if amount.currency not in known or abs(amount.value) > LARGEST:
        raise UnspeakableValue(value, "money", f"an amount up to {LARGEST} in {', '.join(known)}")
    if amount.value < 0:
        return ("负" if language == "zh" else "minus ") + money(f"{-amount.value:f} {amount.currency}", language)
    return _chinese(amount, value) if language == "zh" else _english(amount, value)


def _english(amount: Money, value: str) -> str:
    currency = _ENGLISH[amount.currency]
    whole, cents = _parts(amount)
    if currency.one_cent is None or amount.value != amount.value.quantize(_CENT):
        words = decimal_words(amount.value, "en", value, "money")
        return f"{words} {currency.one if amount.value == 1 else currency.many}"
    units = f"{cardinal(whole, 'en')} {currency.one if whole == 1 else currency.many}"
    if not cents:
        return units
    if whole and cents >= _NAMED_CENTS_BELOW:
        return f"{units} {cardinal(cents, 'en')}"
    small = f"{cardinal(cents, 'en')} {currency.one_cent if cents == 1 else currency.cents}"
    return f"{units} and {small}" if whole else small


def _chinese(amount: Money, value: str) -> str:
    whole, cents = _parts(amount)
    name = CHINESE_CURRENCIES[amount.currency]
    if amount.value == whole:
        return f"{measured(whole, 'zh')}{name}"
    if amount.currency != "CNY" or amount.value != amount.value.quantize(_CENT):
        return f"{decimal_words(amount.value, 'zh', value, 'money')}{name}"
    mao, fen = divmod(cents, 10)
    if not whole:
        return f"{measured(mao, 'zh')}毛{_digit(fen)}" if mao else f"{measured(fen, 'zh')}分"
    if not mao:
        return f"{measured(whole, 'zh')}块零{_digit(fen)}分"
    return f"{measured(whole, 'zh')}块{_digit(mao)}" + (f"毛{_digit(fen)}" if fen else "")


def _parts(amount: Money) -> tuple[int, int]:
    whole = int(amount.value)
    return whole, int((amount.value - whole) * 100)


def _digit(digit: int) -> str:
    return DIGITS["zh"][str(digit)] if digit else ""
