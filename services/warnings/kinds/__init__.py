"""The group's vote on matters of accountability."""
