"""What the law of some places asks of an automated call beyond what every script must do anyway: say that a machine calls, and let
people opt out at any time.

Engineers wrote this from the texts of the law, for the check to remind of; it is no legal advice. What is marked COUNSEL needs a
lawyer before a campaign relies on it. Consent before the call, calling hours and do-not-call registers are not a script's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Duty(Enum):
    """Something that can be heard in the call, or not."""

    HOW_TO_OPT_OUT = "the opening says how to opt out"
    NUMBER_ON_VOICEMAIL = "a voicemail's message gives a number to call"


@dataclass(frozen=True, slots=True)
class Rule:
    duty: Duty
    source: str
    """Where it is written."""


RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    # Telemarketing by an artificial voice: an automated opt-out with brief instructions within two seconds of the caller's
    # identity; on a voicemail a toll-free number that leads to the same. Voices made by AI are artificial (FCC 24-17, 2024).
    # COUNSEL: calls that advertise nothing are exempt from (b)(3), and states have laws of their own (CA: Bus. & Prof. Code 17941).
    "US": (
        Rule(Duty.HOW_TO_OPT_OUT, "47 CFR 64.1200(b)(3)"),
        Rule(Duty.NUMBER_ON_VOICEMAIL, "47 CFR 64.1200(b)(2) and (3)"),
    ),
    # Marketing by automated calling systems names the caller, and an address or a freephone number.
    # COUNSEL: whether a spoken dialogue is an "automated calling system" of regulation 19, and whether an address would do.
    "GB": (Rule(Duty.NUMBER_ON_VOICEMAIL, "PECR 2003, regulations 19 and 24"),),
    # That a machine speaks: Regulation (EU) 2024/1689 (AI Act), article 50(1). Prior consent: Directive 2002/58/EC, article 13(1).
    # COUNSEL: member states' own laws on cold calls, e.g. UWG § 7 in Germany.
    "EU": (),
    # That a voice is synthetic: Provisions on Deep Synthesis, articles 16 and 17 (2023); Measures for Labelling AI-Generated
    # Content (2025). Refusal: PIPL, articles 15 and 24.
    # COUNSEL: carriers' and provincial rules on outbound robots, and whether the label must be the first thing said.
    "CN": (),
}
"""By ISO 3166 code, or EU. Others have no rules here."""


def rules_of(code: str) -> tuple[Rule, ...]:
    """The rules of a jurisdiction; those of the country for a part of it, such as US-CA."""
    return RULES.get(code, RULES.get(code.split("-")[0], ()))
