"""Scripts proved without a phone: conversations by text, on a virtual clock, through the same parts that carry a call.

    person (a test, a persona, somebody at the terminal) ─▶ Phone ─ frames ─▶ CallSession, Conversation, DialogMachine
                         ▲                                                        │
                         └────────── what the bot says, as time ◀─────────────────┘

`stage` plays one call; `test_*` reads, runs and judges `*.test.yaml`; `coverage`, `chat`, `explore` and `graph` are built on these.
"""
