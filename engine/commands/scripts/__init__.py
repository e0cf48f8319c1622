"""Scripts: written, checked, talked with, published."""
