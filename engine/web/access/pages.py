"""/sign-in, /set-up, /sign-out, /password"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.responses import Response

from engine.store.errors import AccountConflict
from engine.web.access import forms
from engine.web.access.access import Access, access_of, address_of
from engine.web.access.actor import Actor
from engine.web.access.forms import Field
from engine.web.access.guards import NotAllowed, current_account, open_to_all
from engine.web.access.lockout import TooManyTries
from engine.web.access.origins import from_our_pages, local_path
from engine.web.access.passwords import WeakPassword
from engine.web.access.secrets import same
from engine.web.access.signing_in import (
    Browser,
    SetUpOver,
    WrongCredentials,
    change_password,
    set_up,
    sign_in,
    sign_in_by_code,
    sign_out,
)
from engine.web.access.words import Words, words_for

_STYLE: Final = Path(__file__).parent / "files" / "sign-in.css"

router = APIRouter(include_in_schema=False)
_entrance: Final = APIRouter(dependencies=[Depends(open_to_all("here people sign in"))])

_PASSWORD_PATH: Final = "/password"
STRICT_PATHS: Final = ("/sign-out", _PASSWORD_PATH)
"""Behind the gate, and of no toolkit."""
OPEN_PATHS: Final = ("/sign-in", "/set-up", forms.STYLE_PATH)

Text = Annotated[str, Form(max_length=2000)]


@_entrance.get(forms.STYLE_PATH)
def style() -> FileResponse:
    return FileResponse(_STYLE, headers={"Cache-Control": "public, max-age=3600"})


@_entrance.get("/sign-in")
def sign_in_page(request: Request, next: str = "/", code: str = "") -> Response:
    access = access_of(request)
    if access.actor_of(request):
        return RedirectResponse(local_path(next), HTTPStatus.SEE_OTHER)
    if code:
        return _sign_in_by_code(request, access, code, next)
    if access.set_up_code() is not None:
        words = words_for(request.headers)
        return _html(forms.notice(words.set_up, words.over, words))
    return _sign_in_form(words_for(request.headers), next)


@_entrance.post("/sign-in")
def sign_in_sent(request: Request, name: Text, password: Text, next: Text = "/") -> Response:
    access, words = access_of(request), words_for(request.headers)
    _must_be_ours(request, access)
    try:
        session_id = sign_in(access, name, password, _browser(request, access))
    except WrongCredentials:
        return _sign_in_form(words, next, name, words.wrong, HTTPStatus.UNAUTHORIZED)
    except TooManyTries as wait:
        response = _sign_in_form(words, next, name, words.wait.format(seconds=wait.wait_s), HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(wait.wait_s)
        return response
    return _signed_in(access, session_id, local_path(next))


@_entrance.get("/set-up")
def set_up_page(request: Request, code: str = "") -> Response:
    access, words = access_of(request), words_for(request.headers)
    expected = access.set_up_code()
    if expected is None or not same(expected, code):
        return _html(forms.notice(words.set_up, words.over, words, ("/sign-in", words.sign_in)), HTTPStatus.NOT_FOUND)
    return _set_up_form(words, code)


@_entrance.post("/set-up")
def set_up_sent(request: Request, code: Text, name: Text, password: Text, again: Text) -> Response:
    access, words = access_of(request), words_for(request.headers)
    _must_be_ours(request, access)
    if password != again:
        return _set_up_form(words, code, name, words.differ, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        session_id = set_up(access, code, name, password, _browser(request, access))
    except SetUpOver:
        return _html(forms.notice(words.set_up, words.over, words, ("/sign-in", words.sign_in)), HTTPStatus.NOT_FOUND)
    except TooManyTries as wait:
        return _set_up_form(words, code, name, words.wait.format(seconds=wait.wait_s), HTTPStatus.TOO_MANY_REQUESTS)
    except (WeakPassword, AccountConflict) as unfit:
        return _set_up_form(words, code, name, words.retold(str(unfit)), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _signed_in(access, session_id, "/")


@router.post("/sign-out")
def sign_out_sent(
    request: Request,
    actor: Annotated[Actor, Depends(current_account)],
    csrf: Text,
    everywhere: Annotated[bool, Form()] = False,
) -> Response:
    """Behind the gate, which has let in only people who are signed in."""
    access, words = access_of(request), words_for(request.headers)
    _must_be_of_session(actor, csrf)
    sign_out(access, actor, everywhere)
    return _left(access, _html(forms.notice(words.sign_in, words.signed_out, words, ("/sign-in", words.sign_in))))


def _must_be_of_session(actor: Actor, csrf: str) -> None:
    if actor.session_id is None or not same(csrf, actor.csrf):
        raise NotAllowed("this form is of another session: reload the page")


def _left(access: Access, response: HTMLResponse) -> Response:
    """An answer after which the browser knows nothing of the session."""
    response.delete_cookie(access.cookie, path="/", secure=access.secure, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.get(_PASSWORD_PATH)
def password_page(request: Request, actor: Annotated[Actor, Depends(current_account)]) -> Response:
    """Behind the gate, as `sign_out_sent`."""
    return _password_form(words_for(request.headers), actor)


@router.post(_PASSWORD_PATH)
def password_sent(
    request: Request, actor: Annotated[Actor, Depends(current_account)], csrf: Text, old: Text, new: Text, again: Text
) -> Response:
    """Changes one's own, and signs out everywhere."""
    access, words = access_of(request), words_for(request.headers)
    _must_be_of_session(actor, csrf)
    if new != again:
        return _password_form(words, actor, words.differ, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        change_password(access, actor, old, new)
    except WrongCredentials:
        return _password_form(words, actor, words.wrong_old, HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyTries as wait:
        return _password_form(words, actor, words.wait.format(seconds=wait.wait_s), HTTPStatus.TOO_MANY_REQUESTS)
    except WeakPassword as unfit:
        return _password_form(words, actor, words.retold(str(unfit)), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _left(access, _html(forms.notice(words.change_password, words.password_changed, words, ("/sign-in", words.sign_in))))


def _sign_in_by_code(request: Request, access: Access, code: str, next: str) -> Response:
    try:
        session_id = sign_in_by_code(access, code, _browser(request, access))
    except WrongCredentials:
        words = words_for(request.headers)
        return _sign_in_form(words, next, problem=words.link_over, status=HTTPStatus.UNAUTHORIZED)
    return _signed_in(access, session_id, local_path(next))


def _sign_in_form(words: Words, next: str, name: str = "", problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    fields = (
        Field("name", words.name, autocomplete="username", value=name[:256]),
        Field("password", words.password, "password", "current-password"),
        Field("next", value=local_path(next)),
    )
    return _html(forms.form(words.sign_in, "", "/sign-in", fields, words.sign_in, words, problem), status)


def _set_up_form(words: Words, code: str, name: str = "", problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    fields = (
        Field("name", words.name, autocomplete="username", value=name[:256]),
        Field("password", words.password, "password", "new-password"),
        Field("again", words.again, "password", "new-password"),
        Field("code", value=code),
    )
    return _html(forms.form(words.set_up, words.set_up_told, "/set-up", fields, words.create, words, problem), status)


def _password_form(words: Words, actor: Actor, problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    fields = (
        Field("old", words.old_password, "password", "current-password"),
        Field("new", words.new_password, "password", "new-password"),
        Field("again", words.again, "password", "new-password"),
        Field("csrf", value=actor.csrf),
    )
    told, title = words.change_password_told, words.change_password
    return _html(forms.form(title, told, _PASSWORD_PATH, fields, title, words, problem), status)


def _html(text: str, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def _signed_in(access: Access, session_id: str, to: str) -> Response:
    response = RedirectResponse(to, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        access.cookie, session_id, max_age=int(access.expiry.max_s), path="/", secure=access.secure, httponly=True, samesite="lax"
    )
    return response


def _browser(request: Request, access: Access) -> Browser:
    return Browser(address_of(request), request.headers.get("user-agent", ""), request.cookies.get(access.cookie))


def _must_be_ours(request: Request, access: Access) -> None:
    """Else another site could sign somebody in as somebody else."""
    if not from_our_pages(request.headers, request.url.scheme, access.public_url):
        raise NotAllowed("this form comes from a page of another site")


router.include_router(_entrance)
