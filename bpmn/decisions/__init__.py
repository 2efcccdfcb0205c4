"""What DMN says: decision tables, one a file.

A table is read into frozen records, checked, compiled once and evaluated by pure functions. Nothing here knows the
engine, tables of a database or people (docs/decisions/0023).
"""
