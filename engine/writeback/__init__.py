"""Tells the customer's own systems what calls taught about people, and who opted out elsewhere.

    CallEnded, TagAdded, OptedOut ─▶ record ─┬▶ store (queued in that transaction) ─▶ Deliverer ─▶ signed HTTP request
    STOP, unsubscribed, noted ─▶ opt_outs ───┘

Nothing is lost and nothing is told twice under one id, whatever dies in between.
"""
