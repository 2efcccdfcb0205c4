"""Ways of voting: what each does when the engine begins a vote, when a seat speaks, and when it may be decided."""
