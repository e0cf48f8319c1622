from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from engine.call.errands import Errands
from engine.call.report import Reporter
from engine.call.web_lookup import LookupFailed, LookupRequest
from engine.dialog.moves import AskCallback, CallWebhook, Errand, SendSms, WebhookFailed, WebhookMethod, WebhookReplied
from engine.events import CallbackAsked, CallEvent, LookedUp, SmsRequested

pytestmark = pytest.mark.unit

WEBHOOK = CallWebhook("https://crm.example.com/orders?x=1", WebhookMethod.GET, {"id": "7"}, {"status": "order.status"}, 800)


class FixedLookup:
    def __init__(self, answer: Mapping[str, str] | LookupFailed) -> None:
        self._answer = answer
        self.asked: list[LookupRequest] = []

    async def ask(self, request: LookupRequest) -> Mapping[str, str]:
        self.asked.append(request)
        if isinstance(self._answer, LookupFailed):
            raise self._answer
        return self._answer


async def _run(errand: Errand, lookup: FixedLookup) -> tuple[list[CallEvent], list[WebhookReplied | WebhookFailed]]:
    events: list[CallEvent] = []
    replies: list[WebhookReplied | WebhookFailed] = []
    times = iter([10.0, 10.25])
    async with asyncio.TaskGroup() as tasks:
        report = Reporter("attempt", events.append, lambda: 1.0)
        Errands(lookup, tasks, report, replies.append, lambda: next(times)).run(errand)
    return events, replies


async def test_a_question_is_asked_as_the_script_says_and_its_answer_comes_back() -> None:
    lookup = FixedLookup({"status": "sent"})

    events, replies = await _run(WEBHOOK, lookup)

    assert lookup.asked == [LookupRequest(WEBHOOK.url, "GET", {"id": "7"}, {"status": "order.status"}, 800)]
    assert replies == [WebhookReplied({"status": "sent"})]
    assert events == [LookedUp(attempt_id="attempt", at=1.0, host="crm.example.com", failure=None, took_ms=250)]


async def test_a_failed_question_comes_back_with_its_reason() -> None:
    events, replies = await _run(WEBHOOK, FixedLookup(LookupFailed("HTTP 500")))

    assert replies == [WebhookFailed("HTTP 500")]
    assert events == [LookedUp(attempt_id="attempt", at=1.0, host="crm.example.com", failure="HTTP 500", took_ms=250)]


@pytest.mark.parametrize(
    ("errand", "event"),
    [
        (SendSms("Your link."), SmsRequested(attempt_id="attempt", at=1.0, text="Your link.")),
        (
            AskCallback("2026-11-23T14:00", "tomorrow at two"),
            CallbackAsked(attempt_id="attempt", at=1.0, when="2026-11-23T14:00", said="tomorrow at two"),
        ),
        (AskCallback(None, "some day"), CallbackAsked(attempt_id="attempt", at=1.0, when=None, said="some day")),
    ],
)
async def test_messages_and_callbacks_are_told_and_nothing_is_waited_for(errand: Errand, event: CallEvent) -> None:
    events, replies = await _run(errand, FixedLookup({}))

    assert events == [event]
    assert replies == []
