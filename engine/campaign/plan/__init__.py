"""A campaign's plan: what an operator writes down before anybody is dialled."""
