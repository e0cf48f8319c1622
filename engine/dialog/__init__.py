"""Dialog scripts: schema, loader, checks, and the pure machine that walks them.

Knows nothing of audio. `engine.dialog.moves` is the vocabulary; `engine.dialog.machine` takes its inputs and returns its actions.
"""
