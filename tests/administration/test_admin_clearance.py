"""Clearing people for sources under /admin/: a mark on the account, which no role gives and nobody gives themselves."""

import html

import pytest

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted, require
from hatehub.accounts.roles import NEEDS_CLEARANCE, ROLE_ACTIONS, Action, Role, is_allowed
from hatehub.administration.services import staff as accounts
from hatehub.audit.models import Entry

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def client(staff):
    return staff("reference_admin")


def saved(client, user, **more):
    address = f"/admin/accounts/user/{user.pk}/change/"
    page = client.get(address)
    form = page.context["adminform"].form
    kept = {name: form[name].value() or "" for name in form.fields if name in form.initial or name == "seen"}
    kept = {name: value for name, value in kept.items() if value is not False}
    return client.post(address, {**kept, **more})


@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_an_administrator_clears_somebody_and_the_audit_says_so(client, staff, role):
    staff(role)
    user = User.objects.get(role=role)
    with pytest.raises(NotPermitted):
        require(by=actor_for_user(user), action=Action.SEE_SOURCES)
    assert saved(client, user, is_cleared_for_sources="on").status_code == 302
    user = User.objects.get(pk=user.pk)
    require(by=actor_for_user(user), action=Action.SEE_SOURCES)
    entry = Entry.objects.filter(subject=f"account:{user.pk}", verb="account_changed").latest("id")
    assert entry.details["is_cleared_for_sources"] is True


@pytest.mark.parametrize("role", ["reference_admin", "force"])
def test_only_officers_and_supervisors_can_be_cleared(client, staff, role):
    staff(role)
    user = User.objects.filter(role=role).latest("id")
    answer = saved(client, user, is_cleared_for_sources="on")
    assert "Only officers and supervisors can be cleared." in html.unescape(answer.content.decode())
    assert not User.objects.get(pk=user.pk).is_cleared_for_sources


def test_nobody_clears_themselves(client, at):
    user = User.objects.get(role="reference_admin")
    user.is_cleared_for_sources = True
    with pytest.raises(accounts.NotYourself):
        accounts.change(user=user, fields=["is_cleared_for_sources"], by=actor_for_user(user), at=at)


def test_no_role_gives_what_needs_clearance():
    for role in Role:
        for action in NEEDS_CLEARANCE:
            assert not is_allowed(role=role, action=action)
            assert is_allowed(role=role, action=action, is_cleared=True) == (action in ROLE_ACTIONS[role])
