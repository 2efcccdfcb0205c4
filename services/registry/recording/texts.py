"""What restricted texts of the register are for."""

from typing import Final

PURPOSES: Final = {name: f"talk.{name}" for name in ("problems", "demands", "statement", "remark")}
"""What each restricted text of a talk is for."""
