"""App configuration of the administration."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """The pages under /admin/."""

    name = "hatehub.administration"
    label = "administration"

    def ready(self) -> None:
        """Hear of wrong codes at the sign-in."""
        from hatehub.administration import sign_in  # noqa: PLC0415 - models are there once every app is ready

        sign_in.connect()
