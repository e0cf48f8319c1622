"""What other systems tell with a token of theirs: leads, what is known of people, and what they did (docs/integrations.md)."""

from fastapi import APIRouter

from engine.web.inbound import events, leads, people

PATH = "/api/v1/inbound"

router = APIRouter(prefix=PATH, tags=["inbound"])
for part in (leads, people, events):
    router.include_router(part.router)

__all__ = ["PATH", "router"]
