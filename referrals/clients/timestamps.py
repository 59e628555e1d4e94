"""Time-stamp authorities (RFC 3161 over HTTP): a digest is sent, and an answer taken only once it is verified."""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from asn1crypto import tsp
from cryptography import x509
from django.conf import settings
from rfc3161_client import PKIStatus, TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

QUERY_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"
LARGEST_ANSWER = 256 * 1024
NONCE_BITS = 64
SHA256_OID = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


class NoStamp(Exception):
    """There is no time stamp this time; `code` says why in one word, for the log and for officers."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AuthorityAway(NoStamp):
    """The authority cannot be reached, is too slow, or says that it cannot answer now."""


class AnswerRefused(NoStamp):
    """The authority answered, and the answer is not one that proves anything."""


@dataclass(frozen=True, kw_only=True)
class Token:
    """A verified answer: its bytes in DER, the moment it states, its policy and its serial number."""

    answer: bytes
    stamped_at: datetime
    policy: str
    serial: str


@dataclass(frozen=True, kw_only=True)
class Authority:
    """One authority: its address, the file of the certificates that it is trusted by, its policy (empty for any)."""

    url: str
    ca_path: str
    policy: str

    @property
    def name(self) -> str:
        """How it is shown and stored: its address without a password."""
        split = urlsplit(self.url)
        return split._replace(netloc=split.netloc.rpartition("@")[2]).geturl()[:200]

    def stamp(self, digest: str) -> Token:
        """Have a SHA-256 digest (hexadecimal) stamped. Raises AuthorityAway and AnswerRefused."""
        imprint, nonce = bytes.fromhex(digest), secrets.randbits(NONCE_BITS) | 1
        answer = self._post(self._query(imprint, nonce))
        return self._verified(answer, imprint=imprint, nonce=nonce)

    def _query(self, imprint: bytes, nonce: int) -> bytes:
        asked = {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint},
            "nonce": nonce,
            "cert_req": True,
        }
        if self.policy:
            asked["req_policy"] = self.policy
        return bytes(tsp.TimeStampReq(asked).dump())

    def _post(self, query: bytes) -> bytes:
        """Send a query and return what came back, within the time for all of it and not only for each piece."""
        seconds = settings.TIME_STAMP_SECONDS
        ends = time.monotonic() + seconds
        headers = {"Content-Type": QUERY_TYPE, "Accept": REPLY_TYPE}
        try:
            with httpx.stream("POST", self.url, content=query, headers=headers, timeout=seconds) as response:
                if response.status_code != httpx.codes.OK:
                    raise AuthorityAway(f"http {response.status_code}")
                answer = b""
                for piece in response.iter_bytes():
                    answer += piece
                    if time.monotonic() > ends:
                        raise AuthorityAway("too slow")
                    if len(answer) > LARGEST_ANSWER:
                        raise AnswerRefused("too large")
        except httpx.HTTPError as error:
            raise AuthorityAway(type(error).__name__) from None
        if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() != REPLY_TYPE:
            raise AnswerRefused("not a reply")
        return answer

    def _verified(self, answer: bytes, *, imprint: bytes, nonce: int) -> Token:
        """Return the token of an answer that this authority signed, for this digest and this question."""
        try:
            response = decode_timestamp_response(answer)
            status = PKIStatus(response.status)
        except ValueError:
            raise AnswerRefused("unreadable") from None
        if status != PKIStatus.GRANTED:
            raise AuthorityAway(f"not granted: {status.name.lower()}")
        try:
            return self._checked(response, answer, imprint=imprint, nonce=nonce)
        except VerificationError as error:
            raise AnswerRefused(_reason(error)) from None
        except ValueError:
            raise AnswerRefused("unreadable") from None

    def _checked(self, response: TimeStampResponse, answer: bytes, *, imprint: bytes, nonce: int) -> Token:
        info = response.tst_info
        if info.message_imprint.hash_algorithm != SHA256_OID or info.message_imprint.message != imprint:
            raise AnswerRefused("another digest")
        if info.nonce != nonce:
            raise AnswerRefused("another nonce")
        if self.policy and info.policy.dotted_string != self.policy:
            raise AnswerRefused("another policy")
        builder = VerifierBuilder(roots=x509.load_pem_x509_certificates(Path(self.ca_path).read_bytes()))
        builder.build().verify(response, imprint)
        return Token(
            answer=answer,
            stamped_at=info.gen_time.astimezone(UTC),
            policy=info.policy.dotted_string,
            serial=str(info.serial_number),
        )


def authorities() -> dict[str, Authority]:
    """Return the authorities of the settings by name, in their order."""
    found = [Authority(**each) for each in settings.TIME_STAMP_AUTHORITIES]
    return {each.name: each for each in found}


def _reason(error: VerificationError) -> str:
    """Return one short reason for a signature that does not hold."""
    return "signer not trusted" if "certificate" in str(error).lower() else "signature"
