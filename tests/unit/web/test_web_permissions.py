from __future__ import annotations

import pytest

from engine.web.access.permissions import PERMISSIONS, Permission, Role, permitted

pytestmark = pytest.mark.unit


def test_an_admin_may_do_everything_and_nobody_else_may() -> None:
    assert PERMISSIONS[Role.ADMIN] == set(Permission)
    assert all(PERMISSIONS[role] < set(Permission) for role in Role if role is not Role.ADMIN)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.CUSTOMERS_ERASE, {"admin"}),
        (Permission.DO_NOT_CALL_REMOVE, {"admin"}),
        (Permission.ACCOUNTS_MANAGE, {"admin"}),
        (Permission.TOKENS_MANAGE, {"admin"}),
        (Permission.AUDIT_READ, {"admin"}),
        (Permission.NUMBERS_REVEAL, {"admin", "operator"}),
        (Permission.RECORDINGS_HEAR, {"admin", "operator", "supervisor"}),
        (Permission.CALLS_SUPERVISE, {"admin", "supervisor"}),
        (Permission.SCRIPTS_PUBLISH, {"admin", "designer"}),
        (Permission.AGENT_WORK, {"admin", "agent"}),
    ],
)
def test_what_hurts_is_for_few(permission: Permission, roles: set[str]) -> None:
    assert {role.value for role in Role if permission in PERMISSIONS[role]} == roles


def test_several_roles_add_up_and_unknown_ones_add_nothing() -> None:
    assert permitted(["agent", "designer"]) == PERMISSIONS[Role.AGENT] | PERMISSIONS[Role.DESIGNER]
    assert permitted(["emperor"]) == frozenset()
