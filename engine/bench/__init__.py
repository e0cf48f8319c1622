"""Measurements that an operator can repeat on their own machine. Each tells medians, rates and sample counts; none judges."""
