"""Checks of what the law where the script calls wants to be heard; see `engine.dialog.jurisdictions`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from engine.dialog.graph import spoken_from
from engine.dialog.jurisdictions import Duty, rules_of
from engine.dialog.localised import primary
from engine.dialog.places import declared_types, say_texts
from engine.dialog.problems import Finding, Severity
from engine.dialog.schema import Say, ScriptDoc
from engine.dialog.schema_values import did_you_mean_code
from engine.dialog.script import VOICEMAIL
from engine.dialog.slots.phones import country_meant, is_country
from engine.dialog.slots.spec import SlotType
from engine.dialog.template import placeholders

_CODE: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_HOW_TO_OPT_OUT: Final = {
    "en": re.compile(
        r"\b(press|key|dial) (the )?(number )?(9|nine)\b|\bopt[ -]?out\b|\bstop (calling|these calls)\b"
        r"|\b(not|don't|no longer) (want|wish|like)\b.{0,30}\bcalls?\b|\bdo[ -]not[ -]call\b|\b(off|from) (our|the|my) list\b"
    ),
    "zh": re.compile(r"[按拨]\s*(数字)?\s*[9九]|(不想|不希望|不愿|不要|无需|拒绝|不再).{0,8}(电话|来电|联系)|退订"),
}
_NUMBER: Final = re.compile(r"(?:\d[\s()./-]*){6,}|(?:[零〇一二三四五六七八九幺][\s，]*){6,}")
_WHAT: Final = {
    Duty.HOW_TO_OPT_OUT: "does not say how to opt out, as marketing calls must, as in “press nine if you don't want these calls”",
    Duty.NUMBER_ON_VOICEMAIL: "gives no number to call back, as a message left by a machine must",
}


def _codes(doc: ScriptDoc) -> Iterator[Finding]:
    for index, code in enumerate(doc.jurisdictions):
        country = code.split("-")[0]
        if not _CODE.fullmatch(code) or not (country == "EU" or is_country(country)):
            hint = did_you_mean_code(country_meant(code))
            message = (
                f"'{code}' is not a jurisdiction: use country codes such as US or GB, with a state (US-CA) if need be, or EU{hint}"
            )
            yield Finding(("jurisdictions", index), message)


def _caller_named(doc: ScriptDoc) -> Iterator[Finding]:
    company = doc.persona.company
    if not company or doc.start not in doc.nodes:
        return
    if company.lower() not in _opening(doc).lower() and "company" not in placeholders(_opening(doc)):
        message = f"the opening does not say who calls: '{company}' (`persona`) is not named before the first answer"
        yield Finding(("start",), message, Severity.WARNING)


def _duties(doc: ScriptDoc) -> Iterator[Finding]:
    for code in doc.jurisdictions:
        for rule in rules_of(code):
            if (where := _neglected(doc, rule.duty)) is not None:
                yield Finding(where, f"{_WHAT[rule.duty]} ({code}: {rule.source})", Severity.WARNING)


def _neglected(doc: ScriptDoc, duty: Duty) -> tuple[str, ...] | None:
    """Where something should be heard that is not; None if all is well, or cannot be told."""
    match duty:
        case Duty.HOW_TO_OPT_OUT:
            pattern = _HOW_TO_OPT_OUT.get(primary(doc.language))
            return ("start",) if pattern and not pattern.search(_opening(doc).lower()) else None
        case Duty.NUMBER_ON_VOICEMAIL:
            message = doc.voicemail
            return (VOICEMAIL, "say") if message and not _gives_number(doc, message.say) else None


def _gives_number(doc: ScriptDoc, say: Say) -> bool:
    types = declared_types(doc)
    text = _text(say)
    phones = [
        name for name in placeholders(text) if name in types and (types[name].type is SlotType.PHONE or _holds_number(doc, name))
    ]
    return bool(phones) or _NUMBER.search(text) is not None


def _holds_number(doc: ScriptDoc, name: str) -> bool:
    variable = doc.variables.get(name)
    return variable is not None and any(_NUMBER.search(value) for value in (variable.default, variable.example) if value)


def _opening(doc: ScriptDoc) -> str:
    """All that may be said before the person answers for the first time."""
    return " ".join(_text(doc.nodes[name].say) for name in spoken_from(doc, doc.start))


def _text(say: Say) -> str:
    return " ".join(text for _, text in say_texts((), say))


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (_codes, _caller_named, _duties)
