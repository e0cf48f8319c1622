"""Imported first: one thread for whatever computes. numpy and the encoders read the number once, when they are imported."""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"
