"""Production: nothing has a default that matters, and nothing unsafe starts."""

from urllib.parse import urlsplit

from hatehub.settings.base import *  # noqa: F403 - the settings idiom
from hatehub.settings.base import FILES_ORIGIN, MAIL_CHANNEL, NOTIFY_URL, OIDC
from hatehub.settings.environment import (
    SettingError,
    flag,
    master_keys,
    receipt_certificate,
    receipt_key,
    refuse_development_value,
    signing_key,
    text,
    words,
)
from hatehub.settings.mail_checks import sender
from hatehub.settings.oidc_checks import refuse_open_issuer

if flag("DEBUG", default=False):
    raise SettingError("DEBUG must not be on in production; unset it.")

SECRET_KEY = refuse_development_value("SECRET_KEY", text("SECRET_KEY"))
LOOKUP_PEPPER = refuse_development_value("LOOKUP_PEPPER", text("LOOKUP_PEPPER"))
VAULT_MASTER_KEYS = master_keys("VAULT_MASTER_KEYS")
PACKAGE_SIGNING_KEY = signing_key("PACKAGE_SIGNING_KEY")
RECEIPT_SIGNING_KEY = receipt_key("RECEIPT_SIGNING_KEY")
RECEIPT_SIGNING_CERTIFICATE = receipt_certificate("RECEIPT_SIGNING_CERTIFICATE", key=RECEIPT_SIGNING_KEY)
text("DATABASE_URL")
text("REDIS_URL")
ALLOWED_HOSTS = words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise SettingError("ALLOWED_HOSTS must name the hub's own hosts, not *.")
PUBLIC_URL = text("PUBLIC_URL").rstrip("/")
if not PUBLIC_URL.startswith("https://"):
    raise SettingError("PUBLIC_URL must start with https:// in production.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
if FILES_ORIGIN and not FILES_ORIGIN.startswith("https://"):
    raise SettingError("FILES_ORIGIN must start with https:// in production.")
if FILES_ORIGIN and urlsplit(FILES_ORIGIN).hostname in (urlsplit(PUBLIC_URL).hostname, *ALLOWED_HOSTS):
    raise SettingError("FILES_ORIGIN must be a host of its own, which neither PUBLIC_URL nor ALLOWED_HOSTS names.")
if FILES_ORIGIN:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, str(urlsplit(FILES_ORIGIN).hostname)]
DEFAULT_FROM_EMAIL = sender("MAIL_FROM", text("MAIL_FROM"))
if MAIL_CHANNEL == "smtp":
    EMAIL_HOST = text("MAIL_HOST")
if not NOTIFY_URL.startswith("https://"):
    raise SettingError("NOTIFY_URL must start with https:// in production.")
refuse_open_issuer(OIDC)

SECURE_SSL_REDIRECT = flag("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-hub-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-hub-csrf"
LANGUAGE_COOKIE_SECURE = True
# W021: whether to enter the browsers' preload list is for the owner of the domain, not for this software.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
