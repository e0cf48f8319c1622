"""Who answered: what is heard, what it says, and what the campaign does about it. `supervisor` decides, `reception` sees to it."""
