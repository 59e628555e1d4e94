"""Development and demonstration: embedded servers, invented data, a banner on every page."""

from hatehub.settings.base import *  # noqa: F403 - the settings idiom
from hatehub.settings.base import INSTALLED_APPS, STORAGES, TEMPLATES, VAR_DIR
from hatehub.settings.environment import is_set, text

DEVELOPMENT = True
DEBUG = False
SECRET_KEY = text("SECRET_KEY", default="development-only secret key, refused in production")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
INSTALLED_APPS = [*INSTALLED_APPS, "hatehub.demonstration"]

# No mail server: messages are kept in a folder, and a page at /demonstration/mail/ shows them.
if not is_set("MAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")

# The page that asks for the second factor shows the code of the demonstration accounts.
TEMPLATES[0]["OPTIONS"]["context_processors"].append("hatehub.demonstration.codes.one_time_codes")

# Static files straight from where they lie; no collectstatic before the first page.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
