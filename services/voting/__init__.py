"""The voting wing."""
