"""What several steps write in the same way: points and versions, lists, sets, sealed texts."""
