"""Versions of scripts: publishing, going back, comparing, and which version a campaign runs."""
