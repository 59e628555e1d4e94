"""Where a benchmark runs: servers of its own in a temporary folder, production's settings, and nothing left behind."""

import base64
import contextlib
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from hatehub import embedded
from hatehub.embedded.places import home_of
from tests.benches import flood

HOST = "hub.example"
SITE = f"https://{HOST}"
BYTES_A_REPORT = 17_000
SPARE_BYTES = 2_000_000_000


class TooLittleRoom(Exception):
    """The disk is too full for the rows asked for."""


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder that the servers' account can enter, and remove it at the end, also after Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(home_of(folder), ignore_errors=True)


def check_room(folder: Path, *, rows: int) -> str:
    """Return what the run needs and what is free. Raises TooLittleRoom."""
    needed, free = rows * BYTES_A_REPORT + SPARE_BYTES, shutil.disk_usage(folder).free
    words = f"{rows:,} reports need about {needed / 1e9:.0f} GB under {folder.parent}; {free / 1e9:.0f} GB are free."
    if free < needed:
        raise TooLittleRoom(words)
    return words


def set_environment(var: Path) -> str:
    """Choose production's settings with secrets made for this run; return what to say of the flood defence."""
    key, certificate = _receipt_signer()
    os.environ.update(
        DJANGO_SETTINGS_MODULE="hatehub.settings.production",
        HATEHUB_VAR=str(var),
        DATABASE_URL=embedded.database_url(var),
        REDIS_URL=embedded.redis_url(var),
        SECRET_KEY=secrets.token_urlsafe(48),
        LOOKUP_PEPPER=secrets.token_urlsafe(48),
        VAULT_MASTER_KEYS="bench:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        PACKAGE_SIGNING_KEY=_package_key(),
        RECEIPT_SIGNING_KEY=key,
        RECEIPT_SIGNING_CERTIFICATE=certificate,
        ALLOWED_HOSTS=HOST,
        PUBLIC_URL=SITE,
        MAIL_HOST="mail.invalid",
        MAIL_FROM="updates@hub.example",
        LOG_LEVEL="WARNING",
    )
    return flood.switch_off(var)


@contextlib.contextmanager
def servers(var: Path, *, durable: bool) -> Iterator[None]:
    """Keep PostgreSQL and Valkey up. `durable` as production has it; not so while rows are only loaded."""
    from django.db import connections

    with embedded.servers(var, postgres=True, redis=True, durable=durable):
        try:
            yield
        finally:
            connections.close_all()


def postgres(var: Path) -> psutil.Process:
    """Return the leading process of the database."""
    return psutil.Process(int((home_of(var) / "pgdata" / "postmaster.pid").read_text().split("\n")[0]))


def prepare() -> None:
    """Bring the database up to date, load the reference data and gather the static files, as a release does."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    with open(os.devnull, "w") as nowhere:
        call_command("load_reference", stderr=nowhere)
        call_command("load_policy", stderr=nowhere)
        call_command("collectstatic", verbosity=0, interactive=False)


def _package_key() -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _pem(Ed25519PrivateKey.generate())


def _pem(key: object) -> str:
    from cryptography.hazmat.primitives import serialization as forms

    private = key.private_bytes(  # type: ignore[attr-defined]
        forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()
    )
    return str(private.decode())


def _receipt_signer() -> tuple[str, str]:
    """Return a key and a certificate that holds for a day."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(tz=UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return _pem(key), dated.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
