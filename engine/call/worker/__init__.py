"""Call workers: the process that carries up to four calls (`main`), and what the engine has of it (`pool`, `process`)."""
