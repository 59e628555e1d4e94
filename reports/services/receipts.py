"""The lodgement receipt: a signed PDF that proves what was lodged and when, and repeats none of it."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.documents.keys import signatory
from hatehub.documents.rendering import render_pdf
from hatehub.documents.signing import sign_pdf
from reports.models import Report
from reports.services.lodged import Lodged, LodgedFile, LodgedPost, what_was_lodged

UK = ZoneInfo("Europe/London")
FILE_KINDS = {
    "image/png": gettext_noop("picture (PNG)"),
    "image/jpeg": gettext_noop("picture (JPEG)"),
    "image/gif": gettext_noop("picture (GIF)"),
    "image/webp": gettext_noop("picture (WebP)"),
    "application/pdf": gettext_noop("PDF"),
    "text/plain": gettext_noop("text"),
}
# Cuts the signature and what it covers out of the file, and verifies the one against the other.
COMMANDS = """\
set -- $(grep -ao 'ByteRange \\[[0-9 ]*' receipt.pdf | tail -n 1 | tr -dc '0-9 ')
(head -c $2 receipt.pdf; tail -c $4 receipt.pdf) > signed.bin
head -c $3 receipt.pdf | tail -c +$(($2 + 2)) | tr -d '>' \\
  | perl -ne 'print pack "H*", $_' > signature.der
openssl cms -verify -binary -inform DER -in signature.der -content signed.bin -out /dev/null \\
  -CAfile receipt-signing-certificate.pem -partial_chain -purpose any"""


def lodgement_receipt(*, report: Report, language: str, by: Actor, at: datetime) -> bytes:
    """Return a signed PDF in a language, and record that it was issued, with its SHA-256.

    It names no person, no link and no word. Raises NotPermitted; LodgementErased; and
    signing.CertificateNotValid while the hub has no certificate that holds.
    """
    require(by=by, action=Action.FOLLOW_REPORT)
    lodged = what_was_lodged(report=report)
    with translation.override(language):
        data = _wording(report, lodged, at=at)
    laid_out = render_pdf(
        package="reports.data", template="receipt.typ", data=data, at=report.submitted_at, language=language
    )
    signed = sign_pdf(laid_out, at=at)
    details = {"sha256": hashlib.sha256(signed).hexdigest(), "language": language}
    record(subject=f"report:{report.reference}", verb="receipt_issued", by=by, at=at, details=details)
    return signed


def _wording(report: Report, lodged: Lodged, *, at: datetime) -> dict[str, Any]:
    """Return every word of the document, in the language that is active."""
    return {
        "title": _("Receipt"),
        "hub": _("Online Hate Hub"),
        "summary": _(
            "We have received what is listed here. This receipt proves what was sent and when, without showing it."
        ),
        "limits": _("It says nothing about who sent it, nor about what was decided."),
        "facts": _facts(report, at=at),
        "lodged": _("What was sent"),
        "digests": _(
            "Each line of 64 letters and digits is a digest (SHA-256): it would be another if anything had changed."
        ),
        "items": _items(lodged),
        "checks": _checks(),
        "commands_text": _("With openssl, and the certificate in the same folder:"),
        "commands": COMMANDS,
        "page": _("Page {page} of {pages}"),
    }


def _facts(report: Report, *, at: datetime) -> list[list[str]]:
    return [
        [_("Reference"), report.reference],
        [_("Received"), _moment(report.submitted_at)],
        [_("Received, in UTC"), f"{report.submitted_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"],
        [_("Receipt issued"), _moment(at)],
    ]


def _moment(at: datetime) -> str:
    local = at.astimezone(UK)
    # Django's own format for British English cuts the month short.
    facts = {"date": date_format(local, "DATE_FORMAT"), "time": f"{local:%H:%M:%S}"}
    return _("%(date)s, %(time)s (UK time)") % facts


def _items(lodged: Lodged) -> list[dict[str, Any]]:
    told = [_item(_("What you told us"), "", [(_("Text"), lodged.narrative)])] if lodged.narrative else []
    return [*map(_post, lodged.posts), *told, *map(_file, lodged.files)]


def _post(post: LodgedPost) -> dict[str, Any]:
    name = _("Post %(number)s") % {"number": post.position}
    return _item(name, post.platform, [(_("Link"), post.link), (_("Words"), post.words)])


def _file(file: LodgedFile) -> dict[str, Any]:
    kind = _(FILE_KINDS[file.kind]) if file.kind in FILE_KINDS else file.kind
    size = ngettext("%(count)s byte", "%(count)s bytes", file.size) % {"count": file.size}
    return _item(_("File %(exhibit)s") % {"exhibit": file.exhibit}, f"{kind}, {size}", [(_("File"), file.sha256)])


def _item(name: str, note: str, digests: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "note": note, "digests": [list(pair) for pair in digests if pair[1]]}


def _checks() -> list[dict[str, Any]]:
    return [
        {
            "title": _("How to check a digest"),
            "text": _(
                "Let a program work out the SHA-256 of the file, and compare it with the line above. For a link or a "
                "text, save exactly what was sent as UTF-8, with no line break after it, and do the same."
            ),
            "rows": [
                ["Linux", "sha256sum FILE"],
                ["macOS", "shasum -a 256 FILE"],
                ["Windows", "certutil -hashfile FILE SHA256"],
            ],
        },
        {
            "title": _("How to check the signature"),
            "text": _(
                "This file is signed. A PDF reader that shows signatures says whether anything was changed since, and "
                "so do the programs pdfsig and openssl. Get our certificate from the address below, compare its "
                "fingerprint with this one, and ask us for it in another way where much depends on it."
            ),
            "rows": [
                [_("Certificate"), settings.PUBLIC_URL + reverse("receipt_certificate")],
                [_("Its SHA-256 fingerprint"), signatory().fingerprint],
                ["pdfsig", "pdfsig receipt.pdf"],
            ],
        },
    ]
