"""The phone book and the list for tests with speech: one phone and one lead per case."""

from __future__ import annotations

import csv
import random
import shutil
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

from engine.call.local_time import TIME_ZONE_COLUMN
from engine.dialog.loader import ScriptFile
from engine.dialog.localised import LANGUAGE_COLUMN
from engine.dialog.script import NUMBER, Script
from engine.rehearsal.cases.format import CaseDoc
from engine.rehearsal.cases.lab_steps import LabPerson, lab_person, line_file, noise_file, why_not_by_phone
from engine.rehearsal.cases.reading import CaseFile
from engine.rehearsal.cases.running import CaseResult, circumstances_of, hello_of
from engine.rehearsal.phone import Deed
from engine.rehearsal.rehearsed import STARTED
from telephony.audio import SAMPLE_RATE_HZ
from telephony.lab.wav import write_line

FIRST_NUMBER: Final = 15550600000
MAX_CALL_S: Final = 300.0
_NOISE_LEVEL: Final = 2000

Speak = Callable[[str, str], bytes]
"""A text in a language (ISO 639-1) as 8 kHz mono s16le."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A case that will be called."""

    index: int
    number: str
    person: LabPerson
    script: Script


def time_of(file: CaseFile) -> datetime:
    """When the calls take place, as the people's clocks show it; their zone is UTC."""
    return (file.doc.now or STARTED).replace(tzinfo=UTC)


def booked_cases(file: CaseFile, script: ScriptFile, by_text: Sequence[CaseResult]) -> tuple[list[Booked], dict[int, str]]:
    """The cases that phones can do, and why they cannot do the others."""
    played = {result.name: result for result in by_text}
    booked: list[Booked] = []
    skipped: dict[int, str] = {}
    for index, case in enumerate(file.doc.tests):
        if case.name not in played:
            continue
        spoken = script.languages[played[case.name].language]
        circumstances = circumstances_of(case, file, spoken)
        why = why_not_by_phone(case, circumstances)
        if why:
            skipped[index] = why
        else:
            person = _person(case, hello_of(case, file, spoken), played[case.name], spoken.language)
            booked.append(Booked(index, f"+{FIRST_NUMBER + index}", person, spoken))
    return booked, skipped


def _person(case: CaseDoc, hello: str, by_text: CaseResult, language: str) -> LabPerson:
    left = next((act for act in by_text.call.acts[-1:] if act.deed is Deed.HANG_UP), None)
    return lab_person(case, hello, by_text.acts_of, language, heard_at_last_ms=left.bot_spoken_ms if left else 0)


def write_books(folder: Path, file: CaseFile, booked: Sequence[Booked], speak: Speak) -> tuple[Path, Path]:
    """Empties the folder; writes the phone book, its sounds (`speak` renders what phones cannot say), and the list."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    phones = {
        one.number: {
            "name": file.doc.tests[one.index].name,
            "voice": one.person.voice,
            "ring_s": 0.2,
            "max_call_s": MAX_CALL_S,
            "steps": list(one.person.steps),
        }
        for one in booked
    }
    for length_ms in {length_ms for one in booked for length_ms in one.person.noises_ms}:
        write_line(folder / noise_file(length_ms), _noise(length_ms))
    for text, language in dict.fromkeys((text, one.script.language) for one in booked for text in one.person.lines):
        write_line(folder / line_file(text), speak(text, language))
    YAML(typ="safe").dump({"phones": phones}, folder / "phones.yaml")
    columns = [circumstances_of(file.doc.tests[one.index], file, one.script).variables for one in booked]
    names = sorted({name for variables in columns for name in variables} - {NUMBER, LANGUAGE_COLUMN, TIME_ZONE_COLUMN})
    with (folder / "leads.csv").open("w", encoding="utf-8", newline="") as leads:
        writer = csv.writer(leads)
        writer.writerow([NUMBER, LANGUAGE_COLUMN, TIME_ZONE_COLUMN, *names])
        for one, variables in zip(booked, columns, strict=True):
            writer.writerow([one.number, one.script.locale, "UTC", *(variables.get(name, "") for name in names)])
    return folder / "phones.yaml", folder / "leads.csv"


def _noise(length_ms: int) -> bytes:
    chance = random.Random(length_ms)
    return array("h", (chance.randint(-_NOISE_LEVEL, _NOISE_LEVEL) for _ in range(SAMPLE_RATE_HZ * length_ms // 1000))).tobytes()
