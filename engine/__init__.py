"""Callwright's engine: campaigns, calls, dialogs and speech on top of `telephony`.

`engine.app` builds everything from `engine.settings`; `engine.call.session` is where one call's path starts.
"""
