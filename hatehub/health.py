"""Addresses that machines ask: is it up, is it ready, how much is waiting."""

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hatehub.bearer import has_bearer, refused
from hatehub.outbox.selectors import backlog
from referrals.selectors.figures import package_states
from reports.selectors.figures import report_states, waiting_updates

SECONDS = 2


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process serves."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and broker answer; else 503, naming which is down."""
    checks = {"database": _database_answers(), "broker": _broker_answers()}
    down = sorted(name for name, answers in checks.items() if not answers)
    return JsonResponse({"ready": not down, "down": down}, status=503 if down else 200)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _broker_answers() -> bool:
    try:
        return bool(
            redis.Redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS).ping()
        )
    except redis.RedisError:
        return False


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures in Prometheus's text format; all come from the database, so every process says the same.

    Whoever asks shows `METRICS_TOKEN`. Where none is set there is no such page, but in development.
    """
    if not settings.METRICS_TOKEN and not settings.DEVELOPMENT:
        raise Http404
    if settings.METRICS_TOKEN and not has_bearer(request, settings.METRICS_TOKEN):
        return refused()
    registry = CollectorRegistry()
    _gauge(registry, "hub_reports", "Reports by state", "state", report_states())
    _gauge(registry, "hub_packages", "Evidence packages by state", "state", package_states())
    _gauge(registry, "hub_deliveries", "Deliveries of events that are not done, by state", "state", backlog())
    Gauge("hub_updates_waiting", "Messages waiting to be sent", registry=registry).set(waiting_updates())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _gauge(registry: CollectorRegistry, name: str, meaning: str, label: str, values: dict[str, int]) -> None:
    gauge = Gauge(name, meaning, [label], registry=registry)
    for key, value in values.items():
        gauge.labels(key).set(value)
