"""The customer's own systems: whom scripts may ask, who is told what calls taught, where traces go."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import Field

from engine.settings.section import Section


class WebhookHost(Section):
    """A system of the customer's that scripts may ask during a call."""

    token_from: str | None = Field(default=None, description="name of the environment variable that holds its bearer token")


class WebhooksSection(Section):
    """Whom scripts may ask during a call."""

    hosts: dict[str, WebhookHost] = Field(default={}, description="by host name; scripts may ask no other")


ToldEvent: TypeAlias = Literal["call.ended", "call.tagged", "customer.opted_out"]


class ReceiverRequest(Section):
    """A request in the form of the receiver's own API; see `engine.writeback.mapping`."""

    method: Literal["POST", "PUT", "PATCH"] = "POST"
    body: dict[str, Any] = Field(description='its JSON, with placeholders such as "{call.grade}"')


class ReceiverSection(Section):
    """A system of the customer's that is told what calls taught."""

    url: str = Field(description="https://…; may hold placeholders such as {customer.external_id}")
    payload: Literal["v1", "v2"] = Field(default="v1", description="v2: opt-outs that were not said in a call are told, too")
    events: tuple[ToldEvent, ...] = ("call.ended", "customer.opted_out")
    urgent_tags: tuple[str, ...] = Field(default=(), description="told at once as call.tagged, while the call lasts")
    secret_from: str | None = Field(default=None, description="name of the environment variable with the signing secret, whsec_…")
    token_from: str | None = Field(default=None, description="name of the environment variable with a bearer token")
    request: ReceiverRequest | None = Field(default=None, description="without it, the whole payload is posted")
    requests: dict[ToldEvent, ReceiverRequest] = Field(default={}, description="by event, for those that need a form of their own")
    transcript: bool = Field(default=False, description="tell what was said, too")
    timeout_s: float = Field(default=10.0, gt=0, le=60)


class WritebackSection(Section):
    """Whom calls are told to."""

    receivers: dict[str, ReceiverSection] = Field(default={}, description="by a name of your own")


class TracesSection(Section):
    """Where a trace of each call goes: an OpenTelemetry collector."""

    endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="OTLP over HTTP, e.g. http://127.0.0.1:4318/v1/traces; needs callwright[traces]; none: no traces",
    )
    timeout_s: float = Field(default=5.0, gt=0, le=60)
