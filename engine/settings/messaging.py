"""Text messages: the provider that takes them, and what it calls back with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from engine.settings.section import Section


class SmsReportFields(Section):
    """What a gateway calls the fields of its delivery reports."""

    reference: str = Field(default="reference", description="our id of the message, or its own")
    state: str = "state"
    reason: str = "reason"


class SmsReplyFields(Section):
    """What a gateway calls the fields of people's answers."""

    number: str = "from"
    text: str = "text"


class SmsSection(Section):
    """The provider that takes text messages: its HTTP API, one POST a message, or its centre by SMPP 3.4."""

    gateway: str | None = Field(
        default=None,
        pattern=r"^(https?://|smpps?://[^/:@]+:\d+$)",
        description="URL, or smpp://HOST:PORT; without it, scripts that send are refused",
    )
    fields: dict[str, str] = Field(
        default={"to": "{number}", "text": "{text}", "reference": "{id}"},
        description="of the body; {number}, {text} and {id} are replaced",
    )
    encoding: Literal["json", "form"] = "json"
    reference: str | None = Field(
        default=None, description="field of its JSON answer with its own id of the message, if reports name that"
    )
    token: SecretStr | None = Field(
        default=None, description="environment only: CALLWRIGHT_SMS__TOKEN; sent as a bearer token, or SMPP's password"
    )
    timeout_s: float = Field(default=10.0, gt=0, le=60)
    system_id: str = Field(default="", max_length=15, description="who we are to an SMPP centre")
    sender: str = Field(default="", max_length=20, description="number or name that people see; SMPP only")
    callback_token: SecretStr | None = Field(
        default=None, description="environment only: CALLWRIGHT_SMS__CALLBACK_TOKEN; with which a gateway calls /hooks/sms/…"
    )
    report_fields: SmsReportFields = SmsReportFields()
    delivered: tuple[str, ...] = Field(default=("delivered", "DELIVRD"), description="states of a report that are final and good")
    undeliverable: tuple[str, ...] = Field(
        default=("undeliverable", "undelivered", "failed", "rejected", "expired", "UNDELIV", "REJECTD", "DELETED"),
        description="states that are final and bad; all others are on their way",
    )
    report_wait_s: float = Field(
        default=3 * 86_400.0, ge=60, description="what was handed over so long ago, and never reported, counts as unreported"
    )
    reply_fields: SmsReplyFields = SmsReplyFields()
    opt_out: Literal["all", "sms"] = Field(
        default="all", description="what somebody wants no more of who answers STOP: messages and calls, or messages"
    )

    def unreported_before(self, now: float) -> float:
        """The moment before which a message must have been handed over for its report to be expected no more. Unix seconds."""
        return now - self.report_wait_s
