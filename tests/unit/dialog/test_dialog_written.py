"""Values in a message that a person reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.dialog.loader import check_text
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Heard, SendSms
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.written import as_written

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
"""A Monday."""


@pytest.mark.parametrize(
    ("value", "kind", "chosen", "english", "chinese"),
    [
        ("2026-11-26T14:30", "date_time", None, "Thursday, November 26, 2:30 PM", "11月26日（星期四）14:30"),
        ("2026-11-26T00:05", "date_time", "time", "12:05 AM", "00:05"),
        ("2026-11-26T14:30", "date_time", "date", "Thursday, November 26", "11月26日（星期四）"),
        ("2026-11-18", "date_time", None, "Wednesday, November 18", "11月18日（星期三）"),
        ("2025-11-18", "date_time", None, "Tuesday, November 18, 2025", "2025年11月18日（星期二）"),
        (
            "2026-11-30/2026-12-06",
            "date_time",
            None,
            "Monday, November 30 to Sunday, December 6",
            "11月30日（星期一）至12月6日（星期日）",
        ),
        (
            "2026-11-26T12:00/2026-11-26T18:00",
            "date_time",
            None,
            "Thursday, November 26, in the afternoon",
            "11月26日（星期四）下午",
        ),
        ("1280.50 USD", "amount", None, "$1,280.50", "1280.50美元"),
        ("1280.50 CNY", "amount", "money", "1,280.50 CNY", "1280.50元"),
        ("-5.00 EUR", "amount", None, "-€5.00", "-5.00欧元"),
        ("+12025550143", "phone", "phone", "+12025550143", "+12025550143"),
        ("12.5", "number", "number", "12.5", "12.5"),
        ("A12", "text", "spelled", "A12", "A12"),
        ("yes", "yes_no", None, "yes", "是"),
        ("soon", "text", "date", "soon", "soon"),
        ("2026-11-26", "date_time", "time", "2026-11-26", "2026-11-26"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_language_writes_it(
    value: str, kind: str, chosen: str | None, english: str, chinese: str
) -> None:
    spec = SlotSpec(SlotType(kind))
    assert as_written(value, spec, chosen, "en", NOW) == english
    assert as_written(value, spec, chosen, "zh-CN", NOW) == chinese
    assert as_written(value, spec, chosen, "fr", NOW) == value


SCRIPT = """
schema_version: 1
id: visit
language: en
persona: {company: Lakeside}
start: hello
slots: {at: {type: date_time}}
variables: {fee: {type: amount, currency: USD, example: 45}}
nodes:
  hello: {disclosure: true, say: I'm the automated assistant of Lakeside., goto: ask}
  ask: {say: When?, ask: at, goto: booked}
  booked: {say: "Bye.", sms: "See you {{ at }}. It is {{ fee | money }}.", hangup: true}
"""


def test_a_message_holds_dates_and_amounts_as_people_write_them() -> None:
    script = check_text(SCRIPT, "visit.yaml").script
    assert script is not None
    machine = DialogMachine(script, {"fee": "45"}, started=NOW)
    step = machine.advance(machine.start().state, Heard("on Thursday at two in the afternoon", None, 0.0))
    (message,) = (action for action in step.actions if isinstance(action, SendSms))
    assert message.text == "See you Thursday, November 26, 2:00 PM. It is $45.00."
