"""The record of customers, campaigns, attempts and turns, in SQL."""
