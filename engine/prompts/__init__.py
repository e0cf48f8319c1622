"""A script's prompts as a speaker with a microphone sees them: what can be recorded, and what is wrong with recordings."""
