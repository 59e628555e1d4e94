import base64
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from hatehub.vault import keyring
from hatehub.vault.keyring import BadMasterKeys
from hatehub.vault.rules.ciphers import new_key

ROOT = Path(__file__).parents[2]
PROGRAM = "import django; django.setup(); from hatehub.vault import keyring; print(keyring.active_key_id())"


@pytest.fixture
def path(settings, tmp_path):
    settings.VAULT_MASTER_KEYS = ""
    settings.VAULT_MASTER_KEYS_PATH = tmp_path / "deep" / "keys.json"
    return settings.VAULT_MASTER_KEYS_PATH


def encoded(key):
    return base64.b64encode(key).decode()


def test_key_file_is_made_at_first_use_and_closed_to_others(path):
    key_id = keyring.active_key_id()
    assert len(keyring.master_key(key_id)) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["keys.json"]


def test_threads_that_make_the_key_file_at_once_agree_on_one_key(path):
    barrier = Barrier(12)

    def ask(_):
        barrier.wait(timeout=10)
        key_id = keyring.active_key_id()
        return key_id, keyring.master_key(key_id)

    with ThreadPoolExecutor(12) as pool:
        answers = set(pool.map(ask, range(12)))
    assert len(answers) == 1
    assert list(json.loads(path.read_text())) == [next(iter(answers))[0]]


def test_processes_that_make_the_key_file_at_once_agree_on_one_key(path):
    environment = {
        **os.environ,
        "VAULT_MASTER_KEYS_PATH": str(path),
        "DJANGO_SETTINGS_MODULE": "hatehub.settings.dev",
    }
    started = [
        subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1
    assert all(process.returncode == 0 for process in started)


def test_added_key_becomes_active_and_the_old_one_stays(path):
    old = keyring.active_key_id()
    kept = keyring.master_key(old)
    new = keyring.add_key()
    assert keyring.active_key_id() == new != old
    assert keyring.master_key(old) == kept
    assert path.stat().st_mode & 0o777 == 0o600


def test_key_added_by_another_process_is_seen(path):
    keyring.active_key_id()
    keys = {"fresh": encoded(new_key()), **json.loads(path.read_text())}
    making = path.with_name("other")
    making.write_text(json.dumps(keys))
    making.replace(path)
    assert keyring.active_key_id() == "fresh"


def test_first_key_of_the_setting_is_active(settings):
    first, second = new_key(), new_key()
    settings.VAULT_MASTER_KEYS = f"new:{encoded(first)}, old:{encoded(second)}"
    assert keyring.active_key_id() == "new"
    assert keyring.master_key("old") == second


def test_no_key_is_added_to_a_setting(settings):
    settings.VAULT_MASTER_KEYS = f"only:{encoded(new_key())}"
    with pytest.raises(BadMasterKeys, match="VAULT_MASTER_KEYS"):
        keyring.add_key()


@pytest.mark.parametrize("text", ["id", "id:", "id:c2hvcnQ=", "id:***", f"a:{'A' * 44},b:short"])
def test_setting_that_holds_no_keys_is_refused_by_name(settings, text):
    settings.VAULT_MASTER_KEYS = text
    with pytest.raises(BadMasterKeys, match="VAULT_MASTER_KEYS"):
        keyring.active_key_id()


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"id": "short"}', '{"id": 5}'])
def test_key_file_that_cannot_be_read_is_refused_by_name(path, text):
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(BadMasterKeys, match=r"keys\.json"):
        keyring.active_key_id()


def test_first_use_beside_an_added_key_loses_neither(settings, tmp_path):
    settings.VAULT_MASTER_KEYS = ""
    for attempt in range(30):
        settings.VAULT_MASTER_KEYS_PATH = path = tmp_path / f"{attempt}.json"
        barrier = Barrier(3)

        def run(call, barrier=barrier):
            barrier.wait(timeout=10)
            return call()

        with ThreadPoolExecutor(3) as pool:
            used = set(pool.map(run, (keyring.active_key_id, keyring.add_key, keyring.active_key_id)))
        assert used <= set(json.loads(path.read_text()))
