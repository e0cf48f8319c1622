"""What inbound requests have in common: who sends them, and under which key."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header

from engine.inbound.once import KEY_MAX
from engine.web.access import Actor, Permission, allowed
from engine.web.service import Service, service_of

Asked = Annotated[Service, Depends(service_of)]
LeadPusher = Annotated[Actor, Depends(allowed(Permission.LEADS_PUSH))]
EventWriter = Annotated[Actor, Depends(allowed(Permission.EVENTS_WRITE))]
IdempotencyKey = Annotated[
    str | None,
    Header(max_length=KEY_MAX, pattern=r"^[\x21-\x7e]+$", description="the same again changes nothing and is answered the same"),
]
