"""Which of several ways to call is better: who gets which, what may be concluded, and when. Knows neither store nor runner."""
