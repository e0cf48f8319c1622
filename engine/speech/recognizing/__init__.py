"""Speech to text: the models that read what a person said."""
