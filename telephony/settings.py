"""How to reach the telephone network. Plain frozen data, validated when made; secrets arrive from outside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Transport(StrEnum):
    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


class Srtp(StrEnum):
    """Media encryption by SDES keys in the SDP (RFC 4568)."""

    OFF = "off"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"


@dataclass(frozen=True, slots=True)
class TrunkSettings:
    """A SIP trunk: where calls go and who we are there."""

    host: str
    port: int = 5060
    transport: Transport = Transport.UDP
    username: str | None = None
    """Digest user. With a password and `register`, the account registers; without `register` it only answers challenges."""
    password: str | None = None
    register: bool = False
    caller_id: str | None = None
    """Number shown to the called party unless the call brings its own; None uses the username or `callwright`."""
    tls_verify: bool = True
    """Whether a TLS trunk must prove its name with a certificate."""
    tls_ca_file: str | None = None
    """PEM file of the authorities a TLS trunk's certificate may come from; None takes the system's."""
    srtp: Srtp = Srtp.OFF
    echo_cancellation: bool = False
    """Takes our own voice out of what the far end sends back; for trunks that echo. Recordings keep what was on the wire."""
    codecs: tuple[str, ...] = ("PCMA", "PCMU")
    """Encoding names in order of preference; everything else is disabled."""
    session_expires_s: int = 1800
    """Session timer (RFC 4028) offered to the peer; 0 turns session timers off."""
    register_timeout_s: float = 10.0
    response_timeout_s: float = 8.0
    """An INVITE without any response, not even 100 Trying, is given up after this long: `HangupCause.TIMEOUT`."""
    transfer_timeout_s: float = 20.0
    """How long a REFER may take until the peer reports the new call's answer."""

    @property
    def address(self) -> str:
        """The gateway as people write it: `sip:sbc.example.com:5060;transport=tcp`."""
        return f"sip:{self.host}:{self.port}" + ("" if self.transport is Transport.UDP else f";transport={self.transport}")

    def __post_init__(self) -> None:
        if not self.host:
            raise ValueError("trunk host is empty")
        if not 0 < self.port < 65536:
            raise ValueError(f"trunk port {self.port} is not between 1 and 65535")
        if self.register and not (self.username and self.password):
            raise ValueError("a trunk that registers needs a username and a password")
        if not self.codecs:
            raise ValueError("a trunk needs at least one codec")
        if self.session_expires_s != 0 and self.session_expires_s < 90:
            raise ValueError("session_expires_s must be 0 (off) or at least 90 (RFC 4028)")
        for name in ("register_timeout_s", "response_timeout_s", "transfer_timeout_s"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive")


@dataclass(frozen=True, slots=True)
class JitterBuffer:
    """Bounds of pjmedia's adaptive jitter buffer: milliseconds of audio, whole tens. Its delay is part of every reply.

    It plays what has come and gains delay only by running empty; then it waits for as much audio as came in one burst lately,
    within `wait_min_ms` and `wait_max_ms`. Where packets stay in order the delay settles at the worst one's lateness by itself,
    so a long wait only adds to it. `docs/line.md` has the curve, `tests/benchmarks/jitter_buffer.py` makes it.
    """

    wait_min_ms: int = 20
    """At the start of a call too. Packets that overtake each other need it: without, they come too late."""
    wait_max_ms: int = 40
    cap_ms: int = 160
    """Audio that is held at most. Of a longer burst the oldest is dropped: later words, or lost ones."""

    def __post_init__(self) -> None:
        if any(ms % 10 for ms in (self.wait_min_ms, self.wait_max_ms, self.cap_ms)):
            raise ValueError("the jitter buffer counts in whole 10 ms")
        if not 10 <= self.wait_min_ms < self.wait_max_ms <= self.cap_ms <= 1000:
            raise ValueError("the jitter buffer needs 10 <= wait_min_ms < wait_max_ms <= cap_ms <= 1000")


@dataclass(frozen=True, slots=True)
class StackSettings:
    """The SIP stack of one process."""

    bind_address: str = "0.0.0.0"
    public_address: str | None = None
    """Address written into Contact and SDP when it differs from the bound one (behind NAT)."""
    sip_port: int = 0
    """Local SIP port; 0 takes any free one."""
    rtp_port_first: int = 20000
    rtp_port_count: int = 40
    """RTP and RTCP take two ports per call; double it for calls that overlap while they end."""
    max_lines: int = 4
    """Simultaneous calls of this process. The published wheel aborts above 4 (PJSUA_MAX_CALLS)."""
    jitter_buffer: JitterBuffer = JitterBuffer()
    log_level: int = 2
    """pjsip's own log level, 0 (silent) to 6."""
