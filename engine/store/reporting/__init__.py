"""What came of campaigns, counted: each figure is defined once, in `figures`."""
