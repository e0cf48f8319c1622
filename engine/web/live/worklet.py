"""The browser's part of listening and talking: an audio worklet, which has to come from an address of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Depends, Response

from engine.web.access import signed_in

router = APIRouter(include_in_schema=False)


@router.get("/live/worklet.js", dependencies=[Depends(signed_in)])
def worklet() -> Response:
    """Plays a call's sound, and takes the microphone's."""
    return Response(_text(), media_type="text/javascript", headers={"Cache-Control": "private, no-cache"})


@cache
def _text() -> str:
    return (Path(__file__).parent / "files" / "worklet.js").read_text(encoding="utf-8")
