"""What an ID token has to be before it is believed: OpenID Connect Core 1.0, section 3.1.3.7. Pure: no Django."""

import hmac
from collections.abc import Mapping
from typing import Any

import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key that the provider alone has: never `none`, never one by a secret that the hub knows too."""
LEEWAY = 60
LONGEST_SUBJECT = 255
SEVERAL = "mfa"
"""The word of RFC 8176 for a sign-in with several factors."""


class Untrusted(Exception):
    """The token proves nothing. What is wrong with it is for the log, in one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_id_token(token: object, *, key_set: object, issuer: str, client_id: str) -> dict[str, Any]:
    """Return the claims of a token that this issuer signed for this client and that is good now. Raises Untrusted.

    Whether it answers this browser's question, by its nonce, is asked with `answers`.
    """
    if not isinstance(token, str):
        raise Untrusted("missing")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(token, key_set),
            algorithms=list(ALGORITHMS),
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise Untrusted(type(error).__name__) from None
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Untrusted("subject")
    if claims.get("azp", client_id) != client_id:
        raise Untrusted("authorized_party")
    return claims


def answers(claims: Mapping[str, Any], *, nonce: object) -> bool:
    """Tell whether a token was made for the question that went out with this nonce."""
    said = claims.get("nonce")
    return isinstance(said, str) and isinstance(nonce, str) and hmac.compare_digest(said.encode(), nonce.encode())


def is_strong_enough(claims: Mapping[str, Any], *, required: tuple[str, ...]) -> bool:
    """Tell whether the sign-in was of a kind that is asked for; every kind is where none is named."""
    return not required or claims.get("acr") in required


def has_several_factors(claims: Mapping[str, Any], *, required: tuple[str, ...]) -> bool:
    """Tell whether the provider says that more than a password was shown.

    Where kinds of sign-in are required, whoever runs the hub has named those that stand for it, and having one is the
    provider's word. Otherwise the token must say `mfa` among its methods.
    """
    if required:
        return is_strong_enough(claims, required=required)
    methods = claims.get("amr")
    return isinstance(methods, list) and SEVERAL in methods


def was_just_now(claims: Mapping[str, Any], *, at: float, seconds: int) -> bool:
    """Tell whether the person was asked by the provider within so many seconds, rather than known from before."""
    said = claims.get("auth_time")
    return isinstance(said, (int, float)) and not isinstance(said, bool) and -LEEWAY <= at - said <= seconds


def _key(token: str, key_set: object) -> Any:
    if not isinstance(key_set, dict):
        raise Untrusted("keys")
    wanted = jwt.get_unverified_header(token).get("kid")
    keys = jwt.PyJWKSet.from_dict(key_set).keys
    fitting = [key for key in keys if key.public_key_use in (None, "sig") and wanted in (None, key.key_id)]
    if len(fitting) != 1:
        raise Untrusted("key")
    return fitting[0]
