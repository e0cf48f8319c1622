"""People: their records, what they allowed, what is known of them, and how they are forgotten."""
