"""The generic verbs over processes: publish, start, complete, claim, close, cancel."""
