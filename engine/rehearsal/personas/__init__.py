"""Simulated people who explore a script by themselves: their `characters`, their `acting`, and what `exploring` shows."""
