"""Pure rules: no clock, no table, no engine, no XML. A rule returns a value or raises the reason."""
