"""The subcommands of `callwright`: each turns its options into a call of the engine and its outcome into text.

`engine.cli` names them all and where they are; what several of them share lies beside the rooms.
"""
