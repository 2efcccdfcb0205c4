"""The typst sources that pages are set with; what they set comes in as JSON and is never source text."""
