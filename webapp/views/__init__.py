"""Pages, one module a noun."""

from types import ModuleType
from typing import Final

from flask import Flask

from webapp.views import (
    about,
    advice,
    appeals,
    auth,
    ballots,
    calendars,
    comparisons,
    decisions,
    definitions,
    demo,
    documents,
    drawings,
    dry_runs,
    editing,
    files,
    forecasts,
    home,
    imports,
    inbox,
    information,
    inquiries,
    instances,
    meetings,
    migrations,
    notices,
    packages,
    panels,
    parameters,
    points,
    programme,
    starting,
    statistics,
    steps,
    substitutions,
    talks,
    tasks,
    verbs,
    verification,
    warnings,
)

MODULES: Final[tuple[ModuleType, ...]] = (
    home,
    auth,
    inbox,
    tasks,
    verbs,
    instances,
    forecasts,
    drawings,
    files,
    starting,
    notices,
    points,
    panels,
    meetings,
    talks,
    warnings,
    appeals,
    inquiries,
    advice,
    information,
    statistics,
    substitutions,
    imports,
    packages,
    definitions,
    editing,
    steps,
    decisions,
    dry_runs,
    comparisons,
    migrations,
    parameters,
    calendars,
    programme,
    demo,
    about,
    ballots,
    documents,
    verification,
)
"""Every page, in the order in which addresses are tried."""


def register_views(app: Flask) -> None:
    """Bind every page."""
    for module in MODULES:
        app.register_blueprint(module.blueprint)
