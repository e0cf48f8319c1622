"""Sound while the bot speaks: is it an interruption, and what then? `judge` and `barge_in` decide, `floor` acts."""
