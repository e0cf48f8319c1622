from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.plan.hours import Hours
from engine.campaign.plan.schema import FINAL, CampaignPlan
from engine.campaign.retrying.calendar import Calendar
from engine.campaign.retrying.decide import again, decide
from engine.events import CallEnded
from engine.outcome import Disposition
from engine.store.retries import ASKED_FOR, ORDINARY, Again, EndedCall, Wish

pytestmark = pytest.mark.unit

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")


def _at(text: str, zone: ZoneInfo = LONDON) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


MONDAY_10 = _at("2026-11-23T10:00")


def _plan(**fields: Any) -> CampaignPlan:
    fields = {"attempts": 4, "hours": {"begin": "09:00", "end": "20:00"}, **fields}
    return CampaignPlan.model_validate({"name": "spring", **fields})


def _call(
    outcome: Disposition,
    at: float = MONDAY_10,
    *,
    attempts: int = 1,
    ended_so: int = 1,
    wish: Wish | None = None,
    callbacks: int = 0,
    retry_after_s: int | None = None,
) -> EndedCall:
    ended = CallEnded(attempt_id="a", at=at, disposition=outcome, cause="x", retry_after_s=retry_after_s)
    return EndedCall(ended, "+442079460000", None, {}, attempts, callbacks, ended_so, wish)


def _local(decided: Again | None, zone: ZoneInfo = LONDON) -> str | None:
    return datetime.fromtimestamp(decided.due_at, zone).strftime("%a %H:%M") if decided else None


@pytest.mark.parametrize(
    ("outcome", "ended", "due"),
    [
        (Disposition.BUSY, "2026-11-23T10:00", "Mon 10:10"),
        (Disposition.BUSY, "2026-11-23T19:55", "Tue 09:00"),
        (Disposition.NO_ANSWER, "2026-11-23T10:00", "Mon 12:00"),
        (Disposition.NO_ANSWER, "2026-11-23T12:00", "Mon 17:00"),
        (Disposition.NO_ANSWER, "2026-11-23T18:00", "Tue 09:00"),
        (Disposition.VOICEMAIL, "2026-11-23T10:00", "Tue 12:00"),
        (Disposition.VOICEMAIL, "2026-11-23T18:00", "Tue 09:00"),
        (Disposition.REJECTED, "2026-11-23T13:00", "Tue 17:00"),
        (Disposition.SCREENED, "2026-11-23T13:00", "Tue 17:00"),
        (Disposition.SILENT, "2026-11-23T13:00", "Tue 17:00"),
        (Disposition.UNREACHABLE, "2026-11-23T10:00", "Mon 10:30"),
        (Disposition.FAILED, "2026-11-23T19:45", "Tue 09:00"),
        (Disposition.ABANDONED, "2026-11-23T10:00", "Thu 10:00"),
        (Disposition.PERSON_HUNG_UP, "2026-11-23T10:00", None),
        (Disposition.PHONE_MENU, "2026-11-23T10:00", None),
        *((outcome, "2026-11-23T10:00", None) for outcome in sorted(FINAL)),
    ],
)
def test_what_happens_without_rules(outcome: Disposition, ended: str, due: str | None) -> None:
    decided = decide(_call(outcome, _at(ended)), _plan(), LONDON)

    assert _local(decided) == due
    if decided:
        assert (decided.priority, decided.reason) == (ORDINARY, outcome.value)


@pytest.mark.parametrize(
    ("rule", "ended", "due"),
    [
        ({"after_s": 3600}, "2026-11-23T10:00", "Mon 11:00"),
        ({"after_s": 3600}, "2026-11-27T16:30", "Mon 09:00"),  # over the weekend
        ({"next": "slot"}, "2026-11-27T15:00", "Mon 09:00"),
        ({"next": "day"}, "2026-11-27T10:00", "Mon 12:00"),
        ({"next": "day"}, "2026-11-27T08:00", "Mon 12:00"),
        ({"times": 0}, "2026-11-23T10:00", None),
    ],
)
def test_the_plans_own_rules(rule: dict[str, Any], ended: str, due: str | None) -> None:
    hours = {"days": ["mon", "tue", "wed", "thu", "fri"], "begin": "09:00", "end": "17:00"}

    decided = decide(_call(Disposition.NO_ANSWER, _at(ended)), _plan(hours=hours, retry={"no_answer": rule}), LONDON)

    assert _local(decided) == due


def test_a_reason_counts_as_often_as_its_rule_says() -> None:
    plan = _plan(attempts=10, retry={"busy": {"after_s": 600, "times": 2}})

    assert [decide(_call(Disposition.BUSY, ended_so=n), plan, LONDON) is None for n in (1, 2, 3)] == [False, False, True]


def test_the_attempts_are_bounded() -> None:
    assert decide(_call(Disposition.BUSY, attempts=3), _plan(), LONDON)
    assert decide(_call(Disposition.BUSY, attempts=4), _plan(), LONDON) is None
    assert decide(_call(Disposition.BUSY), _plan(attempts=1), LONDON) is None


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-11-25T15:30", "Wed 15:30"),
        ("2026-11-25T14:00/2026-11-25T17:00", "Wed 14:00"),
        ("2026-11-25", "Wed 09:00"),
        ("2026-11-25/2026-11-28", "Wed 09:00"),
        ("2026-11-23", "Mon 10:30"),  # today
        ("2026-11-23T08:00/2026-11-23T12:00", "Mon 10:30"),  # this morning
        ("2026-11-23T09:00", "Tue 12:00"),  # past: misunderstood
        (None, "Tue 12:00"),
    ],
)
def test_who_asks_is_called_when_they_said(due: str | None, expected: str) -> None:
    decided = decide(_call(Disposition.COMPLETED, wish=Wish(due), attempts=4), _plan(attempts=1), LONDON)

    assert _local(decided) == expected
    assert decided is not None
    assert (decided.priority, decided.reason) == (ASKED_FOR, "callback")


def test_callbacks_are_bounded_and_end_with_an_opt_out() -> None:
    wish = Wish("2026-11-25T15:30")

    assert decide(_call(Disposition.COMPLETED, wish=wish, callbacks=3), _plan(callbacks=3), LONDON) is None
    assert decide(_call(Disposition.COMPLETED, wish=wish), _plan(callbacks=0), LONDON) is None
    assert decide(_call(Disposition.OPTED_OUT, wish=wish), _plan(), LONDON) is None


def test_what_the_network_asks_for_is_respected() -> None:
    decided = decide(_call(Disposition.UNREACHABLE, retry_after_s=7200), _plan(), LONDON)

    assert _local(decided) == "Mon 12:00"


def test_it_goes_by_the_clock_of_the_person() -> None:
    call = _call(Disposition.NO_ANSWER, _at("2026-11-23T08:00", NEW_YORK))

    assert _local(decide(call, _plan(), NEW_YORK), NEW_YORK) == "Mon 09:00"


def test_the_rule_of_the_store_reads_plan_and_place_for_itself() -> None:
    ended = CallEnded(attempt_id="a", at=MONDAY_10, disposition=Disposition.NO_ANSWER, cause="x")
    plan = _plan().model_dump(mode="json")

    def due(number: str, zone: str | None, plan: dict[str, Any]) -> str | None:
        return _local(again(EndedCall(ended, number, zone, plan, 1, 0, 1, None)))

    assert due("+442079460000", None, plan) == "Mon 12:00"
    assert due("+442079460000", "America/New_York", plan) == "Mon 14:00"  # nine o'clock there
    assert due("+442079460000", None, {}) is None


ZONES = [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia")]
outcomes = st.sampled_from(sorted(Disposition))
moments = st.floats(_at("2026-01-01T00:00"), _at("2027-12-31T00:00"))
rules = st.one_of(
    st.builds(lambda s: {"after_s": s}, st.integers(60, 5 * 86400)),
    st.builds(lambda n: {"next": n}, st.sampled_from(["slot", "day"])),
    st.just({"times": 0}),
)
hours = st.sampled_from(
    [
        None,
        {"begin": "09:00", "end": "20:00"},
        {"begin": "10:00", "end": "11:30", "days": ["sun"]},
        {"begin": "00:00", "end": "24:00"},
        {"begin": "02:00", "end": "02:30"},
    ]
)


@given(
    outcome=outcomes,
    at=moments,
    zone=st.sampled_from(ZONES),
    hours=hours,
    retry=st.dictionaries(st.sampled_from(sorted(set(Disposition) - FINAL)), rules, max_size=4),
    retry_after_s=st.none() | st.integers(0, 100_000),
    attempts=st.integers(1, 6),
)
def test_never_early_never_outside_the_hours_never_too_often(
    outcome: Disposition, at: float, zone: ZoneInfo, hours: Any, retry: Any, retry_after_s: int | None, attempts: int
) -> None:
    plan = _plan(attempts=5, hours=hours, retry=retry)

    decided = decide(_call(outcome, at, attempts=attempts, retry_after_s=retry_after_s), plan, zone)

    if decided is None:
        return
    assert attempts < 5
    assert outcome not in FINAL
    assert decided.due_at > at
    assert decided.due_at >= at + (retry_after_s or 0)
    rule = plan.retry.get(outcome)
    if rule and rule.after_s:
        assert decided.due_at >= at + rule.after_s
    if plan.hours and not retry_after_s:
        assert Calendar(plan.hours, zone).open_from(decided.due_at) == decided.due_at


@given(sequence=st.lists(outcomes, min_size=40, max_size=40), at=moments)
def test_whatever_happens_it_comes_to_an_end(sequence: list[Disposition], at: float) -> None:
    plan = _plan(attempts=5, callbacks=2)
    calls, callbacks, attempts = 0, 0, 0
    priority = ORDINARY
    seen: list[Disposition] = []
    for outcome in sequence:
        calls += 1
        callbacks, attempts = (callbacks + 1, attempts) if priority == ASKED_FOR else (callbacks, attempts + 1)
        seen.append(outcome)
        wish = Wish(None) if outcome is Disposition.COMPLETED else None
        decided = decide(
            _call(outcome, at, attempts=attempts, callbacks=callbacks, ended_so=seen.count(outcome), wish=wish), plan, LONDON
        )
        if decided is None:
            break
        at, priority = decided.due_at, decided.priority

    assert calls <= 5 + 2


@given(at=moments, zone=st.sampled_from(ZONES), hours=hours.filter(bool))
def test_the_calendar_only_goes_forward(at: float, zone: ZoneInfo, hours: Any) -> None:
    calendar = Calendar(Hours.model_validate(hours), zone)

    assert calendar.open_from(at) >= at
    assert calendar.next_part(at) > at
    day = datetime.fromtimestamp(calendar.next_day(at), zone).date()
    assert day > datetime.fromtimestamp(at, zone).date()
    assert calendar.next_day(at) <= at + timedelta(days=9).total_seconds()


def test_numbers_of_nowhere_are_treated_as_of_greenwich() -> None:
    ended = CallEnded(attempt_id="a", at=MONDAY_10, disposition=Disposition.NO_ANSWER, cause="x")

    decided = again(EndedCall(ended, "+88213000000", None, _plan().model_dump(mode="json"), 1, 0, 1, None))

    assert decided is not None
    assert datetime.fromtimestamp(decided.due_at, UTC).hour == 12
