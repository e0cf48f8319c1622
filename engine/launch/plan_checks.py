"""Whether a script suits a campaign: what its plan's lists, offers and team lack that the script needs. The store is not asked.

Lists that were imported, segments and consent are in the store: `engine.launch.preflight` looks at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.campaign.lists.leads import columns_of
from engine.campaign.plan.loader import PlanFile
from engine.campaign.plan.schema import NO_POLICY
from engine.dialog.checks.consent import messages_without_agreement
from engine.dialog.checks.document import Check
from engine.dialog.moves import TransferMode
from engine.dialog.problems import Finding, Severity
from engine.dialog.schema import ScriptDoc
from engine.launch.errands import WITHOUT_AGENTS
from engine.launch.offering import brought_by_all


def columns_check(lists: Mapping[str, frozenset[str]]) -> Check:
    """Whether each variable without a default is a column of every list, by the lists' names."""

    def missing(doc: ScriptDoc) -> Iterator[Finding]:
        for name, variable in doc.variables.items():
            lacking = [shown for shown, columns in lists.items() if name not in columns]
            if variable.default is None and lacking:
                yield Finding(("variables", name), f"is no column of {', '.join(lacking)}: leads without it are not called")

    return missing


def consent_check(lists: Iterable[str]) -> Check:
    """Whether a message goes only to people who agree to it in the call: no list can say that they did before."""
    named = ", ".join(lists) or "the campaign's lists"

    def without_consent(doc: ScriptDoc) -> Iterator[Finding]:
        for name in messages_without_agreement(doc):
            told = (
                f"may go to people of {named} who agreed to no message, neither in the call nor before: "
                "a list's column is consent to calls; to messages it is `sms_consent`, as your own systems tell it"
            )
            yield Finding(("nodes", name, "sms"), told, Severity.WARNING)

    return without_consent


def plan_checks(file: PlanFile, policy: str) -> Sequence[Check]:
    """What a campaign asks of a script.

    Args:
        file: the plan.
        policy: of plans that name none, as in the settings. Without a policy nobody's consent is asked for.

    Raises:
        LeadsError: a list that is a file cannot be read.
    """
    plan, brought = file.plan, brought_by_all(file.plan)
    lists = {str(file.folder / name): columns_of(file.folder / name) | brought for name in plan.lists if file.names_file(name)}

    def without_agents(doc: ScriptDoc) -> Iterator[Finding]:
        for name, node in doc.nodes.items():
            if node.transfer is not None and node.transfer.mode is TransferMode.WARM and plan.team is None:
                yield Finding(("nodes", name, "transfer"), WITHOUT_AGENTS)

    checks = (columns_check(lists), without_agents)
    return checks if (plan.policy or policy) == NO_POLICY else (*checks, consent_check(lists))
