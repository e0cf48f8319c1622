"""What all tables share: the vocabularies of their columns and how those are stored."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Double, Enum, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase

from engine.outcome import Disposition, Grade, HandoverOutcome


class LeadState(StrEnum):
    """Where a lead of a campaign stands."""

    PENDING = "pending"
    DIALLING = "dialling"
    """It has an open attempt."""
    DONE = "done"
    """It has its final disposition."""


class CampaignState(StrEnum):
    """What the operator wants of a campaign."""

    RUNNING = "running"
    PAUSED = "paused"
    """Nobody is dialled; running calls go on. Goes on when told to."""
    DRAINING = "draining"
    """Nobody is dialled, running calls end by themselves, then the run is over."""
    STOPPED = "stopped"
    """Running calls are hung up."""


class Speaker(StrEnum):
    """Whose turn it was."""

    PERSON = "person"
    BOT = "bot"


class AgentState(StrEnum):
    """Whether a human agent can take a call."""

    OFFLINE = "offline"
    READY = "ready"
    RESERVED = "reserved"
    """Their phone is being rung for a call."""
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    """Writing down what came of the last call."""
    PAUSED = "paused"


class AgentDevice(StrEnum):
    """Where an agent takes calls."""

    SIP = "sip"
    """At a SIP phone."""
    BROWSER = "browser"
    """On their page of the console."""


class PreviewDecision(StrEnum):
    """What became of a lead that an agent looked at."""

    DIAL = "dial"
    PASSED = "passed"
    """The agent passed on it."""
    WITHDRAWN = "withdrawn"
    """Nobody decided: the agent stopped taking calls, or the run ended."""


class Channel(StrEnum):
    """A way to reach a person, for which they consent or not."""

    CALL = "call"
    SMS = "sms"


class ReleaseKind(StrEnum):
    """How a version became the live one."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"


class MessageState(StrEnum):
    """Where a text message stands."""

    QUEUED = "queued"
    """To be handed to the gateway, for the first time or again."""
    SENT = "sent"
    """The gateway has it, and has not said yet what became of it."""
    DELIVERED = "delivered"
    """It is on the person's phone."""
    UNDELIVERABLE = "undeliverable"
    """It never will be, says the gateway."""
    FAILED = "failed"
    """The gateway refused it, or could not take it for hours."""
    WITHHELD = "withheld"
    """The person is on the do-not-call list, or wants no messages."""


class DeliveryState(StrEnum):
    """Where a write-back to a receiver stands."""

    QUEUED = "queued"
    """To be sent, for the first time or again."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; it can be looked at and sent again by hand."""


def _words(vocabulary: type[StrEnum]) -> Enum:
    """A column of one vocabulary, stored as its values in plain text: a new word needs no migration."""
    return Enum(vocabulary, native_enum=False, length=20, values_callable=lambda words: [word.value for word in words])


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text(),
        float: Double(),
        bytes: LargeBinary(),
        dict[str, str]: JSON(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        AgentDevice: _words(AgentDevice),
        AgentState: _words(AgentState),
        CampaignState: _words(CampaignState),
        Channel: _words(Channel),
        DeliveryState: _words(DeliveryState),
        Disposition: _words(Disposition),
        Grade: _words(Grade),
        HandoverOutcome: _words(HandoverOutcome),
        LeadState: _words(LeadState),
        MessageState: _words(MessageState),
        PreviewDecision: _words(PreviewDecision),
        ReleaseKind: _words(ReleaseKind),
        Speaker: _words(Speaker),
    }
