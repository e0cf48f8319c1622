"""Who may use the console and the API: accounts, sessions, tokens, and the audit log of what they did."""
