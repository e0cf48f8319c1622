"""How the API answers what it cannot do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from pydantic import Field

from engine.web.api.resources import Resource


class ProblemDocument(Resource):
    """An error, as RFC 9457 has it (`application/problem+json`)."""

    title: str
    status: int
    detail: str = Field(description="what went wrong, in one sentence for people")
    errors: list[dict[str, str | int]] | None = Field(
        default=None, description="which fields of the request are wrong, and how; of a filter, at which `line` and `column`"
    )


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
