"""Outcomes as pure functions of stored votes: whoever may see the votes can compute them again."""
