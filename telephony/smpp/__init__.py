"""SMPP 3.4 on the wire: packets, whose form is smpplib's, and texts as short messages."""
