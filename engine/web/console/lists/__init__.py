"""Lists on their way in: a file that was uploaded, what its columns mean, and what would come of it."""
