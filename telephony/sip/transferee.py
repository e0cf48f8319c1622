"""Accepting a blind transfer without placing the call it asks for: what an exchange shows to the one who transfers.

pjsua2 answers a REFER by dialling the target itself, which takes one of the few calls a process can have. Here REFER is accepted
and its success notified (RFC 3515) while the target is only noted. The response goes through functions of pjsip that the extension
module exports; a build that hides them refuses transfers.
"""

from __future__ import annotations

import ctypes
import logging
from typing import Final

import pjsua2 as pj

from telephony.sip.config import header

_log = logging.getLogger(__name__)

ACCEPTED: Final = 202
_SUBSCRIPTION_OVER: Final = (("Event", "refer"), ("Subscription-State", "terminated;reason=noresource"))


def is_incoming_refer(event: pj.TsxStateEvent) -> bool:
    """A REFER has just arrived and nobody has responded yet."""
    tsx = event.tsx
    return bool(tsx.method == "REFER" and tsx.role == pj.PJSIP_ROLE_UAS and tsx.state == pj.PJSIP_TSX_STATE_TRYING)


def take_over(call: pj.Call, event: pj.TsxStateEvent) -> bool:
    """Responds 202 and notifies success, on the SIP thread; False if this build cannot, and nothing was sent.

    pjsua itself looks at a REFER after this callback, and only if it still waits for a response.

    Raises:
        pj.Error: the NOTIFY could not be sent.
    """
    library = ctypes.CDLL(pj._pjsua2.__file__)
    if not (hasattr(library, "pjsip_rdata_get_dlg") and hasattr(library, "pjsip_dlg_respond")):
        _log.warning("this build of pjsua2 cannot accept transfers", extra={"action": "sip_transfer_unsupported"})
        return False
    library.pjsip_rdata_get_dlg.restype = ctypes.c_void_p
    received = ctypes.c_void_p(int(event.src.rdata.pjRxData))
    dialog = ctypes.c_void_p(library.pjsip_rdata_get_dlg(received))
    status = library.pjsip_dlg_respond(dialog, received, ACCEPTED, None, None, None)
    if status != 0:
        _log.warning("a transfer could not be accepted", extra={"action": "sip_transfer_failed", "status": status})
        return False
    call.sendRequest(_success())
    return True


def _success() -> pj.CallSendRequestParam:
    prm = pj.CallSendRequestParam()
    prm.method = "NOTIFY"
    for name, value in _SUBSCRIPTION_OVER:
        prm.txOption.headers.append(header(name, value))
    prm.txOption.contentType = "message/sipfrag;version=2.0"
    prm.txOption.msgBody = "SIP/2.0 200 OK\r\n"
    return prm
