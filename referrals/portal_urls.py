"""Addresses of the portal of forces, all under `/force/`."""

from django.urls import path

from referrals.web import (
    portal_act_pages,
    portal_case_pages,
    portal_guidance_pages,
    portal_hook_pages,
    portal_list_pages,
    portal_outcome_pages,
    portal_packages,
    portal_program_pages,
    portal_telling_pages,
)

CASE = "cases/<str:reference>/"

urlpatterns = [
    path("", portal_list_pages.cases, name="force_cases"),
    path(CASE, portal_case_pages.case, name="force_case"),
    path(f"{CASE}reports/", portal_case_pages.reports, name="force_reports"),
    path(f"{CASE}acknowledge/", portal_case_pages.acknowledge, name="force_acknowledge"),
    *(
        path(f"{CASE}{name}/", getattr(portal_act_pages, name), name=f"force_{name}")
        for name in ("accept", "refuse", "transfer", "note", "ask")
    ),
    path(f"{CASE}tell/", portal_telling_pages.tell, name="force_tell"),
    path(f"{CASE}outcome/", portal_outcome_pages.outcome, name="force_outcome"),
    path(f"{CASE}packages/<int:version>/", portal_packages.download, name="force_package"),
    path(f"{CASE}packages/<int:version>/feedback/", portal_act_pages.feedback, name="force_feedback"),
    path("hooks/", portal_hook_pages.hooks, name="force_hooks"),
    path("hooks/new/", portal_hook_pages.new, name="force_hook_new"),
    path("hooks/<uuid:hook_id>/", portal_hook_pages.hook, name="force_hook"),
    path("hooks/<uuid:hook_id>/do/", portal_hook_pages.do, name="force_hook_do"),
    path("hooks/<uuid:hook_id>/messages/<uuid:delivery_id>/", portal_hook_pages.delivery, name="force_delivery"),
    path("programs/", portal_program_pages.programs, name="force_programs"),
    path("programs/<int:client_id>/secret/", portal_program_pages.new_secret, name="force_program_secret"),
    path("guidance/", portal_guidance_pages.guidance, name="force_guidance"),
    path("guidance/<slug:code>/", portal_guidance_pages.guidance, name="force_guidance_page"),
]
