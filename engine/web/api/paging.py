"""Some of many: pages by key, so that what is added meanwhile shifts nothing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Final, Generic, TypeVar

import msgspec
from fastapi import HTTPException, Query
from pydantic import Field

from engine.web.api.resources import Resource

T = TypeVar("T")

_LONGEST_PAGE: Final = 500


class Page(Resource, Generic[T]):
    """Some of many. The rest is asked for with `cursor`."""

    items: list[T]
    next: str | None = Field(description="`cursor` of the following page; null: this is the last")


Limit = Annotated[int, Query(ge=1, le=_LONGEST_PAGE, description="most items of a page")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]


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
