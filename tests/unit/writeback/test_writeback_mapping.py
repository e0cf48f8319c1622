from __future__ import annotations

from typing import Any

import pytest

from engine.writeback.mapping import UnknownField, filled, filled_url

pytestmark = pytest.mark.unit

PAYLOAD: dict[str, Any] = {
    "summary": "Talked to the end.",
    "lead": {"city": "Leeds"},
    "customer": {"number": "+15550100002", "external_id": "a/b?c#d", "tags": []},
    "opt_out": None,
    "call": {"grade": "A", "tags": ["keen", "price"], "slots": {"day": "Monday"}, "duration_ms": 4200, "ended_at": None},
}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{call.grade}", "A"),
        ("{call.tags}", ["keen", "price"]),
        ("{call.duration_ms}", 4200),
        ("{call.ended_at}", None),
        ("{call.slots}", {"day": "Monday"}),
        ("{call.slots.day}", "Monday"),
        ("{call.slots.hour}", None),
        ("{lead.first-name}", None),
        ("Callwright: {summary} ({call.tags})", "Callwright: Talked to the end. (keen, price)"),
        ("until {call.ended_at}", "until "),
        ("{opt_out.source}", None),
        ("by {opt_out.source}", "by "),
        ("no placeholder {}", "no placeholder {}"),
        ({"a": ["{call.grade}", 3, True, None]}, {"a": ["A", 3, True, None]}),
    ],
)
def test_placeholders_are_filled(template: Any, expected: Any) -> None:
    assert filled(template, PAYLOAD) == expected


@pytest.mark.parametrize("template", ["{call.grad}", "{nothing}", "{call.grade.more}", {"a": [{"b": "x {custmer.number}"}]}])
def test_a_field_that_no_payload_has_is_named(template: Any) -> None:
    with pytest.raises(UnknownField, match=r"\{.+\}: the payload has no such field"):
        filled(template, PAYLOAD)


@pytest.mark.parametrize("path", ["call.ended_at", "customer.tags", "opt_out.source"])
def test_an_address_with_a_hole_in_it_is_none(path: str) -> None:
    with pytest.raises(UnknownField, match="is empty, and the address needs it"):
        filled_url(f"https://crm.example.com/contacts/{{{path}}}", PAYLOAD)


def test_a_value_cannot_lead_an_address_elsewhere() -> None:
    url = filled_url("https://crm.example.com/contacts/{customer.external_id}?by={customer.number}", PAYLOAD)

    assert url == "https://crm.example.com/contacts/a%2Fb%3Fc%23d?by=%2B15550100002"
