"""The team: officers who share a queue."""

from django.db import models


class Team(models.Model):
    """Some of the hub's staff, by a name that they chose. Administrators keep it; nothing is permitted by it."""

    name = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
