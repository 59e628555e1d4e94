"""The same picture in several reports: printed, found, forgotten."""

from triage.rules.pictures.prints import VERSION
from triage.services.pictures.finding import PictureFound, find
from triage.services.pictures.reading import NoPicture, read_picture
from triage.services.pictures.words import can_read_words, read_words
from triage.services.pictures.writing import forget, forget_exhibits, list_waiting, write

__all__ = [
    "VERSION",
    "NoPicture",
    "PictureFound",
    "can_read_words",
    "find",
    "forget",
    "forget_exhibits",
    "list_waiting",
    "read_picture",
    "read_words",
    "write",
]
