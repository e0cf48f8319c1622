"""Whether a campaign's script can talk with somebody: it says what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.orm import Session

from engine.dialog.explain import did_you_mean
from engine.dialog.loader import ScriptFile, load_bundle
from engine.dialog.localised import LANGUAGE_COLUMN, UnknownLanguage
from engine.dialog.machine import checked_variables
from engine.dialog.wording import UnfitVariable
from engine.inbound.faults import UnfitInput
from engine.inbound.leads import must_have
from engine.publishing.packing import bundle_of
from engine.store.errors import StoreError
from engine.store.scripts import contents
from engine.store.tables import Campaign

NAME: Final = "name"
"""Of the person: every lead may have one."""
VariableCheck = Callable[[Mapping[str, str]], None]
"""Raises UnfitInput, naming the field, for a lead with which the script cannot talk."""


def check_of(session: Session, campaign: Campaign, now: float) -> VariableCheck:
    """The check of a campaign's leads.

    Raises:
        StoreError: its script was never kept.
    """
    content = contents.find(session, campaign.script_hash)
    if content is None:
        raise StoreError(f"campaign {campaign.name!r} runs a script that was never kept: run it once more")
    file, moment = load_bundle(bundle_of(content)), datetime.fromtimestamp(now, UTC)
    known = {*file.fallback.variables, *campaign.headings, LANGUAGE_COLUMN, NAME}

    def check(variables: Mapping[str, str]) -> None:
        for name in variables:
            if name not in known:
                raise UnfitInput(f"fields.{name}", f"is no variable of the campaign{did_you_mean(name, known)}")
        must_have(variables, frozenset(file.fallback.required_variables))
        _must_fit(file, variables, moment)

    return check


def _must_fit(file: ScriptFile, variables: Mapping[str, str], now: datetime) -> None:
    try:
        checked_variables(file.script_of_lead(variables), variables, now, required=False)
    except UnknownLanguage as error:
        raise UnfitInput(f"fields.{LANGUAGE_COLUMN}", str(error)) from error
    except UnfitVariable as error:
        raise UnfitInput(f"fields.{error.name}", f"is no {error.expected.value}, which the script needs") from error
