"""SMTP: the message with its headers, the envelope sender for bounces, and errors told apart by RFC 5321."""

import re
from email.utils import formataddr, parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

from reports.clients.mail.protocol import Mail, MailDelayed, MailRefused

FOR_GOOD = 500
STATUS = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b")


class SmtpChannel:
    """Hands messages to the mail server of the settings. A retry carries the same Message-ID."""

    def send(self, mail: Mail) -> str:
        """Hand a message over. A recipient or a message refused with 5xx is refused for good; all else is passing."""
        try:
            build(mail).send()
        except SMTPRecipientsRefused as error:
            raise _refusal(error) from None
        except SMTPDataError as error:
            failure = MailRefused if error.smtp_code >= FOR_GOOD else MailDelayed
            raise failure(_code(error.smtp_code, error.smtp_error)) from None
        except (SMTPException, OSError) as error:
            raise MailDelayed(type(error).__name__) from None
        return ""


def build(mail: Mail) -> EmailMessage:
    """Return the message. The header From is the hub's; the envelope sender is where bounces go."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    headers = {
        "From": formataddr((mail.sender_name, address)),
        "Message-ID": f"<{mail.id}@{address.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }
    return EmailMessage(mail.subject, mail.body, return_address(mail), [mail.to], headers=headers)


def return_address(mail: Mail) -> str:
    """Return where bounces go; a `*` in the setting is replaced by the message's id (VERP)."""
    pattern = settings.MAIL_BOUNCES_TO or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return str(pattern).replace("*", str(mail.id))


def _refusal(error: SMTPRecipientsRefused) -> MailRefused | MailDelayed:
    """There is one recipient. What the server said of it decides."""
    code, said = next(iter(error.recipients.values()), (0, b""))
    return MailRefused(_code(code, said)) if code >= FOR_GOOD else MailDelayed(_code(code, said))


def _code(code: int, said: bytes | str) -> str:
    """Return the enhanced status code (RFC 3463) where the server gave one, else its three digits."""
    words = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    found = STATUS.match(words.strip())
    return found.group(1) if found else str(code)
