"""Changing procedures: proposed by one person, approved by another, in force from a day (P15, R-GOV-1)."""
