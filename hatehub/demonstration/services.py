"""Seeding the demonstration, through the same services as everyone else."""

from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from hatehub.accounts.models import ApiClient, User
from hatehub.demonstration import invented
from hatehub.reference.models import Force
from reports.models import Report
from reports.services import drafts, submission


class DevelopmentOnly(Exception):
    """The demonstration is not for production."""


@transaction.atomic
def seed(*, at: datetime) -> bool:
    """Make the accounts and the invented reports; tell whether they were made now. Raises DevelopmentOnly."""
    if not settings.DEVELOPMENT:
        raise DevelopmentOnly("The demonstration runs under the development settings only.")
    if User.objects.filter(username="officer").exists():
        return False
    _make_staff()
    _make_client()
    if not Report.objects.exists():
        for number, answers in enumerate(invented.REPORTS):
            _submit(answers, at=at - timedelta(hours=3 * (len(invented.REPORTS) - number)))
    return True


def _make_staff() -> None:
    password = make_password(invented.PASSWORD)
    for username, role in invented.STAFF.items():
        is_admin = role == "reference_admin"
        user = User.objects.create(
            username=username, role=role, password=password, is_staff=is_admin, is_superuser=is_admin
        )
        TOTP.activate(user, invented.TOTP_SECRET)


def _make_client() -> None:
    ApiClient.objects.create(
        name="Demonstration client of West Yorkshire Police",
        client_id=invented.CLIENT_ID,
        client_secret=invented.CLIENT_SECRET,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        force=Force.objects.get(code=invented.CLIENT_FORCE),
    )


def _submit(answers: submission.Answers, *, at: datetime) -> None:
    draft, token = drafts.start(at=at)
    submission.submit(draft=draft, token=token, answers=answers, at=at)
