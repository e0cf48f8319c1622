"""A market of simulated customers whose chances are known: who answers, who agrees, who follows the link, who orders."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

PLAIN: Final = "plain"
GIFT: Final = "gift"
ANSWERS: Final = {"Suzhou": 0.9, "Wuxi": 0.45, "Nanjing": 0.9}
AGREES: Final = {(PLAIN, "gold"): 0.5, (PLAIN, "basic"): 0.05, (GIFT, "gold"): 0.95, (GIFT, "basic"): 0.45}
"""By arm and membership."""
CLICKS: Final = 0.8
ORDERS: Final = 0.5
"""Of those who click."""


@dataclass(frozen=True)
class Customer:
    """One of them, and what they will do when they are called."""

    number: str
    city: str
    membership: str
    answers: bool
    agrees: bool
    clicks: bool
    orders_for: float | None
    """What the order is worth; None: no order."""

    @property
    def phone(self) -> dict[str, Any]:
        """Theirs, for a phone book."""
        if not self.answers:
            return {"name": "busy", "when_called": "busy"}
        press = {"press": "1" if self.agrees else "2"}
        # Whom the bot did not hear, as it halted before its question on a busy machine, presses again before it gives up on them.
        steps = [{"after_bot": {"quiet_ms": 500}}, press, {"wait_s": 3}, press, {"wait_s": 15}]
        return {"name": "answers", "ring_s": 0, "steps": steps}


def customers(count: int, arms: Mapping[str, str], *, seed: int, first: int = 0) -> list[Customer]:
    """So many customers; `arms` tells the arm that each number gets."""
    chances = random.Random(seed)
    return [_customer(number, arms[number], chances) for number in numbers(count, first=first)]


def numbers(count: int, *, first: int = 0) -> list[str]:
    """The numbers of so many customers."""
    return [f"+4420794{place:05}" for place in range(first, first + count)]


def write_list(people: Iterable[Customer], path: Path) -> None:
    """As an operator would upload it."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "city", "membership"])
        writer.writerows((person.number, person.city, person.membership) for person in people)


def write_book(people: Iterable[Customer], path: Path) -> None:
    """The lab's phone book."""
    YAML(typ="safe").dump({"phones": {person.number: person.phone for person in people}}, path)


def gain_of_the_first(share: float, people: Sequence[Customer]) -> float:
    """How many times as many of the first called agree as of all of them."""
    first = people[: round(share * len(people))]
    return (_agreeing(first) / len(first)) / (_agreeing(people) / len(people))


def _agreeing(people: Iterable[Customer]) -> int:
    return sum(person.answers and person.agrees for person in people)


def _customer(number: str, arm: str, chances: random.Random) -> Customer:
    city = chances.choice(["Suzhou", "Suzhou", "Wuxi", "Wuxi", "Nanjing"])
    membership = chances.choice(["gold", "basic"])
    answers = chances.random() < ANSWERS[city]
    agrees = answers and chances.random() < AGREES[arm, membership]
    clicks = agrees and chances.random() < CLICKS
    worth = float(chances.randrange(10, 100)) if clicks and chances.random() < ORDERS else None
    return Customer(number, city, membership, answers, agrees, clicks, worth)
