"""Accounts under /admin/: made, changed, deactivated and given a new way in, by another administrator."""

import html
import re

import pytest
from allauth.mfa.models import Authenticator

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import Team, User
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.administration.services import staff as accounts
from hatehub.audit.models import Entry
from hatehub.reference.models import Force
from tests.making.reports import WEST_YORKSHIRE

pytest_plugins = ["tests.making.http"]
ADD = "/admin/accounts/user/add/"


@pytest.fixture
def client(staff):
    return staff("reference_admin")


@pytest.fixture
def administrator(client):
    return User.objects.get(role="reference_admin")


@pytest.fixture
def officer_account(staff):
    staff("officer")
    return User.objects.get(role="officer")


def text_of(page):
    return html.unescape(page.content.decode())


def change_of(user):
    return f"/admin/accounts/user/{user.pk}/change/"


def deed_of(user, name):
    return f"/admin/accounts/user/{user.pk}/do/{name}/"


def shown_password(page):
    return re.search(r"<code>(.+)</code>", text_of(page)).group(1)


def test_account_is_made_with_a_first_password_shown_once(client):
    page = client.post(ADD, {"username": "alex", "first_name": "Alex", "role": "officer"})
    assert page.status_code == 200
    user = User.objects.get(username="alex")
    assert user.check_password(shown_password(page))
    assert user.must_change_password
    assert (user.is_staff, user.is_superuser) == (False, False)
    entry = Entry.objects.get(subject=f"account:{user.pk}")
    assert (entry.verb, entry.details) == ("account_added", {"username": "alex", "role": "officer"})
    assert "Alex" not in str(entry.details)
    assert shown_password(page) not in text_of(client.get(change_of(user)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": ""}, "This field is required."),
        ({"username": "a b"}, "Use letters, digits"),
        ({"username": "x" * 61}, "at most 60"),
        ({"role": "hub"}, "Select a valid choice"),
        ({"role": ""}, "This field is required."),
        ({"role": "force"}, "Choose the force."),
        ({"role": "partner"}, "Choose the partner."),
    ],
)
def test_account_that_cannot_be_is_refused_in_a_sentence(wrong, words, client):
    page = client.post(ADD, {"username": "alex", "role": "officer"} | wrong)
    assert words in text_of(page)
    assert User.objects.count() == 1


def test_officer_with_a_force_and_administrator_with_a_team_are_refused(client):
    force = Force.objects.get(code=WEST_YORKSHIRE)
    page = client.post(ADD, {"username": "alex", "role": "officer", "force": force.pk})
    assert "Only somebody of a force has one" in text_of(page)
    team = Team.objects.create(name="Invented")
    page = client.post(ADD, {"username": "alex", "role": "reference_admin", "team": team.pk})
    assert "Only officers and supervisors are in a team" in text_of(page)


def test_name_that_differs_in_case_only_is_refused(client, officer_account):
    page = client.post(ADD, {"username": officer_account.username.upper(), "role": "officer"})
    assert "There is an account of this name already." in text_of(page)


def test_name_taken_meanwhile_is_refused_in_a_sentence(administrator, officer_account, at):
    by = actor_for_user(administrator)
    with pytest.raises(accounts.NameTaken, match="already"):
        accounts.add(user=User(username=officer_account.username, role="officer"), by=by, at=at)
    assert not Entry.objects.filter(verb="account_added").exists()


def test_role_and_team_are_changed_and_the_audit_says_from_what_to_what(client, officer_account):
    team = Team.objects.create(name="Invented")
    sent = {"role": "supervisor", "team": team.pk, "username": "other"}
    assert client.post(change_of(officer_account), sent).status_code == 302
    stored = User.objects.get(pk=officer_account.pk)
    assert (stored.role, stored.team, stored.username) == ("supervisor", team, officer_account.username)
    entry = Entry.objects.get(subject=f"account:{stored.pk}")
    assert entry.details == {
        "username": stored.username,
        "fields": ["role", "team"],
        "from": "officer",
        "to": "supervisor",
    }
    assert "account_changed" in text_of(client.get(f"/admin/accounts/user/{stored.pk}/history/"))


def test_retired_team_is_offered_to_its_own_people_alone(client, officer_account):
    team = Team.objects.create(name="Invented former team", is_active=False)
    assert team.name not in text_of(client.get(change_of(officer_account)))
    User.objects.filter(pk=officer_account.pk).update(team=team)
    assert team.name in text_of(client.get(change_of(officer_account)))


@pytest.mark.parametrize("role", ["officer", "supervisor", "force"])
def test_administrator_cannot_give_themselves_another_role(role, client, administrator, at):
    force = Force.objects.get(code=WEST_YORKSHIRE)
    client.post(change_of(administrator), {"role": role, "force": force.pk, "first_name": "Ada"})
    stored = User.objects.get(pk=administrator.pk)
    assert (stored.role, stored.force, stored.first_name) == ("reference_admin", None, "Ada")
    stored.role = role
    with pytest.raises(accounts.NotYourself):
        accounts.change(user=stored, fields=["role"], by=actor_for_user(administrator), at=at)


@pytest.mark.parametrize("deed", ["password", "second-factor", "deactivate", "reactivate"])
def test_administrator_does_nothing_to_their_own_way_in(deed, client, administrator):
    assert "/do/" not in text_of(client.get(change_of(administrator)))
    page = client.post(deed_of(administrator, deed), {"reason": "mine"}, follow=True)
    assert "Ask another administrator" in text_of(page)
    stored = User.objects.get(pk=administrator.pk)
    assert stored.is_active
    assert stored.password == administrator.password
    assert Authenticator.objects.filter(user=stored).exists()


def test_last_administrator_is_neither_deactivated_nor_given_another_role(administrator, at):
    gone = Actor(role=Role.REFERENCE_ADMIN, identifier="gone", user_id=0)
    with pytest.raises(accounts.LastAdministrator):
        accounts.deactivate(user_id=administrator.pk, reason="x", by=gone, at=at)
    administrator.role = "officer"
    with pytest.raises(accounts.LastAdministrator):
        accounts.change(user=administrator, fields=["role"], by=gone, at=at)
    assert User.objects.get(pk=administrator.pk).role == "reference_admin"
    User.objects.create_user(username="second", role="reference_admin")
    accounts.change(user=administrator, fields=["role"], by=gone, at=at)
    assert User.objects.get(pk=administrator.pk).role == "officer"


def test_inactive_administrator_does_not_count_as_one_who_remains(administrator, at):
    User.objects.create_user(username="second", role="reference_admin", is_active=False)
    gone = Actor(role=Role.REFERENCE_ADMIN, identifier="gone", user_id=0)
    with pytest.raises(accounts.LastAdministrator):
        accounts.deactivate(user_id=administrator.pk, reason="x", by=gone, at=at)


def test_deactivated_account_is_out_with_its_next_page_and_comes_back_with_a_new_password(client, staff):
    officers = staff("officer")
    account = User.objects.get(role="officer")
    assert officers.get("/hub/queues/").status_code == 200
    assert client.get(deed_of(account, "deactivate")).status_code == 200
    refused = client.post(deed_of(account, "deactivate"), {"reason": " "})
    assert refused.status_code == 422
    assert "Say why." in text_of(refused)
    page = client.post(deed_of(account, "deactivate"), {"reason": "Has left."}, follow=True)
    assert "is deactivated." in text_of(page)
    assert "/login/" in officers.get("/hub/").headers["Location"]
    page = client.post(deed_of(account, "reactivate"), {"reason": "Is back."})
    account.refresh_from_db()
    assert account.is_active
    assert account.check_password(shown_password(page))
    told = Entry.objects.filter(subject=f"account:{account.pk}").order_by("sequence")
    assert [(each.verb, each.reason) for each in told] == [
        ("account_deactivated", "Has left."),
        ("sessions_ended", ""),
        ("account_reactivated", "Is back."),
    ]


@pytest.mark.parametrize(("deed", "keeps_factor"), [("password", True), ("second-factor", False)])
def test_new_way_in_ends_open_sessions(deed, keeps_factor, client, staff):
    officers = staff("officer")
    account = User.objects.get(role="officer")
    page = client.post(deed_of(account, deed), {"reason": "Telephone lost."})
    account.refresh_from_db()
    assert account.check_password(shown_password(page))
    assert account.must_change_password
    assert Authenticator.objects.filter(user=account).exists() == keeps_factor
    assert "/login/" in officers.get("/hub/").headers["Location"]
    assert "no-store" in page.headers["Cache-Control"]


def test_unknown_deed_or_account_leads_nowhere(client, officer_account):
    assert client.get(deed_of(officer_account, "promote")).status_code == 404
    assert client.get("/admin/accounts/user/0/do/password/").status_code == 404


@pytest.mark.parametrize("role", ["officer", "supervisor", "force"])
@pytest.mark.parametrize("deed", ["password", "second-factor", "deactivate", "reactivate"])
def test_nobody_else_does_anything_to_an_account(role, deed, staff, administrator):
    assert staff(role).post(deed_of(administrator, deed), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.FORCE, Role.HUB])
def test_services_of_accounts_refuse_every_other_role(role, officer_account, at):
    by = Actor(role=role, identifier="x", user_id=0)
    with pytest.raises(NotPermitted):
        accounts.add(user=User(username="y", role="officer"), by=by, at=at)
    with pytest.raises(NotPermitted):
        accounts.change(user=officer_account, fields=["role"], by=by, at=at)
    with pytest.raises(NotPermitted):
        accounts.save_team(team=Team(name="y"), fields=["name"], by=by, at=at)
    for deed in (
        *(accounts.deactivate, accounts.reactivate),
        *(accounts.give_new_password, accounts.reset_second_factor),
    ):
        with pytest.raises(NotPermitted):
            deed(user_id=officer_account.pk, reason="x", by=by, at=at)


def keep_session(client, user):
    """Let a session outlive a change of password, as the session of whoever changed it does."""
    session = client.session
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()


def test_who_was_given_a_password_chooses_another_before_any_page(staff):
    officers = staff("officer")
    user = User.objects.get(role="officer")
    user.set_password("given by somebody")
    user.must_change_password = True
    user.save()
    keep_session(officers, user)
    assert officers.get("/hub/queues/").headers["Location"] == "/accounts/password/"
    page = officers.get("/accounts/password/")
    assert "Somebody else gave you the present one." in text_of(page)
    same = {"oldpassword": "wrong one here", "password1": "one of my very own", "password2": "one of my very own"}
    assert officers.post("/accounts/password/", same).status_code == 200
    assert User.objects.get(pk=user.pk).must_change_password
    done = officers.post("/accounts/password/", same | {"oldpassword": "given by somebody"})
    assert done.headers["Location"] == "/hub/"
    user.refresh_from_db()
    assert user.check_password("one of my very own")
    assert not user.must_change_password
    assert Entry.objects.get(subject=f"account:{user.pk}").verb == "password_changed"
    assert officers.get("/hub/queues/").status_code == 200


def test_given_password_cannot_be_chosen_again(staff):
    officers = staff("officer")
    user = User.objects.get(role="officer")
    user.set_password("given by somebody")
    user.must_change_password = True
    user.save()
    keep_session(officers, user)
    again = dict.fromkeys(("oldpassword", "password1", "password2"), "given by somebody")
    page = officers.post("/accounts/password/", again)
    assert "Choose another one" in text_of(page)
    assert User.objects.get(pk=user.pk).must_change_password


def test_team_is_added_and_retired_and_not_deleted(client):
    assert client.post("/admin/accounts/team/add/", {"name": "North", "is_active": "on"}).status_code == 302
    team = Team.objects.get(name="North")
    assert client.post(f"/admin/accounts/team/{team.pk}/change/", {"name": "North"}).status_code == 302
    assert not Team.objects.get(pk=team.pk).is_active
    told = Entry.objects.filter(subject=f"team:{team.pk}").order_by("sequence")
    assert [each.verb for each in told] == ["team_added", "team_changed"]
    again = client.post("/admin/accounts/team/add/", {"name": "North", "is_active": "on"})
    assert "already exists" in text_of(again)


def test_stale_form_of_an_account_does_not_overwrite_a_colleagues_change(client, officer_account):
    page = client.get(change_of(officer_account))
    seen = page.context["adminform"].form["seen"].value()
    sent = {"role": "officer", "seen": seen}
    assert client.post(change_of(officer_account), sent | {"first_name": "Alex"}).status_code == 302
    page = client.post(change_of(officer_account), sent | {"last_name": "Invented"})
    assert "Somebody else has changed this since you opened it." in text_of(page)
    assert User.objects.get(pk=officer_account.pk).first_name == "Alex"
