"""Tells the customer's own systems what calls taught about people.

    CallEnded, TagAdded, OptedOut ─▶ store (queued, in the transaction that records the event) ─▶ Deliverer ─▶ signed HTTP request

Nothing is lost and nothing is told twice under one id, whatever dies in between.
"""
