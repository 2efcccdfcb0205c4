"""Counting: facts from the tables of the wings, by unit and period."""
