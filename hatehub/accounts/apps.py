"""App configuration of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, API clients and permissions."""

    name = "hatehub.accounts"
    label = "accounts"
