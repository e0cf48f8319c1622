"""Live calls over HTTP: the feed of their events, the wall, a supervisor's orders, their sound and the supervisor's voice.

GET  /api/v1/live                          runs, trunks, workers and calls at this moment
WS   /api/v1/feed?campaign=ID              every event of every call as it happens
WS   /api/v1/live/wall                     the same as the first, each second
POST /api/v1/live/calls/ID/…               whisper, node, hang-up, mark
WS   /api/v1/live/calls/ID/sound           both sides of a call, while the socket is open
WS   /api/v1/live/calls/ID/voice           takes the call over, until the socket closes
WS   /api/v1/agent/phone                   an agent's page as their phone
"""

from fastapi import APIRouter

from engine.web.live.phone import router as _phone
from engine.web.live.router import router as _calls
from engine.web.live.worklet import router as _worklet

router = APIRouter()
router.include_router(_calls)
router.include_router(_phone)
router.include_router(_worklet)

__all__ = ["router"]
