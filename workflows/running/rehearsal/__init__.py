"""Walking through a process without carrying it out: tokens in memory, nothing written, nobody told (R-GOV-1)."""
