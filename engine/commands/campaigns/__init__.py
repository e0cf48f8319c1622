"""Campaigns: looked at beforehand, run, steered, reported; and the agents they dial for."""
