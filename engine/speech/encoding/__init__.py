"""Sentence encoders: how their weights are read and prepared, and what runs them. `engine.speech.encoders` chooses among them."""
