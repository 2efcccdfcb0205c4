"""The organisation: units, posts, people, roles, substitutions, the working calendar, parameters, and their import."""
