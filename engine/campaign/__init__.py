"""Campaigns: lead lists, the schedule that dials them, and the results written back."""
