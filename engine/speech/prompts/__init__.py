"""What the bot says, made before it is needed: synthesized sentences kept on disk, and recordings of people."""
