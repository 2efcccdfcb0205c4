"""Walking through a process that nobody carries out: which values there may be, and which of them is taken."""
