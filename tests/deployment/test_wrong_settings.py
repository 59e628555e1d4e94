"""A missing or wrong setting is one plain sentence that names it, from every program that reads the settings."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.making import signers

ROOT = Path(__file__).resolve().parents[2]
KEY = Ed25519PrivateKey.generate().private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
RECEIPT_KEY, RECEIPT_CERTIFICATE = signers.make()
GOOD = {
    "SECRET_KEY": "a production secret of more than thirty-two characters",
    "LOOKUP_PEPPER": "another production secret of more than thirty-two",
    "VAULT_MASTER_KEYS": "one:" + base64.b64encode(b"k" * 32).decode(),
    "PACKAGE_SIGNING_KEY": KEY.decode(),
    "RECEIPT_SIGNING_KEY": RECEIPT_KEY.decode(),
    "RECEIPT_SIGNING_CERTIFICATE": RECEIPT_CERTIFICATE.decode(),
    "DATABASE_URL": "postgres://hub@localhost/hub",
    "REDIS_URL": "redis://localhost:6379/0",
    "ALLOWED_HOSTS": "hub.example",
    "PUBLIC_URL": "https://hub.example",
    "MAIL_HOST": "mail.example",
    "MAIL_FROM": "updates@hub.example",
}
PROGRAMS = {
    "manage.py": [sys.executable, "manage.py", "check"],
    "worker": [sys.executable, "-m", "celery", "-A", "hatehub", "worker"],
    "beat": [sys.executable, "-m", "celery", "-A", "hatehub", "beat"],
    "gunicorn": [sys.executable, "-m", "gunicorn", "--check-config", "hatehub.wsgi"],
}


def run(program: str, **changed: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in GOOD}
    environment |= {"DJANGO_SETTINGS_MODULE": "hatehub.settings.production", **GOOD, **changed}
    return subprocess.run(
        PROGRAMS[program], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def assert_plain(done: subprocess.CompletedProcess[str], name: str) -> None:
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert name in done.stderr.strip().splitlines()[-1], done.stderr


def test_good_settings_start():
    assert run("manage.py").returncode == 0


def test_key_and_certificate_of_receipts_may_be_on_one_line_or_in_files(tmp_path):
    (tmp_path / "certificate.pem").write_bytes(RECEIPT_CERTIFICATE)
    changed = {
        "RECEIPT_SIGNING_KEY": RECEIPT_KEY.decode().replace("\n", "\\n"),
        "RECEIPT_SIGNING_CERTIFICATE": "",
        "RECEIPT_SIGNING_CERTIFICATE_FILE": str(tmp_path / "certificate.pem"),
    }
    assert run("manage.py", **changed).returncode == 0


@pytest.mark.parametrize("name", sorted(GOOD))
def test_missing_setting_is_named(name):
    assert_plain(run("manage.py", **{name: ""}), name)


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_every_program_says_it_plainly(program):
    assert_plain(run(program, SECRET_KEY=""), "SECRET_KEY")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "development-only secret key, refused in production"),
        ("SECRET_KEY", "short"),
        ("LOOKUP_PEPPER", "development-only lookup pepper, never in production"),
        ("DEBUG", "yes"),
        ("DEBUG", "perhaps"),
        ("DATABASE_URL", "mysql://hub@localhost/hub"),
        ("DATABASE_URL", "postgres://hub@localhost"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://[::1"),
        ("REDIS_URL", "redis://localhost:abc/0"),
        ("REDIS_URL", "redis://localhost:6379/abc"),
        ("VAULT_MASTER_KEYS", "garbage"),
        ("VAULT_MASTER_KEYS", "one:" + base64.b64encode(b"too short").decode()),
        ("PACKAGE_SIGNING_KEY", "garbage"),
        ("RECEIPT_SIGNING_KEY", "garbage"),
        ("RECEIPT_SIGNING_KEY", KEY.decode()),
        ("RECEIPT_SIGNING_CERTIFICATE", "garbage"),
        ("RECEIPT_SIGNING_CERTIFICATE", RECEIPT_KEY.decode()),
        ("RECEIPT_SIGNING_CERTIFICATE", signers.make()[1].decode()),
        ("TSA_URLS", "http://tsa.example"),
        ("TSA_URLS", "http://one.example,http://two.example,http://three.example"),
        ("TSA_CA_PATHS", "/nowhere/tsa.pem"),
        ("TSA_POLICIES", "1.2.3.4"),
        ("TSA_SECONDS", "0"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", ","),
        ("FILES_ORIGIN", "files.hub.example"),
        ("FILES_ORIGIN", "https://files.hub.example/"),
        ("FILES_ORIGIN", "https://who@files.hub.example"),
        ("FILES_ORIGIN", "http://files.hub.example"),
        ("FILES_ORIGIN", "https://hub.example"),
        ("FILES_SECONDS", "5"),
        ("PUBLIC_URL", "http://hub.example"),
        ("MAIL_PORT", "999999"),
        ("MAIL_PORT", "many"),
        ("LOG_LEVEL", "LOUD"),
        ("MAIL_FROM", "updates"),
        ("MAIL_BOUNCES_TO", "bounces"),
        ("MAIL_BOUNCES_TO", "b+*+*@hub.example"),
        ("MAIL_CHANNEL", "PIGEON"),
        ("NOTIFY_URL", "http://notify.example"),
        ("NOTIFY_URL", "notify.example"),
        ("NOTIFY_CALLBACK_TOKEN", "short"),
        ("METRICS_TOKEN", "short"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "ten"),
        ("FLOOD_TABLE_PATH", "/nowhere/table.json"),
        ("FLOOD_TABLE_PATH", "pyproject.toml"),
        ("HATEHUB_SECOND_READING_SHARE", "1.1"),
        ("HATEHUB_SECOND_READING_SHARE", "nan"),
        ("HATEHUB_SECOND_READING_SHARE", "-0.1"),
    ],
)
def test_wrong_setting_is_named(name, value):
    assert_plain(run("manage.py", **{name: value}), name)


NOTIFY = {
    "MAIL_CHANNEL": "notify",
    "MAIL_HOST": "",
    "NOTIFY_API_KEY": "the-hub-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0",
    "NOTIFY_TEMPLATE_ID": "f33517ff-2a88-4f6e-b855-c550268ce08a",
}


def test_notify_needs_no_mail_server():
    assert run("manage.py", **NOTIFY).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTIFY_API_KEY", ""),
        ("NOTIFY_API_KEY", "3d844edf-8d35-48ac-975b-e847b4f122b0"),
        ("NOTIFY_TEMPLATE_ID", ""),
        ("NOTIFY_TEMPLATE_ID", "the template"),
    ],
)
def test_notify_without_its_key_or_its_template_does_not_start(name, value):
    assert_plain(run("manage.py", **{**NOTIFY, name: value}), name)


OIDC = {"OIDC_ISSUER": "https://sign-in.example/", "OIDC_CLIENT_ID": "the-hub", "OIDC_CLIENT_SECRET": "a secret"}


def test_provider_of_openid_connect_may_be_set_whole_and_its_secret_be_in_a_file(tmp_path):
    (tmp_path / "secret").write_text("a secret\n")
    in_file = {"OIDC_CLIENT_SECRET": "", "OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}
    assert run("manage.py", **OIDC, OIDC_MFA_TRUSTED="yes", OIDC_ONLY="yes").returncode == 0
    assert run("manage.py", **{**OIDC, **in_file}).returncode == 0


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"OIDC_ISSUER": ""}, "OIDC_ISSUER"),
        ({"OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET"),
        ({"OIDC_ISSUER": "http://sign-in.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "http://127.0.0.1:8080"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "sign-in.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://sign-in.example/?x=y"}, "OIDC_ISSUER"),
        ({"OIDC_NAME": "x" * 41}, "OIDC_NAME"),
        ({"OIDC_ONLY": "perhaps"}, "OIDC_ONLY"),
        ({**dict.fromkeys(OIDC, ""), "OIDC_ONLY": "yes"}, "OIDC_ISSUER"),
        ({**dict.fromkeys(OIDC, ""), "OIDC_MFA_TRUSTED": "yes"}, "OIDC_ISSUER"),
    ],
)
def test_half_a_provider_or_one_without_tls_does_not_start(changed, name):
    assert_plain(run("manage.py", **{**OIDC, **changed}), name)
