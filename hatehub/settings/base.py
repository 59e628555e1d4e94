"""Settings that hold everywhere; dev, test and production differ in a few lines."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from kombu import Queue

from hatehub import embedded
from hatehub.settings import environment, mail_checks, oidc_checks, storage, time_stamp_checks

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(environment.text("HATEHUB_VAR", default=str(BASE_DIR / "var")))

DEBUG = False
DEVELOPMENT = False
ROOT_URLCONF = "hatehub.urls"
WSGI_APPLICATION = "hatehub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
PUBLIC_URL = environment.text("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "hatehub.reference",
    "hatehub.accounts",
    "hatehub.audit",
    "hatehub.outbox",
    "hatehub.vault",
    "hatehub.design",
    "hatehub.languages",
    "reports",
    "triage",
    "referrals",
    "intel",
    "hatehub.administration",
    "hatehub.backups",
    "hatehub.administration.django_admin.HubAdminConfig",  # Django's admin, with the hub's own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_fsm",
    "oauth2_provider",
    "pgtrigger",
    "rest_framework",
    "django_migration_linter",
    "drf_spectacular",
]

MIDDLEWARE = [
    "hatehub.requests.RequestIdMiddleware",
    "hatehub.requests.NoStoreMiddleware",
    "hatehub.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "hatehub.files_path.FilesPathMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hatehub.languages.middleware.PublicLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hatehub.accounts.middleware.IdleMiddleware",
    "hatehub.accounts.middleware.SecondFactorMiddleware",
    "hatehub.accounts.signed_out.HeldMiddleware",
    "hatehub.requests.RefusalMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hatehub.requests.page_context",
                "triage.web.comfort.comfort_context",
            ],
        },
    },
]
FORM_RENDERER = "hatehub.design.renderer.GovukRenderer"

# Database, broker, cache -------------------------------------------------------------------------
EMBEDDED_POSTGRES = not environment.is_set("DATABASE_URL")
EMBEDDED_REDIS = not environment.is_set("REDIS_URL")
DATABASES = {"default": environment.database("DATABASE_URL", default=embedded.database_url(VAR_DIR))}
REDIS_URL = environment.redis("REDIS_URL", default=embedded.redis_url(VAR_DIR))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = embedded.celery_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
}
# A worker takes from its queues in turn. What one night's flood of events asks for waits in a queue of its own, so that
# messages to people, packages and the bulk work of officers never wait behind it.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("events")]
CELERY_TASK_ROUTES = {name: {"queue": "events"} for name in ("outbox.relay", "outbox.deliver", "triage.print_pictures")}
CELERY_TIMEZONE = "Europe/London"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
WORKER_NICENESS = environment.integer("WORKER_NICENESS", default=10, least=0, most=19)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "relay-outbox": {"task": "outbox.relay", "schedule": 2.0},
    "send-messages": {"task": "reports.send_due_messages", "schedule": 10.0},
    "send-office-mail": {"task": "reports.send_due_office_mail", "schedule": 10.0},
    "ask-what-arrived": {"task": "reports.ask_what_arrived", "schedule": 120.0},
    "number-feed": {"task": "referrals.number_feed", "schedule": 5.0},
    "build-packages": {"task": "referrals.build_due_packages", "schedule": 10.0},
    "fetch-time-stamps": {"task": "referrals.fetch_due_time_stamps", "schedule": 30.0},
    "chase-support": {"task": "referrals.chase_support", "schedule": 300.0},
    "chase-advice": {"task": "referrals.chase_advice", "schedule": 300.0},
    "send-letters": {"task": "referrals.send_due_letters", "schedule": 10.0},
    "send-takedowns": {"task": "referrals.send_ready_takedowns", "schedule": 30.0},
    "chase-takedowns": {"task": "referrals.chase_takedowns", "schedule": 300.0},
    "poll-platforms": {"task": "referrals.poll_platforms", "schedule": 300.0},
    "run-rechecks": {"task": "referrals.run_due_rechecks", "schedule": 30.0},
    "send-hooks": {"task": "referrals.send_due_hooks", "schedule": 5.0},
    "forget-hook-log": {"task": "referrals.forget_hook_log", "schedule": crontab(hour=3, minute=51)},
    "forget-idempotency-keys": {"task": "referrals.forget_idempotency_keys", "schedule": crontab(hour=4, minute=1)},
    "take-captures": {"task": "referrals.take_due_captures", "schedule": 10.0},
    "print-pictures": {"task": "triage.print_waiting_pictures", "schedule": 120.0},
    "count-words": {"task": "triage.count_words", "schedule": 60.0},
    "weigh-cases": {"task": "triage.weigh_waiting", "schedule": 60.0},
    "count-figures": {"task": "triage.count_figures", "schedule": 600.0},
    "count-figures-again": {"task": "triage.count_figures_again", "schedule": crontab(hour=4, minute=11)},
    "go-on-with-batches": {"task": "triage.go_on_with_batches", "schedule": 30.0},
    "forget-seen": {"task": "triage.forget_seen", "schedule": crontab(hour=4, minute=41)},
    "count-retention": {"task": "triage.count_retention", "schedule": crontab(hour=2, minute=37)},
    "go-on-destroying": {"task": "triage.go_on_destroying", "schedule": 300.0},
    "go-on-with-bulk": {"task": "triage.go_on_with_bulk", "schedule": 30.0},
    "forget-bulk": {"task": "triage.forget_bulk", "schedule": crontab(minute=41)},
    "build-access-bundles": {"task": "triage.build_access_bundles", "schedule": 10.0},
    "forget-access-requests": {"task": "triage.forget_access_requests", "schedule": crontab(hour=4, minute=51)},
    "destroy-subjects": {"task": "reports.destroy_subjects", "schedule": crontab(minute=27)},
    "chase-time-bars": {"task": "triage.chase_time_bars", "schedule": crontab(hour=5, minute=23)},
    "release-left-behind": {"task": "triage.release_left_behind", "schedule": 600.0},
    "chase-forces": {"task": "triage.chase_forces", "schedule": 300.0},
    "check-exhibits": {"task": "reports.check_exhibits", "schedule": crontab(minute="*/10")},
    "work-batches": {"task": "referrals.work_due_batches", "schedule": 10.0},
    "forget-inbound": {"task": "referrals.forget_inbound", "schedule": crontab(minute=51)},
    "look-for-waves": {"task": "intel.look_for_waves", "schedule": crontab(minute="*/15")},
    "look-at-subjects": {"task": "intel.look_at_subjects", "schedule": crontab()},
    "review-notices": {"task": "intel.review_notices", "schedule": crontab(hour=4, minute=31)},
    "anchor-audit": {"task": "audit.anchor", "schedule": crontab(hour=0, minute=13)},
    "take-snapshot": {"task": "intel.take_snapshot", "schedule": crontab(hour=3, minute=7)},
    "make-releases": {"task": "intel.make_releases", "schedule": 20.0},
    "draft-week": {"task": "intel.draft_week", "schedule": crontab(hour="6-18", minute=7)},
    "forget-sessions": {"task": "accounts.forget_sessions", "schedule": crontab(hour=4, minute=21)},
    "write-ledger": {"task": "vault.write_ledger", "schedule": 10.0},
    "destroy-expired-drafts": {"task": "reports.destroy_expired_drafts", "schedule": crontab(minute=17)},
}

# Files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = environment.text("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "hatehub" / "static"]
MEDIA_ROOT = environment.text("MEDIA_ROOT", default=str(VAR_DIR / "media"))
ERASURE_LEDGER_ROOT = environment.text("ERASURE_LEDGER_ROOT", default=str(VAR_DIR / "erasures"))
STORAGES = {
    "default": storage.store("STORAGE_URL", environment.text("STORAGE_URL", default="")),
    "erasures": storage.store(
        "ERASURE_LEDGER_URL", environment.text("ERASURE_LEDGER_URL", default=""), folder=ERASURE_LEDGER_ROOT
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 50  # more than a report may hold, so that the form refuses in words
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    "hatehub.upload_handlers.BoundedFilesHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MAX_EVIDENCE_BYTES = 25 * 1024 * 1024
FILES_ORIGIN = environment.origin("FILES_ORIGIN", default="")
FILES_SECONDS = environment.integer("FILES_SECONDS", default=60, least=10, most=600)
CLAMD_ADDRESS = environment.text("CLAMD_ADDRESS", default="")

# Secrets about people ----------------------------------------------------------------------------
VAULT_MASTER_KEYS = environment.text("VAULT_MASTER_KEYS", default="")
VAULT_MASTER_KEYS_PATH = Path(environment.text("VAULT_MASTER_KEYS_PATH", default=str(VAR_DIR / "master-keys.json")))
BACKUP_KEY = environment.text("BACKUP_KEY", default="")
LOOKUP_PEPPER = environment.text("LOOKUP_PEPPER", default="development-only lookup pepper, never in production")
PACKAGE_SIGNING_KEY = environment.text("PACKAGE_SIGNING_KEY", default="")
PACKAGE_SIGNING_KEY_PATH = Path(
    environment.text("PACKAGE_SIGNING_KEY_PATH", default=str(VAR_DIR / "package-signing-key.pem"))
)
TIME_STAMP_AUTHORITIES = time_stamp_checks.authorities(
    urls=environment.words("TSA_URLS", default=""),
    ca_paths=environment.words("TSA_CA_PATHS", default=""),
    policies=environment.words("TSA_POLICIES", default=""),
)
TIME_STAMP_SECONDS = environment.integer("TSA_SECONDS", default=10, most=120)
RECEIPT_SIGNING_KEY = environment.text("RECEIPT_SIGNING_KEY", default="")
RECEIPT_SIGNING_CERTIFICATE = environment.text("RECEIPT_SIGNING_CERTIFICATE", default="")
RECEIPT_SIGNING_PATH = Path(environment.text("RECEIPT_SIGNING_PATH", default=str(VAR_DIR / "receipt-signing.pem")))

# Sign-in -----------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["hatehub.accounts.backends.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "hatehub.administration.sign_in.WatchfulAdapter"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # two requests for each sign-in, and an office shares one address
MFA_FORMS = {
    "add_webauthn": "hatehub.accounts.passkeys.AddPasskeyForm",
    "edit_webauthn": "hatehub.accounts.passkeys.RenamePasskeyForm",
    "login_webauthn": "hatehub.accounts.passkeys.PasskeySignInForm",
    "authenticate_webauthn": "hatehub.accounts.passkeys.PasskeyFactorForm",
    "reauthenticate_webauthn": "hatehub.accounts.passkeys.PasskeyAgainForm",
}
MFA_TOTP_ISSUER = "Online Hate Hub"
MFA_ADAPTER = "hatehub.accounts.adapter.SealedMFAAdapter"
OIDC = oidc_checks.provider(
    issuer=environment.text("OIDC_ISSUER", default=""),
    client_id=environment.text("OIDC_CLIENT_ID", default=""),
    secret=environment.text("OIDC_CLIENT_SECRET", default=""),
    name=environment.text("OIDC_NAME", default="your organisation"),
    acr=environment.words("OIDC_REQUIRED_ACR", default=""),
    is_factor_trusted=environment.flag("OIDC_MFA_TRUSTED", default=False),
    is_only=environment.flag("OIDC_ONLY", default=False),
)
SOCIALACCOUNT_ADAPTER = "hatehub.administration.outside.adapter.OutsideAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "hatehub.administration.outside.provider.OutsideProvider"}
}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # whom an identity belongs to is decided by the hub's own service
SOCIALACCOUNT_STORE_TOKENS = False
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/hub/"
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
STEP_UP_SECONDS = 15 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "hub-session"
CSRF_COOKIE_NAME = "hub-csrf"
CSRF_COOKIE_AGE = None  # goes with the browser: a cookie of a year would tell that somebody was here
CSRF_FAILURE_VIEW = "hatehub.pages.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer a browser sends Origin: null, and CSRF refuses the form
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The API -----------------------------------------------------------------------------------------
OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.ApiClient"
OAUTH2_PROVIDER = {
    "SCOPES": {
        "cases:read": "Read the cases that belong to your force",
        "cases:act": "Accept, refuse and answer the cases of your force",
        "packages:read": "Download evidence packages",
        "intel:read": "Read the intelligence that was given to your force",
        "reports:write": "Send reports to the hub, and follow them",
        "support:act": "Answer what your service was asked for somebody",
        "hooks:manage": "Keep the addresses that the hub tells of changes",
    },
    "DEFAULT_SCOPES": ["cases:read"],
    "SCOPES_BACKEND_CLASS": "hatehub.accounts.scopes.ClientScopes",
    "OAUTH2_VALIDATOR_CLASS": "hatehub.accounts.oauth.ClientValidator",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    # RFC 9700, the current best practice: client credentials only, tokens in the header, stored as hashes.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
API_REQUESTS_A_MINUTE = environment.integer("API_REQUESTS_A_MINUTE", default=200, least=12, most=60_000)
API_SIGN_INS_A_MINUTE = environment.integer("API_SIGN_INS_A_MINUTE", default=120, least=12, most=6000)
API_REQUESTS_AT_ONCE = environment.integer("API_REQUESTS_AT_ONCE", default=2, least=1, most=64)
CLIENT_CERTIFICATE_HEADER = environment.text("CLIENT_CERTIFICATE_HEADER", default="")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["referrals.api.authentication.ForceClientAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["referrals.api.authentication.HasForceScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["referrals.api.parsing.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "referrals.api.schema.HubAutoSchema",
    "EXCEPTION_HANDLER": "referrals.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Online Hate Hub: for police forces and partners",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [],  # choices stay where they are: a name of its own for each set would be the hub's guess
}

# Mail --------------------------------------------------------------------------------------------
MAIL_CHANNEL = environment.choice("MAIL_CHANNEL", among=("SMTP", "NOTIFY"), default="SMTP").lower()
DEFAULT_FROM_EMAIL = mail_checks.sender("MAIL_FROM", environment.text("MAIL_FROM", default="updates@hub.invalid"))
NOTIFIER_NAME = environment.text("NOTIFIER_NAME", default="National hub for online hate crime")
NOTIFIER_EMAIL = mail_checks.sender("NOTIFIER_EMAIL", environment.text("NOTIFIER_EMAIL", default=DEFAULT_FROM_EMAIL))
MAIL_BOUNCES_TO = mail_checks.return_address("MAIL_BOUNCES_TO", environment.text("MAIL_BOUNCES_TO", default=""))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("MAIL_HOST", default="")
EMAIL_PORT = environment.integer("MAIL_PORT", default=25, most=65_535)
EMAIL_HOST_USER = environment.text("MAIL_USER", default="")
EMAIL_HOST_PASSWORD = environment.text("MAIL_PASSWORD", default="")
EMAIL_USE_TLS = environment.flag("MAIL_TLS", default=False)
EMAIL_TIMEOUT = 15
NOTIFY_URL = mail_checks.web_address(
    "NOTIFY_URL", environment.text("NOTIFY_URL", default="https://api.notifications.service.gov.uk")
)
NOTIFY_API_KEY = environment.text("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID = environment.text("NOTIFY_TEMPLATE_ID", default="")
NOTIFY_CALLBACK_TOKEN = environment.token("NOTIFY_CALLBACK_TOKEN")
if MAIL_CHANNEL == "notify":
    NOTIFY_API_KEY = mail_checks.notify_key("NOTIFY_API_KEY", NOTIFY_API_KEY)
    NOTIFY_TEMPLATE_ID = mail_checks.notify_template("NOTIFY_TEMPLATE_ID", NOTIFY_TEMPLATE_ID)

# Captures ----------------------------------------------------------------------------------------
CAPTURE = environment.flag("CAPTURE", default=True)
CAPTURE_BY_ITSELF = environment.flag("CAPTURE_BY_ITSELF", default=False)
CAPTURE_CHROMIUM = environment.text("CAPTURE_CHROMIUM", default="")
CAPTURE_CHROMIUM_SANDBOX = environment.flag("CAPTURE_CHROMIUM_SANDBOX", default=True)
CAPTURE_USER_AGENT = environment.text(
    "CAPTURE_USER_AGENT", default=f"Mozilla/5.0 (compatible; OnlineHateHub/1.0; +{PUBLIC_URL}/)"
)
CAPTURE_EXIT_ADDRESS = environment.text("CAPTURE_EXIT_ADDRESS", default="")
CAPTURE_SECONDS = environment.integer("CAPTURE_SECONDS", default=30, most=120, least=5)
CAPTURE_MOST_MB = environment.integer("CAPTURE_MOST_MB", default=25, most=200)
CAPTURE_AT_ONCE = environment.integer("CAPTURE_AT_ONCE", default=1, most=50)
CAPTURE_REDIRECTS = environment.integer("CAPTURE_REDIRECTS", default=10, least=0, most=30)
CAPTURE_PACE_SECONDS = environment.integer("CAPTURE_PACE_SECONDS", default=5, least=0, most=3600)

# Words and time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [
    ("en-gb", "English"),
    ("cy", "Welsh"),
    ("ar", "Arabic"),
    ("ur", "Urdu"),
    ("pl", "Polish"),
    ("pa", "Punjabi"),
    ("fr", "French"),
    ("ro", "Romanian"),
]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["hatehub.languages.formats"]
LANGUAGE_COOKIE_NAME = "hub-language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# Floods and guessing -----------------------------------------------------------------------------
TRUSTED_PROXIES = environment.integer("TRUSTED_PROXIES", default=0, least=0, most=9)
FLOOD_TABLE = environment.json_object("FLOOD_TABLE_PATH", default="")

# The hub's own choices ---------------------------------------------------------------------------
DRAFT_LIFETIME_DAYS = 7
AUTO_MERGE = environment.flag("HATEHUB_AUTO_MERGE", default=False)
SECOND_READING_SHARE = environment.share("HATEHUB_SECOND_READING_SHARE")
EXIT_TO = "https://www.bbc.co.uk/weather"  # where "Exit this page" leads: nothing that anybody would ask about

LOGGING_CONFIG = "hatehub.logs.configure"
METRICS_TOKEN = environment.token("METRICS_TOKEN")
LOGGING = {"level": environment.choice("LOG_LEVEL", among=("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")}
