"""Pages, one module a noun."""

from flask import Flask

from webapp.views import (
    about,
    auth,
    ballots,
    calendars,
    decisions,
    definitions,
    demo,
    documents,
    drawings,
    files,
    home,
    imports,
    inbox,
    instances,
    meetings,
    migrations,
    notices,
    packages,
    panels,
    parameters,
    points,
    starting,
    substitutions,
    talks,
    tasks,
    verbs,
    verification,
    warnings,
)


def register_views(app: Flask) -> None:
    """Bind every page."""
    for module in (
        home,
        auth,
        inbox,
        tasks,
        verbs,
        instances,
        drawings,
        files,
        starting,
        notices,
        points,
        panels,
        meetings,
        talks,
        warnings,
        substitutions,
        imports,
        packages,
        definitions,
        decisions,
        migrations,
        parameters,
        calendars,
        demo,
        about,
        ballots,
        documents,
        verification,
    ):
        app.register_blueprint(module.blueprint)
