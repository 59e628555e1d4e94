"""Who comes into the portal of forces, and who does not; what is another force's is as what there is not."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client

from hatehub.accounts.actors import Actor
from hatehub.accounts.adapter import StaffAdapter
from hatehub.accounts.models import ApiClient, User
from hatehub.accounts.roles import Role
from hatehub.reference.models import Force
from referrals import portal_urls
from referrals.models import EvidencePackage, HookDelivery
from referrals.services import hooks as hook_services
from reports.models import Report
from tests.making import guiding, intelligence, publishing
from tests.making import reports as making
from tests.making import transfers as moving

pytest_plugins = ["tests.making.http", "tests.making.kept"]
PRODUCTS = (
    "/force/guidance/products/",
    "/force/guidance/product/?code={product}",
    "/force/guidance/prevention/?code={product}",
    "/force/guidance/prevention-outcome/?action={prevention}",
    "/force/products/{product}/1.pdf",
)
READ = [
    "/force/",
    "/force/cases/{case}/",
    "/force/cases/{case}/reports/",
    "/force/cases/{case}/accept/",
    "/force/cases/{case}/refuse/",
    "/force/cases/{case}/transfer/",
    "/force/cases/{case}/note/",
    "/force/cases/{case}/ask/",
    "/force/cases/{case}/tell/",
    "/force/cases/{case}/outcome/",
    "/force/cases/{case}/packages/{version}/",
    "/force/cases/{case}/packages/{version}/feedback/",
    "/force/hooks/",
    "/force/hooks/new/",
    "/force/hooks/{hook}/",
    "/force/hooks/{hook}/messages/{message}/",
    "/force/programs/",
    "/force/programs/{program}/secret/",
    "/force/guidance/",
    "/force/guidance/practice/",
    "/force/guidance/said/?case={case}",
    "/force/guidance/piece/?code=keep-it",
    "/force/guidance/intelligence/",
    "/force/guidance/intelligence-report/?reference={intelligence}",
    "/force/guidance/intelligence-pdf/?reference={intelligence}",
    *PRODUCTS,
]
WRITE = ["/force/cases/{case}/acknowledge/", "/force/hooks/{hook}/do/"]
NOT_REGISTERED = ["/force/guidance/anything/"]
ONE_ADDRESS = {
    "/force/guidance/said/?case={case}",
    "/force/guidance/piece/?code=keep-it",
    "/force/guidance/intelligence/",
    "/force/guidance/intelligence-report/?reference={intelligence}",
    "/force/guidance/intelligence-pdf/?reference={intelligence}",
    *PRODUCTS,
}
"""Pages of guidance share an address, and apps downstream register them."""
OF_ONE = [path for path in [*READ, *WRITE] if "{" in path]
STAFF = ["/hub/", "/hub/queues/", "/hub/cases/{case}/", "/hub/takedowns/", "/hub/web-hooks/", "/admin/"]


@pytest.fixture(scope="module")
def kept_addresses(kept_rows):
    at, by = datetime(2026, 3, 2, 12, 0, tzinfo=UTC), Actor(role=Role.OFFICER, identifier="officer-1")
    west_yorkshire = Actor(role=Role.FORCE, identifier="client-wyp", force_code=making.WEST_YORKSHIRE)
    guiding.published("keep-it", at=at)
    report = making.walk(making.submit(at=at), to="packaged", by=by, at=at)
    made = hook_services.add(url="https://hooks.example.org/in", by=west_yorkshire, at=at)
    message = hook_services.send_test(hook_id=made.hook.id, by=west_yorkshire, at=at)
    program = ApiClient.objects.create(
        name="A program",
        client_id="a-program",
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        force=Force.objects.get(code=making.WEST_YORKSHIRE),
    )
    return {
        "case": report.case.reference,
        "intelligence": intelligence.given(report, at=at).reference,
        "version": EvidencePackage.objects.get(case=report.case).version,
        "hook": made.hook.id,
        "message": message.id,
        "program": program.pk,
        **publishing.for_a_force(making.WEST_YORKSHIRE, at=at),
    }


@pytest.fixture
def addresses(kept_addresses):
    return dict(kept_addresses)


@pytest.fixture
def of_kent(staff):
    client = staff("force")
    user = client.get("/force/").wsgi_request.user
    user.force = Force.objects.get(code=moving.KENT)
    user.save()
    return client


def ask(client, path):
    return client.post(path) if path in WRITE or path.endswith(("/acknowledge/", "/do/")) else client.get(path)


def test_every_address_of_the_portal_is_here():
    assert len(portal_urls.urlpatterns) == len({*READ, *WRITE} - ONE_ADDRESS)


@pytest.mark.parametrize("path", [*READ, *WRITE])
def test_stranger_is_sent_to_sign_in(addresses, path):
    answer = ask(Client(), path.format(**addresses))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=/force/")


@pytest.mark.parametrize("path", [*READ, *WRITE])
def test_nobody_comes_in_without_a_second_factor(addresses, staff, path):
    answer = ask(staff("force", has_second_factor=False), path.format(**addresses))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/totp/activate/")


@pytest.mark.parametrize("role", ["officer", "supervisor", "reference_admin", "partner"])
@pytest.mark.parametrize("path", [*READ, *WRITE])
def test_other_roles_are_refused_and_shown_nothing(addresses, staff, path, role):
    answer = ask(staff(role), path.format(**addresses))
    assert answer.status_code == 403
    assert addresses["case"].encode() not in answer.content


@pytest.mark.parametrize("path", STAFF)
def test_people_of_a_force_get_no_page_of_the_staff(addresses, staff, path):
    answer = staff("force").get(path.format(**addresses))
    assert answer.status_code in (302, 403) if path == "/admin/" else answer.status_code == 403
    assert addresses["case"].encode() not in answer.content


@pytest.mark.parametrize("path", READ)
def test_people_of_the_force_are_let_in_and_nothing_is_kept(addresses, staff, path):
    if path.endswith("/outcome/"):
        addresses["case"] = Report.objects.get().case.reference
    answer = staff("force").get(path.format(**addresses))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", OF_ONE)
def test_what_is_another_forces_is_as_what_there_is_not(addresses, of_kent, path):
    nowhere = {
        "case": "OHC-0000-0000",
        "intelligence": "INT-0000-0000",
        "version": addresses["version"],
        "hook": uuid.uuid4(),
        "message": uuid.uuid4(),
        "program": 10**15,
        "product": "OHP-0000-0000",
        "prevention": uuid.uuid4(),
    }
    theirs, none = (ask(of_kent, path.format(**each)) for each in (addresses, nowhere))
    assert theirs.status_code == none.status_code == 404
    assert plain(theirs) == plain(none)


def plain(answer):
    """The page without what differs from one request to the next."""
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"|next=[^"&]*', "", answer.content.decode())


@pytest.mark.parametrize("path", NOT_REGISTERED)
def test_a_page_of_guidance_that_nobody_registered_is_not_there(staff, path):
    client = staff("force")
    assert client.get(path).status_code == 404
    assert "Guidance" in client.get("/force/").content.decode()


@pytest.mark.parametrize("path", [*WRITE, "/force/cases/{case}/accept/", "/force/programs/{program}/secret/"])
def test_stale_token_changes_nothing(addresses, staff, path):
    client = staff("force", enforce_csrf_checks=True)
    sent = {"csrfmiddlewaretoken": "stale", "crime_number": "1", "do": "remove"}
    answer = client.post(path.format(**addresses), sent)
    assert answer.status_code == 403
    assert Report.objects.get().state == "packaged"
    assert HookDelivery.objects.count() == 1


@pytest.mark.parametrize("path", WRITE)
def test_looking_changes_nothing(addresses, staff, path):
    assert staff("force").get(path.format(**addresses)).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/force/cases/" + "x" * 10_000 + "/",
        "/force/cases/{case}/packages/99999999999999999999/feedback/",
        "/force/cases/{case}/packages/0/feedback/",
        "/force/programs/99999999999999999999999/secret/",
        "/force/nowhere/",
    ],
)
def test_strange_addresses_are_answered(addresses, staff, path):
    assert staff("force").get(path.format(**addresses)).status_code in (200, 404)


@pytest.mark.parametrize(
    ("role", "leads"), [("force", "/force/"), ("officer", "/hub/"), ("reference_admin", "/admin/")]
)
def test_sign_in_leads_to_ones_own_pages(staff, rf, role, leads):
    staff(role)
    request = rf.get("/")
    request.user = User.objects.get()
    assert StaffAdapter(request).get_login_redirect_url(request) == leads
