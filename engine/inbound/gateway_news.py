"""What a message gateway says later is written down: reports with their messages, answers with the people who gave them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.lists.numbers import NumberError, e164
from engine.gateway_news import DeliveryReport, GatewayNews, Reply
from engine.inbound.unsubscribing import REASON, FromWhat, unsubscribe
from engine.messaging.replies import is_opt_out
from engine.store import outbox
from engine.store.people import customer_events, do_not_call
from engine.store.people.customer_events import UNSUBSCRIBE, Happening
from engine.store.tables import Attempt, Customer, Lead
from engine.writeback.opt_outs import OptOuts, Origin
from engine.writeback.payload_v2 import OptOutSource

REPLY = "sms_reply"
SOURCE = "sms"
_ANSWERED = Origin(OptOutSource.SMS)


def write_down(session: Session, news: GatewayNews, opt_out: FromWhat, region: str, at: float, opt_outs: OptOuts) -> bool:
    """Args:
    session: of a writing transaction.
    news: of the gateway.
    opt_out: what somebody wants no more of who answers STOP.
    region: ISO 3166 code of numbers that are not international.
    at: Unix seconds.
    opt_outs: tells of who answers STOP.

    Returns:
        False: it is about nobody and nothing we know, or not news. Who answers STOP is heard, known or not.
    """
    match news:
        case DeliveryReport():
            return outbox.reported(session, news, at)
        case Reply():
            return _answered(session, news, opt_out, region, at, opt_outs)


def _answered(session: Session, reply: Reply, opt_out: FromWhat, region: str, at: float, opt_outs: OptOuts) -> bool:
    readings, stop = _readings(reply.number, region), is_opt_out(reply.text)
    found = _whose(session, readings)
    if found is None:
        return stop and _strangers(session, readings, at, opt_outs)
    customer, number = found
    detail = {"text": reply.text}
    customer_events.record(session, Happening(customer.id, UNSUBSCRIBE if stop else REPLY, at, SOURCE, detail=detail))
    if stop:
        with opt_outs.told(session, customer.number, _ANSWERED, at):
            unsubscribe(session, customer, opt_out, SOURCE, at, heard_from=number)
    return True


def _strangers(session: Session, numbers: Sequence[str], at: float, opt_outs: OptOuts) -> bool:
    """Lists what may be the number of somebody of whom there is no record, which could keep a narrower wish. False: it is none."""
    for number in numbers:
        with opt_outs.told(session, number, _ANSWERED, at):
            do_not_call.add(session, number, REASON, at, source=SOURCE)
    return bool(numbers)


def _whose(session: Session, numbers: Sequence[str]) -> tuple[Customer, str] | None:
    """Who has one of the numbers, and which; else who was called at it last: messages go where calls went, and people move."""
    customer = session.scalar(select(Customer).where(Customer.number.in_(numbers)))
    if customer is not None:
        return customer, customer.number
    called = select(Customer, Attempt.number).join(Lead, Lead.customer_id == Customer.id).join(Attempt, Attempt.lead_id == Lead.id)
    row = session.execute(called.where(Attempt.number.in_(numbers)).order_by(Attempt.created_at.desc()).limit(1)).first()
    return None if row is None else (row[0], row[1])


def _readings(number: str, region: str) -> list[str]:
    """What a number may be in E.164: gateways leave the + out."""
    readings = []
    for text in (number, f"+{number.lstrip('+')}"):
        try:
            readings.append(e164(text, region))
        except NumberError:
            continue
    return list(dict.fromkeys(readings))
