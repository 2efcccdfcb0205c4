"""Questions about ballots, panels and meetings: frozen cards, each through a query that knows who asks."""
