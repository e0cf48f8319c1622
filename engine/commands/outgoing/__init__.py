"""What is sent beside calls: text messages, and what other systems are told."""
