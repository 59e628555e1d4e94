"""Addresses of the public side."""

from django.urls import path

from reports.web import (
    file_answers,
    file_pages,
    form_pages,
    post_pages,
    receipt_pages,
    saving_pages,
    sending_pages,
    status_changes,
    status_pages,
)

urlpatterns = [
    path("", form_pages.start, name="start"),
    path("report/check/", sending_pages.check, name="report_check"),
    path("report/sent/", sending_pages.sent, name="report_sent"),
    path("report/finish/", sending_pages.finish, name="report_finish"),
    path("report/saved/", saving_pages.saved, name="report_saved"),
    path("report/saved/leave/", saving_pages.leave, name="report_saved_leave"),
    path("report/resume/", saving_pages.resume, name="report_resume"),
    path("report/help/", form_pages.help_now, name="report_help"),
    path("report/links/", post_pages.links, name="report_links"),
    path("report/posts/", post_pages.posts, name="report_posts"),
    path("report/posts/<int:number>/", post_pages.post, name="report_post"),
    path("report/files/", file_pages.files, name="report_files"),
    path("report/files/add/", file_answers.add, name="report_files_add"),
    path("report/files/remove/", file_answers.remove, name="report_files_remove"),
    path("report/<slug:slug>/", form_pages.question, name="report_question"),
    path("status/", status_pages.sign_in, name="status"),
    path("status/report/", status_pages.show, name="status_report"),
    path("status/add/", status_changes.add, name="status_add"),
    path("status/questions/<int:number>/", status_changes.answer, name="status_answer"),
    path("status/contact/", status_changes.contact, name="status_contact"),
    path("status/consents/", status_changes.consents, name="status_consents"),
    path("status/withdraw/", status_pages.withdraw, name="status_withdraw"),
    path("status/review/", status_pages.review, name="status_review"),
    path("status/receipt/", receipt_pages.receipt, name="status_receipt"),
    path("keys/receipt-signing-certificate.pem", receipt_pages.certificate, name="receipt_certificate"),
    path("status/leave/", status_pages.leave, name="status_leave"),
]
