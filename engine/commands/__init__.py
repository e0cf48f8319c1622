"""The subcommands of `callwright`: each turns its options into a call of the engine and its outcome into text."""
