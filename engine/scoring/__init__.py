"""Whom to call first and at what hour: probabilities learned from past calls. Knows neither store nor campaign."""
