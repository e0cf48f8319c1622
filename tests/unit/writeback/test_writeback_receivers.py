from __future__ import annotations

from typing import Any

import pytest

from engine.settings import SettingsError, WritebackSection, load_settings
from engine.shipped import shipped
from engine.writeback.mapping import filled, filled_url
from engine.writeback.payload import Occasion
from engine.writeback.receivers import receivers, wishes
from engine.writeback.schemas import PayloadVersion, has_field

pytestmark = pytest.mark.unit

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENVIRONMENT = {"CRM_SECRET": SECRET, "CRM_TOKEN": "t0ken", "SHORT": "whsec_AAAA"}


def _section(**fields: Any) -> WritebackSection:
    return WritebackSection.model_validate({"receivers": {"crm": {"url": "https://crm.example.com/in", **fields}}})


def test_a_receiver_gets_its_secrets_from_the_environment() -> None:
    (crm,) = receivers(_section(secret_from="CRM_SECRET", token_from="CRM_TOKEN"), ENVIRONMENT)

    assert (crm.name, crm.token, len(crm.key or b"")) == ("crm", "t0ken", 24)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "writeback.receivers.crm: needs `secret_from` or `token_from`"),
        ({"secret_from": "NOWHERE"}, "writeback.receivers.crm.secret_from: the environment has no variable NOWHERE"),
        ({"secret_from": "SHORT"}, "writeback.receivers.crm.secret_from: SHORT: expected at least 24 bytes"),
        ({"token_from": "CRM_TOKEN", "url": "http://crm.example.com/in"}, "must begin with https://"),
        ({"token_from": "CRM_TOKEN", "url": "https://{customer.external_id}/in"}, "names no host"),
        ({"token_from": "CRM_TOKEN", "url": "https:///in"}, "names no host"),
        (
            {"token_from": "CRM_TOKEN", "url": "https://crm.example.com/{customer.id}"},
            "crm.url: {customer.id}: the payload has no such field: `callwright deliveries schema --payload v1` shows it",
        ),
        (
            {"token_from": "CRM_TOKEN", "request": {"body": {"note": ["{summary} {call.gradee}"]}}},
            "crm.request.body: {call.gradee}: the payload has no such field",
        ),
        (
            {"token_from": "CRM_TOKEN", "requests": {"customer.opted_out": {"body": {"by": "{opt_out.source}"}}}},
            "crm.requests.customer.opted_out.body: {opt_out.source}: the payload has no such field",
        ),
    ],
)
def test_an_unfit_receiver_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as refused:
        receivers(_section(**fields), ENVIRONMENT)

    assert message in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "path", ["summary", "call.grade", "call.slots.wish", "lead.plan", "customer.tags", "transcript", "call.slots"]
)
def test_a_placeholder_of_the_payload_is_taken(path: str) -> None:
    section = _section(token_from="CRM_TOKEN", request={"body": {"x": f"{{{path}}}"}})
    assert receivers(section, ENVIRONMENT)[0].request is not None


@pytest.mark.parametrize("version", PayloadVersion)
@pytest.mark.parametrize("path", ["call.grade.more", "call.slots.wish.more", "calls", "customer.slots_", "schema.id"])
def test_what_no_payload_has_is_no_field(path: str, version: PayloadVersion) -> None:
    assert not has_field(path, version)


@pytest.mark.parametrize("path", ["opt_out.source", "customer.do_not_text"])
def test_some_fields_came_with_version_2(path: str) -> None:
    assert (has_field(path, PayloadVersion.V1), has_field(path, PayloadVersion.V2)) == (False, True)


@pytest.mark.parametrize("path", ["call.grade", "lead.plan", "call.slots.wish", "campaign", "tag"])
def test_the_fields_of_version_1_are_in_version_2(path: str) -> None:
    assert has_field(path, PayloadVersion.V1)
    assert has_field(path, PayloadVersion.V2)


def test_an_event_may_have_a_request_of_its_own() -> None:
    common, own = {"body": {"grade": "{call.grade}"}}, {"method": "PATCH", "body": {"blocked": "{customer.do_not_text}"}}
    section = _section(token_from="CRM_TOKEN", payload="v2", request=common, requests={"customer.opted_out": own})
    (crm,) = receivers(section, ENVIRONMENT)

    forms = [crm.form("call.ended"), crm.form("customer.opted_out")]
    assert [form.body for form in forms if form] == [{"grade": "{call.grade}"}, {"blocked": "{customer.do_not_text}"}]


def test_urgent_tags_are_wished_for_with_their_event() -> None:
    (wish,) = wishes(_section(token_from="CRM_TOKEN", urgent_tags=["angry"]))

    assert wish.occasions == {Occasion.CALL_ENDED, Occasion.OPTED_OUT, Occasion.CALL_TAGGED}


def test_the_ready_mapping_to_a_crm_fits_the_payload() -> None:
    section = load_settings(shipped("configs") / "crm.example.yaml", {}).writeback
    (crm,) = receivers(section, ENVIRONMENT)
    call = dict.fromkeys(("id", "started_at", "disposition", "tags", "callback", "script", "offer"), "x") | {"grade": "A"}
    customer: dict[str, object] = {"external_id": "a/b", "number": "+1", "grade": "B", "tags": ["vip"], "slots": {"hour": "9"}}
    customer |= {"do_not_call": False, "do_not_text": True}
    payload = {
        "customer": customer,
        "call": call,
        "campaign": "spring",
        "summary": "Yes.",
        "next_action": "fulfil",
        "next_call_at": None,
    }
    ended, opted_out = crm.form("call.ended"), crm.form("customer.opted_out")
    assert ended is not None
    assert opted_out is not None
    body = filled(ended.body, payload)

    assert filled_url(crm.url, payload) == "https://api.crm.example.com/v1/contacts/a%2Fb"
    assert (body["tags"], body["answers"], body["do_not_call"], body["next_call_at"]) == (["vip"], {"hour": "9"}, False, None)
    assert (body["last_call"]["grade"], body["note"]) == ("A", "Callwright, spring: Yes.")
    elsewhere = {"customer": customer, "call": None, "opt_out": {"channels": ["sms"], "source": "sms", "told_by": None}}
    assert filled(opted_out.body, elsewhere) == {
        "phone": "+1",
        "do_not_call": False,
        "do_not_text": True,
        "note": "Callwright: wants no more sms (sms)",
    }
