"""Periods, indicators and what is not shown of them: pure functions."""
