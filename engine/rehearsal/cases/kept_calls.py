"""From a call in the store to a test of the script that it ran, as that script was then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.dialog.loader import load_bundle
from engine.dialog.localised import LANGUAGE_COLUMN
from engine.publishing.packing import bundle_of
from engine.rehearsal.cases.real_call import CallAsTest, NoConversation, call_as_test
from engine.store.calls.record import CallRecord, call_record
from engine.store.scripts import contents
from engine.store.scripts.contents import Content


@dataclass(frozen=True, slots=True)
class KeptCall:
    """What the store has of a call."""

    record: CallRecord
    content: Content | None
    """Of its script; None: of before contents were kept."""


def kept_call(session: Session, call_id: str) -> KeptCall:
    """The call of this id.

    Raises:
        UnknownAttempt: there is none.
    """
    record = call_record(session, call_id)
    return KeptCall(record, contents.find(session, record.attempt.script_hash))


def as_test(kept: KeptCall, shown: Callable[[str], str] = str) -> CallAsTest:
    """See `call_as_test`.

    Raises:
        NoConversation: nothing was said in it, or its script was not kept.
    """
    if kept.content is None:
        raise NoConversation("the script that this call ran was not kept")
    script = load_bundle(bundle_of(kept.content)).script_for(kept.record.variables.get(LANGUAGE_COLUMN))
    if script is None:
        raise NoConversation("the script that this call ran was not kept in its language")
    return call_as_test(kept.record, script, shown)
