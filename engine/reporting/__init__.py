"""What came of a campaign, in figures: on the terminal, as JSON and CSV for programs, as a page for people."""
