"""Rows of forms that describe a point, and back."""

from collections.abc import Mapping
from typing import Any

from services.registry.queries.powers import StepKeys, show_step
from services.registry.queries.submissions import ListedPoint
from services.registry.recording.points import Content
from services.registry.rules.forms import Row


def read_content(row: Row, steps: Mapping[str, StepKeys]) -> Content:
    """What a row says about a point."""
    step = steps[row["flow_step"]]
    return Content(
        power_id=step.power_id,
        step_id=step.step_id,
        category=row["category"],
        title=row["title"],
        manifestation=row["manifestation"],
        consequence=row.get("consequence", ""),
        measures=row.get("measures", ""),
    )


def fill_row(line: ListedPoint) -> dict[str, Any]:
    """A row that says what a point says now."""
    return {
        "point": line.ref,
        "power": line.power.code,
        "flow_step": show_step(line.power.code, line.step.seq),
        "work_gap": False,
        "measures": line.version.measures,
        **fill_words(line),
    }


def fill_words(line: ListedPoint) -> dict[str, Any]:
    """A row for changing the words of a point."""
    return {
        "point": line.ref,
        "category": line.version.category,
        "title": line.version.title,
        "manifestation": line.version.manifestation,
        "consequence": line.version.consequence,
    }
