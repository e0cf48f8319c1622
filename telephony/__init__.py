"""Place a telephone call, get frames, give frames.

A small library over SIP and RTP: it knows nothing of speech recognition, dialogs or campaigns, and imports nothing of the engine.
Start reading at `telephony.line` (what a call looks like from outside), then `telephony.sip` (how pjsua2 provides it).
"""
