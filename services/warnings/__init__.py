"""Warnings (预警处置, P6): who is warned in which colour, what he owes, and what follows from it (R-WARN)."""
