"""HTML forms drawn from declared fields, and read back into typed values."""
