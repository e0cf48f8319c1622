"""From a plan's file to a plan: YAML, then its form. Every finding names its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.campaign.plan.schema import CampaignPlan
from engine.dialog.explain import did_you_mean
from engine.dialog.problems import Location, Problem
from engine.dialog.source import Source, parse_source

PLAN_SUFFIXES: Final = (".yaml", ".yml")


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

    def refuse(self, faults: Sequence[tuple[str, str]]) -> None:
        """Stops if there are faults, each a field and what is wrong with it.

        Raises:
            PlanError: there are.
        """
        if faults:
            raise PlanError([self.source.problem((field,), message) for field, message in faults])


def read_plan(path: Path) -> PlanFile:
    """Reads a plan's file.

    Raises:
        PlanError: it cannot be read, or is not as it should be.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise PlanError([Source(str(path)).problem((), f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise PlanError([Source(str(path)).problem((), "is not UTF-8 text: save the file as UTF-8")]) from error
    return parse_plan(text, path)


def parse_plan(text: str, path: Path) -> PlanFile:
    """The plan in a text; `path` is the name that problems carry, and where relative paths begin. Raises as `read_plan`."""
    source = parse_source(text, str(path))
    if problems := source.problems or source.empty_fields():
        raise PlanError(problems)
    try:
        plan = CampaignPlan.model_validate(source.tree)
    except ValidationError as error:
        raise PlanError([_problem(source, detail) for detail in error.errors()]) from error
    return PlanFile(plan, source, path.parent)


def written(plan: CampaignPlan) -> PlanFile:
    """A plan that was put together from options; its paths begin where the command was given."""
    return PlanFile(plan, Source("the options"), Path())


def _problem(source: Source, detail: ErrorDetails) -> Problem:
    message = _message(detail)
    location: Location = tuple(part for part in detail["loc"] if part != "[key]")
    field, colon, rest = message.partition(": ")
    if not location and colon and field in CampaignPlan.model_fields:  # a rule about several fields names the one at fault
        return source.problem((field,), rest)
    return source.problem(location, message)


def _message(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"is not a known field{did_you_mean(str(detail['loc'][-1]), _fields_at(detail['loc'][:-1]))}"
        case "enum" | "literal_error":
            words = [word.strip("'") for word in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")]
            return f"'{detail['input']}' is not one of {', '.join(words)}{did_you_mean(str(detail['input']), words)}"
        case "tuple_type":
            return "expected a list (lines that start with `- `, or `[…]`)"
        case "dict_type" | "model_type":
            return "expected fields (lines such as `name: value`)"
        case "value_error":
            return detail["msg"].removeprefix("Value error, ")
        case kind if kind.startswith("time"):
            return f"'{detail['input']}' is not a time of day: write e.g. 09:00"
        case kind if kind.startswith("date"):
            return f"'{detail['input']}' is not a date: write e.g. 2027-03-31"
        case _:
            return detail["msg"][:1].lower() + detail["msg"][1:]


def _fields_at(location: tuple[int | str, ...]) -> list[str]:
    """The names of the fields at a place of a plan."""
    model: type[BaseModel] = CampaignPlan
    for part in location:
        if field := model.model_fields.get(str(part)):
            model = next(_models_in(field.annotation), model)
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
