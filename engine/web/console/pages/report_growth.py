"""The parts of a report that tell which way to call is better, and what people did after the calls."""

from __future__ import annotations

from collections.abc import Iterator

from engine.experiments.verdict import Standing
from engine.reporting.experiment import ArmFigures, ExperimentFigures
from engine.store.reporting.attribution import Attribution
from engine.store.reporting.cohorts import FOLLOWED_DAYS, Cohort
from engine.web.console.look.markup import Markup, tag
from engine.web.console.look.parts import Heading, card, notice, table
from engine.web.console.page import Desk


def experiment(desk: Desk, found: ExperimentFigures) -> Markup:
    """Each arm's rate with the interval in which it surely lies, drawn to the highest of them; above it what follows from that."""
    t = desk.t
    headings = (
        Heading(t("Arm")),
        Heading(t("People"), number=True, optional=True),
        Heading(t("Called"), number=True),
        Heading(desk.viewer.word(found.goal), number=True),
        Heading(t("Percent"), number=True),
        Heading(t("Surely between"), number=True),
        Heading("", optional=True),
    )
    top = max((arm.high_percent for arm in found.arms), default=0.0) or 1.0
    pairs = [
        t(
            "{one} minus {other}: {low} to {high} points",
            one=pair.one,
            other=pair.other,
            low=f"{pair.low_points:+.1f}",
            high=f"{pair.high_points:+.1f}",
        )
        for pair in found.differences
    ]
    name = t("Experiment: {name}", name=found.name)
    return card(
        name,
        _verdict(desk, found),
        table(headings, [tuple(_arm(arm, top)) for arm in found.arms], name),
        tag("ul", [tag("li", pair) for pair in pairs], class_="notes") if pairs else None,
        told=t("over all campaigns that have it"),
        flush=True,
    )


def _arm(arm: ArmFigures, top: float) -> Iterator[str | Markup]:
    yield arm.arm
    yield from (f"{count:,}" for count in (arm.assigned, arm.called, arm.reached_goal))
    yield "–" if arm.rate_percent is None else f"{arm.rate_percent:.1f}"
    yield f"{arm.low_percent:.1f} – {arm.high_percent:.1f}"
    left, width = (100 * share / top for share in (arm.low_percent, arm.high_percent - arm.low_percent))
    point = None if arm.rate_percent is None else tag("b", style=f"left:{100 * arm.rate_percent / top:.1f}%")
    yield tag("span", tag("i", style=f"left:{left:.1f}%;width:{width:.1f}%"), point, class_="interval", aria_hidden="true")


def _verdict(desk: Desk, found: ExperimentFigures) -> Markup:
    t = desk.t
    match found.standing:
        case Standing.SPOILT:
            told = t("The arms did not get the people they should have. Look for what keeps people of one arm from being called.")
            return notice("bad", t("Do not conclude anything"), tag("p", told))
        case Standing.TOO_FEW:
            return notice("", t("Go on"), tag("p", t("Not every arm has as many people as the experiment asks for.")))
        case Standing.BETTER:
            return notice("good", t("Enough is known"), tag("p", t("{arm} is better than every other arm.", arm=found.best)))
        case Standing.ALIKE:
            told = t("No arm is better than another by as much as matters. Choose by cost or taste.")
            return notice("good", t("Enough is known"), tag("p", told))
        case Standing.EXHAUSTED:
            return notice("warn", t("It is over"), tag("p", t("Every arm had its people, and none showed to be the best.")))
    return notice("", t("Go on"), tag("p", t("Nothing can be said yet. Looking as often as you like does no harm.")))


def orders(desk: Desk, found: Attribution) -> Markup | None:
    """Which orders are credited to the campaign, by three rules; None: there are none."""
    t = desk.t
    credits = (
        (t("Owed to a call, by link or by who told of it"), found.owed),
        (t("First call of {days} days that reached the person", days=found.window_days), found.first_touch),
        (t("Last call of {days} days that reached the person", days=found.window_days), found.last_touch),
    )
    if not any(credit.orders for _, credit in credits):
        return None
    headings = (Heading(t("Credited by")), Heading(t("Orders"), number=True), Heading(t("Value"), number=True))
    rows = [(name, f"{credit.orders:,}", f"{credit.value:,.2f}") for name, credit in credits]
    return card(t("Orders"), table(headings, rows, t("Orders")), flush=True)


def cohorts(desk: Desk, found: list[Cohort]) -> Markup | None:
    """People by the week that first reached them; None: nobody was reached."""
    if not found:
        return None
    word, name = desk.viewer.word, desk.t("By the week that first reached people")
    headings = (Heading(""), *(Heading(word(step), number=True) for step in ("reached", "clicked", "ordered")))
    rows = [(one.week, f"{one.reached:,}", f"{one.clicked:,}", f"{one.ordered:,}") for one in found]
    told = desk.t("what they did within {days} days", days=FOLLOWED_DAYS)
    return card(name, table(headings, rows, name), told=told, flush=True)
