"""Addresses of intel."""

from django.urls import path

from intel.web import (
    enquiry_list_pages,
    enquiry_pages,
    guidance_pages,
    method_pages,
    notice_pages,
    pages,
    practice_pages,
    subject_pages,
    trial_pages,
)

CASE = "hub/cases/<str:reference>/enquiries"
urlpatterns = [
    path("hub/cases/<str:reference>/intelligence/", pages.consider, name="hub_consider"),
    path(f"{CASE}/new/", enquiry_pages.plan, name="hub_enquiry_plan"),
    path(f"{CASE}/<uuid:enquiry_id>/", enquiry_pages.show, name="hub_enquiry"),
    path(f"{CASE}/<uuid:enquiry_id>/allow/", enquiry_pages.allow, name="hub_enquiry_allow"),
    path(f"{CASE}/<uuid:enquiry_id>/begin/", enquiry_pages.begin, name="hub_enquiry_begin"),
    path(f"{CASE}/<uuid:enquiry_id>/end/", enquiry_pages.end, name="hub_enquiry_end"),
    path(f"{CASE}/<uuid:enquiry_id>/abandon/", enquiry_pages.abandon, name="hub_enquiry_abandon"),
    path("hub/enquiries/", enquiry_list_pages.open_list, name="hub_enquiries"),
    path("hub/enquiries/what-works/", enquiry_list_pages.what_works, name="hub_what_works"),
    path("hub/enquiries/methods/", method_pages.methods, name="hub_enquiry_methods"),
    path("hub/enquiries/methods/new/", method_pages.add, name="hub_enquiry_method_add"),
    path("hub/enquiries/methods/<slug:code>/", method_pages.correct, name="hub_enquiry_method"),
    path("hub/enquiries/trials/", trial_pages.trial_list, name="hub_method_trials"),
    path("hub/enquiries/trials/new/", trial_pages.begin, name="hub_method_trial_begin"),
    path("hub/enquiries/trials/<uuid:trial_id>/", trial_pages.show, name="hub_method_trial"),
    path("hub/enquiries/trials/<uuid:trial_id>/end/", trial_pages.end, name="hub_method_trial_end"),
    path("hub/subjects/", subject_pages.links, name="hub_account_links"),
    path("hub/subjects/links/<int:link_id>/", subject_pages.link, name="hub_account_link"),
    path("hub/subjects/<str:reference>/", subject_pages.subject, name="hub_subject"),
    path("hub/subjects/<str:reference>/<int:account_id>/", subject_pages.note, name="hub_account_note"),
    path("hub/notices/", notice_pages.index, name="hub_notices"),
    path("hub/notices/<uuid:notice_id>/", notice_pages.notice, name="hub_notice"),
    path("hub/guidance/", guidance_pages.index, name="hub_guidance"),
    path("hub/guidance/new/", guidance_pages.new, name="hub_guidance_new"),
    path("hub/guidance/<slug:code>/", guidance_pages.piece, name="hub_guidance_piece"),
    path("hub/guidance/<slug:code>/edit/", guidance_pages.edit, name="hub_guidance_edit"),
    path("hub/guidance/<slug:code>/review/", guidance_pages.review, name="hub_guidance_review"),
    path("hub/guidance/<slug:code>/withdraw/", guidance_pages.withdraw, name="hub_guidance_withdraw"),
    path("hub/practice/", practice_pages.board, name="hub_practice"),
]
