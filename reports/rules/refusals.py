"""Why a file is not taken: a code with its parameters. The sentences stand in `reports.selectors.refusals`."""

from enum import StrEnum


class Reason(StrEnum):
    """Every reason for not taking a file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    WEB_PAGE = "web_page"
    MARKUP = "markup"
    PROGRAM = "program"
    ARCHIVE = "archive"
    OFFICE = "office"
    MIXED = "mixed"
    UNKNOWN = "unknown"
    OTHER_RECORDING = "other_recording"
    LETTERS = "letters"
    NOT_INSIDE = "not_inside"
    PICTURE_BROKEN = "picture_broken"
    PICTURE_TOO_LARGE = "picture_too_large"
    ANIMATION_TOO_LONG = "animation_too_long"
    RECORDING_BROKEN = "recording_broken"
    PDF_START = "pdf_start"
    PDF_BROKEN = "pdf_broken"
    PDF_PASSWORD = "pdf_password"  # noqa: S105 - no password
    MAIL_BROKEN = "mail_broken"
    SCANNER_AWAY = "scanner_away"
    SCANNER_LIMIT = "scanner_limit"
    VIRUS = "virus"
    STORE_AWAY = "store_away"


MAY_PASS = frozenset({Reason.SCANNER_AWAY, Reason.STORE_AWAY})
"""Reasons that lie with the hub, not with the file: trying again may help."""


class Refusal(Exception):
    """A file is not taken; `parameters` fill the sentence for the person who sent it."""

    def __init__(self, reason: Reason, **parameters: object) -> None:
        super().__init__(reason, parameters)
        self.reason = reason
        self.parameters = parameters

    def __str__(self) -> str:
        return str(self.reason)
