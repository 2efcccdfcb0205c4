"""Celery's side: one task that performs a claimed work. Arguments are ids; nothing else travels through the broker."""

from typing import Any, Final

from celery import Celery

from services.jobs.performing import perform

MEMORY: Final = "memory://"
"""The broker of the embedded mode: inside the process."""

VISIBILITY: Final = 120


def make_celery(broker_url: str) -> Celery:
    """A Celery application on a broker, with everything that could hold or hide the truth turned off."""
    app = Celery("lianflow", broker=broker_url)
    app.conf.update(_settings(broker_url))
    app.task(name="perform_due_work", ignore_result=True)(perform_due_work)
    return app


def perform_due_work(work_id: int, lease: str) -> None:
    """Perform a claimed work; may run twice without harm."""
    perform(work_id, lease)


def _settings(broker_url: str) -> dict[str, Any]:
    transport: dict[str, float] = {"visibility_timeout": VISIBILITY}
    if broker_url.startswith("memory"):
        transport = {"polling_interval": 0.05}
    return {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1 if not broker_url.startswith("memory") else 16,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "broker_connection_retry_on_startup": True,
        "broker_connection_timeout": 2,
        "broker_transport_options": transport,
        "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0, "interval_max": 1},
        "timezone": "UTC",
    }
