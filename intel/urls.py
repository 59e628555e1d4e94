"""Addresses of intel."""

from django.urls import path

from intel.web import pages

urlpatterns = [path("hub/cases/<str:reference>/intelligence/", pages.consider, name="hub_consider")]
