"""What somebody filled in, as the text of a plan, and a plan's faults back at the fields they are about. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from engine.campaign.plan.loader import PlanError, PlanFile, parse_plan
from engine.campaign.plan.schema import Mode
from engine.outcome import Disposition
from engine.web.console.wizard.offered import ExperimentForm, OfferForm, number, without_empty

WITH_AGENTS: Final = frozenset({Mode.PREDICTIVE, Mode.HYBRID, Mode.PREVIEW})
NEVER: Final = "never"
RECORDED: Final = "yes"
NOT_RECORDED: Final = "no"
RETRIED: Final = (Disposition.NO_ANSWER, Disposition.BUSY, Disposition.VOICEMAIL)
"""Outcomes that the form asks about; the rest goes by what is usual."""
_BETWEEN: Final = re.compile(r"[\s,;]+")
_FIELDS: Final = {
    "hours": "hours_begin",
    "hours.begin": "hours_begin",
    "hours.end": "hours_end",
    "hours.days": "days",
    "abandonment": "abandonment_message",
    "abandonment.limit_percent": "abandonment_limit",
    "team": "agents",
    "retry": "attempts",
    "experiment": "experiment.name",
}
"""Where a fault of the plan belongs on the form, if not at a field of its own name."""
OFFERS: Final = "offers"
ARMS: Final = "experiment.arms"
_ROW: Final = re.compile(rf"((?:{OFFERS}|{re.escape(ARMS)})\[\d+\])(?:\.(\w+))?")
_OF_EXPERIMENT: Final = frozenset(
    f"experiment.{name}"
    for name in (
        *("name", "goal", "allocation", "floor_percent"),
        *(f"stop.{name}" for name in ("effect_points", "confidence_percent", "people_min", "people_max", "then")),
    )
)
_ROW_NAMES: Final = {OFFERS: "offer", ARMS: "name"}
"""Where a fault of a row as a whole belongs."""


@dataclass(slots=True)
class PlanForm:
    """The fields, as they were filled in; empty means as usual."""

    name: str = ""
    script: str = ""
    """`id@3`, or an id for the live version."""
    lists: list[str] = field(default_factory=list)
    segment: str = ""
    refill_s: str = ""
    """So often it is filled from the segment again; empty: only when it begins."""
    offers: list[OfferForm] = field(default_factory=list)
    experiment: ExperimentForm = field(default_factory=ExperimentForm)
    mode: str = Mode.ROBOT.value
    lines: float | None = 4
    trunks: str = ""
    """Addresses with spaces, commas or line breaks between them; so the caller IDs."""
    caller_ids: str = ""
    policy: str = ""
    begin: str = ""
    """ISO 8601 days."""
    end: str = ""
    days: list[str] = field(default_factory=list)
    """Empty: every day."""
    hours_begin: str = ""
    """`09:00`; empty: whenever the policy allows."""
    hours_end: str = ""
    attempts: float | None = 3
    retries: dict[str, str] = field(default_factory=dict)
    """`slot`, `day` or `never`, by disposition."""
    agents: list[str] = field(default_factory=list)
    abandonment_limit: float | None = 3
    abandonment_message: str = ""
    record: str = ""
    """`yes` or `no`; empty: as the engine does."""


def plan_text(form: PlanForm) -> str:
    """The plan as a file."""
    text = io.StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 120
    yaml.dump(_plan(form), text)
    return text.getvalue()


def parsed(form: PlanForm) -> PlanFile:
    """The plan.

    Raises:
        PlanError: it is not as it should be; `by_field` says where.
    """
    return parse_plan(plan_text(form), Path("plan.yaml"))


def by_field(error: PlanError, told: Callable[[str], str] = str) -> dict[str, str]:
    """What is wrong, by the form's field: `lines`, `offers[0].script`. Faults of no field of the form are under the empty name.

    `told` says them in the reader's language.
    """
    found: dict[str, str] = {}
    for problem in error.problems:
        name = _field_of(problem.field)
        found[name] = "; ".join(filter(None, (found.get(name), told(problem.message))))
    return found


def _field_of(place: str) -> str:
    """The form's field for a place of the plan; empty: it has none."""
    if row := _ROW.match(place):
        return f"{row[1]}.{row[2] or _ROW_NAMES[row[1].partition('[')[0]]}"
    first = place.partition(".")[0].partition("[")[0]
    name = _FIELDS.get(place) or (place if place in _OF_EXPERIMENT else _FIELDS.get(first, first))
    return name if name in (*PlanForm.__dataclass_fields__, *_OF_EXPERIMENT) else ""


def _plan(form: PlanForm) -> dict[str, Any]:
    plan: dict[str, Any] = {"name": form.name.strip(), "script": form.script.strip(), "lists": list(form.lists), "mode": form.mode}
    plan["segment"] = form.segment
    plan["refill_s"] = int(form.refill_s) if form.segment and form.refill_s else None
    plan["offers"] = [offer.part() for offer in form.offers]
    plan["experiment"] = form.experiment.part(form.name)
    plan["lines"] = number(form.lines)
    plan["attempts"] = number(form.attempts)
    plan["trunks"] = [{"address": address} for address in _words(form.trunks)]
    plan["caller_ids"] = [{"number": number} for number in _words(form.caller_ids)]
    plan["retry"] = _retry(form)
    plan["record"] = {RECORDED: True, NOT_RECORDED: False}.get(form.record)
    for name in ("policy", "begin", "end"):
        plan[name] = getattr(form, name).strip()
    plan["hours"] = {"days": list(form.days), "begin": form.hours_begin.strip(), "end": form.hours_end.strip()}
    if form.mode in WITH_AGENTS:
        plan["team"] = {"agents": list(form.agents)}
        plan["abandonment"] = {"limit_percent": number(form.abandonment_limit), "message": form.abandonment_message.strip()}
    return without_empty(plan)


def _retry(form: PlanForm) -> dict[str, Any]:
    if form.attempts is None or form.attempts <= 1:
        return {}
    return {outcome: {"times": 0} if when == NEVER else {"next": when} for outcome, when in form.retries.items() if when}


def _words(text: str) -> Iterable[str]:
    return [word for word in _BETWEEN.split(text) if word]
