"""Short links: who follows one is led on, and counted once."""

from __future__ import annotations

import pytest

from tests.integration.links.conftest import PHONE, SENT_AT, World

pytestmark = pytest.mark.integration


def test_a_person_is_led_on_with_the_links_token_and_counted_once(world: World) -> None:
    world.clock.at = SENT_AT + 60
    path = f"/l/{world.link.code}"

    answers = [world.client.get(path, headers=PHONE) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {302}
    assert answers[0].headers["location"] == f"https://shop.example/offer?plan=gold&cw={world.link.token}"
    assert answers[0].headers["cache-control"] == "no-store"
    assert answers[0].headers["referrer-policy"] == "no-referrer"
    (click,) = world.events()
    assert (click.kind, click.at, click.source, click.attempt_id, click.link_id) == (
        "click", SENT_AT + 60, "link", "a1", world.link.id,
    )  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "WhatsApp/2.23.20.0"},
        {"user-agent": "facebookexternalhit/1.1 Facebot Twitterbot/1.0"},
        {**PHONE, "purpose": "prefetch"},
        {**PHONE, "sec-purpose": "prefetch;prerender"},
        {"user-agent": ""},
    ],
)
def test_programs_are_led_on_and_not_counted(world: World, headers: dict[str, str]) -> None:
    answer = world.client.get(f"/l/{world.link.code}", headers=headers)

    assert (answer.status_code, world.events()) == (302, [])


def test_a_look_at_the_headers_is_no_click(world: World) -> None:
    assert world.client.head(f"/l/{world.link.code}", headers=PHONE).status_code == 302
    assert world.events() == []


@pytest.mark.parametrize("code", ["unknown", "x' OR 1=1 --", "https:%2F%2Fevil.example", "%00", "é" * 50])
def test_an_unknown_code_leads_nowhere_and_says_so_in_plain_words(world: World, code: str) -> None:
    answer = world.client.get(f"/l/{code}", headers=PHONE)

    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "This link is not known here" in answer.text
    assert world.events() == []


def test_nothing_in_the_request_changes_where_a_link_leads(world: World) -> None:
    answer = world.client.get(f"/l/{world.link.code}?target=https://evil.example&url=//evil.example", headers=PHONE)

    assert answer.headers["location"] == f"https://shop.example/offer?plan=gold&cw={world.link.token}"
