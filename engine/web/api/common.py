"""What resources of the API share: their base, times, pages by key, and the problems they answer with."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from fastapi import HTTPException, Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

T = TypeVar("T")

_LONGEST_PAGE: Final = 500
_KEY_MAX: Final = 2**31 - 1
_OLDEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)


class Resource(BaseModel):
    """Base of everything the API takes and gives."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProblemDocument(Resource):
    """An error, as RFC 9457 has it (`application/problem+json`)."""

    title: str
    status: int
    detail: str = Field(description="what went wrong, in one sentence for people")
    errors: list[dict[str, str | int]] | None = Field(
        default=None, description="which fields of the request are wrong, and how; of a filter, at which `line` and `column`"
    )


class Page(Resource, Generic[T]):
    """Some of many. The rest is asked for with `cursor`."""

    items: list[T]
    next: str | None = Field(description="`cursor` of the following page; null: this is the last")


def without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("has a NUL character")
    return text


Text = Annotated[str, Field(max_length=200), AfterValidator(without_nul)]
Id = Annotated[int, Path(ge=1, le=_KEY_MAX)]
Limit = Annotated[int, Query(ge=1, le=_LONGEST_PAGE, description="most items of a page")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]

PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status.value: {"description": told, "content": {"application/problem+json": {"schema": ProblemDocument.model_json_schema()}}}
    for status, told in (
        (HTTPStatus.BAD_REQUEST, "The request is no JSON, or no form."),
        (HTTPStatus.UNAUTHORIZED, "Nobody is signed in, or the token opens nothing."),
        (HTTPStatus.FORBIDDEN, "The account or the token may not do this."),
        (HTTPStatus.NOT_FOUND, "There is no such thing."),
        (HTTPStatus.CONFLICT, "It cannot be done as things stand."),
        (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large."),
        (HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not as it should be."),
        (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests: see `Retry-After`."),
        (HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer."),
    )
}


def moment(at: float) -> datetime:
    """Unix seconds as the API tells times: ISO 8601 in UTC."""
    return datetime.fromtimestamp(at, UTC)


def moment_or_none(at: float | None) -> datetime | None:
    return None if at is None else moment(at)


def _in_range(at: datetime) -> datetime:
    known = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not _OLDEST <= known <= _LATEST:
        raise ValueError("is no time of telephones")
    return known


Moment = Annotated[datetime, AfterValidator(_in_range)]
"""A time that is given: without a zone, UTC is meant."""


def cursor_of(*key: str | float | int) -> str:
    """The key of a page's last item, as the next page is asked for."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def key_of(cursor: str | None, kind: type[T]) -> T | None:
    """The key in a cursor, of this type.

    Raises:
        HTTPException: 422, it is none of ours.
    """
    if cursor is None:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "cursor: is not the `next` of a page of this list") from error


def cut(found: Sequence[T], limit: int) -> tuple[Sequence[T], bool]:
    """The page, and whether there is more: of one item more than wanted."""
    return found[:limit], len(found) > limit
