"""One call: the session, its pure policies (turns, barge-in, answer supervision), the player, and the worker process around them.

    RTP ─▶ Line.frames() ─▶ VAD ─▶ TurnDetector ─▶ ASR ─▶ intent ─▶ DialogMachine ─▶ Player ─▶ Line.play() ─▶ RTP

Start at `engine.call.session`.
"""
