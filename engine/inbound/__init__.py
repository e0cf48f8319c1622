"""What other systems tell: people to be called, what is known of them, what they did elsewhere. Each under its key, once.

request ─▶ web (who may, what fits the form) ─▶ here, in one transaction ─▶ store
"""
