"""Bringing pjsua2 up and down: endpoint, codecs, null sound device, transport. Each is a context manager, left in reverse order."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import pjsua2 as pj

from telephony.errors import DialerFailed, PortInUse, TransportUnavailable, UnknownCodec
from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.config import BUILD_MAX_CALLS, codec_priorities, endpoint_config, transport_config, transport_type
from telephony.sip.log import LogBridge
from telephony.sip.native import limit_transactions, silence_early_log

SYSTEM_ERRORS: Final = 120_000
"""PJ_ERRNO_START_SYS: pjlib adds it to the operating system's error numbers."""


@contextmanager
def running_endpoint(settings: StackSettings, trunk: TrunkSettings) -> Iterator[pj.Endpoint]:
    """The process's one endpoint, started, with the null sound device as its clock and only the trunk's codecs enabled.

    Raises:
        DialerFailed: more lines than the build allows, an unknown codec, or pjsua2 itself failed.
    """
    if settings.max_lines > BUILD_MAX_CALLS:
        raise DialerFailed(f"max_lines is {settings.max_lines}, this build of pjsua2 carries at most {BUILD_MAX_CALLS} calls")
    silence_early_log()
    if _is_up():
        raise DialerFailed("pjsua2 has one endpoint per process, and it is in use: close the other dialer or answerer first")
    endpoint = pj.Endpoint()
    log_writer = LogBridge()
    try:
        endpoint.libCreate()
        endpoint.libInit(endpoint_config(settings, log_writer))
        log_writer.__disown__()
        endpoint.audDevManager().setNullDev()
        limit_transactions(trunk.response_timeout_s)
        _enable_codecs(endpoint, trunk.codecs)
        endpoint.libStart()
        yield endpoint
    except pj.Error as error:
        raise DialerFailed(f"pjsua2 failed to start: {error.reason}") from error
    finally:
        endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)  # the core has waited for what it sent; this skips a fixed second
        pj.Endpoint.__swig_destroy__(endpoint)


def _is_up() -> bool:
    """Whether this process has an endpoint already. A second constructor aborts the process."""
    try:
        pj.Endpoint.instance()
    except pj.Error:
        return False
    return True


def _enable_codecs(endpoint: pj.Endpoint, wanted: Sequence[str]) -> None:
    available = endpoint.codecEnum2()
    try:
        priorities = codec_priorities([codec.codecId for codec in available], wanted)
    except ValueError as error:
        raise UnknownCodec(str(error)) from error
    for codec_id, priority in priorities.items():
        endpoint.codecSetPriority(codec_id, priority)


def open_transport(endpoint: pj.Endpoint, settings: StackSettings, trunk: TrunkSettings) -> int:
    """Binds the SIP transport and returns its id.

    Raises:
        PortInUse: another program holds the port.
        TransportUnavailable: anything else is wrong with it.
    """
    where = f"{trunk.transport.upper()} {settings.bind_address}:{settings.sip_port}"
    try:
        return endpoint.transportCreate(transport_type(trunk.transport), transport_config(settings, trunk))
    except pj.Error as error:
        if error.status == SYSTEM_ERRORS + errno.EADDRINUSE:
            raise PortInUse(f"SIP address {where} is in use by another program; set another sip_port, or 0 for any") from error
        raise TransportUnavailable(f"SIP transport {where} cannot be opened: {error.reason}") from error
