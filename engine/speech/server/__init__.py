"""The speech server: the process with the models (`main`), the lanes of its jobs, and the engine's end (`supervised`, `client`)."""
