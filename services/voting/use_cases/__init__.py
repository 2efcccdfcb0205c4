"""What people do with ballots, panels and meetings beside completing their tasks: one command each."""
