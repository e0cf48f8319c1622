"""Scripts: contents kept as they were, published versions, and the pins that say which one a call ran."""
