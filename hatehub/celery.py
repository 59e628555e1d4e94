"""The Celery application."""

import os
import sys
from pathlib import Path

from celery import Celery
from celery.signals import beat_init, setup_logging
from django.conf import settings

from hatehub.settings.environment import SettingError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hatehub.settings.dev")

app = Celery("hatehub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()


@setup_logging.connect
def keep_logging(**kwargs: object) -> None:
    """Leave the logging that the settings have set up: Celery would replace it."""


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
