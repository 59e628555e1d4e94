"""App configuration of the vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault."""

    name = "hatehub.vault"
    label = "vault"
