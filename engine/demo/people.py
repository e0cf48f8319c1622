"""Whom the demonstration calls: the shipped people with their phones, and the same again under further numbers."""

from __future__ import annotations

import csv
import itertools
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from engine.shipped import shipped


def set_up(folder: Path, calls: int | None) -> tuple[Path, Path]:
    """Empties the folder; writes the phone book and the list of a demonstration of that many calls."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source, phones, leads = shipped("configs") / "demo", folder / "phones.yaml", folder / "leads.csv"
    with (source / "leads.csv").open(encoding="utf-8", newline="") as file:
        header, *people = csv.reader(file)
    yaml = YAML(typ="safe")
    described = yaml.load((source / "phones.yaml").read_text(encoding="utf-8"))["phones"]
    cast = list(itertools.islice(_cast(people, described), calls or len(people)))
    # Phones that are on no list, such as the agent's who takes transferred calls, are there in any case.
    yaml.dump({"phones": described | {number: phone for (number, *_), phone in cast}}, phones)
    with leads.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(person for person, _ in cast)])
    return phones, leads


def _cast(people: Sequence[Sequence[str]], described: Mapping[str, Any]) -> Iterator[tuple[Sequence[str], Any]]:
    """The listed people with their phones, then the same again under further numbers."""
    for number, *names in people:
        yield [number, *names], described[number]
    further = itertools.count(max(int(number) for number in described) + 1)
    for number, *names in itertools.cycle(people):
        yield [f"+{next(further)}", *names], described[number]
