"""Addresses of the workbench."""

from django.urls import path

from triage.web import (
    case_pages,
    closing_pages,
    contact_pages,
    decision_pages,
    duplicate_pages,
    exhibit_pages,
    late_pages,
    message_pages,
    queue_pages,
    telling_pages,
)

urlpatterns = [
    path("hub/", queue_pages.home, name="hub"),
    path("hub/queues/", queue_pages.queue, name="hub_queue"),
    path("hub/late/", late_pages.late, name="hub_late"),
    path("hub/notices/<int:notice_id>/told/", telling_pages.told, name="hub_told"),
    path("hub/cases/<str:reference>/", case_pages.case, name="hub_case"),
    path("hub/cases/<str:reference>/tab/<slug:tab>/", case_pages.case, name="hub_case_tab"),
    path("hub/cases/<str:reference>/start/", case_pages.start_triage, name="hub_start_triage"),
    path("hub/cases/<str:reference>/assess/", decision_pages.assess, name="hub_assess"),
    path("hub/cases/<str:reference>/responsibility/", decision_pages.responsibility, name="hub_responsibility"),
    path("hub/cases/<str:reference>/contact/", contact_pages.contact, name="hub_contact"),
    path("hub/cases/<str:reference>/close/", closing_pages.close, name="hub_close"),
    path("hub/cases/<str:reference>/gates/<slug:name>/", closing_pages.gate, name="hub_gate"),
    path("hub/cases/<str:reference>/ask/<uuid:report_id>/", message_pages.ask, name="hub_ask"),
    path("hub/cases/<str:reference>/messages/read/", message_pages.mark_read, name="hub_messages_read"),
    path(
        "hub/cases/<str:reference>/questions/<int:question_id>/take-back/",
        message_pages.take_back,
        name="hub_question_take_back",
    ),
    path("hub/matches/<int:match_id>/", duplicate_pages.compare, name="hub_compare"),
    path("hub/matches/<int:match_id>/refuse/", duplicate_pages.refuse, name="hub_refuse_match"),
    path("hub/reports/<uuid:report_id>/unmerge/", duplicate_pages.unmerge, name="hub_unmerge"),
    path("hub/exhibits/<int:evidence_id>/", exhibit_pages.exhibit, name="hub_exhibit"),
    path("hub/exhibits/<int:evidence_id>/words/", exhibit_pages.exhibit_words, name="hub_exhibit_words"),
]
