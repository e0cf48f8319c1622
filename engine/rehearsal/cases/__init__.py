"""Tests of scripts, `NAME.test.yaml` beside `NAME.yaml`: `reading`, `playing`, `judging` and `running` them."""
