"""Writing down what happens to a warning, and giving numbers."""
