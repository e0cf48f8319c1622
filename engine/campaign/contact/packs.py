"""Policy packs: read from their files, checked, and chosen by a number's country.

configs/policies/*.yaml ─read_pack─▶ Pack ─policy_for(number)─▶ Policy, of the first place that the number belongs to
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from engine.campaign.contact.form import BY_NUMBER, HoursForm, PackForm, PlaceForm, RulesForm
from engine.campaign.contact.hours import HolidayCalendar, OpenHours, has_holidays
from engine.campaign.contact.numbers import NumberType, told_by
from engine.campaign.contact.policy import (
    AttemptsRule,
    CallbackRule,
    Cap,
    ConsentRule,
    HoursRule,
    NumberTypesRule,
    PauseRule,
    Policy,
)
from engine.campaign.forms import problems_of
from engine.dialog.problems import Problem
from engine.dialog.source import Source, parse_source
from engine.dialog.text_file import UnreadableText, text_of

_HOUR_S: Final = 3600
_DAY_S: Final = 86400


class PolicyError(Exception):
    """A policy that cannot be used. Its text lists every problem, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Pack:
    """The rules of a jurisdiction."""

    def __init__(self, form: PackForm, source: Source) -> None:
        self.id = form.id
        self.form = form
        self.source = source
        self._policies: dict[tuple[str, str | None], Policy] = {}
        """By place and country, as they were asked for."""

    def policy_for(self, number: str) -> Policy:
        """The rules that hold for an E.164 number: its place's, or those of the whole."""
        country = told_by(number).country
        place = next((place for place in self.form.places if number.startswith(place.prefixes) or country in place.countries), None)
        key = (place.name if place else "", country)
        if key not in self._policies:
            self._policies[key] = _policy(place or self.form, self.form, country)
        return self._policies[key]

    def refuse_unless_valid(self, today: date) -> None:
        """Stops unless the pack is the law today, as far as is known.

        Raises:
            PolicyError: it is not yet, or no longer, or nobody has looked at it in time.
        """
        form = self.form
        if today < form.valid_from:
            raise PolicyError(
                [self.source.problem(("valid_from",), f"the policy holds from {form.valid_from} on, today is {today}")]
            )
        if form.valid_until and today > form.valid_until:
            raise PolicyError([self.source.problem(("valid_until",), f"the policy held until {form.valid_until}: get a newer one")])
        if today > form.review_by:
            message = f"nobody has looked at the policy since {form.review_by}: check it against the law, then set a new date"
            raise PolicyError([self.source.problem(("review_by",), message)])


def read_packs(folders: Iterable[Path]) -> dict[str, Pack]:
    """Every pack of the folders by its id; later folders replace packs of earlier ones.

    Raises:
        PolicyError: a file is no pack.
    """
    packs: dict[str, Pack] = {}
    for folder in folders:
        here = [read_pack(path) for path in sorted(folder.glob("*.yaml"))]
        if twice := _twice(here):
            raise PolicyError([twice])
        packs |= {pack.id: pack for pack in here}
    return packs


def read_pack(path: Path) -> Pack:
    """Reads one pack.

    Raises:
        PolicyError: it cannot be read, or is not as it should be.
    """
    try:
        text = text_of(path)
    except UnreadableText as error:
        raise PolicyError([error.problem]) from error
    return parse_pack(text, str(path))


def parse_pack(text: str, file: str) -> Pack:
    """The pack in a text; `file` is the name that problems carry. Raises as `read_pack`."""
    source = parse_source(text, file)
    if problems := source.problems or source.empty_fields():
        raise PolicyError(problems)
    try:
        form = PackForm.model_validate(source.tree)
    except ValidationError as error:
        raise PolicyError(problems_of(error, source, PackForm)) from error
    return Pack(form, source)


def by_country(packs: Mapping[str, Pack]) -> dict[str, Pack]:
    """The pack of each country that one is for."""
    return {country: pack for pack in packs.values() for country in pack.form.countries}


def _twice(packs: Sequence[Pack]) -> Problem | None:
    """Two packs of one id, or for one country."""
    for index, pack in enumerate(packs):
        for other in packs[:index]:
            if pack.id == other.id:
                return pack.source.problem(("id",), f"'{pack.id}' is the id of {other.source.file}, too")
            if both := set(pack.form.countries) & set(other.form.countries):
                return pack.source.problem(("countries",), f"{min(both)} has a policy in {other.source.file}, too")
    return None


def _policy(own: RulesForm, pack: PackForm, country: str | None) -> Policy:
    """The rules of a place for numbers of a country, taken from the pack where the place has none."""
    where = f" ({own.name})" if isinstance(own, PlaceForm) else ""
    types = own.number_types or pack.number_types
    refusal = own.after_refusal or pack.after_refusal
    conversation = own.after_conversation or pack.after_conversation
    callbacks = own.callbacks or pack.callbacks
    return Policy(
        f"{pack.id}@{pack.version}{where}",
        _hours(own.hours or pack.hours, country),
        own.time_zones or pack.time_zones,
        number_types=NumberTypesRule(types.never, types.source) if types else None,
        consent=_consent(own, pack),
        attempts=_attempts(own, pack),
        after_refusal=PauseRule(refusal.days * _DAY_S, refusal.source) if refusal else None,
        after_conversation=PauseRule(conversation.days * _DAY_S, conversation.source) if conversation else None,
        callbacks=CallbackRule(frozenset(callbacks.exempt_from), callbacks.source) if callbacks else None,
    )


def _hours(form: HoursForm, country: str | None) -> HoursRule:
    days = form.holidays
    if days is None:
        return HoursRule(OpenHours(form.open), form.source)
    celebrating = country if days.country == BY_NUMBER else days.country
    if celebrating is None or not has_holidays(celebrating):
        return HoursRule(OpenHours(form.open), form.source)
    return HoursRule(OpenHours(form.open, HolidayCalendar(celebrating, days.subdivision), days.open), form.source)


def _consent(own: RulesForm, pack: PackForm) -> ConsentRule | None:
    form = own.consent or pack.consent
    if form is None:
        return None
    types = frozenset(NumberType) if form.number_types is None else form.number_types
    valid_s = None if form.valid_days is None else form.valid_days * _DAY_S
    return ConsentRule(types, form.calls == "machine", valid_s, form.source)


def _attempts(own: RulesForm, pack: PackForm) -> AttemptsRule | None:
    form = own.attempts or pack.attempts
    return AttemptsRule(tuple(Cap(cap.most, cap.within_h * _HOUR_S) for cap in form.caps), form.source) if form else None
