"""Work on what strangers send, in a process of its own with bounds on memory and time: it harms nobody but that process.

parent ─order (JSON, stdin)─▶ python -m MODULE ─progress … outcome (JSON, a line each, stdout)─▶ parent
"""
