"""Pacing: how many calls to dial now, so that human agents hardly wait and people who answer hardly ever meet nobody. Pure.

    what happened ─▶ Estimates ─┐
    who is ready, busy, ringing ┴─▶ a pacer ─▶ calls to dial now

`engine.pacing.simulation` proves a pacer against worlds whose answer rate drifts and bursts.
"""
