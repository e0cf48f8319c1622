"""Takes of a recorded prompt from the browser's microphone: judged, played as callers will hear them, and put in their place."""

from __future__ import annotations

import asyncio
import base64
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request

from engine.dialog.problems import ScriptError
from engine.speech.prompts.recordings import RecordingError
from engine.store.access import audit
from engine.web.access import Actor, Permission, allowed
from engine.web.console.designing.drafts import DraftError, Drafts
from engine.web.console.designing.recordings import RECORDING_MAX_BYTES, Take, kept, tried
from engine.web.console.viewer import texts_for
from engine.web.service import Service, service_of

router = APIRouter(include_in_schema=False)

UPLOAD_LIMITS: Final = {"/takes/": RECORDING_MAX_BYTES}


@router.post("/takes/{name}")
async def take(
    name: str,
    audio: str,
    request: Request,
    service: Annotated[Service, Depends(service_of)],
    actor: Annotated[Actor, Depends(allowed(Permission.SCRIPTS_EDIT))],
    *,
    keep: bool = False,
) -> dict[str, Any]:
    """What a take is like. `audio`: the recording of the script that it is for; `keep`: it becomes that."""
    content, texts = await request.body(), texts_for(request)

    def work() -> Take:
        draft = Drafts(service.settings.web.scripts_dir).open(name)
        if not keep:
            return tried(draft, audio, content)
        found = kept(draft, audio, content)
        deed = actor.deed("script.recorded", f"script {name}", {"audio": audio})
        service.database.write(lambda session: audit.record(session, deed, service.clock.now()))
        return found

    try:
        found = await asyncio.to_thread(work)
    except RecordingError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, texts.retold(f"The recording {error.problem}.")) from error
    except (DraftError, ScriptError) as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, texts.retold(str(error))) from error
    return {
        "seconds": found.seconds,
        "remarks": [texts.retold(remark) for remark in found.remarks],
        "heard": base64.b64encode(found.heard).decode(),
    }
