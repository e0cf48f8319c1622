"""What the store keeps of trunks and the numbers shown on them."""

from __future__ import annotations

import pytest

from engine.events import CallEnded
from engine.outcome import Disposition
from engine.store.calls import attempts
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.leads import Dialling
from engine.store.tables import Attempt, Customer, Lead, LeadState
from tests.integration.recording import Recording
from tests.integration.store.conftest import Dial

pytestmark = pytest.mark.integration


def _refused(attempt_id: str, *, elsewhere: bool) -> CallEnded:
    return CallEnded(
        attempt_id=attempt_id,
        at=300.0,
        disposition=Disposition.UNREACHABLE,
        cause="service_unavailable",
        elsewhere=elsewhere,
    )


def test_a_call_that_goes_elsewhere_leaves_its_attempt_and_the_lead_as_it_was(
    database: Database, recording: Recording, dial: Dial
) -> None:
    first = dial("a1")
    assert recording.apply(_refused("a1", elsewhere=True)) is True

    again = dial("a2")

    assert isinstance(first, Dialling)
    assert isinstance(again, Dialling)
    assert again.lead_id == first.lead_id, "at once: before the others of the list"
    lead = database.read(lambda session: session.get_one(Lead, first.lead_id))
    assert (lead.state, lead.disposition, lead.attempts) == (LeadState.DIALLING, None, 1)
    attempt = database.read(lambda session: session.get_one(Attempt, "a1"))
    assert (attempt.ended_at, attempt.disposition) == (300.0, Disposition.UNREACHABLE)
    assert database.read(lambda session: session.get_one(Customer, lead.customer_id)).grade is None
    assert recording.apply(_refused("a2", elsewhere=False)) is True
    lead = database.read(lambda session: session.get_one(Lead, first.lead_id))
    assert (lead.state, lead.disposition) == (LeadState.DONE, Disposition.UNREACHABLE)


def test_a_call_that_a_full_trunk_did_not_take_is_made_a_minute_later(database: Database, recording: Recording, dial: Dial) -> None:
    lead = dial("a1")
    assert isinstance(lead, Dialling)
    busy = CallEnded(attempt_id="a1", at=300.0, disposition=Disposition.BUSY, cause="busy", sip_status=486, elsewhere=True)
    assert recording.apply(busy) is True
    again = database.read(lambda session: session.get_one(Lead, lead.lead_id))
    assert (again.state, again.due_at, again.attempts) == (LeadState.PENDING, 300.0 + attempts.FULL_TRUNK_AGAIN_S, 0)


def test_a_late_end_does_not_bring_a_lead_back(database: Database, recording: Recording, dial: Dial) -> None:
    lead = dial("a1")
    recording.apply(_refused("a1", elsewhere=False))
    assert recording.apply(_refused("a1", elsewhere=True)) is False
    assert isinstance(lead, Dialling)
    assert database.read(lambda session: session.get_one(Lead, lead.lead_id)).state is LeadState.DONE


def test_who_carried_a_call_is_noted(database: Database, dial: Dial) -> None:
    dial("a1")
    database.write(lambda session: attempts.placed(session, "a1", "worker-2", "sip:east:5060"))
    attempt = database.read(lambda session: session.get_one(Attempt, "a1"))
    assert (attempt.worker, attempt.trunk) == ("worker-2", "sip:east:5060")


def test_when_numbers_were_shown(database: Database, recorder: Recorder, dial: Dial) -> None:
    dial("a1")
    dial("a2")
    shown = database.read(lambda session: attempts.shown_since(session, ["+15550199", "+15550188"], 200.0))
    assert shown == {"+15550199": [200.0, 200.0], "+15550188": []}
    assert database.read(lambda session: attempts.shown_since(session, ["+15550199"], 200.5)) == {"+15550199": []}
