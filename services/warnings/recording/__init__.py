"""Writing down what happens to a warning."""
