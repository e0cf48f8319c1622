"""Measurements on this machine, and simulations."""
