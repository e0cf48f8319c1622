"""Whether a script suits a campaign: what its plan's lists, offers and team lack that the script needs. The store is not asked.

Lists that were imported, segments and consent are in the store: `engine.launch.preflight` looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.campaign.lists.leads import columns_of
from engine.campaign.plan.loader import PlanFile
from engine.dialog.checks.document import Check
from engine.dialog.moves import TransferMode
from engine.dialog.problems import Finding
from engine.dialog.schema import ScriptDoc
from engine.launch.offering import brought_by_all


def columns_check(lists: Mapping[str, frozenset[str]]) -> Check:
    """Whether each variable without a default is a column of every list, by the lists' names."""

    def missing(doc: ScriptDoc) -> Iterator[Finding]:
        for name, variable in doc.variables.items():
            lacking = [shown for shown, columns in lists.items() if name not in columns]
            if variable.default is None and lacking:
                yield Finding(("variables", name), f"is no column of {', '.join(lacking)}: leads without it are not called")

    return missing


def plan_checks(file: PlanFile) -> Sequence[Check]:
    """What a campaign asks of a script.

    Raises:
        LeadsError: a list that is a file cannot be read.
    """
    plan, brought = file.plan, brought_by_all(file.plan)
    lists = {str(file.folder / name): columns_of(file.folder / name) | brought for name in plan.lists if file.names_file(name)}

    def without_agents(doc: ScriptDoc) -> Iterator[Finding]:
        for name, node in doc.nodes.items():
            if node.transfer is not None and node.transfer.mode is TransferMode.WARM and plan.team is None:
                told = f"transfers warm, and the campaign {plan.name!r} has no agents: its plan needs a `team:`"
                yield Finding(("nodes", name, "transfer"), told)

    return (columns_check(lists), without_agents)
