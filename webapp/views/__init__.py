"""Pages, one module a noun."""

from flask import Flask

from webapp.views import auth, home


def register_views(app: Flask) -> None:
    """Bind every page."""
    for module in (home, auth):
        app.register_blueprint(module.blueprint)
