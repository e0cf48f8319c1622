"""/api/v1/scripts"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from pydantic import Field, field_validator, model_validator
from sqlalchemy.orm import Session

from engine.dialog.bundle import Bundle
from engine.dialog.problems import Severity
from engine.publishing.packing import pack
from engine.store.access import audit
from engine.store.scripts import contents
from engine.store.scripts import versions as store
from engine.store.scripts.versions import Publication, Release, Signed, Version
from engine.store.tables import ReleaseKind
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.resources import Id, Resource, Text, moment
from engine.web.checking import checked_script
from engine.web.service import Service, service_of

router = APIRouter(tags=["scripts"])

Reader = Annotated[Actor, Depends(allowed(Permission.SCRIPTS_READ))]
Publisher = Annotated[Actor, Depends(allowed(Permission.SCRIPTS_PUBLISH))]
Parts = Annotated[Service, Depends(service_of)]


class ScriptVersion(Resource):
    """A published version."""

    number: int
    content_hash: str
    published_at: datetime
    published_by: str
    note: str


class ScriptRelease(Resource):
    """A version became the live one."""

    number: int
    kind: ReleaseKind
    at: datetime
    by: str
    note: str


class Script(Resource):
    """A script that was published: its versions, and which of them new campaigns run."""

    id: str
    live: int | None
    versions: list[ScriptVersion] = Field(description="the newest first")
    releases: list[ScriptRelease] = Field(description="oldest first")


class ScriptText(Resource):
    """A version's texts."""

    main: str
    files: dict[str, str] = Field(description="by path, `main` among them")


class Draft(Resource):
    """A script with the files it includes."""

    main: Annotated[Text, Field(min_length=1, examples=["offer.yaml"])]
    files: dict[str, str] = Field(
        min_length=1, max_length=200, description="texts by path below the script's folder, `main` among them"
    )

    @field_validator("files")
    @classmethod
    def _stay_below(cls, files: dict[str, str]) -> dict[str, str]:
        for path in files:
            pure = PurePosixPath(path)
            if not path or pure.is_absolute() or ".." in pure.parts or "\\" in path or "\x00" in path:
                raise ValueError("a path leads out of the script's folder")
        return files

    @model_validator(mode="after")
    def _has_main(self) -> Draft:
        if self.main not in self.files:
            raise ValueError("`main` is none of the files")
        return self


class NewVersion(Draft):
    """A draft to be published."""

    note: Text = Field(default="", description="why, in a few words")


class Finding(Resource):
    """Something wrong, or probably not meant, at one place."""

    severity: Severity
    file: str
    line: int
    column: int
    field: str
    message: str


class Checked(Resource):
    """What the checks found."""

    usable: bool
    findings: list[Finding]


class RollBack(Resource):
    """Which version shall be live."""

    to: Annotated[int | None, Field(ge=1, le=999_999)] = Field(default=None, description="null: the one that was live before")
    note: Text = ""


@router.get("/scripts")
def scripts(_actor: Reader, service: Parts) -> list[Script]:
    """All published scripts."""

    def read(session: Session) -> list[Script]:
        return [_script(session, script_id) for script_id in store.published_ids(session)]

    return service.database.read(read)


@router.get("/scripts/{script_id}")
def script(script_id: Text, _actor: Reader, service: Parts) -> Script:
    """One script."""
    return service.database.read(lambda session: _script(session, script_id))


@router.get("/scripts/{script_id}/versions/{number}")
def text(script_id: Text, number: Id, _actor: Reader, service: Parts) -> ScriptText:
    """The texts of a version."""

    def read(session: Session) -> ScriptText:
        version = store.version(session, script_id, number)
        content = contents.find(session, version.content_hash) if version else None
        if content is None:
            raise store.no_version(session, script_id, number)
        return ScriptText(main=content.main, files=dict(content.texts))

    return service.database.read(read)


@router.post("/scripts/checks")
def check(draft: Draft, _actor: Annotated[Actor, Depends(allowed(Permission.SCRIPTS_EDIT))], service: Parts) -> Checked:
    """Checks a draft as `callwright script check` does. Nothing is kept."""
    found = checked_script(draft.main, draft.files, service.clock.now())
    findings = [
        Finding(severity=one.severity, file=one.file, line=one.line, column=one.column, field=one.field, message=one.message)
        for one in found.problems
    ]
    return Checked(usable=found.script_id is not None, findings=findings)


@router.post("/scripts/versions", status_code=HTTPStatus.CREATED)
def publish(new: NewVersion, actor: Publisher, service: Parts) -> Script:
    """Checks a script and makes it the next version, live at once. Its tests are not run here: `callwright script publish` does.

    A text that is a version already stays what it is.
    """
    found = checked_script(new.main, new.files, service.clock.now())
    if found.script_id is None:
        errors = [one for one in found.problems if one.severity is Severity.ERROR]
        told = "; ".join(f"{one.file}:{one.line}: {one.message}" for one in errors[:5])
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, told)
    # In memory: what it includes is taken from its files, never from this machine's.
    content = pack(found.script_id, Bundle(new.main, dict(new.files)))
    signed = Signed(service.clock.now(), actor.name, new.note)

    def work(session: Session) -> Script:
        made: Publication = store.publish(session, content, signed)
        deed = actor.deed("script.published", f"script {content.script_id}", {"version": made.version.number, "new": made.new})
        audit.record(session, deed, signed.at)
        return _script(session, content.script_id)

    return service.database.write(work)


@router.post("/scripts/{script_id}/rollback")
def roll_back(script_id: Text, wanted: RollBack, actor: Publisher, service: Parts) -> Script:
    """Makes an earlier version live again. Campaigns that have begun keep to theirs."""
    signed = Signed(service.clock.now(), actor.name, wanted.note)

    def work(session: Session) -> Script:
        version = store.roll_back(session, script_id, wanted.to, signed)
        audit.record(session, actor.deed("script.rolled back", f"script {script_id}", {"version": version.number}), signed.at)
        return _script(session, script_id)

    return service.database.write(work)


def _script(session: Session, script_id: str) -> Script:
    known = store.versions(session, script_id)
    if not known:
        raise store.no_script(session, script_id)
    live = store.live(session, script_id)
    return Script(
        id=script_id,
        live=live.number if live else None,
        versions=[ScriptVersion(**_version(one)) for one in known],
        releases=[ScriptRelease(**_release(one)) for one in store.releases(session, script_id)],
    )


def _version(one: Version) -> dict[str, Any]:
    return {
        "number": one.number,
        "content_hash": one.content_hash,
        "published_at": moment(one.published_at),
        "published_by": one.published_by,
        "note": one.note,
    }


def _release(one: Release) -> dict[str, Any]:
    return {"number": one.number, "kind": one.kind, "at": moment(one.at), "by": one.by, "note": one.note}
