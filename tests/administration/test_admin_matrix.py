"""Who gets what of every table under /admin/, asked of the registry: a table that is added is asked about too."""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import ApiClient, Team, User, WrongTries
from hatehub.accounts.roles import Role
from hatehub.administration.tables import InnerTable, Table
from hatehub.reference.models import Force, Platform
from referrals.models import PlatformAccount
from referrals.services import platform_accounts
from reports.models import MessageText
from tests.making.reports import WEST_YORKSHIRE
from triage.models import PolicyActivation, PolicyVersion

pytest_plugins = ["tests.making.http"]

ADMINISTRATOR = Actor(role=Role.REFERENCE_ADMIN, identifier="administrator")
TABLES = sorted(site._registry, key=lambda model: model._meta.label)
SHOWN_BESIDE_REFERENCE = {User, Team, WrongTries, ApiClient, MessageText, PlatformAccount, PolicyVersion}
BELOW = {PolicyActivation}
NEVER = {"reports", "vault", "triage", "referrals", "intel", "audit", "outbox", "sessions", "mfa", "account", "auth"}


@pytest.fixture
def rows(db):
    """One row of every table, as far as the tests' database has none."""
    force = Force.objects.get(code=WEST_YORKSHIRE)
    Team.objects.create(name="Invented team")
    ApiClient.objects.create(name="Invented client", force=force, client_type="confidential")
    MessageText.objects.create(
        kind="received", language="en-gb", version=1, title="x", body="y", saved_by="a", saved_at="2026-01-01T00:00Z"
    )
    WrongTries.objects.create(network="x", began_at=timezone.now(), last_at=timezone.now(), tries=20, is_alert=True)
    platform_accounts.keep(
        platform=Platform.objects.get(code="mastodon"), values={}, by=ADMINISTRATOR, at=timezone.now()
    )
    return {model: model._base_manager.first() for model in TABLES}


def addresses(model, row):
    """Return every address of a table, of one of its rows, and of what it adds itself."""
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    found = [reverse(f"{prefix}_changelist"), reverse(f"{prefix}_add")]
    if row is not None:
        found += [reverse(f"{prefix}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
    return found


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("role", ["officer", "supervisor", "force", "partner"])
def test_nobody_but_an_administrator_gets_any_page(model, role, staff, rows):
    client = staff(role)
    for address in addresses(model, rows[model]):
        assert client.get(address).status_code == 403, address
        assert client.post(address, {"post": "yes"}).status_code == 403, address


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_stranger_is_sent_to_sign_in(model, person, rows):
    for address in addresses(model, rows[model]):
        assert "/login/" in person.get(address).headers["Location"], address


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_superuser_of_django_without_the_role_gets_nothing(model, staff, rows):
    client = staff("officer")
    User.objects.update(is_superuser=True, is_staff=True)
    for address in addresses(model, rows[model]):
        assert client.get(address).status_code == 403, address


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_administrator_reads_every_table_and_is_refused_in_a_sentence_what_is_not_done(model, staff, rows):
    client, table = staff("reference_admin"), site.get_model_admin(model)
    row = rows[model]
    listed, add, *of_row = addresses(model, row)
    request = client.get(listed).wsgi_request
    redirects = model is MessageText
    assert client.get(listed).status_code == (302 if redirects else 200)
    expected = 302 if redirects else 200 if table.has_add_permission(request) else 403
    assert client.get(add).status_code == expected
    if not of_row:
        return
    change, history, delete = of_row
    assert client.get(change).status_code == (302 if redirects else 200)
    assert client.get(history).status_code == 200
    for answer in (client.get(delete), client.post(delete, {"post": "yes"}, follow=False)):
        if table.has_delete_permission(request):
            assert answer.status_code in (200, 302)
        else:
            assert answer.headers["Location"] == change
            assert model._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_table_is_never_emptied_by_an_action_on_many_rows(model, staff, rows):
    client = staff("reference_admin")
    listed = addresses(model, None)[0]
    before = model._base_manager.count()
    client.post(listed, {"action": "delete_selected", "_selected_action": [rows[model].pk] if rows[model] else []})
    assert model._base_manager.count() == before


def test_only_the_tables_on_the_list_are_registered():
    reference = set(apps.get_app_config("reference").get_models())
    assert set(TABLES) - reference == SHOWN_BESIDE_REFERENCE
    assert all(isinstance(table, Table) for table in site._registry.values())


def test_rows_below_others_hold_no_complainant_either():
    below = {inline.model for table in site._registry.values() for inline in table.inlines}
    assert all(issubclass(inline, InnerTable) for table in site._registry.values() for inline in table.inlines)
    assert {model for model in below if model._meta.app_label in NEVER} == BELOW


@pytest.mark.parametrize("label", sorted(NEVER))
def test_tables_with_complainants_details_have_no_address(label, staff):
    client = staff("reference_admin")
    for model in apps.get_app_config(label).get_models():
        if model in SHOWN_BESIDE_REFERENCE:
            continue
        name = model._meta.model_name
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{label}_{name}_changelist")
        for path in ("", "add/", "1/change/", "1/history/", "1/delete/", "?_popup=1&_to_field=id"):
            assert client.get(f"/admin/{label}/{name}/{path}").status_code == 404, (name, path)


def test_ways_to_look_things_up_across_tables_are_closed(staff):
    client = staff("reference_admin")
    asked = {"app_label": "reports", "model_name": "evidence", "field_name": "report", "term": "a"}
    assert client.get("/admin/autocomplete/", asked).status_code == 404
    assert client.get("/admin/r/1/1/").status_code == 404
    assert client.get("/admin/password_change/").status_code == 404
    assert client.get("/admin/doc/").status_code == 404


LOOKUPS = (
    "password__startswith",
    "password",
    "authenticator__data__contains",
    "authenticator__data__secret__startswith",
    "client_secret__startswith",
    "force__api_clients__client_secret__startswith",
    "api_clients__client_secret__startswith",
    "logentry__object_repr__contains",
    "versions__case__reference__startswith",
    "responsibility__case__reference__startswith",
    "reports__narrative__contains",
    "claim__case__reference",
    "user__password__startswith",
    "members__password__startswith",
    "id__gt",
    "basis__regex",
)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("lookup", LOOKUPS)
def test_list_cannot_be_asked_for_what_it_does_not_show(model, lookup, rf):
    assert not site.get_model_admin(model).lookup_allowed(lookup, "a", rf.get("/"))


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=m",
        "force__api_clients__client_secret__startswith=m",
        "_popup=1&_to_field=password",
        "force__duty_email__contains=a",
    ],
)
def test_list_of_accounts_answers_no_question_about_hashes(query, staff):
    answer = staff("reference_admin").get(f"/admin/accounts/user/?{query}")
    assert answer.status_code in (302, 400)


def test_no_hash_or_secret_is_on_any_page(staff, rows):
    client = staff("reference_admin")
    User.objects.update(password="md5$invented$hash-of-somebody")
    ApiClient.objects.update(client_secret="md5$invented$hash-of-a-program")
    for model in (User, ApiClient):
        for address in addresses(model, rows[model]):
            assert b"hash-of" not in client.get(address, follow=True).content


def test_every_filter_that_a_list_offers_works(staff, rows):
    client = staff("reference_admin")
    for model in TABLES:
        if model is MessageText:
            continue
        page = client.get(addresses(model, None)[0])
        offered = page.context["cl"]
        choices = [choice["query_string"] for spec in offered.filter_specs for choice in spec.choices(offered)]
        for query in dict.fromkeys(choices):
            assert client.get(f"{addresses(model, None)[0]}{query}").status_code == 200, (model, query)


def test_lists_cost_the_same_whatever_their_length(staff, django_assert_max_num_queries):
    client = staff("reference_admin")
    for number in range(30):
        User.objects.create_user(username=f"invented-{number}", role="officer")
    for model in TABLES:
        with django_assert_max_num_queries(12):
            client.get(addresses(model, None)[0])


def test_every_address_under_admin_is_of_a_table_or_known():
    def names(patterns):
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from names(each.url_patterns)
            elif isinstance(each, URLPattern):
                yield each.name

    resolver = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin")
    of_tables = {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in TABLES
        for page in ("changelist", "add", "change", "history", "delete")
    }
    known = {
        "index",
        "login",
        "logout",
        "jsi18n",
        "app_list",
        "accounts_user_deed",
        "accounts_apiclient_deed",
        "files_decide",
        None,
    }
    assert set(names(resolver.url_patterns)) <= of_tables | known
