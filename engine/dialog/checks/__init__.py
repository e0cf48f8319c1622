"""Second pass over a script: does it mean something? `document` runs every check; the others have those of one subject each."""
