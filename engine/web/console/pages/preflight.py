"""Who can be called, when, and what keeps the others: for a plan that is being made, or a campaign that is there."""

from __future__ import annotations

from engine.launch.preflight import Preflight
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import Heading, card, figures, notice, table
from engine.web.console.page import Desk

_CALL_S = 60.0


def preflight_shown(desk: Desk, found: Preflight) -> Markup:
    """What would become of the leads if nothing new became known."""
    tally, t = found.tally, desk.t
    hours = tally.today * _CALL_S / found.plan.lines / 3600
    boxes = figures(
        (
            (t("Leads"), f"{tally.leads:,}", ""),
            (t("May be called now"), f"{tally.now:,}", ""),
            (t("Today"), f"{tally.today:,}", t("about {hours} h", hours=f"{hours:,.1f}")),
            (t("Never, as it is"), f"{tally.never:,}", "", "bad" if tally.never and tally.never == tally.leads else ""),
        )
    )
    return joined(boxes, _kept(desk, found), _reminders(desk, found))


def _kept(desk: Desk, found: Preflight) -> Markup:
    t = desk.t
    if not found.tally.rules:
        return notice("good", t("Nobody is skipped."))
    headings = [
        Heading(t("Kept by")),
        Heading(t("Later"), number=True),
        Heading(t("Never"), number=True),
        Heading(t("Next"), optional=True),
        Heading(t("For example"), optional=True),
    ]
    rows = [
        (
            desk.viewer.word(rule.rule.value),
            f"{rule.later:,}",
            f"{rule.never:,}",
            desk.viewer.texts.time(rule.next_at),
            desk.viewer.actor.text(desk.viewer.retold(rule.example)),
        )
        for rule in found.tally.rules
    ]
    return card(t("Who is skipped, and why"), table(headings, rows, t("Who is skipped, and why")), flush=True)


def _reminders(desk: Desk, found: Preflight) -> Markup:
    if not found.reminders:
        return joined()
    heading = desk.t("What the law asks and Callwright cannot see to")
    return notice("warn", heading, tag("ul", [tag("li", one) for one in found.reminders]))
