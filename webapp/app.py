"""The application: everything put together."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from services.documents import fonts
from services.voting import keys as ballot_keys
from services.wiring import register_all
from webapp.api import api
from webapp.asking import current_card, load_user
from webapp.config import Settings, read_secret
from webapp.errors import register_errors
from webapp.extensions import babel, csrf, db, login_manager
from webapp.language import select_language
from webapp.letters import bind_letters
from webapp.logs import configure_logs
from webapp.rendering import register_rendering
from webapp.security import SAFE, register_security
from webapp.views import register_views
from workflows import database, restricted, storage

MAX_BODY = 25 * 1024 * 1024
MAX_FORM = 2 * 1024 * 1024


def create_app(settings: Settings, *, wake: Callable[[], object] = lambda: None) -> Flask:
    """Make the application on its database; `wake` is called after requests that may have written due work."""
    configure_logs()
    register_all()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=read_secret(settings, "web.key"),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_FORM,
        MAX_FORM_PARTS=5_000,
        SESSION_COOKIE_NAME="lianflow_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        SETTINGS=settings,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # the default provider has it
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    _bind(app, settings)
    register_security(app, settings)
    register_errors(app)
    register_rendering(app)
    register_views(app)
    app.register_blueprint(api)

    @app.after_request
    def nudge(response: Response) -> Response:
        if request.method not in SAFE:
            wake()
        return response

    return app


def _bind(app: Flask, settings: Settings) -> None:
    """Bind the extensions, the database and the folder for files."""
    settings.home.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.request_loader(load_user)
    babel.init_app(app, locale_selector=select_language)
    with app.app_context():
        database.prepare_engine(db.engine)
        database.bind(database.Database(db.engine))
    storage.bind_folder(settings.files)
    fonts.bind_folder(settings.fonts)
    restricted.bind_keys(settings.keys)
    ballot_keys.bind_key(read_secret(settings, "ballot.key"))
    bind_letters(settings)
    app.jinja_env.globals["current_card"] = current_card
