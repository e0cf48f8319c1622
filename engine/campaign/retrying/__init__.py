"""Whether a lead is called again, and when: the plan's rules, what people asked for, and sensible defaults. Pure."""
