"""From a file of tests to checked cases: first the format, then what it says about the script. Every finding names its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.dialog.explain import did_you_mean
from engine.dialog.problems import Location, Problem
from engine.dialog.source import Source, parse_source
from engine.dialog.text_file import UnreadableText, text_of
from engine.outcome import Disposition
from engine.rehearsal.cases.format import (
    BARE_STEPS,
    FORMAT_VERSION,
    STEP_KEYS,
    AbsentDoc,
    BeepDoc,
    BotDoc,
    BotStepDoc,
    CaseDoc,
    CaseFileDoc,
    EndDoc,
    HangUpDoc,
    LookupDoc,
    NoiseDoc,
    PersonDoc,
    PressDoc,
    SilenceDoc,
    SilentDoc,
    VoicemailDoc,
)

SUFFIX: Final = ".test.yaml"

_STEPS: Final[dict[str, type[BaseModel]]] = {
    "bot": BotStepDoc,
    "person": PersonDoc,
    "press": PressDoc,
    "noise_ms": NoiseDoc,
    "hang_up": HangUpDoc,
    "silence": SilenceDoc,
    "silence_ms": SilentDoc,
    "voicemail": VoicemailDoc,
    "beep": BeepDoc,
}


class CasesError(Exception):
    """A file of tests that cannot be used. Its text lists every error, one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[CasesError], tuple[list[Problem]]]:
        """It may come from another process."""
        return CasesError, (list(self.problems),)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of tests whose format is right."""

    path: Path
    script: Path
    doc: CaseFileDoc
    source: Source


def read_cases(path: Path) -> CaseFile:
    """Reads a file of tests.

    Raises:
        CasesError: it cannot be read, or is not as it should be.
    """
    try:
        text = text_of(path)
    except UnreadableText as error:
        raise CasesError([error.problem]) from error
    return parse_cases(text, path)


def parse_cases(text: str, path: Path) -> CaseFile:
    """The tests in a text; `path` is the name that problems carry, and where the script is looked for. Raises as `read_cases`."""
    source = parse_source(text, str(path))
    if problems := source.problems or source.empty_fields() or source.version_problems(FORMAT_VERSION):
        raise CasesError(problems)
    try:
        doc = CaseFileDoc.model_validate(source.tree)
    except ValidationError as error:
        raise CasesError([source.problem(_location(detail), _message(detail)) for detail in error.errors()]) from error
    if not doc.tests:
        raise CasesError([source.problem(("tests",), "has no test")])
    if problems := _repeated_names(doc, source):
        raise CasesError(problems)
    script = path.parent / (doc.script or path.name.removesuffix(SUFFIX) + ".yaml")
    return CaseFile(path, script, doc, source)


def _repeated_names(doc: CaseFileDoc, source: Source) -> list[Problem]:
    names = [case.name for case in doc.tests]
    return [
        source.problem(("tests", index, "name"), f"'{name}' is the name of another test, too")
        for index, name in enumerate(names)
        if name in names[:index]
    ]


def _location(detail: ErrorDetails) -> Location:
    return tuple(part for part in detail["loc"] if not str(part).startswith(("<", "[")))


def _message(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            name, known = str(detail["loc"][-1]), list(_model_at(detail["loc"][:-1]).model_fields)
            return f"is not known here{_suggestion(name, known)}"
        case "union_tag_not_found":
            return _no_step(detail["input"])
        case "enum":
            return _no_such(str(detail["input"]), str(detail["loc"][-1]))
        case "int_parsing" | "int_type":
            return f"'{detail['input']}' is not a whole number of milliseconds"
        case "string_pattern_mismatch":
            return f"'{detail['input']}' is not a row of telephone keys: use 0-9, * and #"
        case "string_type":
            return "is empty" if detail["input"] is None else "expected a text"
        case "string_too_short":
            return "is empty"
        case "tuple_type":
            return "expected a list (lines that start with `- `)"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "expected fields (lines such as `name: value`)"
        case "literal_error":
            return "must be true: leave it out otherwise"
        case "value_error":
            return detail["msg"].removeprefix("Value error, ")
        case _:
            return detail["msg"][:1].lower() + detail["msg"][1:]


def _no_step(given: object) -> str:
    if isinstance(given, dict) and given:
        word = str(next(iter(given)))
        return f"'{word}' is not a step{_suggestion(word, STEP_KEYS)}"
    if str(given).partition("：")[0] in STEP_KEYS:
        return "`：` is a full-width sign: write `: `"
    return f"'{given}' is not a step{did_you_mean(str(given), BARE_STEPS)}: write `person: {given}` for what a person says"


def _no_such(word: str, field: str) -> str:
    if field == "grade":
        return f"'{word}' is not a grade: use A, B, C, D, E or F"
    known = [disposition.value for disposition in Disposition]
    return f"'{word}' is not a disposition{_suggestion(word, known)}"


def _suggestion(word: str, known: Sequence[str]) -> str:
    return did_you_mean(word, known) or f": use one of {', '.join(known)}"


def _model_at(location: tuple[int | str, ...]) -> type[BaseModel]:
    """The model whose fields stand at a place of the file."""
    last = str(location[-1]) if location else ""
    if last.startswith("<"):
        return _STEPS[last.strip("<>")]
    if len(location) > 1 and location[-2] == "lookups":
        return LookupDoc
    named: dict[str, type[BaseModel]] = {"bot": BotDoc, "end": EndDoc, "absent": AbsentDoc}
    if last in named:
        return named[last]
    return CaseDoc if location[:1] == ("tests",) else CaseFileDoc
