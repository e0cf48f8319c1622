"""Reads a script and says everything that is wrong with it, or hands over what can be run, in each of its languages.

    bundle ─source→ files with places ─includes→ one file ─localised→ one language ─schema→ typed document ─checks→ ─build→ Script

Each stage reports all of its problems at once; a later stage runs only on what the earlier ones accept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from engine.dialog.build import build_script
from engine.dialog.bundle import Bundle, included_by, read_bundle
from engine.dialog.checks.document import Check, check_document
from engine.dialog.cut_texts import cut_texts
from engine.dialog.explain import explain
from engine.dialog.includes import BUILTIN_FILE, merged, with_builtins
from engine.dialog.localised import LANGUAGE_COLUMN, UnknownLanguage, chosen_language, declared_languages, localised
from engine.dialog.places import recordings
from engine.dialog.problems import Problem, ScriptError, Severity
from engine.dialog.schema import FORMAT_VERSION, ScriptDoc
from engine.dialog.script import Script
from engine.dialog.source import Source, parse_source
from engine.dialog.translations import untranslated


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """A script in all of its languages."""

    languages: Mapping[str, Script]
    """By BCP 47 code as declared, the fallback first."""
    recordings: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of the recordings that there are, by their paths below `folder`."""
    missing_recordings: tuple[str, ...] = ()
    """Those that are not there: their texts are spoken instead."""
    folder: str = ""

    @property
    def fallback(self) -> Script:
        """For leads that name no language."""
        return next(iter(self.languages.values()))

    def led_by(self, language: str) -> ScriptFile:
        """The file with this language as the fallback; as it is if the script does not speak it."""
        script = self.languages.get(language)
        return replace(self, languages={language: script, **self.languages}) if script else self

    def script_for(self, language: str | None) -> Script | None:
        """The script in a language, the fallback if none is named; None if the script does not speak it."""
        try:
            return self.script_of_lead({LANGUAGE_COLUMN: language or ""})
        except UnknownLanguage:
            return None

    def script_of_lead(self, columns: Mapping[str, str]) -> Script:
        """The script in the language of a lead's column `language`, the fallback without one.

        Raises:
            UnknownLanguage: the script does not speak it.
        """
        return self.languages[chosen_language(columns, self.languages)]


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of reading a script."""

    file: ScriptFile | None
    """None if there are errors."""
    problems: tuple[Problem, ...]
    """Errors and warnings in the order of their places."""

    @property
    def script(self) -> Script | None:
        """The script in its first language; None if there are errors."""
        return self.file.fallback if self.file else None


def load_script(path: Path) -> Script:
    """Reads a script that is about to be used, in its first language; warnings are not in its way.

    Raises:
        ScriptError: a file cannot be read or the script has errors.
    """
    return load_bundle(read_bundle(path)).fallback


def load_bundle(bundle: Bundle, also: Sequence[Check] = ()) -> ScriptFile:
    """The scripts of a bundle.

    Raises:
        ScriptError: it has errors, by all checks and those given.
    """
    checked = check_bundle(bundle, also)
    if checked.file is None:
        raise ScriptError(checked.problems)
    return checked.file


def load_documents(bundle: Bundle) -> Mapping[str, ScriptDoc]:
    """What the bundle's authors wrote, in each of its languages: one document of all files, without what is built in.

    Raises:
        ScriptError: it has errors.
    """
    load_bundle(bundle)
    files = _sources(bundle)
    whole = merged(files[bundle.main], _included(files, bundle.main)[0])
    languages, _ = declared_languages(whole)
    return {language: ScriptDoc.model_validate(localised(whole, language, languages).tree) for language in languages}


def check_script(path: Path, also: Sequence[Check] = ()) -> Checked:
    """Reads a script and reports everything found, by all checks and those given. Never raises for a bad file."""
    try:
        bundle = read_bundle(path)
    except ScriptError as error:
        return _failed(list(error.problems))
    return check_bundle(bundle, also)


def check_text(text: str, file: str) -> Checked:
    """Checks the text of a script that stands alone; `file` is the name that problems carry."""
    return check_bundle(Bundle(file, {file: text}))


def check_bundle(bundle: Bundle, also: Sequence[Check] = ()) -> Checked:
    """Reports everything found in a bundle, by all checks and those given. Never raises for a bad one."""
    files = _sources(bundle)
    main = files[bundle.main]
    if broken := main.problems or main.version_problems(FORMAT_VERSION):
        return _failed(broken)
    fragments, problems = _included(files, bundle.main)
    whole = merged(main, fragments)
    languages, undeclared = declared_languages(whole)
    problems += whole.problems + undeclared
    problems += [problem for source in (main, *fragments) for problem in cut_texts(source)]
    if undeclared:
        return _failed(problems)
    scripts: dict[str, Script] = {}
    spoken: dict[str, tuple[ScriptDoc, Source]] = {}
    for language in languages:
        source, doc, found = _in_language(whole, language, languages, also)
        problems += found
        if doc:
            spoken[language] = (doc, source)
            problems += _missing_recordings(doc, bundle, source)
            if not any(problem.severity is Severity.ERROR for problem in found):
                scripts[language] = build_script(doc, bundle.recordings)
    problems += untranslated(spoken)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return _failed(problems)
    missing = dict.fromkeys(audio for doc, _ in spoken.values() for _, audio in recordings(doc) if audio not in bundle.recordings)
    return Checked(ScriptFile(scripts, bundle.recordings, tuple(missing), bundle.folder), _in_order(problems))


def _sources(bundle: Bundle) -> dict[str, Source]:
    return {name: parse_source(text, bundle.shown(name)) for name, text in bundle.texts.items()}


def _in_language(
    whole: Source, language: str, languages: tuple[str, ...], also: Sequence[Check]
) -> tuple[Source, ScriptDoc | None, list[Problem]]:
    """One language with what is built in: its file, its document (None if it does not fit the schema), what is wrong with it."""
    own = localised(whole, language, languages)
    source = with_builtins(own, language)
    problems = source.problems + own.empty_fields()
    try:
        doc = ScriptDoc.model_validate(source.tree)
    except ValidationError as error:
        return source, None, problems + explain(error, source)
    return source, doc, problems + [problem for problem in check_document(doc, source, also) if not _is_ours(problem)]


def _is_ours(problem: Problem) -> bool:
    """Doubts about the built-in answers, such as that a broken script leads to none of them, are of no use to its author."""
    return problem.severity is Severity.WARNING and problem.file == str(BUILTIN_FILE)


def _included(files: Mapping[str, Source], main: str) -> tuple[list[Source], list[Problem]]:
    """The included files, each once, nearest first; and what is wrong with them."""
    found: dict[str, Source] = {}
    problems: list[Problem] = []

    def follow(name: str, above: tuple[str, ...]) -> None:
        source = files[name]
        for index, included in enumerate(included_by(name, source.tree)):
            place = ("include", index)
            if included is None:
                problems.append(source.problem(place, "lies outside of the script's folder"))
            elif included in above:
                problems.append(source.problem(place, f"includes in a circle: {' → '.join([*above, included])}"))
            elif included not in files:
                problems.append(source.problem(place, f"'{included}' cannot be read: no such file"))
            elif included not in found:
                found[included] = files[included]
                problems.extend(files[included].problems or files[included].version_problems(FORMAT_VERSION))
                follow(included, (*above, included))

    follow(main, (main,))
    return list(found.values()), problems


def _missing_recordings(doc: ScriptDoc, bundle: Bundle, source: Source) -> list[Problem]:
    return [
        source.problem(place, f"recording '{audio}' is not there: its text will be spoken by the voice", Severity.WARNING)
        for place, audio in recordings(doc)
        if audio not in bundle.recordings
    ]


def _failed(problems: list[Problem]) -> Checked:
    return Checked(None, _in_order(problems))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line, problem.column)))
