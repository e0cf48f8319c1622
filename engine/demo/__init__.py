"""`callwright demo`: a campaign on simulated people over real SIP (`campaign`), in the console on a terminal (`console`)."""
