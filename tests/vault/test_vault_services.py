import base64
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from hatehub.vault import keyring, services
from hatehub.vault.keyring import UnknownMasterKey
from hatehub.vault.models import DataKey, Purpose
from hatehub.vault.rules.ciphers import PIECE_BYTES, Unreadable, new_key
from hatehub.vault.services import KeyDestroyed

pytest_plugins = ["tests.making.committing"]


@pytest.fixture
def owner(db, at):
    made = uuid4()
    services.create_keys(owner=made, purposes=Purpose, at=at)
    return made


def seal(owner, value="secret"):
    return services.seal(value, owner=owner, purpose=Purpose.PERSON, field="contact")


def unseal(sealed, owner, *, purpose=Purpose.PERSON, field="contact"):
    return services.unseal(sealed, owner=owner, purpose=purpose, field=field)


@pytest.mark.parametrize("value", ["", "Zoë 😡", 0, None, ["a", {"b": [1.5]}], {"name": "x"}])
def test_value_is_unsealed_as_it_was_sealed(owner, value):
    sealed = seal(owner, value)
    assert unseal(sealed, owner) == value
    assert unseal(memoryview(sealed), owner) == value


def test_several_values_are_sealed_with_one_query(owner, django_assert_num_queries):
    with django_assert_num_queries(1):
        keys = services.open_keys(owner=owner)
        name = keys.seal("Zoë 😡", purpose=Purpose.PERSON, field="name")
        words = keys.seal({"a": 1}, purpose=Purpose.MATERIAL, field="words")
    assert unseal(name, owner, field="name") == "Zoë 😡"
    assert unseal(words, owner, purpose=Purpose.MATERIAL, field="words") == {"a": 1}


def test_open_keys_refuse_a_destroyed_key_and_one_that_never_was(owner, at):
    services.destroy_key(owner=owner, purpose=Purpose.SUBJECT, at=at)
    keys = services.open_keys(owner=owner)
    assert keys.seal("x", purpose=Purpose.PERSON, field="name")
    with pytest.raises(KeyDestroyed):
        keys.seal("x", purpose=Purpose.SUBJECT, field="suspect")
    with pytest.raises(DataKey.DoesNotExist):
        services.open_keys(owner=uuid4()).seal("x", purpose=Purpose.PERSON, field="name")


def test_value_moved_to_another_field_owner_or_purpose_is_refused(owner, at):
    other = uuid4()
    services.create_keys(owner=other, purposes=Purpose, at=at)
    sealed = seal(owner)
    for place in ({"field": "name"}, {"owner": other}, {"purpose": Purpose.MATERIAL}):
        with pytest.raises(Unreadable):
            unseal(sealed, **{"owner": owner, **place})


def test_wrapped_key_moved_to_another_owner_or_purpose_is_refused(owner, at):
    other = uuid4()
    services.create_keys(owner=other, purposes=Purpose, at=at)
    sealed = seal(owner)
    for place in ({"owner": other, "purpose": "person"}, {"owner": owner, "purpose": "material"}):
        with transaction.atomic():
            foreign = DataKey.objects.get(**place)
            DataKey.objects.filter(owner=owner, purpose="person").update(wrapped=foreign.wrapped)
            with pytest.raises(Unreadable):
                unseal(sealed, owner)


def test_owner_has_one_key_for_each_purpose(owner, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        services.create_keys(owner=owner, purposes=[Purpose.PERSON], at=at)


def test_file_is_unsealed_under_its_name_only(owner):
    place = {"owner": owner, "purpose": Purpose.MATERIAL}
    plain = b"x" * (PIECE_BYTES + 5)
    sealed = b"".join(services.seal_file([plain], name="one", **place))
    assert b"".join(services.unseal_file([sealed], name="one", **place)) == plain
    with pytest.raises(Unreadable):
        b"".join(services.unseal_file([sealed], name="two", **place))


def test_destroyed_key_opens_and_seals_nothing_and_leaves_no_bytes(owner, at):
    sealed = seal(owner)
    services.destroy_key(owner=owner, purpose=Purpose.PERSON, at=at)
    key = DataKey.objects.get(owner=owner, purpose=Purpose.PERSON)
    assert (key.wrapped, key.destroyed_at) == (None, at)
    with pytest.raises(KeyDestroyed):
        unseal(sealed, owner)
    with pytest.raises(KeyDestroyed):
        seal(owner)
    with pytest.raises(KeyDestroyed):
        services.seal_file([b"x"], owner=owner, purpose=Purpose.PERSON, name="n")


def test_destroying_one_key_leaves_the_others_and_twice_changes_nothing(owner, at):
    material = services.seal("m", owner=owner, purpose=Purpose.MATERIAL, field="f")
    services.destroy_key(owner=owner, purpose=Purpose.PERSON, at=at)
    services.destroy_key(owner=owner, purpose=Purpose.PERSON, at=at.replace(year=2030))
    assert DataKey.objects.get(owner=owner, purpose=Purpose.PERSON).destroyed_at == at
    assert services.unseal(material, owner=owner, purpose=Purpose.MATERIAL, field="f") == "m"


def test_database_refuses_a_key_that_is_neither_whole_nor_destroyed(owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.filter(owner=owner, purpose="person").update(wrapped=None)


def test_many_values_leave_out_owners_whose_key_is_destroyed(owner, at):
    other = uuid4()
    services.create_keys(owner=other, purposes=Purpose, at=at)
    sealed = {each: seal(each, str(each)) for each in (owner, other)}
    services.destroy_key(owner=other, purpose=Purpose.PERSON, at=at)
    found = services.unseal_many(sealed, purpose=Purpose.PERSON, field="contact")
    assert found == {owner: str(owner)}


def test_unknown_master_key_is_named_as_such(owner, settings):
    sealed = seal(owner)
    settings.VAULT_MASTER_KEYS = f"another:{base64.b64encode(new_key()).decode()}"
    with pytest.raises(UnknownMasterKey):
        unseal(sealed, owner)


def test_rotation_wraps_every_key_anew_and_keeps_every_value(owner, at, settings, tmp_path, capsys):
    settings.VAULT_MASTER_KEYS_PATH = tmp_path / "keys.json"
    mine = uuid4()
    DataKey.objects.all().delete()
    services.create_keys(owner=mine, purposes=Purpose, at=at)
    services.destroy_key(owner=mine, purpose=Purpose.SUBJECT, at=at)
    sealed, before = seal(mine), keyring.active_key_id()
    call_command("rotate_master_key", new=True)
    assert keyring.active_key_id() != before
    assert unseal(sealed, mine) == "secret"
    whole = DataKey.objects.filter(wrapped__isnull=False)
    assert set(whole.values_list("master_key_id", flat=True)) == {keyring.active_key_id()}
    assert services.rewrap_batch() == 0


def test_rotation_while_keys_are_being_made_loses_none(together, at, settings, tmp_path):
    settings.VAULT_MASTER_KEYS_PATH = tmp_path / "keys.json"
    keyring.active_key_id()
    sealed = {}

    def make():
        for _ in range(15):
            mine = uuid4()
            services.create_keys(owner=mine, purposes=Purpose, at=at)
            sealed[mine] = seal(mine, str(mine))

    def rotate():
        for _ in range(4):
            keyring.add_key()
            while services.rewrap_batch():
                pass

    assert together(make, make, rotate, make, rotate) == [None] * 5
    while services.rewrap_batch():
        pass
    assert set(DataKey.objects.values_list("master_key_id", flat=True)) == {keyring.active_key_id()}
    assert all(unseal(value, mine) == str(mine) for mine, value in sealed.items())


def test_lookup_hash_depends_on_the_pepper_and_hides_the_value(settings):
    first = services.lookup_hash("a@example.org", purpose="e-mail")
    settings.LOOKUP_PEPPER = "another pepper of at least 32 letters"
    assert first != services.lookup_hash("a@example.org", purpose="e-mail")
    assert "example" not in first
