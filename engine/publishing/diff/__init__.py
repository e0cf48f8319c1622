"""What differs between two versions of a script, in terms of its nodes."""
