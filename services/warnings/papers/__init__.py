"""What inquiries and advice issue as documents: the record in the tables becomes a frozen content."""
