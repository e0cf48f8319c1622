"""Short links in a script's text messages."""

from __future__ import annotations

import pytest

from engine.dialog.moves import SendSms
from engine.dialog.testing import machine_of, script_of
from engine.links.placing import fault_of_target, with_link

pytestmark = pytest.mark.unit

SCRIPT = """\
schema_version: 1
id: offer
language: en
variables:
  plan: {default: gold & silver}
start: greet
nodes:
  greet:
    disclosure: true
    say: An automated call.
    sms: {text: "Your {{ plan }} offer: {{ link }}", link: "LINK"}
    hangup: true
"""


def test_the_text_keeps_a_place_for_the_link_and_values_cannot_break_out_of_the_url() -> None:
    machine = machine_of(script_of(SCRIPT.replace("LINK", "https://shop.example/{{ plan }}?x=1")), {"plan": "a/b?c&d"})

    sent = [action for action in machine.start().actions if isinstance(action, SendSms)]

    assert sent == [SendSms("Your a/b?c&d offer: {{ link }}", "https://shop.example/a%2Fb%3Fc%26d?x=1")]
    assert with_link(sent[0].text, "https://c.example/l/x") == "Your a/b?c&d offer: https://c.example/l/x"


@pytest.mark.parametrize(
    "target",
    [
        "https://shop.example",
        "http://shop.example:8080/a?b=c#d",
        "https://shop.example/{{ plan }}",
        "https://shop.example?p={{ p | spelled }}",
    ],
)
def test_people_may_be_led_to_a_fixed_host(target: str) -> None:
    assert fault_of_target(target) is None


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "ftp://shop.example/",
        "//shop.example/",
        "/offer",
        "{{ url }}",
        "https://{{ host }}/",
        "https://shop.example{{ rest }}",
        "https://shop.example:{{ port }}/",
        "https://shop.example@evil.example/",
        "https://shop.example\\@evil.example/",
        "https://shop.example/a b",
        "https:///offer",
    ],
)
def test_nobody_else_decides_where_links_lead(target: str) -> None:
    assert fault_of_target(target) is not None
