"""What the forms of the diagrams put into the tables, one module a process."""
