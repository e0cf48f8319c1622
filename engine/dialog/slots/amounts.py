"""Amounts of money in an answer: `forty-nine ninety`, `$49.90`, `five bucks fifty`, `四十九块九毛五`, `五百美元`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.dialog.slots.money import LARGEST, Money
from engine.dialog.slots.numbers import WITH_DIGITS
from engine.dialog.slots.spec import Parsed

USUAL_CURRENCY: Final[Mapping[str, str]] = {"en": "USD", "zh": "CNY"}

_UNSAID_CENTS = 0.7
"""`forty-nine ninety`: very likely 49.90."""
_RUN_TOGETHER = 0.5
"""`two fifty` as 250."""
_ONE_OF_SEVERAL = 0.5

_DOLLARS: Final = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
"""Currencies whose people say just `dollars`."""
_UNITS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("dollar", "buck", "$", "usd", "us dollar", "美元", "美金", "美刀", "刀"), "USD"),
    **dict.fromkeys(("pound", "quid", "£", "gbp", "英镑"), "GBP"),
    **dict.fromkeys(("euro", "€", "eur", "欧元", "欧"), "EUR"),
    **dict.fromkeys(("yuan", "kuai", "renminbi", "rmb", "cny", "块", "元", "圆", "人民币", "块钱"), "CNY"),
    **dict.fromkeys(("yen", "jpy", "日元", "日圆"), "JPY"),
    **dict.fromkeys(("hkd", "hong kong dollar", "港币", "港元"), "HKD"),
    **dict.fromkeys(("cad", "canadian dollar", "加元", "加币"), "CAD"),
    **dict.fromkeys(("aud", "australian dollar", "澳元", "澳币"), "AUD"),
    **dict.fromkeys(("franc", "chf", "swiss franc", "瑞士法郎"), "CHF"),
    **dict.fromkeys(("twd", "台币", "新台币"), "TWD"),
    **dict.fromkeys(("rupee", "inr", "卢比"), "INR"),
}
_YEN_SIGN: Final[Mapping[str, str]] = {"en": "JPY", "zh": "CNY"}
_NUMBER: Final = r"\d[\d,]*(?:\.\d+)?"
_ENGLISH_UNIT: Final = (
    r"(?:us|hong kong|canadian|australian) dollar|dollar|buck|pound|quid|euro|yuan|kuai|renminbi|rmb|yen|(?:swiss )?franc|rupee"
    r"|usd|gbp|eur|cny|jpy|hkd|cad|aud|chf|inr"
)
_ENGLISH: Final = re.compile(
    rf"(?P<sign>[$£€¥]) ?(?P<signed>{_NUMBER}) ?(?P<scale>k|thousand|million)?\b"
    r"(?: (?:and )?(?P<sign_cents>\d\d?)(?: cents?| pence| penny)\b)?"
    rf"|(?P<number>{_NUMBER}|an?)(?: (?P<apart>\d\d))? ?(?P<k>k ?)?\b(?P<unit>{_ENGLISH_UNIT})s?\b"
    r"(?:,? (?:and )?(?P<cents>\d\d?)(?: cents?| pence| penny| p)?\b(?!,?\d))?"
    r"|(?P<only_cents>\d\d?) ?(?P<penny>cents?|pence|penny|p)\b"
    rf"|(?P<bare>{_NUMBER})(?P<bare_k> ?k\b)?(?: (?P<bare_cents>\d\d)\b(?! \d))?"
)
_CHINESE_UNIT: Final = (
    "美元|美金|美刀|刀|英镑|欧元|欧|日元|日圆|港币|港元|台币|新台币|加元|加币|澳元|澳币|瑞士法郎|卢比|人民币|块钱|块|元|圆"
)
_ANY_UNIT: Final = frozenset({"块钱", "块", "元", "圆"})
"""Of whatever currency is usual."""
_CHINESE: Final = re.compile(
    rf"(?P<sign>[$£€¥]) ?(?P<signed>{_NUMBER})"
    rf"|(?P<number>{_NUMBER}(?:点\d+)?)(?:块钱?)?(?P<unit>{_CHINESE_UNIT})(?:0?(?P<jiao>\d)[毛角]|(?P<places>\d\d?)(?![\d分])|(?P<half>半))?(?:0?(?P<fen>\d)分?)?"
    r"|(?P<only_jiao>\d)[毛角](?:(?P<only_jiao_fen>\d)分?)?|(?P<only_fen>\d)分钱?"
    rf"|(?P<bare>{_NUMBER}(?:点\d+)?)"
)


def read_amount(text: str, language: str, currency: str | None) -> list[Parsed]:
    """The amounts of an utterance, the likeliest first. `text` is tidy, the denied part taken away.

    Args:
        text: an utterance.
        language: base language.
        currency: taken where none is said, and where its name is that of several (`dollars`); the language's if left out.
    """
    usual = currency or USUAL_CURRENCY[language]
    digits = WITH_DIGITS[language](text.lower())
    pattern, reader = (_CHINESE, _chinese) if language == "zh" else (_ENGLISH, _english)
    read = ([found for found in reader(match, usual) if found.money.value <= LARGEST] for match in pattern.finditer(digits))
    mentions = [mention for mention in read if mention]
    outright = [mention for mention in mentions if mention[0].with_unit]
    kept = outright or mentions
    several = len({mention[0].money for mention in kept}) > 1
    return [
        Parsed(found.money.canonical, min(found.confidence, _ONE_OF_SEVERAL) if several else found.confidence)
        for mention in kept
        for found in mention
    ]


def currency_meant(written: str) -> str | None:
    """The ISO 4217 code meant by `gbp`, `RMB` or `pounds`; None: not known."""
    word = written.strip().lower()
    return _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))


def written_currency(unit: str, language: str, currency: str | None) -> str | None:
    """The ISO 4217 code of what stands beside a number: `€`, `dollars`, or nothing, which means the usual one; None: not known.

    Args:
        unit: a sign, a name or a code.
        language: base language.
        currency: the usual one; the language's if left out.
    """
    usual = currency or USUAL_CURRENCY.get(language)
    if not unit:
        return usual
    meant = _YEN_SIGN.get(language) if unit == "¥" else currency_meant(unit)
    if meant is None:
        return unit if re.fullmatch("[A-Z]{3}", unit) else None
    return meant if usual is None or unit.upper() == meant else _as_usual(meant, usual)


@dataclass(frozen=True, slots=True)
class _Found:
    money: Money
    confidence: float
    with_unit: bool
    """Its currency was said."""


def _english(match: re.Match[str], usual: str) -> Iterator[_Found]:
    if match["sign"]:
        currency = _YEN_SIGN["en"] if match["sign"] == "¥" else _UNITS[match["sign"]]
        scale = {"k": 1000, "thousand": 1000, "million": 10**6}.get(match["scale"] or "", 1)
        yield _Found(Money(_decimal(match["signed"]) * scale + _cents(match["sign_cents"]), _as_usual(currency, usual)), 1.0, True)
    elif match["unit"]:
        whole = Decimal(1) if match["number"] in ("a", "an") else _decimal(match["number"])
        value = whole * (1000 if match["k"] else 1) + _cents(match["apart"] or match["cents"])
        yield _Found(Money(value, _as_usual(_UNITS[match["unit"]], usual)), 1.0, True)
    elif match["only_cents"]:
        yield _Found(Money(_cents(match["only_cents"]), "GBP" if match["penny"].startswith("p") else usual), 1.0, True)
    elif match["bare_cents"]:
        yield _Found(Money(_decimal(match["bare"]) + _cents(match["bare_cents"]), usual), _UNSAID_CENTS, False)
        yield _Found(Money(Decimal(match["bare"].replace(",", "") + match["bare_cents"]), usual), _RUN_TOGETHER, False)
    else:
        yield _Found(Money(_decimal(match["bare"]) * (1000 if match["bare_k"] else 1), usual), 1.0, False)


def _chinese(match: re.Match[str], usual: str) -> Iterator[_Found]:
    if match["sign"]:
        currency = _YEN_SIGN["zh"] if match["sign"] == "¥" else _UNITS[match["sign"]]
        yield _Found(Money(_decimal(match["signed"]), _as_usual(currency, usual)), 1.0, True)
    elif match["unit"]:
        value = _decimal(match["number"]) + _tenths(match["jiao"]) + _hundredths(match["fen"])
        value += _decimal(f"0.{match['places']}") if match["places"] else Decimal("0.5") if match["half"] else 0
        yield _Found(Money(value, usual if match["unit"] in _ANY_UNIT else _UNITS[match["unit"]]), 1.0, True)
    elif match["only_jiao"]:
        yield _Found(Money(_tenths(match["only_jiao"]) + _hundredths(match["only_jiao_fen"]), usual), 1.0, True)
    elif match["only_fen"]:
        yield _Found(Money(_hundredths(match["only_fen"]), usual), 1.0, True)
    else:
        yield _Found(Money(_decimal(match["bare"]), usual), 1.0, False)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("点", "."))


def _cents(text: str | None) -> Decimal:
    return Decimal(text or 0) / 100


def _tenths(text: str | None) -> Decimal:
    return Decimal(text or 0) / 10


def _hundredths(text: str | None) -> Decimal:
    return Decimal(text or 0) / 100


def _as_usual(currency: str, usual: str) -> str:
    return usual if currency == "USD" and usual in _DOLLARS else currency
