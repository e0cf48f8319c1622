"""Calls: written by `recorder` and `attempts` as they happen, read by `listing` and `record`."""
