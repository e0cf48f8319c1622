"""The floor: agents, their shifts and desks, the calls that they were offered, and how many people met nobody."""
