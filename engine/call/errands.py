"""What others do for the script while the conversation goes on: a text message, a callback, a question to somebody's system."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from engine.call.report import Reporter
from engine.call.web_lookup import Lookup, LookupFailed, LookupRequest
from engine.dialog.moves import AskCallback, CallWebhook, Errand, SendSms, WebhookFailed, WebhookReplied
from engine.events import CallbackAsked, LookedUp, SmsRequested

log = logging.getLogger(__name__)

Reply = Callable[[WebhookReplied | WebhookFailed], None]


class Errands:
    """Hands errands over; the answer of a lookup comes back, exactly once, unless the call ends before it."""

    def __init__(
        self, lookup: Lookup, tasks: asyncio.TaskGroup, report: Reporter, reply: Reply, now_s: Callable[[], float]
    ) -> None:
        """Args:
        lookup: asks other systems.
        tasks: owner of the questions under way; ends with the call.
        report: where events go.
        reply: told what came of a question.
        now_s: a monotonic clock, for the duration of questions.
        """
        self._lookup = lookup
        self._tasks = tasks
        self._report = report
        self._reply = reply
        self._now_s = now_s
        self._asking: set[asyncio.Task[None]] = set()

    def run(self, errand: Errand) -> None:
        match errand:
            case SendSms(text, link):
                self._report(SmsRequested(**self._report.stamp(), text=text, link=link))
            case AskCallback(when, said):
                self._report(CallbackAsked(**self._report.stamp(), when=when, said=said))
            case CallWebhook():
                asking = self._tasks.create_task(self._ask(errand), name="webhook")
                self._asking.add(asking)
                asking.add_done_callback(self._asking.discard)

    def close(self) -> None:
        """The call is over: questions under way are given up, and nothing is told of them."""
        for asking in self._asking:
            asking.cancel()

    async def _ask(self, webhook: CallWebhook) -> None:
        begun_s = self._now_s()
        request = LookupRequest(webhook.url, webhook.method.value, webhook.send, webhook.save, webhook.timeout_ms)
        reply: WebhookReplied | WebhookFailed
        try:
            reply = WebhookReplied(await self._lookup.ask(request))
        except LookupFailed as failure:
            reply = WebhookFailed(str(failure))
        took_ms = round((self._now_s() - begun_s) * 1000)
        failed = reply.reason if isinstance(reply, WebhookFailed) else None
        host = urlsplit(webhook.url).hostname or ""
        if failed:
            log.warning("webhook failed", extra={"action": "webhook_failed", "host": host, "reason": failed, "took_ms": took_ms})
        self._report(LookedUp(**self._report.stamp(), host=host, failure=failed, took_ms=took_ms))
        self._reply(reply)
