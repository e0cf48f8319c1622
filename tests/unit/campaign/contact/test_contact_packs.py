from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from engine.campaign.contact.form import windows_of
from engine.campaign.contact.hours import Window
from engine.campaign.contact.judge import ContactJudge, judge_for
from engine.campaign.contact.packs import PolicyError, parse_pack, read_packs
from engine.campaign.plan.hours import Hours, Weekday
from engine.campaign.plan.schema import CampaignPlan, Mode
from engine.contact import Allowed, Consent, ContactFacts, ContactRule, Never, NotBefore
from engine.shipped import shipped
from tests.unit.campaign.contact.policies import BERLIN, BOT, CHICAGO, DENVER, LONDON, NEW_YORK, at

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 22)
MIAMI, HOUSTON, TULSA, PROVIDENCE, NEW_ORLEANS = "+13055551234", "+17135551234", "+19185551234", "+14015551234", "+15045551234"
PARIS, ROME, MADRID, PRAGUE, BEIJING = "+33145678901", "+390612345678", "+34912345678", "+420224123456", "+861065528888"
AGREED = Consent(granted=True, at=at("2026-01-01 00:00"))
SMALL = """\
id: small
name: Small
version: 2
valid_from: 2026-01-01
review_by: 2026-12-31
countries: [AQ]
hours:
  open: {mon-fri: 09:00-17:00}
  source: house rules
"""


@pytest.fixture(scope="module")
def by_number() -> ContactJudge:
    return ContactJudge(read_packs([shipped("configs") / "policies"]), "by_number", BOT)


@pytest.mark.parametrize(
    ("number", "zone", "now", "opens"),
    [
        pytest.param(NEW_YORK, "America/New_York", "2026-11-22 20:59", None, id="federal, Sunday evening"),
        pytest.param(NEW_YORK, "America/New_York", "2026-11-22 21:00", "2026-11-23 08:00", id="federal, nine in the evening"),
        pytest.param(DENVER, "America/Denver", "2026-11-01 07:30", "2026-11-01 08:00", id="after the clocks went back"),
        pytest.param(MIAMI, "America/New_York", "2026-11-20 20:00", "2026-11-21 08:00", id="Florida, eight in the evening"),
        pytest.param(HOUSTON, "America/Chicago", "2026-11-22 10:00", "2026-11-22 12:00", id="Texas, Sunday morning"),
        pytest.param(HOUSTON, "America/Chicago", "2026-11-20 08:30", "2026-11-20 09:00", id="Texas, Friday"),
        pytest.param(NEW_ORLEANS, "America/Chicago", "2026-11-21 20:30", "2026-11-23 08:00", id="Louisiana, no Sundays"),
        pytest.param(PROVIDENCE, "America/New_York", "2026-11-25 18:00", "2026-11-27 09:00", id="Rhode Island, Thanksgiving"),
        pytest.param(LONDON, "Europe/London", "2026-11-20 20:00", "2026-11-21 10:00", id="Britain, Friday evening"),
        pytest.param(LONDON, "Europe/London", "2026-12-24 20:00", "2026-12-29 09:00", id="Britain, Christmas and its Monday"),
        pytest.param(PARIS, "Europe/Paris", "2026-11-20 13:30", "2026-11-20 14:00", id="France, lunch"),
        pytest.param(PARIS, "Europe/Paris", "2026-07-13 21:00", "2026-07-15 10:00", id="France, the fourteenth of July"),
        pytest.param(BERLIN, "Europe/Berlin", "2026-10-02 21:00", "2026-10-05 09:00", id="Germany, third of October on a Saturday"),
        pytest.param(ROME, "Europe/Rome", "2026-11-20 19:00", "2026-11-21 10:00", id="Italy"),
        pytest.param(MADRID, "Europe/Madrid", "2026-11-20 21:00", "2026-11-23 09:00", id="Spain, no weekends"),
        pytest.param(PRAGUE, "Europe/Prague", "2026-11-16 20:00", "2026-11-18 09:00", id="the number's own country's holiday"),
        pytest.param(BEIJING, "Asia/Shanghai", "2026-11-22 20:00", "2026-11-23 09:00", id="China"),
        pytest.param(BEIJING, "Asia/Shanghai", "2026-09-30 21:00", "2026-10-04 09:00", id="China, national day"),
    ],
)
def test_hours_of_the_shipped_packs(by_number: ContactJudge, number: str, zone: str, now: str, opens: str | None) -> None:
    decision = by_number(ContactFacts(number, consent=AGREED), at(now, zone))

    if opens is None:
        assert isinstance(decision, Allowed)
    else:
        assert isinstance(decision, NotBefore), decision
        assert decision.until == at(opens, zone)


@pytest.mark.parametrize("number", [NEW_YORK, TULSA, LONDON, BERLIN, PARIS, BEIJING])
def test_no_shipped_pack_lets_a_machine_call_without_consent(by_number: ContactJudge, number: str) -> None:
    decision = by_number(ContactFacts(number), at("2026-11-20 12:00"))

    assert isinstance(decision, Never)
    assert decision.rule is ContactRule.CONSENT


def test_a_country_without_a_pack_is_not_called_and_the_reason_says_what_to_do(by_number: ContactJudge) -> None:
    decision = by_number(ContactFacts("+61291234567", consent=AGREED), at("2026-11-20 03:00"))

    assert isinstance(decision, Never)
    assert decision.rule is ContactRule.NO_POLICY
    assert "belongs to AU, for which there is no policy: name one" in decision.detail


def test_every_rule_of_the_shipped_packs_has_a_source_and_every_pack_reminders() -> None:
    packs = read_packs([shipped("configs") / "policies"])

    assert set(packs) == {"us", "uk", "eu", "cn"}
    for pack in packs.values():
        pack.refuse_unless_valid(TODAY)
        assert pack.form.reminders
        assert pack.form.consent


def test_no_area_code_belongs_to_two_states() -> None:
    prefixes = [prefix for place in read_packs([shipped("configs") / "policies"])["us"].form.places for prefix in place.prefixes]

    assert len(prefixes) == len(set(prefixes)) > 100


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ((("id: small", "id: Small One"),), "own.yaml:1:1: id: string should match pattern"),
        ((("version: 2\n", ""),), "own.yaml:1:1: version: is missing"),
        ((("2026-12-31", "new year"),), "own.yaml:5:1: review_by: 'new year' is not a date: write e.g. 2027-03-31"),
        ((("countries: [AQ]", "countries: [Antarctica]"),), "own.yaml:6:13: countries[0]: string should match pattern"),
        ((("mon-fri", "mon-fry"),), "own.yaml:8:3: hours.open: 'mon-fry' is neither a day nor a range of days"),
        ((("mon-fri: 09:00-17:00", "mon-fri: 09:00-17:00, wed: closed"),), "hours.open: wed has hours twice"),
        ((("09:00-17:00", "9-17"),), "own.yaml:8:3: hours.open: '9-17' is no span of hours: write e.g. 08:00-21:00"),
        ((("09:00-17:00", "17:00-09:00"),), "hours.open: 17:00-09:00 is no span of a day"),
        ((("09:00-17:00", "09:00-25:00"),), "hours.open: 09:00-25:00 is no span of a day"),
        ((("09:00-17:00", '"09:00-12:00, 11:00-14:00"'),), "11:00-14:00 begins before the span in front of it ends"),
        ((("  source: house rules\n", ""),), "own.yaml:7:1: hours.source: is missing"),
        ((("house rules", "house rules\n  holidays: {country: XX}"),), "hours.holidays: no holidays of XX are known"),
        ((("house rules", "house rules\n  holidays: {country: DE, subdivision: QQ}"),), "no holidays of DE-QQ are known"),
        ((("house rules", "house rules\n  lunch: 12"),), "own.yaml:10:3: hours.lunch: is not a known field"),
        (
            (("house rules", "house rules\nafter_refusals: {days: 3, source: x}"),),
            "is not a known field (did you mean 'after_refusal'?)",
        ),
        ((("house rules", "house rules\nattempts: {source: x, caps: []}"),), "attempts.caps: needs at least 1, and has 0"),
        ((("house rules", "house rules\nnumber_types: {source: x, never: [cell]}"),), "'cell' is not one of fixed_line, mobile"),
        ((("house rules", "house rules\ntime_zones: [Mars/Olympus]"),), "'Mars/Olympus' is no time zone: write an IANA name"),
        ((("house rules", "house rules\ncallbacks: {source: x, exempt_from: [hours]}"),), "'hours' is not one of"),
        ((("house rules", "house rules\n  counsel: has agreed"),), "hours.counsel: 'has agreed' is not one of must confirm"),
        ((("house rules", ""),), "own.yaml:9:3: hours.source: is empty"),
        (((SMALL, "- a"),), "own.yaml:1:1: expected fields"),
    ],
)
def test_what_is_wrong_with_a_pack_is_said_with_its_line(change: tuple[tuple[str, str], ...], problem: str) -> None:
    text = SMALL
    for old, new in change:
        text = text.replace(old, new)

    with pytest.raises(PolicyError) as caught:
        parse_pack(text, "own.yaml")

    assert problem in str(caught.value)


def test_windows() -> None:
    assert windows_of("00:00-24:00") == (Window(0, 1440),)
    assert windows_of("10:00-13:00, 14:00-20:00") == (Window(600, 780), Window(840, 1200))
    assert windows_of("closed") == ()


@pytest.mark.parametrize(
    ("today", "change", "problem"),
    [
        (date(2025, 12, 31), ("", ""), "own.yaml:4:1: valid_from: the policy holds from 2026-01-01 on, today is 2025-12-31"),
        (date(2027, 1, 1), ("", ""), "own.yaml:5:1: review_by: nobody has looked at the policy since 2026-12-31"),
        (date(2026, 7, 1), ("review_by", "valid_until: 2026-06-30\nreview_by"), "own.yaml:5:1: valid_until: the policy held until"),
    ],
)
def test_a_policy_out_of_date_is_not_used(today: date, change: tuple[str, str], problem: str) -> None:
    pack = parse_pack(SMALL.replace(*change) if change[0] else SMALL, "own.yaml")

    with pytest.raises(PolicyError) as caught:
        pack.refuse_unless_valid(today)

    assert problem in str(caught.value)


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Path]:
    """A folder with one pack."""

    def write(text: str) -> Path:
        (tmp_path / "own.yaml").write_text(text)
        return tmp_path

    return write


def plan(policy: str | None = None, hours: Hours | None = None, mode: Mode = Mode.ROBOT) -> CampaignPlan:
    return CampaignPlan(name="spring", policy=policy, hours=hours, mode=mode)


NOON = at("2026-11-20 12:00", "America/Chicago")


def test_the_plans_policy_wins_over_the_settings(own: Callable[[str], Path]) -> None:
    folder = own(SMALL)

    def decides(policy: str | None, default: str) -> str:
        decision = judge_for(plan(policy), default, folder, TODAY)(ContactFacts(CHICAGO, consent=AGREED), NOON)
        assert isinstance(decision, Allowed)
        return decision.policy

    assert [decides(None, "by_number"), decides(None, "small"), decides("none", "by_number")] == ["us@1", "small@2", "none"]
    assert decides("small", "none") == "small@2"


def test_an_own_pack_takes_the_place_of_a_shipped_one(own: Callable[[str], Path]) -> None:
    folder = own(SMALL.replace("id: small", "id: us").replace("[AQ]", "[US]"))

    assert judge_for(plan(), "by_number", folder, TODAY).policy_of(CHICAGO) == judge_for(
        plan("us"), "none", folder, TODAY
    ).policy_of(CHICAGO)
    assert judge_for(plan(), "by_number", folder, TODAY)(ContactFacts(CHICAGO), NOON) == Allowed(
        "us@2", ("2026-11-20T12:00 America/Chicago",)
    )


def test_two_packs_for_one_country_are_refused(own: Callable[[str], Path]) -> None:
    folder = own(SMALL)
    (folder / "second.yaml").write_text(SMALL.replace("id: small", "id: second"))

    with pytest.raises(PolicyError, match=r"second\.yaml:6:1: countries: AQ has a policy in .*own\.yaml, too"):
        judge_for(plan(), "by_number", folder, TODAY)


def test_an_unknown_policy_is_named_with_those_there_are() -> None:
    with pytest.raises(
        PolicyError,
        match=r"the plan:1:1: policy: there is no policy 'usa' \(did you mean 'us'\?\): one of cn, eu, uk, us, by_number, none",
    ):
        judge_for(plan("usa"), "by_number", None, TODAY)


def test_a_policy_that_nobody_looked_at_in_time_stops_the_start(own: Callable[[str], Path]) -> None:
    with pytest.raises(PolicyError, match="nobody has looked at the policy"):
        judge_for(plan(), "by_number", own(SMALL), date(2027, 1, 1))
    judge_for(plan("us"), "by_number", own(SMALL), date(2027, 1, 1))  # another one does not matter


def test_the_plans_hours_and_who_speaks() -> None:
    evenings = Hours(days=(Weekday.MON, Weekday.FRI), begin=time(18), end=time(20))

    waits = judge_for(plan("us", evenings), "none", None, TODAY)(ContactFacts(CHICAGO, consent=AGREED), NOON)
    human = judge_for(plan("us", mode=Mode.PREVIEW), "none", None, TODAY)(ContactFacts(CHICAGO), NOON)

    assert isinstance(waits, NotBefore)
    assert (waits.rule, waits.until) == (ContactRule.PLAN_HOURS, at("2026-11-20 18:00", "America/Chicago"))
    assert isinstance(human, Allowed)


def test_the_pack_of_the_guide_is_one() -> None:
    guide = (Path(__file__).parents[4] / "docs" / "contactability.md").read_text()
    text = guide.split("```yaml\n")[1].split("```")[0]

    pack = parse_pack(text, "home.yaml")

    assert pack.policy_for("+6491234567").label == "home@2 (Somewhere)"
    with pytest.raises(PolicyError) as caught:
        parse_pack(text.replace('"10:00-13:00, 14:00-20:00"', "9-17"), "home.yaml")
    assert "home.yaml:10:3: hours.open: '9-17' is no span of hours: write e.g. 08:00-21:00, or closed" in str(caught.value)
