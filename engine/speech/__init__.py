"""Speech: voice activity, recognition, synthesis, sentence vectors, and the server process that runs their models.

Knows nothing of dialogs. `engine.speech.api` holds the protocols that a call uses.
"""
