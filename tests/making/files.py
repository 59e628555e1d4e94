"""Making small files of every kind that a report can hold, whole and valid, without any program but Python."""

import io
import struct
from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

SAMPLES = Path(__file__).with_name("samples")
DRAWN = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")


def animation(*, kind: str, frames: int, size: tuple[int, int] = (8, 6)) -> bytes:
    """Return the bytes of a picture with several frames or pages, each unlike the one before."""
    pictures = [Image.new("RGB", size, (number % 251, number // 251, 90)) for number in range(frames)]
    target = io.BytesIO()
    pictures[0].save(target, kind, save_all=True, append_images=pictures[1:])
    return target.getvalue()


def box(kind: bytes, content: bytes = b"") -> bytes:
    """Return one box of ISO base media."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film(
    *, brand: bytes = b"isom", others: bytes = b"mp42", contents: bytes = b"moov", data: bytes = b"x" * 99
) -> bytes:
    """Return a film in boxes."""
    return box(b"ftyp", brand + bytes(4) + others) + box(b"mdat", data) + box(contents, box(b"mvhd", bytes(100)))


def _ebml(number: str, content: bytes) -> bytes:
    return bytes.fromhex(number) + b"\x01" + struct.pack(">Q", len(content))[1:] + content


def matroska(doctype: bytes = b"webm") -> bytes:
    """Return the beginning of a WebM or Matroska film with a list of tracks."""
    head = _ebml("1a45dfa3", b"\x42\x82" + bytes([0x80 | len(doctype)]) + doctype)
    return head + _ebml("18538067", _ebml("1549a966", b"info") + _ebml("1654ae6b", b"tracks"))


def wave(*, samples: bytes = b"\0\1" * 50) -> bytes:
    """Return a sound as WAV."""
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16_000, 2, 16)
    body += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def avi() -> bytes:
    """Return a film as AVI."""
    body = b"AVI " + b"LIST" + struct.pack("<I", 8) + b"hdrl" + bytes(4) + b"LIST" + struct.pack("<I", 4) + b"movi"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ogg(codec: bytes = b"OpusHead") -> bytes:
    """Return two pages of Ogg."""
    return b"".join(
        b"OggS\0" + flag + bytes(20) + b"\x01" + bytes([len(content)]) + content
        for flag, content in ((b"\x02", codec + bytes(11)), (b"\0", b"comment"))
    )


def mp3(*, frames: int = 3, tag: bytes = b"") -> bytes:
    """Return frames of MPEG layer III at 128 kbit/s and 44,100 Hz, behind an ID3 tag where there is one."""
    begun = b"ID3\x03\0\0" + bytes([0, 0, len(tag) >> 7, len(tag) & 127]) + tag if tag else b""
    return begun + (b"\xff\xfb\x90\x64" + bytes(413)) * frames


def pdf(*, password: str | None = None, pages: int = 1) -> bytes:
    """Return a PDF with empty pages; with a password, even an empty one, it is encrypted."""
    writer = PdfFileWriter()
    for _ in range(pages):
        contents = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
        writer.insert_page(PageObject(contents=contents, media_box=(0, 0, 200, 200)))
    if password is not None:
        writer.encrypt(owner_pass="owner", user_pass=password)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def raw_pdf(content: bytes, *, box: bytes = b"0 0 200 200", more: bytes = b"", catalog: bytes = b"") -> bytes:
    """Return a PDF of one page, written out as it is given: what no library would write."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, more),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    written, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 5\n0000000000 65535 f \n" + rows
    return written + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(written)


def heic() -> bytes:
    """Return a photograph as a telephone takes it: 64 by 48 pixels, gold in the first quarter and navy elsewhere."""
    return (SAMPLES / "small.heic").read_bytes()


def webm() -> bytes:
    """Return a silent film of a second, 64 by 48 pixels, recorded by Chromium from a canvas of changing colour."""
    return (SAMPLES / "short.webm").read_bytes()


def mail(*, body: str = "Leave this town.", more: str = "") -> bytes:
    """Return an e-mail as it travels."""
    header = "Received: by mail.invalid; Mon, 2 Mar 2026 12:00:00 +0000\r\nFrom: Hater <hater@example.org>\r\n"
    header += f"To: victim@example.org\r\nSubject: Go\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n{more}"
    return f"{header}\r\n{body}\r\n".encode()


MESSAGE_NAMES = ("Root Entry", "__properties_version1.0", "__substg1.0_001A001F", "__substg1.0_1000001F")


def compound_file(names: Iterable[str] = MESSAGE_NAMES) -> bytes:
    """Return an OLE compound file whose directory holds these names: by default those of an Outlook message."""
    entries = b"".join(_entry(name) for name in names)
    entries += bytes(-len(entries) % 512)
    sectors = len(entries) // 512
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *([0xFFFFFFFF] * (128 - len(chain))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<II", 1, 1) + bytes(24) + struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    return header + table + entries


def _entry(name: str) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded)) + bytes(62)


EVERY_KIND: dict[str, bytes] = {
    "video/mp4": film(),
    "video/quicktime": film(brand=b"qt  ", others=b"qt  "),
    "video/3gpp": film(brand=b"3gp4", others=b"isom"),
    "audio/mp4": film(brand=b"M4A "),
    "image/heic": film(brand=b"heic", others=b"mif1heic", contents=b"meta"),
    "video/webm": matroska(),
    "video/x-matroska": matroska(b"matroska"),
    "video/x-msvideo": avi(),
    "video/ogg": ogg(b"\x80theora"),
    "audio/ogg": ogg(),
    "audio/wav": wave(),
    "audio/mpeg": mp3(tag=b"title"),
    "application/pdf": pdf(),
    "text/plain": b"They wrote this.\r\n\tTwice.",
    "message/rfc822": mail(),
    "application/vnd.ms-outlook": compound_file(),
}
