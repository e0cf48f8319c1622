from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.commands.campaigns.outcome_table import forbidden as why_not_called
from engine.events import BotSpoke, CallEnded, Graded, TagAdded
from engine.outcome import Disposition, Grade
from engine.store.campaigns import OpenedCampaign
from engine.store.database import Database
from engine.store.leads import Dialling, Refused
from engine.store.people import do_not_call
from engine.store.reporting.reports import campaign_report
from tests.integration.recording import Recording

pytestmark = pytest.mark.integration


def test_a_report_has_every_lead_with_its_call(
    database: Database, recording: Recording, campaign: OpenedCampaign, dial: Callable[[str], Dialling | Refused | None]
) -> None:
    database.write(lambda session: do_not_call.add(session, "+15550100003", "by letter", at=1.0))
    dial("a1")
    dial("a2")
    for gap in (None, 400, 600):
        spoke = BotSpoke(
            attempt_id="a1", at=1.0, node="n", text="t", started_ms=0, played_ms=1, interrupted=False, reply_gap_ms=gap
        )
        recording.apply(spoke)
    recording.apply(Graded(attempt_id="a1", at=2.0, grade=Grade.B))
    recording.apply(TagAdded(attempt_id="a1", at=2.0, tag="later"))
    recording.apply(CallEnded(attempt_id="a1", at=3.0, disposition=Disposition.PERSON_HUNG_UP, cause="normal", sip_status=200))

    report = database.read(lambda session: campaign_report(session, campaign.campaign_id, 0.0))

    assert (report.name, report.headings) == ("spring", {"name": "Name"})
    assert [(lead.row_number, lead.number, lead.disposition) for lead in report.leads] == [
        (2, "+15550100002", Disposition.PERSON_HUNG_UP),
        (3, "+15550100003", Disposition.DO_NOT_CALL),
        (4, "+15550100004", None),
    ]
    called = report.leads[0].attempt
    assert called is not None
    assert (called.attempt_id, called.grade, called.tags, called.reply_gaps_ms) == ("a1", Grade.B, ("later",), (400, 600))
    forbidden = report.leads[1].forbidden
    assert forbidden is not None
    assert forbidden.rule == "do_not_call"
    assert why_not_called(report) == [f"not called: 1 by `do_not_call`, for example: {forbidden.detail}"]
    assert report.leads[0].forbidden is None
    assert report.leads[1].attempt is None
