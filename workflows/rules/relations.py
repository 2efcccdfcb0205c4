"""Names of what people are to units."""

from typing import Final

HEAD: Final = "head"
DEPUTY: Final = "deputy"
LEADER: Final = "leader"
LIAISON: Final = "liaison"

UNIT_ROLES: Final = (HEAD, DEPUTY, LEADER, LIAISON)
"""主要负责人, 分管领导 of the unit itself (unit_deputy), 委厅分管领导 (dept_leader), 联络员. C-6: deputy ≠ leader."""
