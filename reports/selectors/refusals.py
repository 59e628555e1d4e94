"""The sentences for files that are not taken, and the kinds of those that are, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.rules.file_kinds import KINDS, Family
from reports.rules.refusals import Reason, Refusal

SENTENCES: dict[Reason, Promise] = {
    Reason.EMPTY: _("The file is empty."),
    Reason.TOO_LARGE: _(
        "The file is larger than %(most)s MB. Send a smaller copy, a shorter recording or a screenshot."
    ),
    Reason.TOO_MANY: _("A report can hold %(most)s files. Remove one before you add another."),
    Reason.WEB_PAGE: _("Web pages are not taken. Take a screenshot, or save it as a PDF."),
    Reason.MARKUP: _("SVG and XML files are not taken. Save it as a picture (PNG or JPEG) or as a PDF."),
    Reason.PROGRAM: _("Programs and scripts are not taken, because they could do harm. Send a screenshot instead."),
    Reason.ARCHIVE: _("Archives such as ZIP are not taken. Unpack it and send what is inside, file by file."),
    Reason.OFFICE: _("Office documents are not taken, because they can hold programs. Save it as a PDF and send that."),
    Reason.MIXED: _("The file is of two kinds at once, which is not safe. Take a screenshot of it and send that."),
    Reason.UNKNOWN: _(
        "This kind of file is not taken. Send a picture, a video, a sound recording, a PDF, a text or an e-mail."
    ),
    Reason.OTHER_RECORDING: _("This kind of recording is not taken. Save it as MP4 or, if it is sound, as MP3."),
    Reason.LETTERS: _("The letters of this text cannot be read. Save it as UTF-8, or send a screenshot."),
    Reason.NOT_INSIDE: _("This is no %(kind)s file inside. It may be damaged; try saving it again."),
    Reason.PICTURE_BROKEN: _("The picture cannot be opened. It may be damaged; try saving it again."),
    Reason.PICTURE_TOO_LARGE: _("The picture has too many pixels. Send a smaller copy or a screenshot."),
    Reason.ANIMATION_TOO_LONG: _("The animation is too long. Send it as a video (MP4), or send screenshots of it."),
    Reason.RECORDING_BROKEN: _("The recording cannot be opened. It may be damaged or cut off; try saving it again."),
    Reason.PDF_START: _("Something stands before the PDF in this file. Open it, print it to a new PDF and send that."),
    Reason.PDF_BROKEN: _("The PDF cannot be opened. It may be damaged; open it, print it to a new PDF and send that."),
    Reason.PDF_PASSWORD: _(
        "The PDF is protected by a password. Open it, print it to a new PDF without one and send that."
    ),
    Reason.MAIL_BROKEN: _("The e-mail cannot be opened. It may be damaged; save it again, or print it to a PDF."),
    Reason.SCANNER_AWAY: _("Files cannot be checked for viruses just now. Try again in a few minutes."),
    Reason.SCANNER_LIMIT: _(
        "The file is too large to be checked for viruses. Send a smaller copy, a shorter recording or a screenshot."
    ),
    Reason.STORE_AWAY: _("Something went wrong on our side. Try again in a few minutes."),
    Reason.VIRUS: _("The file contains a virus, so it was not kept."),
}
FAMILIES: dict[Family, Promise] = {
    Family.PICTURE: _("Picture"),
    Family.VIDEO: _("Video"),
    Family.SOUND: _("Sound recording"),
    Family.PDF: _("PDF"),
    Family.TEXT: _("Text"),
    Family.MAIL: _("E-mail"),
}


def sentence_for(refusal: Refusal) -> str:
    """Return why a file was not taken and what to do instead, as one would say it to the person who sent it."""
    return str(SENTENCES[refusal.reason]) % refusal.parameters


def kind_in_words(media_type: str) -> str:
    """Return what a kind of file that people give is called. Raises KeyError for what only the hub makes."""
    return str(FAMILIES[KINDS[media_type].family])
