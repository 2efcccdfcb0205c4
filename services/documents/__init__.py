"""The documents wing."""
