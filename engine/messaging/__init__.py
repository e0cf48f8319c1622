"""Text messages that a conversation promised: kept in the store until the gateway has taken them.

SmsRequested ─▶ store (queued) ─▶ Courier ─▶ Gateway ─▶ sent, or tried again, or failed
"""
