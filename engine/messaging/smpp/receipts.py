"""Delivery receipts: what a centre says in a deliver_sm about a message that it took. Pure.

In the fields of SMPP 3.4 (message_state, receipted_message_id) or, as most centres have it, in the text of its appendix B:
`id:12ab sub:001 dlvrd:001 submit date:… done date:… stat:DELIVRD err:000 text:…`.
"""

from __future__ import annotations

import re
from typing import Final

from engine.gateway_news import DeliveryReport, Fate

_STATES: Final = {1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD"}
"""Values of message_state, table 5-2 of the specification."""
_FATES: Final = {
    "DELIVRD": Fate.DELIVERED,
    "EXPIRED": Fate.UNDELIVERABLE,
    "DELETED": Fate.UNDELIVERABLE,
    "UNDELIV": Fate.UNDELIVERABLE,
    "REJECTD": Fate.UNDELIVERABLE,
}
_FIELD: Final = re.compile(r"\b(id|stat|err):\s*(\S+)", re.IGNORECASE)


def receipt(text: str, message_id: str | None, state: int | None) -> DeliveryReport | None:
    """What a receipt says; None if it does not say of which message.

    Args:
        text: of the deliver_sm.
        message_id: its receipted_message_id, if it has one.
        state: its message_state, if it has one.
    """
    written = {name.lower(): value for name, value in _FIELD.findall(text)}
    reference = message_id or written.get("id")
    if not reference:
        return None
    word = _STATES.get(state, "UNKNOWN") if state is not None else written.get("stat", "UNKNOWN").upper()
    fate = _FATES.get(word, Fate.ON_ITS_WAY)
    if fate is not Fate.UNDELIVERABLE:
        return DeliveryReport(reference, fate)
    return DeliveryReport(reference, fate, f"{word}, error {written['err']}" if "err" in written else word)
