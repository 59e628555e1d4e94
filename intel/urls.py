"""Addresses of intel."""

from django.urls import path

from intel.web import guidance_pages, pages, practice_pages

urlpatterns = [
    path("hub/cases/<str:reference>/intelligence/", pages.consider, name="hub_consider"),
    path("hub/guidance/", guidance_pages.index, name="hub_guidance"),
    path("hub/guidance/new/", guidance_pages.new, name="hub_guidance_new"),
    path("hub/guidance/<slug:code>/", guidance_pages.piece, name="hub_guidance_piece"),
    path("hub/guidance/<slug:code>/edit/", guidance_pages.edit, name="hub_guidance_edit"),
    path("hub/guidance/<slug:code>/review/", guidance_pages.review, name="hub_guidance_review"),
    path("hub/guidance/<slug:code>/withdraw/", guidance_pages.withdraw, name="hub_guidance_withdraw"),
    path("hub/practice/", practice_pages.board, name="hub_practice"),
]
