"""Addresses of the public side."""

from django.urls import path

from reports.web import form_pages, status_pages

urlpatterns = [
    path("", form_pages.start, name="start"),
    path("report/check/", form_pages.check, name="report_check"),
    path("report/sent/", form_pages.sent, name="report_sent"),
    path("report/finish/", form_pages.finish, name="report_finish"),
    path("report/<slug:slug>/", form_pages.question, name="report_question"),
    path("status/", status_pages.sign_in, name="status"),
    path("status/report/", status_pages.show, name="status_report"),
    path("status/withdraw/", status_pages.withdraw, name="status_withdraw"),
    path("status/review/", status_pages.review, name="status_review"),
    path("status/leave/", status_pages.leave, name="status_leave"),
]
