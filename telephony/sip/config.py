"""Our settings as pjsua2's configuration structs."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Final

import pjsua2 as pj

from telephony.audio import FRAME_MS, SAMPLE_RATE_HZ
from telephony.settings import Srtp, StackSettings, Transport, TrunkSettings
from telephony.sip.uris import transport_parameter

BUILD_MAX_CALLS: Final = 4
"""PJSUA_MAX_CALLS of the published wheel. A fifth call aborts the process, so it must not be tried."""

_TRANSPORTS: Final = {
    Transport.UDP: pj.PJSIP_TRANSPORT_UDP,
    Transport.TCP: pj.PJSIP_TRANSPORT_TCP,
    Transport.TLS: pj.PJSIP_TRANSPORT_TLS,
}
_SRTP: Final = {
    Srtp.OFF: pj.PJMEDIA_SRTP_DISABLED,
    Srtp.OPTIONAL: pj.PJMEDIA_SRTP_OPTIONAL,
    Srtp.MANDATORY: pj.PJMEDIA_SRTP_MANDATORY,
}


def transport_type(transport: Transport) -> int:
    return _TRANSPORTS[transport]


def endpoint_config(settings: StackSettings, log_writer: pj.LogWriter) -> pj.EpConfig:
    config = pj.EpConfig()
    config.uaConfig.maxCalls = settings.max_lines
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.userAgent = "Callwright"
    config.logConfig.level = settings.log_level
    config.logConfig.consoleLevel = settings.log_level
    config.logConfig.msgLogging = int(settings.log_level >= 5)
    config.logConfig.writer = log_writer
    media = config.medConfig
    media.clockRate = SAMPLE_RATE_HZ
    media.sndClockRate = SAMPLE_RATE_HZ
    media.audioFramePtime = FRAME_MS
    media.noVad = True
    media.ecTailLen = 0
    media.jbInit = settings.jitter_buffer.wait_min_ms
    media.jbMinPre = settings.jitter_buffer.wait_min_ms
    media.jbMaxPre = settings.jitter_buffer.wait_max_ms
    media.jbMax = settings.jitter_buffer.cap_ms
    return config


def transport_config(settings: StackSettings, trunk: TrunkSettings) -> pj.TransportConfig:
    config = pj.TransportConfig()
    config.port = settings.sip_port
    config.boundAddress = settings.bind_address
    config.publicAddress = settings.public_address or ""
    if trunk.transport is Transport.TLS and trunk.tls_verify:
        config.tlsConfig.verifyServer = True
        config.tlsConfig.CaListFile = trunk.tls_ca_file or ssl.get_default_verify_paths().cafile or ""
    return config


def account_config(settings: StackSettings, trunk: TrunkSettings, identity: str, transport_id: int) -> pj.AccountConfig:
    """The one account of a stack. `identity` is our own URI (From, unless a call brings its own)."""
    config = pj.AccountConfig()
    config.idUri = identity
    config.sipConfig.transportId = transport_id
    if trunk.username and trunk.password is not None:
        config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", trunk.username, 0, trunk.password))
    if trunk.register:
        config.regConfig.registrarUri = f"sip:{trunk.host}:{trunk.port}{transport_parameter(trunk)}"
    config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_OPTIONAL if trunk.session_expires_s else pj.PJSUA_SIP_TIMER_INACTIVE
    if trunk.session_expires_s:
        config.callConfig.timerSessExpiresSec = trunk.session_expires_s
    media = config.mediaConfig
    media.srtpUse = _SRTP[trunk.srtp]
    media.srtpSecureSignaling = 0  # keys may travel over UDP: whether that is acceptable is the trunk's setting
    media.lockCodecEnabled = False
    media.transportConfig.port = settings.rtp_port_first
    media.transportConfig.portRange = settings.rtp_port_count
    media.transportConfig.boundAddress = settings.bind_address
    media.transportConfig.publicAddress = settings.public_address or ""
    return config


def header(name: str, value: str) -> pj.SipHeader:
    result = pj.SipHeader()
    result.hName = name
    result.hValue = value
    return result


def codec_priorities(available: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """pjsua2 priority by codec id (`PCMA/8000/1`): the wanted ones in order, 0 (disabled) for the rest.

    Raises:
        ValueError: a wanted name matches nothing available.
    """
    priorities = dict.fromkeys(available, 0)
    for rank, name in enumerate(wanted):
        matching = [codec for codec in available if f"{codec}/".upper().startswith(f"{name}/".upper())]
        if not matching:
            raise ValueError(f"codec {name!r} is not in this build of pjsua2; it has {', '.join(sorted(available))}")
        for codec in matching:
            priorities[codec] = 255 - rank
    return priorities
