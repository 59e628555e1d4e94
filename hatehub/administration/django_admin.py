"""App configuration of Django's admin. In a module of its own: Django takes each one in `apps` for ours."""

from django.contrib.admin.apps import AdminConfig


class HubAdminConfig(AdminConfig):
    """Django's admin on the site that only takes what the hub registers itself."""

    default_site = "hatehub.administration.site.AdministrationSite"
