"""Dialog scripts: how they are read and checked, and the pure machine that walks them.

    files ─ bundle ─▶ source, includes, localised ─▶ schema ─▶ checks ─▶ build ─▶ Script, one for each language
    Script ─▶ machine: arriving, answering, asking, ladders (all of them moves on a draft) ─▶ Step
    words ─▶ intents (what was meant), slots (which value) · values ─▶ wording, spoken (how it is said)

Knows nothing of audio. `engine.dialog.moves` is the vocabulary; `engine.dialog.machine` takes its inputs and returns its actions.
"""
