"""Checks of the settings of time-stamp authorities; each failure is one plain sentence that names the variable."""

import re
from pathlib import Path

from cryptography import x509

from hatehub.settings.environment import SettingError
from hatehub.settings.mail_checks import web_address

MOST = 2
POLICY = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
ANY_POLICY = "any"


def authorities(*, urls: list[str], ca_paths: list[str], policies: list[str]) -> list[dict[str, str]]:
    """Return the authorities in their order, each with its address, certificate file and policy (empty for any).

    Raises SettingError for more than two, one that stands twice, one without its certificate, or a policy that is none.
    """
    if len(urls) > MOST or len(set(urls)) != len(urls):
        raise SettingError(f"TSA_URLS must name at most {MOST} authorities, each once, with commas between them.")
    if len(ca_paths) != len(urls):
        raise SettingError("TSA_CA_PATHS must name a file of certificates for each address in TSA_URLS, in its order.")
    if policies and len(policies) != len(urls):
        raise SettingError("TSA_POLICIES must be empty, or name one policy (or any) for each address in TSA_URLS.")
    return [
        {"url": web_address("TSA_URLS", url), "ca_path": _certificates(path), "policy": _policy(policy)}
        for url, path, policy in zip(urls, ca_paths, policies or [ANY_POLICY] * len(urls), strict=True)
    ]


def _certificates(path: str) -> str:
    try:
        x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError):
        raise SettingError(f"TSA_CA_PATHS names {path}, which is not a file of certificates in PEM.") from None
    return path


def _policy(value: str) -> str:
    if value == ANY_POLICY:
        return ""
    if not POLICY.fullmatch(value):
        raise SettingError(f"TSA_POLICIES must hold object identifiers such as 1.2.3.4, or any, not {value!r}.")
    return value
