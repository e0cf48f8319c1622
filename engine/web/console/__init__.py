"""The console: pages for the people who run campaigns, write scripts, take calls and read reports."""
