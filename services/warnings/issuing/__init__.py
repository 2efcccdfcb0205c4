"""Papers of the ladder: from its tables to what they say, at the step that has the record (domain §5.2)."""
