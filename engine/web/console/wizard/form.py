"""What somebody filled in, as the text of a plan, and a plan's faults back at the fields they are about. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from engine.campaign.plan.loader import PlanError, PlanFile, parse_plan
from engine.campaign.plan.schema import Mode
from engine.outcome import Disposition

WITH_AGENTS: Final = frozenset({Mode.PREDICTIVE, Mode.HYBRID, Mode.PREVIEW})
NEVER: Final = "never"
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
}
"""Where a fault of the plan belongs on the form, if not at a field of its own name."""


@dataclass(slots=True)
class PlanForm:
    """The fields, as they were filled in; empty means as usual."""

    name: str = ""
    script: str = ""
    """`id@3`, or an id for the live version."""
    lists: list[str] = field(default_factory=list)
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


def by_field(error: PlanError) -> dict[str, str]:
    """What is wrong, by the form's field. Faults of no field that the form has are under the empty name."""
    own = set(PlanForm.__dataclass_fields__)
    found: dict[str, str] = {}
    for problem in error.problems:
        first = problem.field.partition(".")[0].partition("[")[0]
        name = _FIELDS.get(problem.field) or _FIELDS.get(first, first)
        name = name if name in own else ""
        found[name] = "; ".join(filter(None, (found.get(name), problem.message)))
    return found


def _plan(form: PlanForm) -> dict[str, Any]:
    plan: dict[str, Any] = {"name": form.name.strip(), "script": form.script.strip(), "lists": list(form.lists), "mode": form.mode}
    plan["lines"] = _number(form.lines)
    plan["attempts"] = _number(form.attempts)
    plan["trunks"] = [{"address": address} for address in _words(form.trunks)]
    plan["caller_ids"] = [{"number": number} for number in _words(form.caller_ids)]
    plan["retry"] = _retry(form)
    for name in ("policy", "begin", "end"):
        plan[name] = getattr(form, name).strip()
    plan["hours"] = {"days": list(form.days), "begin": form.hours_begin.strip(), "end": form.hours_end.strip()}
    if form.mode in WITH_AGENTS:
        plan["team"] = {"agents": list(form.agents)}
        plan["abandonment"] = {"limit_percent": _number(form.abandonment_limit), "message": form.abandonment_message.strip()}
    return _without_empty(plan)


def _retry(form: PlanForm) -> dict[str, Any]:
    if form.attempts is None or form.attempts <= 1:
        return {}
    return {outcome: {"times": 0} if when == NEVER else {"next": when} for outcome, when in form.retries.items() if when}


def _without_empty(plan: dict[str, Any]) -> dict[str, Any]:
    kept = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in plan.items()}
    return {name: value for name, value in kept.items() if value not in ("", [], {}, None)}


def _number(said: float | None) -> float | int | None:
    return int(said) if said is not None and said == int(said) else said


def _words(text: str) -> Iterable[str]:
    return [word for word in _BETWEEN.split(text) if word]
