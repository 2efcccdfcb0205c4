"""Running: web, worker and dispatcher in one process; or a worker of its own."""

import signal
import threading
from typing import Any

import structlog
from celery.worker import WorkController
from waitress.server import create_server

from services.jobs.celery_app import MEMORY, make_celery
from services.jobs.dispatching import Dispatcher
from services.wiring import register_all
from webapp.app import create_app
from webapp.config import Settings
from webapp.letters import bind_letters
from workflows import database, restricted, storage

log = structlog.get_logger()


def run_embedded(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM; requests and work at hand are finished."""
    celery = make_celery(settings.broker_url or MEMORY)
    dispatcher = make_dispatcher(celery)
    app = create_app(settings, wake=dispatcher.wake)
    server: Any = create_server(app, host=settings.host, port=settings.port, threads=settings.threads, ident=None)
    with Background(celery, dispatcher, threads=settings.threads):
        stop_on_signals()
        try:
            server.run()
        finally:
            server.close()


def run_worker(settings: Settings) -> None:
    """Perform due work until Ctrl-C or SIGTERM."""
    register_all()
    storage.bind_folder(settings.files)
    restricted.bind_keys(settings.keys)
    bind_letters(settings)
    database.bind(database.Database(database.open_engine(settings.database)))
    celery = make_celery(settings.broker_url or MEMORY)
    with Background(celery, make_dispatcher(celery), threads=settings.threads):
        stop_on_signals()
        threading.Event().wait()


def make_dispatcher(celery: Any) -> Dispatcher:
    """A dispatcher that hands claimed work to Celery by name."""
    return Dispatcher(lambda work_id, lease: celery.send_task("perform_due_work", (work_id, lease)))


def stop_on_signals() -> None:
    """Let SIGTERM end the process in order, as Ctrl-C does."""

    def stop(_number: int, _frame: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


class Background:
    """A Celery worker and a dispatcher, each in a thread of its own."""

    def __init__(self, celery: Any, dispatcher: Dispatcher, *, threads: int) -> None:
        self.dispatcher = dispatcher
        self.worker: Any = WorkController(
            app=celery, pool_cls="threads", concurrency=threads, without_mingle=True, without_gossip=True
        )
        self.threads = [
            threading.Thread(target=self.worker.start, name="worker", daemon=True),
            threading.Thread(target=dispatcher.run, name="dispatcher", daemon=True),
        ]

    def __enter__(self) -> None:
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_error: object) -> None:
        """Stop claiming, then let the work at hand end."""
        self.dispatcher.stop()
        self.worker.stop()
        for thread in self.threads:
            thread.join(timeout=10)
