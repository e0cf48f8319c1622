from __future__ import annotations

import pytest
from pydantic import ValidationError

from engine.dialog.bundle import Bundle
from engine.dialog.checks.document import Check
from engine.dialog.loader import check_bundle
from engine.dialog.script import Script
from engine.dialog.testing import script_of
from engine.launch.errands import UnservedErrand, check_errands, errands_check, sms_gateway, webhook_hosts
from engine.messaging.smpp.gateway import SmppGateway
from engine.settings import SettingsError, SmsSection, WebhooksSection

pytestmark = pytest.mark.unit

SCRIPT = """
schema_version: 1
id: errands
language: en
persona: {company: Riverside}
variables: {order: {example: A-1}}
slots: {status: {type: text}}
intents: {yes_please: [yes, sure, of course, please do]}
start: greeting
nodes:
  greeting: {disclosure: true, say: This is a machine., goto: offer}
  offer:
    say: Shall I look it up?
    on: [{intent: yes_please, goto: look}]
  look:
    say: One moment.
    webhook: {url: "https://crm.example.com/orders?id={{ order }}", save: {status: status}, on_failed: done}
    goto: done
  done: {say: Goodbye., sms: {text: Thank you.}, hangup: true}
"""
GATEWAY = sms_gateway(SmsSection(gateway="https://sms.example.com/"))


def test_a_script_whose_errands_are_served_passes() -> None:
    check_errands(script_of(SCRIPT), GATEWAY, {"crm.example.com": None})


def test_every_unserved_errand_is_named_with_its_node_and_setting() -> None:
    with pytest.raises(UnservedErrand) as refused:
        check_errands(script_of(SCRIPT), None, {})

    assert str(refused.value).splitlines() == [
        (
            "script errands, node look: asks https://crm.example.com/orders: the settings do not list its host: "
            "add `crm.example.com` to `webhooks: hosts`"
        ),
        "script errands, node done: sends a text message, and the settings name no `sms: gateway`",
    ]


def test_the_check_of_a_script_warns_in_the_same_words() -> None:
    def found(check: Check) -> list[str]:
        problems = check_bundle(Bundle("script.yaml", {"script.yaml": SCRIPT}), [check]).problems
        return [str(problem) for problem in problems if problem.field.endswith(("webhook", "sms"))]

    asks = "asks https://crm.example.com/orders: the settings do not list its host: add `crm.example.com` to `webhooks: hosts`"
    assert found(errands_check(gateway=True, hosts={"crm.example.com": None}, links=True)) == []
    assert found(errands_check(gateway=False, hosts={}, links=False)) == [
        f"script.yaml:17:5: nodes.look.webhook: warning: {asks}",
        "script.yaml:19:25: nodes.done.sms: warning: sends a text message, and the settings name no `sms: gateway`",
    ]


def test_a_host_is_looked_at_before_the_run_unless_a_lead_decides_it() -> None:
    def asking(url: str) -> Script:
        return script_of(SCRIPT.replace("https://crm.example.com/orders?id={{ order }}", url))

    with pytest.raises(UnservedErrand, match=r"add `other\.example\.com` to `webhooks: hosts`"):
        check_errands(asking("https://other.example.com/orders/{{ order }}"), GATEWAY, {"crm.example.com": None})
    check_errands(asking("https://{{ order }}.example.com/orders"), GATEWAY, {"crm.example.com": None})
    check_errands(asking("{{ order }}"), GATEWAY, {"crm.example.com": None})


def test_what_nobody_may_ask_is_told_once() -> None:
    text = SCRIPT.replace("https://crm", "http://crm")
    problems = check_bundle(Bundle("s", {"s": text}), [errands_check(gateway=True, hosts={}, links=True)]).problems
    (told,) = [str(problem) for problem in problems if "webhook" in problem.field]
    assert told.startswith("s:17:15: nodes.look.webhook.url: must begin with https://, or personal data ")


def test_a_warm_transfer_needs_a_team() -> None:
    warm = SCRIPT.replace(
        "done: {say: Goodbye., sms: {text: Thank you.}, hangup: true}", "done: {say: Hi., transfer: {to: sip:a@b, mode: warm}}"
    )

    with pytest.raises(UnservedErrand, match="node done: transfers warm"):
        check_errands(script_of(warm), GATEWAY, {"crm.example.com": None})
    check_errands(script_of(warm), GATEWAY, {"crm.example.com": None}, agents=True)


def test_tokens_come_from_the_environment_that_the_settings_name() -> None:
    section = WebhooksSection.model_validate({"hosts": {"crm.example.com": {"token_from": "CRM_TOKEN"}, "b.example.com": {}}})

    assert webhook_hosts(section, {"CRM_TOKEN": "s3cret"}) == {"crm.example.com": "s3cret", "b.example.com": None}
    with pytest.raises(SettingsError, match="no variable CRM_TOKEN"):
        webhook_hosts(section, {})


def test_a_short_link_needs_a_place_of_our_own_where_people_reach_it() -> None:
    linked = script_of(SCRIPT.replace("{text: Thank you.}", '{text: "See {{ link }}", link: https://shop.example/}'))

    with pytest.raises(UnservedErrand, match=r"node done: sends a short link, and .* set `web: public_url`"):
        check_errands(linked, GATEWAY, {"crm.example.com": None})
    check_errands(linked, GATEWAY, {"crm.example.com": None}, links=True)


def test_a_centre_is_spoken_to_by_smpp_and_wants_to_know_who_we_are() -> None:
    section = SmsSection(gateway="smpp://smsc.example.com:2775", system_id="acme", sender="Acme")

    assert isinstance(sms_gateway(section), SmppGateway)
    for name in ("system_id", "sender"):
        with pytest.raises(SettingsError, match=f"sms.{name}"):
            sms_gateway(section.model_copy(update={name: ""}))


@pytest.mark.parametrize("gateway", ["smpp://smsc.example.com", "smpp://user@host:1", "ftp://x", "smpp://host:port"])
def test_a_gateway_is_an_address_we_can_reach(gateway: str) -> None:
    with pytest.raises(ValidationError):
        SmsSection(gateway=gateway)
