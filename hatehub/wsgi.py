"""The WSGI application."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hatehub.patience import with_patience
from hatehub.settings.environment import SettingError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hatehub.settings.dev")
try:
    application = with_patience(get_wsgi_application())
    get_resolver().url_patterns  # noqa: B018 - with all views, before the garbage collector is told what stays
except SettingError as error:
    print(error, file=sys.stderr)
    sys.exit(3)  # gunicorn's word for "do not try again"

# What is loaded by now stays: looking through it again and again stopped every thread for up to a quarter of a second.
gc.collect()
gc.freeze()
