"""A file of leads as a script calls them: what a run would refuse of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from engine.campaign.lists.leads import LeadFault, LeadList, read_leads
from engine.dialog.loader import ScriptFile
from engine.dialog.localised import LANGUAGE_COLUMN, UnknownLanguage
from engine.dialog.machine import checked_variables
from engine.dialog.slots.limits import HOW_TO_WRITE
from engine.dialog.wording import UnfitVariable


def read_script_leads(
    path: Path, file: ScriptFile, *, region: str, now: datetime, brought: Collection[str] = (), encoding: str | None = None
) -> LeadList:
    """Reads a list whose leads a script can talk with.

    Args:
        path: CSV or XLSX.
        file: the script.
        region: ISO 3166 code for numbers without `+`.
        now: local time, aware: days in words, such as tomorrow, count from it.
        brought: variables that every lead has from elsewhere.
        encoding: said by the operator; None to tell it from the bytes.

    Raises:
        LeadsError: the list has problems; it carries all of them.
    """
    script = file.fallback
    required = [name for name in script.required_variables if name not in brought]
    return read_leads(
        path,
        region=region,
        required=required,
        optional=[name for name in script.variables if name not in required],
        fault_of=lambda variables: _fault_of(file, variables, now),
        encoding=encoding,
    )


def _fault_of(file: ScriptFile, variables: Mapping[str, str], now: datetime) -> LeadFault | None:
    """Why a lead cannot be called with this script."""
    try:
        checked_variables(file.script_of_lead(variables), variables, now, required=False)
    except UnknownLanguage as error:
        return LeadFault(LANGUAGE_COLUMN, str(error))
    except UnfitVariable as error:
        how = f": {HOW_TO_WRITE[error.expected]}" if error.expected in HOW_TO_WRITE else ""
        return LeadFault(error.name, f"is no {error.expected.value}, which the script needs{how}")
    return None
