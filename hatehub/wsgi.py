"""The WSGI application."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from hatehub.patience import with_patience
from hatehub.settings.environment import SettingError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hatehub.settings.dev")
try:
    application = with_patience(get_wsgi_application())
except SettingError as error:
    print(error, file=sys.stderr)
    sys.exit(3)  # gunicorn's word for "do not try again"
