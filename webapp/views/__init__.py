"""Pages, one module a noun."""

from flask import Flask

from webapp.views import (
    about,
    auth,
    ballots,
    definitions,
    demo,
    drawings,
    files,
    home,
    inbox,
    instances,
    notices,
    starting,
    substitutions,
    tasks,
    verbs,
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
        substitutions,
        definitions,
        demo,
        about,
        ballots,
    ):
        app.register_blueprint(module.blueprint)
