"""What each kind of document says: a frozen record in, a content out; pure, one module a group of kinds."""
