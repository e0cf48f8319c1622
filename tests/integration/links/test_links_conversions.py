"""What people do behind a link: told by a pixel, or by a signed call back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from httpx2 import Response

from engine.store.people import do_not_call
from engine.writeback.signing import secret_bytes, signature_headers
from tests.integration.links.conftest import NUMBER, SECRET, SENT_AT, World

pytestmark = pytest.mark.integration

GIF = b"GIF89a"


def tell(world: World, body: object, message_id: str = "m-1", **more: str) -> Response:
    """Posts an event as a shop that knows the secret does."""
    raw = json.dumps(body).encode()
    headers = signature_headers(secret_bytes(SECRET), message_id, int(world.clock.at), raw)
    return world.client.post("/hooks/events", content=raw, headers={**headers, **more})


def test_an_order_is_owed_to_the_call_whose_link_it_came_by(world: World) -> None:
    answer = tell(world, {"kind": "order", "link": world.link.token, "value": 49.9, "detail": {"article": "gold"}})

    told = {"kind": "order", "at": "2027-01-15T08:00:00.000+00:00", "attributed_to": "a1"}
    assert (answer.status_code, answer.json()) == (200, told)
    (event,) = world.events()
    assert (event.kind, event.value, event.detail, event.source) == ("order", 49.9, {"article": "gold"}, "hook")
    assert (event.attempt_id, event.link_id) == ("a1", world.link.id)


def test_what_is_played_again_changes_nothing_and_is_answered_the_same(world: World) -> None:
    order = {"kind": "order", "link": world.link.token, "value": 49.9}

    first = tell(world, order)
    world.clock.at += 200
    again = tell(world, {**order, "value": 1000000})

    assert again.json() == first.json()
    assert world.happened() == [("order", 49.9, "hook")]


@pytest.mark.parametrize("forged", ["signature", "body", "id", "old", "from ahead", "unsigned", "no number"])
def test_what_we_did_not_sign_for_is_refused(world: World, forged: str) -> None:
    raw = json.dumps({"kind": "order", "link": world.link.token}).encode()
    signed_at = {"old": SENT_AT - 301, "from ahead": SENT_AT + 301}.get(forged, SENT_AT)
    headers = signature_headers(secret_bytes(SECRET), "m-1", int(signed_at), raw)
    match forged:
        case "signature":
            headers["webhook-signature"] = "v1,AAAA"
        case "body":
            raw = raw.replace(b"order", b"click")
        case "id":
            headers["webhook-id"] = "m-2"
        case "unsigned":
            headers = {}
        case "no number":
            headers["webhook-timestamp"] = "soon"

    answer = world.client.post("/hooks/events", content=raw, headers=headers)

    assert (answer.status_code, world.events()) == (401, [])


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        ({"link": "T"}, "kind", "Field required"),
        ({"kind": "order", "lnk": "T"}, "lnk", "Extra inputs are not permitted"),
        ({"kind": "Order!", "link": "T"}, "kind", "should match pattern"),
        ({"kind": "order"}, "number", "is missing: say who it was by `link`, `number` or `external_id`"),
        ({"kind": "order", "link": "T"}, "link", "is no token of a link of ours"),
        ({"kind": "order", "number": "12"}, "number", "too short"),
        ({"kind": "order", "number": "+15550109999"}, "number", "is nobody's whom we know"),
        ({"kind": "order", "number": NUMBER, "call": "a2"}, "call", "is no call to this person"),
        ({"kind": "order", "number": NUMBER, "at": "2027-01-15T08:00:00"}, "at", "timezone"),
        ({"kind": "order", "number": NUMBER, "value": "much"}, "value", "valid number"),
        (
            {"kind": "order", "number": NUMBER, "detail": {"a": {"b": 1}}},
            "detail.a",
            "should be a number, true, false, null, or a text",
        ),
        ([], "", "should be an object"),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(world: World, body: Any, field: str, problem: str) -> None:
    answer = tell(world, body)

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert problem in error["problem"]
    assert NUMBER not in answer.text
    assert world.events() == []


def test_a_refused_event_leaves_its_key_free(world: World) -> None:
    assert tell(world, {"kind": "order", "link": "unknown"}).status_code == 422
    assert tell(world, {"kind": "order", "link": world.link.token}).status_code == 200


@pytest.mark.parametrize(("channel", "listed"), [("sms", False), ("call", True), ("all", True)])
def test_who_unsubscribes_has_it_at_once(world: World, channel: str, listed: bool) -> None:
    answer = tell(world, {"kind": "unsubscribe", "number": "(555) 010-0002", "channel": channel})

    assert answer.status_code == 200
    assert world.database.read(lambda session: do_not_call.listed(session, NUMBER)) is listed


def test_events_are_taken_only_where_a_secret_is_set(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_SECRET", "whsec_short")

    answer = tell(world, {"kind": "order", "link": world.link.token})

    assert answer.status_code == 503
    assert "EVENTS_SECRET: expected" in answer.json()["detail"]


def test_a_pixel_tells_once_per_order(world: World) -> None:
    path = f"/p/{world.link.token}.gif"

    first = world.client.get(f"{path}?value=49.9&key=order-7")
    for query in ("?value=49.9&key=order-7", "?value=10&key=order-8", "?event=signup"):
        world.client.get(path + query)

    assert (first.status_code, first.headers["content-type"], first.content[:6]) == (200, "image/gif", GIF)
    assert first.headers["cache-control"] == "no-store"
    assert world.happened() == [("order", 49.9, "pixel"), ("order", 10.0, "pixel"), ("signup", None, "pixel")]


@pytest.mark.parametrize("path", ["/p/unknown.gif", "/p/CODE.gif", "/p/TOKEN.gif?value=nan", "/p/TOKEN.gif?event=unsubscribe"])
def test_a_pixel_without_the_token_tells_nothing(world: World, path: str) -> None:
    answer = world.client.get(path.replace("CODE", world.link.code).replace("TOKEN", world.link.token))

    assert (answer.status_code, world.events()) == (422, [])
