"""What a gateway says later: what became of a message, and what people answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a message that the gateway took."""

    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    ON_ITS_WAY = "on_its_way"
    """Not decided yet."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """About one message."""

    reference: str
    """Our id of the message, or the one that the gateway gave it."""
    fate: Fate
    reason: str | None = None
    """Of the gateway, why it was not delivered."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message from a person."""

    number: str
    """As the gateway writes it."""
    text: str


GatewayNews = DeliveryReport | Reply
