"""Addresses of intel."""

from django.urls import path

from intel.web import pages, subject_pages

urlpatterns = [
    path("hub/cases/<str:reference>/intelligence/", pages.consider, name="hub_consider"),
    path("hub/subjects/", subject_pages.links, name="hub_account_links"),
    path("hub/subjects/links/<int:link_id>/", subject_pages.link, name="hub_account_link"),
    path("hub/subjects/<str:reference>/", subject_pages.subject, name="hub_subject"),
    path("hub/subjects/<str:reference>/<int:account_id>/", subject_pages.note, name="hub_account_note"),
]
