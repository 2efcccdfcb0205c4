"""What to say to whom: from the outbox to the notice list."""
