"""From a form to a campaign's plan."""
