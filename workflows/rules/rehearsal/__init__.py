"""Walking through a process that nobody carries out: which values there may be, what is still to be tried, what changed."""
