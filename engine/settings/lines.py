"""Where calls go out: the trunk, and the workers that own lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict, Field, SecretStr

from engine.settings.section import Section
from telephony.settings import JitterBuffer, Srtp


class TrunkSection(Section):
    """The SIP trunk beside its address, which a campaign names."""

    username: str | None = None
    password: SecretStr | None = Field(default=None, description="environment only: CALLWRIGHT_TRUNK__PASSWORD")
    register_account: bool = Field(default=False, description="register with the trunk before dialling")
    caller_id: str | None = None
    srtp: Srtp = Srtp.OFF
    codecs: tuple[str, ...] = ("PCMA", "PCMU")
    echo_cancellation: bool = Field(default=False, description="for a trunk that echoes; needs callwright[echo]")
    session_expires_s: int = 1800
    ring_timeout_s: float = Field(default=45.0, ge=5, le=180)


@dataclass(frozen=True, slots=True)
class JitterBufferSection(JitterBuffer):
    """The line's jitter buffer; checked by itself."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class WorkerSection(Section):
    """Call workers: processes that own lines."""

    lines_per_worker: int = Field(default=4, ge=1, description="the published pjsua2 wheel carries at most 4")
    bind_address: str = "0.0.0.0"
    public_address: str | None = None
    sip_port_first: int = Field(default=0, ge=0, lt=65536, description="worker n takes this port + n; 0 takes any free port")
    rtp_port_first: int = Field(default=20000, ge=1024, lt=65000)
    rtp_ports_per_worker: int = Field(default=40, ge=8)
    jitter_buffer: JitterBufferSection = JitterBufferSection()
    start_timeout_s: float = Field(default=120.0, gt=0)
