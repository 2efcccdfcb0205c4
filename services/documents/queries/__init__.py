"""Questions to the tables of documents."""
