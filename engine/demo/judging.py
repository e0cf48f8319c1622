"""Whether a call of the demonstration ended as its phone's behaviour demands."""

from __future__ import annotations

from collections.abc import Sequence

from engine.campaign.results import LeadResult
from engine.outcome import Disposition
from telephony.lab.report import CallReport
from telephony.lab.spec import Phone


def wrong(phone: Phone, result: LeadResult, heard: CallReport | None, *, listed: bool, messages: Sequence[str]) -> str:
    """What differs from the phone's `expect`; empty if nothing does.

    Args:
        phone: who was called.
        result: what the campaign made of the call.
        heard: the phone's own account; None if it was never called.
        listed: whether the number is on the do-not-call list now.
        messages: the text messages that the phone got.
    """
    if phone.expect is None:
        return "the phone book does not say how this call must end"
    found = []
    if result.disposition != phone.expect.disposition:
        found.append(f"outcome {result.disposition}, expected {phone.expect.disposition}")
    if result.grade != phone.expect.grade:
        found.append(f"grade {result.grade}, expected {phone.expect.grade}")
    if missing := set(phone.expect.tags) - set(result.tags):
        found.append(f"tags missing: {', '.join(sorted(missing))}")
    if (result.disposition is Disposition.OPTED_OUT) != listed:
        found.append("the do-not-call list does not agree")
    if phone.expect.sms is None and messages:
        found.append("a text message that nobody asked for")
    if phone.expect.sms is not None and not any(phone.expect.sms in message for message in messages):
        found.append("the text message did not come")
    if heard and heard.problem:
        found.append(f"the phone says: {heard.problem}")
    return "; ".join(found)
