"""Rules of warnings: pure functions, each with the number of its rule."""
