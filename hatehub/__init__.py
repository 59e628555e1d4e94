"""The hub's wiring and foundations; the four apps stand on it."""

from hatehub.celery import app as celery_app

__all__ = ["celery_app"]
