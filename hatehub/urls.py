"""Every address of the hub."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from hatehub import health
from hatehub.administration import sessions_page
from hatehub.administration.outside import views as outside
from hatehub.administration.password_page import change_password

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("accounts/password/", change_password, name="account_change_password"),
    path("accounts/sessions/", sessions_page.own_sessions, name="account_sessions"),
    path("accounts/sessions/typing/", sessions_page.typing, name="account_typing"),
    path("accounts/sessions/end/", sessions_page.end_other_sessions, name="account_sessions_end"),
    path("accounts/sessions/<int:session_id>/end/", sessions_page.end_session, name="account_session_end"),
    path("accounts/outside/", outside.begin, name="outside_begin"),
    path("accounts/outside/callback/", outside.callback, name="outside_callback"),
    path("accounts/outside/confirm/", outside.confirm, name="outside_confirm"),
    path("accounts/outside/confirmed/", outside.confirmed, name="outside_confirmed"),
    path("accounts/", include("hatehub.accounts.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("referrals.urls")),
    path("", include("intel.urls")),
    path("", include("triage.urls")),
    path("", include("reports.urls")),
    path("admin/", admin.site.urls),  # last: it answers every address under admin/, and reports has some there
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("demonstration/", include("hatehub.demonstration.urls")))

handler400 = "hatehub.pages.bad_request"
handler403 = "hatehub.pages.forbidden"
handler500 = "hatehub.pages.server_error"
handler404 = "hatehub.pages.not_found"
handler429 = "hatehub.accounts.doors.too_many"  # asked for by django-allauth
