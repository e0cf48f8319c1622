"""The engine over HTTP: the console's pages, the API, and what the outside calls back."""
