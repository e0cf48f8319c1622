"""Offers: which script, offer and variables a person is called with, by what they are."""
