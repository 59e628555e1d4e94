"""Addresses of the API, and of what a force needs to check a package."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView
from oauth2_provider.views import RevokeTokenView, TokenView

from referrals.api import stamp_views, views
from referrals.web import capture_pages, downloads, package_pages, redaction_editors, redaction_pages, stamp_pages

urlpatterns = [
    path("oauth/token", TokenView.as_view(), name="oauth_token"),
    path("oauth/revoke", RevokeTokenView.as_view(), name="oauth_revoke"),
    path("api/v1/cases", views.CaseFeedView.as_view(), name="api_cases"),
    path("api/v1/cases/<str:reference>", views.CaseView.as_view(), name="api_case"),
    path("api/v1/cases/<str:reference>/package", views.PackageView.as_view(), name="api_package"),
    path(
        "api/v1/cases/<str:reference>/package/time-stamps",
        stamp_views.TimeStampsView.as_view(),
        name="api_time_stamps",
    ),
    path(
        "api/v1/cases/<str:reference>/package/time-stamps/<int:number>",
        stamp_views.TimeStampView.as_view(),
        name="api_time_stamp",
    ),
    path("api/v1/cases/<str:reference>/accept", views.AcceptView.as_view(), name="api_accept"),
    path("api/v1/cases/<str:reference>/refuse", views.RefuseView.as_view(), name="api_refuse"),
    path("api/v1/cases/<str:reference>/transfer", views.TransferView.as_view(), name="api_transfer"),
    path("api/v1/cases/<str:reference>/transfer/accept", views.AcceptTransferView.as_view(), name="api_take_on"),
    path("api/v1/cases/<str:reference>/transfer/refuse", views.RefuseTransferView.as_view(), name="api_not_take_on"),
    path(
        "api/schema",
        SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]),
        name="api_schema",
    ),
    path("keys/package-signing-key.pem", downloads.signing_key, name="package_signing_key"),
    path("keys/", downloads.signing_keys, name="package_signing_keys"),
    re_path(r"^keys/(?P<fingerprint>[0-9a-f]{64})\.pem$", downloads.one_signing_key, name="package_one_signing_key"),
    path("verify_package.py", downloads.verifier, name="package_verifier"),
    path("hub/cases/<str:reference>/captures/", capture_pages.capture_link, name="hub_capture_link"),
    path("hub/cases/<str:reference>/captures/own/", capture_pages.own_copy, name="hub_own_copy"),
    path(
        "hub/cases/<str:reference>/captures/post/<int:content_id>/",
        capture_pages.capture_post,
        name="hub_capture_post",
    ),
    path(
        "hub/cases/<str:reference>/captures/<uuid:capture_id>/again/",
        capture_pages.capture_again,
        name="hub_capture_again",
    ),
    path("hub/cases/<str:reference>/package/<int:version>", downloads.package, name="hub_package"),
    path(
        "hub/cases/<str:reference>/package/<int:version>/time-stamps/<int:number>.tsr",
        stamp_pages.time_stamp,
        name="hub_time_stamp",
    ),
    path("hub/time-stamps/", stamp_pages.late_stamps, name="hub_late_stamps"),
    path("hub/cases/<str:reference>/redactions/", redaction_pages.redactions, name="hub_redactions"),
    path("hub/exhibits/<int:evidence_id>/redact/", redaction_editors.exhibit, name="hub_redact_exhibit"),
    path("hub/exhibits/<int:evidence_id>/redact/view/", redaction_editors.view, name="hub_redact_view"),
    path("hub/exhibits/<int:evidence_id>/leave-out/", redaction_pages.leave_out, name="hub_leave_out"),
    path("hub/reports/<uuid:report_id>/redact/<str:part>/", redaction_editors.text, name="hub_redact_text"),
    path(
        "hub/reports/<uuid:report_id>/redact/<str:part>/take-back/",
        redaction_pages.take_back,
        name="hub_redaction_take_back",
    ),
    path("hub/cases/<str:reference>/package/new", package_pages.ask, name="hub_package_request"),
]
