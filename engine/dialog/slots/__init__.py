"""Slots: what a person answers, understood as a value of a type.

    text ─▶ correction ─▶ readings of the type ─▶ limits ─▶ Parsed | Invalid | None
            denied words    best first              first that fits

Pure and quick: no models, no clock; `now` is given. `parsing.parse` is the way in, `spec` the vocabulary.
"""
