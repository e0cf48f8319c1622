"""Conditions over slots and variables: `amount > 100 and tier == "gold"`, `visit is filled`, `kind in ["gym", "pool"]`.

text ─ grammar ─▶ tree ─ binding: declared names and types ─▶ Condition ─ values of a call ─▶ true or false
"""

from engine.dialog.conditions.binding import compile_condition
from engine.dialog.conditions.expressions import Condition
from engine.dialog.conditions.grammar import ConditionError

__all__ = ["Condition", "ConditionError", "compile_condition"]
