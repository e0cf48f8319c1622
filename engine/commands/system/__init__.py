"""The web server, the demonstration, models, and whether this machine is fit."""
