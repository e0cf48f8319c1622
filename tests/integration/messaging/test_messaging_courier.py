from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.events import CallEnded, OptedOut, SmsRequested
from engine.gateway_news import DeliveryReport, Fate
from engine.inbound.unsubscribing import FromWhat, unsubscribe
from engine.links.codes import CODE_LENGTH
from engine.messaging import courier
from engine.messaging.courier import Courier
from engine.messaging.gateway import Message
from engine.outcome import Disposition
from engine.outgoing import NotTaken
from engine.store import messages, outbox
from engine.store.errors import MessageConflict, UnknownMessage
from engine.store.messages import Standing
from engine.store.people import consents, do_not_call
from engine.store.people.erasing import erase
from engine.store.queued import HELD_S
from engine.store.tables import Channel, Customer, MessageState, ShortLink, TextMessage
from engine.store.thread import StoreThread
from tests.integration.campaign.campaign_book import Book, number, opened_book
from tests.migrated import migrated

pytestmark = pytest.mark.integration


@dataclass
class ScriptedGateway:
    """Takes messages, or raises the next of its troubles."""

    troubles: list[Exception] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> str | None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken.append(message)
        return f"gw-{len(self.taken)}"


@dataclass(slots=True)
class Post:
    """A campaign whose calls promised messages, and what carries them."""

    book: Book
    courier: Courier
    gateway: ScriptedGateway
    now: float = 1000.0

    async def promise(self, attempt_id: str, text: str, link: str | None = None) -> None:
        await self.book.ledger.take_turn(attempt_id, lambda _: None)
        await self.book.ledger.record(SmsRequested(attempt_id=attempt_id, at=self.now, text=text, link=link))

    def messages(self) -> Sequence[TextMessage]:
        return self.book.database.read(lambda session: session.scalars(select(TextMessage).order_by(TextMessage.text)).all())


def at_nine(_number: str, _time_zone: str | None, at: float) -> float:
    """People sleep from 5000 to 9000."""
    return 9000.0 if 5000.0 < at < 9000.0 else at


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    migrated(f"sqlite:///{tmp_path / 'calls.db'}")
    async with opened_book(tmp_path / "calls.db", 3) as book, StoreThread() as thread:
        gateway = ScriptedGateway()
        carrier = Courier(
            book.database, thread, gateway, lambda: it.now, public_url="https://c.example", opens=at_nine, chance=lambda: 0.5
        )
        it = Post(book, carrier, gateway)
        yield it


async def test_a_promised_message_is_handed_over_once(post: Post) -> None:
    await post.promise("a-1", "Your link: example.com/x")

    await post.courier.send_what_is_due()
    await post.courier.send_what_is_due()

    assert [(message.number, message.text) for message in post.gateway.taken] == [(number(2), "Your link: example.com/x")]
    (kept,) = post.messages()
    assert (kept.state, kept.tries, kept.sent_at, kept.id) == (MessageState.SENT, 1, 1000.0, post.gateway.taken[0].id)


async def test_an_unavailable_gateway_is_tried_again_later_under_the_same_id(post: Post) -> None:
    post.gateway.troubles = [NotTaken("HTTP 503"), NotTaken("HTTP 503")]
    await post.promise("a-1", "one")

    await post.courier.send_what_is_due()
    (kept,) = post.messages()
    assert (kept.state, kept.tries, kept.problem, kept.next_try_at) == (MessageState.QUEUED, 1, "HTTP 503", 1005.0)
    post.now = 1004.0
    await post.courier.send_what_is_due()
    assert post.messages()[0].tries == 1
    post.now = 1006.0
    await post.courier.send_what_is_due()
    post.now = 1100.0
    await post.courier.send_what_is_due()

    assert [message.id for message in post.gateway.taken] == [kept.id]
    assert (post.messages()[0].state, post.messages()[0].tries, post.messages()[0].problem) == (MessageState.SENT, 3, None)


async def test_a_gateway_that_takes_its_time_is_given_up_before_another_engine_tries(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a centre may that answers each of many parts just in time."""

    async def never_done(_message: Message) -> str | None:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    assert courier.TRY_S < HELD_S
    monkeypatch.setattr(courier, "TRY_S", 0.01)
    monkeypatch.setattr(post.gateway, "send", never_done)
    await post.promise("a-1", "one")

    async with asyncio.timeout(10):
        await post.courier.send_what_is_due()

    (kept,) = post.messages()
    assert (kept.state, kept.tries, kept.problem) == (MessageState.QUEUED, 1, "not taken within 0.01 s")


async def test_a_gateway_that_stays_away_ends_in_failure(post: Post) -> None:
    post.gateway.troubles = [NotTaken("down")] * 100
    await post.promise("a-1", "one")

    for _ in range(50):
        await post.courier.send_what_is_due()
        post.now += 3600

    assert (post.messages()[0].state, post.messages()[0].tries) == (MessageState.FAILED, 7)


async def test_a_refusal_is_final_and_does_not_hold_up_the_others(post: Post) -> None:
    post.gateway.troubles = [NotTaken("HTTP 400: no such number", final=True)]
    await post.promise("a-1", "one")
    post.now += 1
    await post.promise("a-2", "two")

    await post.courier.send_what_is_due()

    assert [(kept.state, kept.problem) for kept in post.messages()] == [
        (MessageState.FAILED, "HTTP 400: no such number"),
        (MessageState.SENT, None),
    ]


async def test_who_asked_for_peace_gets_no_message_either(post: Post) -> None:
    await post.promise("a-1", "one")
    await post.book.ledger.record(OptedOut(attempt_id="a-1", at=1001.0, reason="stop"))
    await post.promise("a-2", "two")

    await post.courier.send_what_is_due()

    assert [message.text for message in post.gateway.taken] == ["two"]
    assert [kept.state for kept in post.messages()] == [MessageState.WITHHELD, MessageState.SENT]


async def test_what_a_call_promised_is_kept_when_the_call_and_the_run_end(post: Post) -> None:
    await post.promise("a-1", "one")
    ended = CallEnded(attempt_id="a-1", at=1002.0, disposition=Disposition.COMPLETED, cause="normal")
    await post.book.ledger.record(ended)

    assert [kept.state for kept in post.messages()] == [MessageState.QUEUED]


async def test_a_link_gets_a_code_with_its_message_and_our_domain_when_it_is_sent(post: Post) -> None:
    await post.promise("a-1", "Book here: {{ link }}", "https://shop.example/offer?plan=gold")

    await post.courier.send_what_is_due()

    (link,) = post.book.database.read(lambda session: session.scalars(select(ShortLink)).all())
    assert post.gateway.taken[0].text == f"Book here: https://c.example/l/{link.code}"
    assert post.messages()[0].text == "Book here: {{ link }}"
    assert (link.message_id, link.attempt_id, link.target) == (post.messages()[0].id, "a-1", "https://shop.example/offer?plan=gold")
    assert len(link.code) == CODE_LENGTH
    assert link.token != link.code


async def test_a_late_message_waits_for_the_morning_and_one_just_promised_does_not(post: Post) -> None:
    post.gateway.troubles = [NotTaken("down")] * 5
    await post.promise("a-1", "late")
    while post.now < 5000.0:
        await post.courier.send_what_is_due()
        post.now += 1500
    post.gateway.troubles = []
    await post.promise("a-2", "expected")

    await post.courier.send_what_is_due()

    assert [message.text for message in post.gateway.taken] == ["expected"]
    late = next(kept for kept in post.messages() if kept.text == "late")
    assert (late.state, late.next_try_at, late.tries) == (MessageState.QUEUED, 9000.0, 3)
    post.now = 9000.0
    await post.courier.send_what_is_due()
    assert [message.text for message in post.gateway.taken] == ["expected", "late"]


async def test_who_wants_no_messages_gets_none_and_may_still_be_called(post: Post) -> None:
    await post.promise("a-1", "one")
    post.book.database.write(lambda session: unsubscribe(session, session.get_one(Customer, 1), FromWhat.SMS, "a form", post.now))

    await post.courier.send_what_is_due()

    assert [kept.state for kept in post.messages()] == [MessageState.WITHHELD]
    assert not post.book.database.read(lambda session: do_not_call.listed(session, number(2)))


@pytest.mark.parametrize("named", ["our id", "the gateway's"])
async def test_the_first_final_report_counts(post: Post, named: str) -> None:
    await post.promise("a-1", "one")
    await post.courier.send_what_is_due()
    reference = post.messages()[0].id if named == "our id" else "gw-1"

    def report(fate: Fate, reason: str | None = None, reference: str = reference) -> bool:
        return post.book.database.write(lambda session: outbox.reported(session, DeliveryReport(reference, fate, reason), 1100.0))

    news = [
        report(Fate.ON_ITS_WAY),
        report(Fate.DELIVERED, reference="gw-9"),
        report(Fate.UNDELIVERABLE, "switched off"),
        report(Fate.UNDELIVERABLE, "switched off"),
        report(Fate.DELIVERED),
    ]

    assert news == [False, False, True, False, False]
    (kept,) = post.messages()
    assert (kept.state, kept.problem, kept.reported_at) == (MessageState.UNDELIVERABLE, "switched off", 1100.0)


async def test_what_a_gateway_never_reports_counts_as_unreported_until_it_does(post: Post) -> None:
    await post.promise("a-1", "one")
    await post.courier.send_what_is_due()

    def standing(unreported_before: float) -> tuple[dict[Standing, int], list[Standing], Standing]:
        def read(session: Session) -> tuple[dict[Standing, int], list[Standing], Standing]:
            (said,) = messages.of_call(session, "a-1", unreported_before)
            listed = [one for one in Standing if messages.messages(session, one, unreported_before, 9)]
            assert messages.latest_of_calls(session, 1, unreported_before) == {"a-1": said.standing}
            assert messages.stuck(session, unreported_before)[Standing.UNREPORTED] == (said.standing is Standing.UNREPORTED)
            return messages.counts(session, 1, unreported_before), listed, said.standing

        return post.book.database.read(read)

    assert standing(1000.0) == ({Standing.SENT: 1}, [Standing.SENT], Standing.SENT)
    assert standing(1000.1) == ({Standing.UNREPORTED: 1}, [Standing.UNREPORTED], Standing.UNREPORTED)
    late = DeliveryReport("gw-1", Fate.DELIVERED)
    assert post.book.database.write(lambda session: outbox.reported(session, late, 90_000.0))
    assert standing(1000.1) == ({Standing.DELIVERED: 1}, [Standing.DELIVERED], Standing.DELIVERED)
    await post.courier.send_what_is_due()
    assert len(post.gateway.taken) == 1


async def test_what_was_given_up_is_sent_again_under_its_id_as_soon_as_its_person_may_be_disturbed(post: Post) -> None:
    post.gateway.troubles = [NotTaken("HTTP 400: no such number", final=True)]
    await post.promise("a-1", "one")
    await post.courier.send_what_is_due()
    (given_up,) = post.messages()
    post.now = 6000.0

    for _ in range(2):  # replayed twice, it is sent once
        post.book.database.write(lambda session: outbox.replay(session, given_up.id, post.now))
        await post.courier.send_what_is_due()
        (waits,) = post.messages()
        assert (waits.state, waits.tries, waits.next_try_at) == (MessageState.QUEUED, 0, 9000.0)
    assert post.gateway.taken == []
    post.now = 9000.0
    await post.courier.send_what_is_due()
    await post.courier.send_what_is_due()

    assert [message.id for message in post.gateway.taken] == [given_up.id]
    assert (post.messages()[0].state, post.messages()[0].problem) == (MessageState.SENT, None)


async def test_a_message_that_is_being_tried_is_not_tried_a_second_time_by_a_replay(post: Post) -> None:
    await post.promise("a-1", "one")
    (queued,) = post.messages()
    database = post.book.database
    assert database.write(lambda session: outbox.next_due(session, 1000.0))

    database.write(lambda session: outbox.replay(session, queued.id, 1001.0))

    assert database.write(lambda session: outbox.next_due(session, 1002.0)) is None


async def test_a_replay_sends_nothing_to_who_wants_nothing_by_now(post: Post) -> None:
    post.gateway.troubles = [NotTaken("HTTP 400", final=True)] * 2
    await post.promise("a-1", "one")
    await post.promise("a-2", "two")
    await post.courier.send_what_is_due()
    database = post.book.database
    database.write(lambda session: unsubscribe(session, session.get_one(Customer, 1), FromWhat.SMS, "a form", post.now))

    assert database.write(lambda session: outbox.replay_failed(session, post.now)) == 2
    await post.courier.send_what_is_due()

    assert [kept.state for kept in post.messages()] == [MessageState.WITHHELD, MessageState.SENT]
    database.write(lambda session: consents.record(session, 1, Channel.SMS, granted=True, source="a form", at=post.now + 1))
    database.write(lambda session: outbox.replay(session, post.messages()[0].id, post.now + 2))
    post.now += 2
    await post.courier.send_what_is_due()
    assert [message.text for message in post.gateway.taken] == ["two", "one"]


@pytest.mark.parametrize("fate", [Fate.DELIVERED, Fate.UNDELIVERABLE])
async def test_what_the_gateway_has_is_not_sent_again(post: Post, fate: Fate) -> None:
    await post.promise("a-1", "one")
    await post.courier.send_what_is_due()
    (kept,) = post.messages()

    def replay() -> None:
        with pytest.raises(MessageConflict, match="twice"):
            post.book.database.write(lambda session: outbox.replay(session, kept.id, post.now))

    replay()
    post.book.database.write(lambda session: outbox.reported(session, DeliveryReport(kept.id, fate), post.now))
    replay()
    await post.courier.send_what_is_due()
    assert len(post.gateway.taken) == 1
    with pytest.raises(UnknownMessage, match="messages list"):
        post.book.database.write(lambda session: outbox.replay(session, "another", post.now))


async def test_nothing_is_left_to_send_to_who_was_erased(post: Post) -> None:
    post.gateway.troubles = [NotTaken("HTTP 400", final=True)]
    await post.promise("a-1", "one")
    await post.courier.send_what_is_due()
    ended = CallEnded(attempt_id="a-1", at=1002.0, disposition=Disposition.COMPLETED, cause="normal")
    await post.book.ledger.record(ended)
    database = post.book.database
    database.write(lambda session: erase(session, 1, post.now))

    with pytest.raises(MessageConflict, match="erased"):
        database.write(lambda session: outbox.replay(session, post.messages()[0].id, post.now))
    assert database.write(lambda session: outbox.replay_failed(session, post.now)) == 0


async def test_a_report_is_believed_of_what_the_gateway_never_said_it_took(post: Post) -> None:
    post.gateway.troubles = [NotTaken("no answer within 10 s", final=True)]
    await post.promise("a-1", "one")
    await post.courier.send_what_is_due()
    (kept,) = post.messages()

    assert post.book.database.write(lambda session: outbox.reported(session, DeliveryReport(kept.id, Fate.DELIVERED), 1100.0))

    assert post.messages()[0].state is MessageState.DELIVERED
    post.book.database.write(lambda session: outbox.not_sent(session, kept.id, "a second try that failed", None))
    assert post.messages()[0].state is MessageState.DELIVERED


def test_every_state_of_a_message_is_a_standing() -> None:
    assert {state.value for state in MessageState} | {Standing.UNREPORTED.value} == {one.value for one in Standing}


async def test_what_one_engine_is_handing_over_no_other_takes_unless_it_died(post: Post) -> None:
    await post.promise("a-1", "one")

    def taken(at: float) -> bool:
        return post.book.database.write(lambda session: outbox.next_due(session, at)) is not None

    assert [taken(at) for at in (1000.0, 1001.0, 1119.0, 1120.0)] == [True, False, False, True]
