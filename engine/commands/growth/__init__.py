"""Whom to call with what, and what came of it: segments, previews, scores, experiments."""
