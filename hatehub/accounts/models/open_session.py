"""A session that somebody has opened by signing in."""

from django.conf import settings
from django.db import models


class OpenSession(models.Model):
    """One browser in which somebody is signed in: what they are shown of it, and by which it is ended.

    It holds no address of the network. The row goes with the session; the audit keeps that one was ended by hand.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.browser}, since {self.began_at}"
