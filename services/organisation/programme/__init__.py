"""The yearly programme (年度安排): phases of a cycle as planning data (R-CAL-8)."""
