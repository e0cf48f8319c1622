"""SMPP 3.4, the protocol of operators' short message centres: our side of it, over `telephony.smpp`.

Message ─text─▶ parts ─submit_sm─▶ centre ─deliver_sm─▶ receipts, replies
"""
