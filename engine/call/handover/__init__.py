"""A person handed to a human agent while they are on the line. Start at `handover`."""
