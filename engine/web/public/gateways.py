"""What a message gateway calls back over HTTP, in fields of its own and with our token: delivery reports, and people's answers."""

from __future__ import annotations

import hmac
import json
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from engine.gateway_news import DeliveryReport, Fate, GatewayNews, Reply
from engine.inbound.faults import UnfitInput
from engine.inbound.gateway_news import write_down
from engine.inbound.unsubscribing import FromWhat
from engine.settings import SmsSection
from engine.web.access import open_to_all
from engine.web.service import Service, service_of

router = APIRouter(dependencies=[Depends(open_to_all("the gateway has a token of its own"))])
Asked = Annotated[Service, Depends(service_of)]


async def told(request: Request, service: Asked) -> dict[str, str]:
    """The fields that the gateway sends, as JSON, as a form or in the query, if it has the token.

    Raises:
        HTTPException: 401 if it has not, 404 if the settings have none.
        UnfitInput: the body is none of these.
    """
    token = service.settings.sms.callback_token
    if token is None:
        raise HTTPException(404, "no gateway is expected here: set CALLWRIGHT_SMS__CALLBACK_TOKEN")
    given = request.headers.get("authorization", "").removeprefix("Bearer ") or request.query_params.get("token", "")
    if not hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
        raise HTTPException(401, "the token does not fit")
    return {**request.query_params, **_fields(await request.body(), request.headers.get("content-type", ""))}


Told = Annotated[dict[str, str], Depends(told)]


@router.api_route("/hooks/sms/reports", methods=["GET", "POST"])
def report(fields: Told, service: Asked) -> Response:
    """What became of a message. Answered with 204 also when it is no news: gateways tell things twice."""
    names, words = service.settings.sms.report_fields, service.settings.sms
    _write_down(service, DeliveryReport(_field(fields, names.reference), _fate(fields, words), fields.get(names.reason)))
    return Response(status_code=204)


@router.api_route("/hooks/sms/replies", methods=["GET", "POST"])
def reply(fields: Told, service: Asked) -> Response:
    """What somebody answered to a message."""
    names = service.settings.sms.reply_fields
    _write_down(service, Reply(_field(fields, names.number), fields.get(names.text, "")))
    return Response(status_code=204)


def _write_down(service: Service, news: GatewayNews) -> None:
    settings, at = service.settings, service.clock.now()
    opt_out = FromWhat(settings.sms.opt_out)
    service.database.write(lambda session: write_down(session, news, opt_out, settings.default_region, at, service.opt_outs))


def _fate(fields: dict[str, str], section: SmsSection) -> Fate:
    state = _field(fields, section.report_fields.state).casefold()
    if state in {word.casefold() for word in section.delivered}:
        return Fate.DELIVERED
    return Fate.UNDELIVERABLE if state in {word.casefold() for word in section.undeliverable} else Fate.ON_ITS_WAY


def _field(fields: dict[str, str], name: str) -> str:
    if name not in fields:
        raise UnfitInput(name, "is missing")
    return fields[name]


def _fields(body: bytes, kind: str) -> dict[str, str]:
    if not body:
        return {}
    if "json" not in kind:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        values: Any = json.loads(body)
    except ValueError as error:
        raise UnfitInput("body", "is no JSON") from error
    if not isinstance(values, dict):
        raise UnfitInput("body", "is no JSON object")
    return {str(name): _clean(str(value)) for name, value in values.items() if value is not None}


def _clean(text: str) -> str:
    """JSON may escape halves of characters, which no database takes."""
    return text.encode("utf-8", "replace").decode()
