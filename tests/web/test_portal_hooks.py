"""Web hooks and programs in the portal of forces."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.models import ApiClient
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.reference.models import Force
from referrals.models import HookDelivery, WebHook
from referrals.services import feeding
from referrals.services import hooks as services
from referrals.services.api_clients import give_own_secret
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]
URL = "https://hooks.example.org/in?key=abc"


@pytest.fixture
def client(staff):
    return staff("force")


@pytest.fixture
def hook(db, west_yorkshire, at):
    return services.add(url=URL, by=west_yorkshire, at=at).hook


def text_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


def press(client, hook, what, **more):
    return client.post(f"/force/hooks/{hook.id}/do/", {"do": what, **more})


def test_secret_of_a_new_hook_is_shown_once(client):
    page = client.post("/force/hooks/new/", {"url": URL, "changes": "mark_packaged, question_answered"})
    assert page.status_code == 200
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page.content.decode()).group()
    hook = WebHook.objects.get()
    assert hook.changes == ["mark_packaged", "question_answered"]
    assert secret not in client.get(f"/force/hooks/{hook.id}/").content.decode()
    assert Entry.objects.get(verb="hook_added").actor.startswith("force:force-")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"url": ""}, "Enter the address."),
        ({"url": "http://hooks.example.org/"}, "over https alone"),
        ({"url": "https://10.0.0.1/"}, "public addresses alone"),
        ({"url": "https://x.example/" + "x" * 3000}, "at most 2,000"),
        ({"url": URL, "changes": "<script>"}, "is no word of the feed"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(client, typed, words):
    page = client.post("/force/hooks/new/", typed)
    assert page.status_code == 422
    assert words in text_of(page)
    assert not WebHook.objects.exists()


def test_sixth_hook_is_refused(client, west_yorkshire, at):
    for number in range(5):
        services.add(url=f"https://h{number}.example.org/", by=west_yorkshire, at=at)
    page = client.post("/force/hooks/new/", {"url": URL})
    assert page.status_code == 422
    assert "5 web hooks already" in text_of(page)


def test_list_tells_the_host_and_no_more_of_the_address(client, hook):
    page = text_of(client.get("/force/hooks/"))
    assert "hooks.example.org" in page
    assert "key=abc" not in page


def test_hook_is_tried_paused_and_resumed(client, hook):
    press(client, hook, "test")
    assert HookDelivery.objects.get().change == "ping"
    press(client, hook, "pause")
    hook.refresh_from_db()
    assert hook.state == "paused"
    press(client, hook, "test")
    assert "Resume it first" in text_of(client.get(f"/force/hooks/{hook.id}/"))
    press(client, hook, "resume")
    hook.refresh_from_db()
    assert hook.state == "on"


def test_new_secret_is_shown_once_and_the_overlap_is_said(client, hook):
    page = press(client, hook, "rotate", hours="24")
    assert "whsec_" in text_of(page)
    shown = text_of(client.get(f"/force/hooks/{hook.id}/"))
    assert "whsec_" not in shown
    assert "the secret before" in shown
    assert press(client, hook, "rotate", hours="9999").status_code == 422
    assert press(client, hook, "rotate").status_code == 422


@pytest.fixture
def given_up(hook, report_at):
    report = report_at("packaged")
    making.work_off()
    feeding.number_entries()
    services.plan_all(at=timezone.now())
    HookDelivery.objects.update(state="given_up", ended_at=timezone.now(), not_before=None)
    return report


def test_what_was_given_up_is_sent_again_all_or_one(client, hook, given_up):
    first = HookDelivery.objects.order_by("number").first()
    page = text_of(client.get(f"/force/hooks/{hook.id}/?state=given_up"))
    assert given_up.case.reference in page
    press(client, hook, "replay", delivery=str(first.id))
    assert HookDelivery.objects.get(is_replay=True).replay_of == first.id
    lost = HookDelivery.objects.filter(state="given_up").count()
    press(client, hook, "replay_given_up")
    assert HookDelivery.objects.filter(is_replay=True).count() == lost + 1
    assert press(client, hook, "replay", delivery="nonsense").status_code == 404


def test_log_is_narrowed_and_read_page_by_page(client, hook, given_up, west_yorkshire, django_assert_max_num_queries):
    services.replay(hook_id=hook.id, by=west_yorkshire, at=timezone.now(), is_given_up=True)
    for query in ("", "?state=waiting", "?state=nonsense", "?before=2", "?before=x", "?before=" + "9" * 40):
        with django_assert_max_num_queries(12):
            assert client.get(f"/force/hooks/{hook.id}/{query}").status_code == 200
    assert "There are none." in text_of(client.get(f"/force/hooks/{hook.id}/?state=delivered"))


def test_hook_is_removed(client, hook):
    assert press(client, hook, "remove").headers["Location"] == "/force/hooks/"
    assert not WebHook.objects.exists()


@pytest.mark.parametrize("what", ["", "nonsense", "__class__"])
def test_unknown_button_is_not_found(client, hook, what):
    assert press(client, hook, what).status_code == 404


# Programs -----------------------------------------------------------------------------------------
@pytest.fixture
def program(db):
    return ApiClient.objects.create(
        name="Crime system",
        client_id="crime-system",
        client_secret="a secret of the test's own",
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        force=Force.objects.get(code=making.WEST_YORKSHIRE),
        networks="192.0.2.0/24",
    )


def test_programs_are_shown_without_any_secret(client, program):
    page = text_of(client.get("/force/programs/"))
    for words in ("Crime system", "crime-system", "cases:read, cases:act", "192.0.2.0/24", "In use"):
        assert words in page
    assert "a secret" not in page


def test_person_of_the_force_gives_a_program_a_new_secret(client, program):
    before = program.client_secret
    page = client.post(f"/force/programs/{program.pk}/secret/", {"days": "7"})
    program.refresh_from_db()
    assert program.client_secret != before
    assert program.earlier_secret_until > timezone.now() + timedelta(days=6)
    assert re.search(r"hub-prepared[^>]*>[\w-]{43}<", page.content.decode())
    assert Entry.objects.get(verb="client_secret_given").actor.startswith("force:force-")


@pytest.mark.parametrize("days", ["", "31", "x"])
def test_overlap_is_one_of_those_offered(client, program, days):
    assert client.post(f"/force/programs/{program.pk}/secret/", {"days": days}).status_code == 422
    assert not Entry.objects.filter(verb="client_secret_given").exists()


def test_revoked_program_stays_revoked(client, program):
    ApiClient.objects.update(is_active=False)
    assert client.post(f"/force/programs/{program.pk}/secret/", {"days": "7"}).status_code == 404
    assert "Revoked" in text_of(client.get("/force/programs/"))


def test_program_cannot_renew_a_secret_by_the_service(program, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        give_own_secret(client_id=program.pk, overlap=timedelta(days=1), by=west_yorkshire, at=at)
