"""From a plan's file to a plan: YAML, then its form. Every finding names its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from engine.campaign.forms import problems_of
from engine.campaign.plan.schema import CampaignPlan
from engine.dialog.problems import Location, Problem
from engine.dialog.source import Source, parse_source
from engine.dialog.text_file import UnreadableText, text_of

PLAN_SUFFIXES: Final = (".yaml", ".yml")
LIST_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx"})


class PlanError(Exception):
    """A plan that cannot be followed. Its text lists every problem, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan and where each of its words stands."""

    plan: CampaignPlan
    source: Source
    folder: Path
    """Where its relative paths begin."""

    def names_file(self, name: str) -> bool:
        """Whether one of the plan's lists is a file: what is there, or looks like one; all else names a list that was imported."""
        return Path(name).suffix.lower() in LIST_SUFFIXES or (self.folder / name).is_file()

    def refuse(self, faults: Sequence[tuple[str | Location, str]]) -> None:
        """Stops if there are faults, each a field, or a place further down, and what is wrong with it.

        Raises:
            PlanError: there are.
        """
        if faults:
            raise PlanError([self.source.problem((at,) if isinstance(at, str) else at, message) for at, message in faults])


def read_plan(path: Path) -> PlanFile:
    """Reads a plan's file.

    Raises:
        PlanError: it cannot be read, or is not as it should be.
    """
    try:
        text = text_of(path)
    except UnreadableText as error:
        raise PlanError([error.problem]) from error
    return parse_plan(text, path)


def parse_plan(text: str, path: Path) -> PlanFile:
    """The plan in a text; `path` is the name that problems carry, and where relative paths begin. Raises as `read_plan`."""
    source = parse_source(text, str(path))
    if problems := source.problems or source.empty_fields():
        raise PlanError(problems)
    try:
        plan = CampaignPlan.model_validate(source.tree)
    except ValidationError as error:
        raise PlanError(problems_of(error, source, CampaignPlan)) from error
    return PlanFile(plan, source, path.parent)


def written(plan: CampaignPlan) -> PlanFile:
    """A plan that was put together from options; its paths begin where the command was given."""
    return PlanFile(plan, Source("the options"), Path())
