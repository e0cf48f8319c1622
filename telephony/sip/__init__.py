"""Calls over SIP and RTP by pjsua2.

dialer, answerer      what others use: place calls, take calls
stack, line           the asyncio side: lines and their lives (progress and referral decide, purely)
link, channel         what crosses threads: facts and frames
thread, core          the SIP thread and the pj objects it owns
call, media, endpoint pjsua2 itself (frames: fast access to its audio)
"""
