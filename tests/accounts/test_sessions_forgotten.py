from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from hatehub.accounts.models import OpenSession
from hatehub.accounts.sessions import forget_over
from hatehub.accounts.tasks import forget_sessions

pytest_plugins = ["tests.making.http"]


def test_sessions_that_are_over_go_and_others_stay(staff):
    client = staff("officer")
    client.get("/hub/")
    old = SessionStore()
    old.create()
    Session.objects.filter(session_key=old.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_sessions()
    assert not Session.objects.filter(session_key=old.session_key).exists()
    assert client.get("/hub/queues/").status_code == 200
    assert OpenSession.objects.count() == 1
    assert forget_over(at=timezone.now() + timedelta(hours=13)) == 1
    assert client.get("/hub/queues/").status_code == 302
    assert not OpenSession.objects.exists()
