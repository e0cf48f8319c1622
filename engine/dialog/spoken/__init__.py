"""Spoken: canonical values as words that a voice reads well. `speaking.speak` is the way in; `now` is given."""
