from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.contact.hours import HolidayCalendar, OpenHours, Window, next_open
from engine.campaign.contact.zones import local, stretches
from tests.unit.campaign.contact.policies import EVERY_DAY, at, week

pytestmark = pytest.mark.unit

GERMANY = HolidayCalendar("DE")
BAVARIA = HolidayCalendar("DE", "BY")
OFFICE = week("09:00-18:00")


@pytest.mark.parametrize(
    ("rule", "zone", "now", "opens"),
    [
        pytest.param(EVERY_DAY, "America/New_York", "2026-11-20 12:00", "2026-11-20 12:00", id="open"),
        pytest.param(EVERY_DAY, "America/New_York", "2026-11-20 08:00", "2026-11-20 08:00", id="first minute"),
        pytest.param(EVERY_DAY, "America/New_York", "2026-11-20 07:59", "2026-11-20 08:00", id="before"),
        pytest.param(EVERY_DAY, "America/New_York", "2026-11-20 21:00", "2026-11-21 08:00", id="the end is closed"),
        pytest.param(OFFICE, "Europe/Berlin", "2026-11-20 18:00", "2026-11-23 09:00", id="Friday to Monday"),
        pytest.param(OFFICE, "Europe/Berlin", "2026-11-21 10:00", "2026-11-23 09:00", id="Saturday to Monday"),
        pytest.param(week("10:00-13:00 14:00-20:00"), "Europe/Paris", "2026-11-20 13:30", "2026-11-20 14:00", id="lunch"),
        pytest.param(
            week("10:00-13:00 14:00-20:00"), "Europe/Paris", "2026-11-20 20:00", "2026-11-23 10:00", id="over the weekend"
        ),
        pytest.param(EVERY_DAY, "America/New_York", "2026-03-07 22:00", "2026-03-08 08:00", id="night of 23 hours"),
        pytest.param(EVERY_DAY, "America/New_York", "2026-10-31 22:00", "2026-11-01 08:00", id="night of 25 hours"),
        pytest.param(EVERY_DAY, "Asia/Kolkata", "2026-11-20 07:59", "2026-11-20 08:00", id="half an hour's zone"),
        pytest.param(EVERY_DAY, "Asia/Kathmandu", "2026-11-20 07:59", "2026-11-20 08:00", id="quarter of an hour's zone"),
        pytest.param(EVERY_DAY, "Australia/Lord_Howe", "2026-10-04 01:00", "2026-10-04 08:00", id="clocks by half an hour"),
        pytest.param(EVERY_DAY, "Pacific/Kiritimati", "2026-11-20 21:30", "2026-11-21 08:00", id="UTC+14"),
        pytest.param(
            week("09:00-18:00", holidays=GERMANY), "Europe/Berlin", "2026-12-24 18:00", "2026-12-28 09:00", id="Christmas"
        ),
        pytest.param(week("09:00-18:00", holidays=GERMANY), "Europe/Berlin", "2026-04-02 19:00", "2026-04-07 09:00", id="Easter"),
        pytest.param(week("09:00-18:00", holidays=BAVARIA), "Europe/Berlin", "2026-01-06 10:00", "2026-01-07 09:00", id="state's"),
        pytest.param(week("09:00-18:00", holidays=GERMANY), "Europe/Berlin", "2026-01-06 10:00", "2026-01-06 10:00", id="not its"),
        pytest.param(week("00:00-24:00"), "Europe/Berlin", "2026-11-20 23:59", "2026-11-20 23:59", id="whole day"),
        pytest.param(week("00:00-24:00"), "Europe/Berlin", "2026-11-21 00:00", "2026-11-23 00:00", id="to midnight"),
    ],
)
def test_when_an_hour_comes_next(rule: OpenHours, zone: str, now: str, opens: str) -> None:
    found = next_open([rule], [zone], at(now, zone))

    assert found is not None
    assert f"{local(zone, found):%Y-%m-%d %H:%M}" == opens


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param("2026-03-08 01:30 EST", "2026-03-08 03:00 EDT", id="the hour from two to three is missing"),
        pytest.param("2026-11-01 01:45 EDT", "2026-11-01 01:45 EDT", id="first time round"),
        pytest.param("2026-11-01 01:20 EST", "2026-11-01 01:30 EST", id="second time round"),
    ],
)
def test_a_window_where_the_clocks_change(now: str, opens: str) -> None:
    offsets = {"EST": "-05:00", "EDT": "-04:00"}
    rule = week("01:30-04:00", "01:30-04:00", "01:30-04:00")
    if "03-08" in now:
        rule = week("02:30-04:00", "02:30-04:00", "02:30-04:00")

    moment = datetime.fromisoformat(now[:-4] + offsets[now[-3:]]).timestamp()

    assert next_open([rule], ["America/New_York"], moment) == datetime.fromisoformat(opens[:-4] + offsets[opens[-3:]]).timestamp()


def test_several_zones_are_all_open() -> None:
    """A number that may ring in New York or in Honolulu: from 8 in Honolulu to 21 in New York."""
    zones = ["America/New_York", "Pacific/Honolulu"]

    assert next_open([EVERY_DAY], zones, at("2026-07-01 09:00", "America/New_York")) == at("2026-07-01 08:00", "Pacific/Honolulu")
    assert next_open([EVERY_DAY], zones, at("2026-07-01 21:00", "America/New_York")) == at("2026-07-02 08:00", "Pacific/Honolulu")


@pytest.mark.parametrize(
    ("rules", "zones"),
    [
        pytest.param(
            [EVERY_DAY, week("22:00-23:00", "22:00-23:00", "22:00-23:00")], ["Europe/Berlin"], id="two rules that exclude"
        ),
        pytest.param([week("09:00-10:00")], ["Europe/London", "Asia/Shanghai"], id="two zones that exclude"),
        pytest.param([week("")], ["Europe/London"], id="closed all week"),
    ],
)
def test_hours_that_never_come_are_found(rules: list[OpenHours], zones: list[str]) -> None:
    assert next_open(rules, zones, at("2026-11-20 12:00")) is None


ZONES = [
    "America/New_York",
    "America/St_Johns",
    "Europe/London",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Africa/Casablanca",
]
windows = st.lists(st.integers(0, 24 * 60), min_size=2, max_size=4, unique=True).map(
    lambda cuts: tuple(Window(begin, end) for begin, end in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)
weeks = st.lists(windows | st.just(()), min_size=7, max_size=7).map(lambda days: OpenHours(tuple(days)))
moments = st.integers(int(at("2026-01-01 00:00")), int(at("2027-12-31 00:00")))


@given(st.lists(weeks, min_size=1, max_size=2), st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True), moments)
def test_the_next_hour_is_open_and_the_minutes_before_it_are_not(rules: list[OpenHours], zones: list[str], now: int) -> None:
    found = next_open(rules, zones, now)

    def is_open(moment: float) -> bool:
        return all(rule.open_at(local(zone, moment)) for rule in rules for zone in zones)

    if found is None:
        assert not any(is_open(now + hour * 3600) for hour in range(9 * 24))
        return
    assert found >= now
    assert is_open(found)
    if found > now:
        assert not is_open(found - 1)
        assert not any(is_open(moment) for moment in range(now, int(min(found, now + 86400)), 60))


@given(st.sampled_from(ZONES), moments)
def test_stretches_are_the_zones_own_time(zone: str, begin: int) -> None:
    end = begin + 86400
    cut = list(stretches(zone, begin, end))

    assert [cut[0].begin, cut[-1].end] == [begin, end]
    for stretch in cut:
        for moment in (stretch.begin, stretch.end - 1):
            assert datetime.fromtimestamp(moment + stretch.offset_s, UTC).replace(tzinfo=None) == local(zone, moment).replace(
                tzinfo=None
            )
