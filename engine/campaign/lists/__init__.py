"""Lists of people, from files as the world writes them."""
