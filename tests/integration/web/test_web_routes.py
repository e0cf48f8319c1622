"""Every route of the application says who may use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import BaseRoute, Mount, Route

from engine.web.access import current_account, signed_in
from engine.web.access.guards import permission_asked_by, reason_for_open

pytestmark = pytest.mark.integration

_FRAMEWORKS: Final = ("fastapi.", "starlette.", "nicegui.", "socketio.", "engineio.")
"""Routes that come with a library lie behind the gate; the API's description is public."""


def routes_of(routes: Iterable[BaseRoute]) -> Iterator[APIRoute | APIWebSocketRoute]:
    for route in routes:
        if isinstance(route, APIRoute | APIWebSocketRoute):
            yield route
        elif isinstance(route, Mount):
            yield from routes_of(route.routes or [])
        elif hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes)
        else:
            assert isinstance(route, Route), route
            assert route.endpoint.__module__.startswith(_FRAMEWORKS), route


def guards(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        if one.call is not None:
            yield one.call
        yield from guards(one)


def is_guarded(dependant: Dependant) -> bool:
    asked = list(guards(dependant))
    return any(one in (signed_in, current_account) or permission_asked_by(one) or reason_for_open(one) for one in asked)


def test_every_route_says_who_may_use_it(app: FastAPI) -> None:
    found = list(routes_of(app.routes))
    assert len(found) > 5
    ours = [route for route in found if not route.endpoint.__module__.startswith(_FRAMEWORKS)]
    silent = [route.path for route in ours if not is_guarded(route.dependant)]
    assert silent == []
