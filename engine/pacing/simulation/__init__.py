"""A discrete-event simulation of a calling floor: proves pacers without calling anybody. Seeded, so every run can be repeated."""
