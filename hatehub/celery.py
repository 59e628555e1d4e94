"""The Celery application."""

import os
import sys
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, before_task_publish, setup_logging, task_postrun, task_prerun, worker_init
from django.conf import settings
from structlog.contextvars import bind_contextvars, clear_contextvars

from hatehub.logs import current_request
from hatehub.settings.environment import SettingError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hatehub.settings.dev")

app = Celery("hatehub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()


@setup_logging.connect
def keep_logging(**kwargs: object) -> None:
    """Leave the logging that the settings have set up: Celery would replace it."""


@before_task_publish.connect
def send_request_id(headers: dict[str, Any] | None = None, **kwargs: object) -> None:
    """Send the id of the request along, so that what is done for it later can be found with it in the logs."""
    if headers is not None and current_request():
        headers["request_id"] = current_request()


@task_prerun.connect
def bind_request_id(task_id: str, task: Any, **kwargs: object) -> None:
    """Have the log lines of a task carry its id, and that of the request it was asked for in."""
    if task.request.called_directly or task.request.is_eager:
        return
    clear_contextvars()
    bind_contextvars(task_id=task_id)
    if request_id := task.request.get("request_id"):
        bind_contextvars(request_id=str(request_id))


@task_postrun.connect
def forget_request_id(task: Any, **kwargs: object) -> None:
    """Leave nothing bound for the next task."""
    if not (task.request.called_directly or task.request.is_eager):
        clear_contextvars()


@worker_init.connect
def give_way(**kwargs: object) -> None:
    """Let whoever waits for a page go first, where both share a processor; its children do the same."""
    os.nice(settings.WORKER_NICENESS)


@beat_init.connect
def make_folder(**kwargs: object) -> None:
    """Make the folder in which beat keeps its schedule."""
    Path(settings.CELERY_BEAT_SCHEDULE_FILENAME).parent.mkdir(parents=True, exist_ok=True)


def _is_celery_command() -> bool:
    return "celery" in Path(sys.argv[0]).parts[-2:] or Path(sys.argv[0]).name == "celery"


if _is_celery_command():
    try:
        settings.configured or settings.TIME_ZONE  # noqa: B018 - reading one setting reads them all
    except SettingError as error:
        sys.exit(str(error))
