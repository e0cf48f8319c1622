"""How the console looks: colours, frame, and the parts that pages are made of."""
