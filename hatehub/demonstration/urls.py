"""Addresses that exist in development only."""

from django.urls import path

from hatehub.demonstration import pages

urlpatterns = [path("mail/", pages.mail, name="demonstration_mail")]
