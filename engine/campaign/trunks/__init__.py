"""Trunks and the numbers shown on them: how fast, how many at a time, when one is left alone, and what is tried instead.

The cores are pure: they take events and Unix times, and return decisions. `lines.TrunkedLines` lays them over the worker pool.
"""
