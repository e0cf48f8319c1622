"""Lists, customers, consent and the do-not-call list."""
