"""Contactability: whether a person may be called now, and if not, when. Pure; the facts come from the store, the rules from packs.

facts + policy pack + plan's hours + now ─decide─▶ Allowed │ NotBefore(until, rule, detail) │ Never(rule, detail)
"""
